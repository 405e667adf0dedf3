import CHarness

/// Ports that nobody has.
package enum FreePort {
    /// A port that was free on 127.0.0.1 and ::1 a moment ago; somebody else may take it before you do.
    package static func pick() throws -> UInt16 {
        let port = harness_free_port()
        guard port != 0 else { throw SystemError("find", "a free port on the loopback address") }
        return port
    }
}

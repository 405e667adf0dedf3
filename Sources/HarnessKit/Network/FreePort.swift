import CHarness

/// A port that nobody has, and that nobody else who asks here is given as long as this is held.
package final class FreePort {
    package let number: UInt16
    private let claim: Descriptor

    /// It is free on 127.0.0.1 and ::1, and none of those that the system hands to connections.
    package init() throws {
        var claim: Int32 = -1
        number = harness_free_port(&claim)
        guard number != 0 else { throw SystemError("find", "a free port on the loopback address") }
        self.claim = Descriptor(owning: claim)
    }

    /// One that is held no longer: somebody else may take it before you do.
    package static func pick() throws -> UInt16 { try FreePort().number }
}

import CHarness

/// A port that nobody has, and that nobody else who asks here is given as long as this is held.
package final class FreePort {
    package let number: UInt16
    private let claim: Descriptor

    /// It is free on 127.0.0.1 and ::1, and none of those that the system hands to connections.
    package init() throws {
        var claim: Int32 = -1
        number = harness_free_port(&claim)
        guard number != 0 else {
            let problem = errno
            throw [EPERM, EACCES, EAFNOSUPPORT].contains(problem)
                ? Self.forbidden : SystemError("find", "a free port on the loopback address", number: problem)
        }
        self.claim = Descriptor(owning: claim)
    }

    /// A sandbox may keep a process from opening sockets at all.
    package static let forbiddenCode = "E_NO_SOCKETS"

    private static let forbidden = Failure(
        .unavailable, "this process may not open sockets, not even on the loopback address",
        hint:
            "run the same command outside the sandbox, or allow it there (Codex: sandbox_workspace_write.network_access)",
        codes: [forbiddenCode])

    /// One that is held no longer: somebody else may take it before you do.
    package static func pick() throws -> UInt16 { try FreePort().number }
}

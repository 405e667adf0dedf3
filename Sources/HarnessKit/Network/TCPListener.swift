import CHarness

/// A port of the loopback address on which connections are taken, without ever waiting for one.
package final class TCPListener {
    private let descriptor: Descriptor

    package init(on port: UInt16) throws {
        var number: Int32 = -1
        let problem = harness_listen(port, &number)
        guard problem == 0 else { throw SystemError("listen on", "port \(port)", number: problem) }
        descriptor = Descriptor(owning: number)
    }

    /// What a poll loop waits on.
    package var number: Int32 { descriptor.number }

    /// The next connection; nil where there is none yet.
    package func accept() -> Descriptor? {
        let number = harness_accept(descriptor.number)
        return number < 0 ? nil : Descriptor(owning: number)
    }
}

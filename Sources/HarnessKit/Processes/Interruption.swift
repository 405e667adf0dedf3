import CHarness

/// SIGINT, SIGTERM and SIGHUP as something the loop notices, so that what was started is stopped first.
package final class Interruption {
    /// The signal that came, if one did.
    package private(set) var signal: Int32?
    private let pipe: (receiving: Descriptor, sending: Descriptor)
    private let loop: PollLoop
    private var token: PollLoop.Token?

    /// Catches the signals from now on; at most one of these exists in a process.
    package init(on loop: PollLoop) throws {
        pipe = try Descriptor.pipe()
        self.loop = loop
        pipe.sending.setNonBlocking()
        let problem = harness_catch_signals(pipe.sending.number)
        guard problem == 0 else { throw SystemError("catch", "signals", number: problem) }
        token = loop.onReadable(pipe.receiving.number) { [unowned self] in
            signal = try pipe.receiving.receive(upTo: 1, from: "signals").first.map(Int32.init)
            throw Interrupted()
        }
    }

    /// What the loop throws when a signal came.
    package struct Interrupted: Error {}

    /// Dies of the signal that came, once everything is tidy: our caller sees the truth.
    package func dieOfIt() {
        if let signal { harness_die_of(signal) }
    }
}

import CHarness

/// SIGINT, SIGTERM and SIGHUP as something the loop notices, so that what was started is stopped first.
package final class Interruption {
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
            guard let signal = try pipe.receiving.receive(upTo: 1, from: "signals").first else { return }
            throw Interrupted(signal: Int32(signal))
        }
    }

    deinit {
        harness_release_signals()
        if let token { loop.remove(token) }
    }

    /// What the loop throws when a signal came; everything that unwinds from it is tidied up.
    package struct Interrupted: Error {
        let signal: Int32
        private var told: Failure?

        init(signal: Int32) {
            self.signal = signal
        }

        package var failure: Failure {
            told ?? Failure(.unavailable, "interrupted by signal \(signal)", hint: "run the same command again")
        }

        /// The same, with words about what it left behind.
        package func telling(_ failure: Failure) -> Interrupted {
            var copy = self
            copy.told = failure
            return copy
        }

        /// What came last, also where something else gave way to it first: git dies of the same interrupt as we do.
        static var pending: Interrupted? {
            let signal = harness_caught_signal()
            return signal == 0 ? nil : Interrupted(signal: signal)
        }

        /// Dies of the signal as if nobody had caught it: our caller sees the truth.
        func die() {
            harness_die_of(signal)
        }
    }
}

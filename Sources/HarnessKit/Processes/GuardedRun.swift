extension ProgramCall {
    /// Runs a program of the user's to its end, and with it everything that it started.
    package func run(
        on loop: PollLoop, deadline: Duration?, outputLimit: Int = 256 * 1024, hiding secrets: Redactor? = nil,
        progress: (() -> Void)? = nil
    ) throws -> ProgramOutcome {
        let started = loop.now
        let limits = GuardLimits(deadline: deadline, endsWithProgram: true)
        let process = try GuardedProcess(self, on: loop, limits: limits, outputLimit: outputLimit, hiding: secrets)
        // The guardian keeps the deadline. Should it be unable to, we do, a little later.
        let latest = deadline.map { started + $0 + limits.grace + .milliseconds(500) }
        var nudged = started
        while !process.hasEnded, latest.map({ loop.now < $0 }) ?? true {
            let pause = loop.now + (progress == nil ? .milliseconds(500) : .milliseconds(100))
            try loop.turn(until: [latest, pause].compactMap { $0 }.min())
            progress?()
            if loop.now >= nudged + .milliseconds(500) {
                process.nudge()
                nudged = loop.now
            }
        }
        try process.end()
        return ProgramOutcome(
            exit: process.exit ?? .signalled(SIGKILL), output: process.output, errors: process.errors,
            duration: (process.exitedAt ?? loop.now) - started,
            isTimedOut: process.isTimedOut || latest.map { loop.now >= $0 } ?? false,
            strays: process.strays ?? 0, survivors: process.survivors)
    }
}

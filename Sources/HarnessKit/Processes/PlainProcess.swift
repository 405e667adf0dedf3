import CHarness

extension ProgramCall {
    /// Runs a trusted, short-lived program such as git, plainly: by `posix_spawn`, without a guardian.
    package func runPlainly(
        clock: Clock, deadline: Duration? = nil, limit: Int = 16 * 1024 * 1024
    ) throws -> ProgramOutcome {
        let loop = PollLoop(clock: clock)
        let started = loop.now
        let streams = try ProcessStreams(input: input, limit: limit, hiding: nil, on: loop)
        var process: pid_t = 0
        let problem = try withC(streams.theirs) { harness_spawn(&$0, &process) }
        guard problem == 0 else { throw SystemError("run", arguments[0], number: problem) }
        streams.closeTheirs()
        let isDone = try loop.run(until: deadline.map { started + $0 }) { !streams.isOpen }
        if !isDone { kill(process, SIGKILL) }
        var status: Int32 = 0
        retrying { waitpid(process, &status, 0) }
        streams.close()
        return ProgramOutcome(
            exit: ProgramExit(waitStatus: status), output: streams.output.capture, errors: streams.errors.capture,
            duration: loop.now - started, isTimedOut: !isDone, strays: 0, survivors: 0)
    }
}

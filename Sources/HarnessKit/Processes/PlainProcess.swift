import CHarness

extension ProgramCall {
    /// Runs a trusted, short-lived program such as git, plainly: by `posix_spawn`, without a guardian.
    ///
    /// What it leaves running in the background is left alone, and not waited for.
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
        let child = PlainChild(process, on: loop)
        let isInTime = try loop.run(until: deadline.map { started + $0 }) { !streams.isOpen || child.hasEnded }
        if isInTime { _ = try child.wait(until: deadline.map { started + $0 }) }
        let isTimedOut = !child.hasEnded
        if isTimedOut { kill(process, SIGKILL) }
        let status = try child.wait(until: nil)
        let duration = loop.now - started
        _ = try loop.run(until: loop.now + .milliseconds(200)) { !streams.isOpen }
        streams.close()
        return ProgramOutcome(
            exit: ProgramExit(waitStatus: status ?? 0), output: streams.output.capture, errors: streams.errors.capture,
            duration: duration, isTimedOut: isTimedOut, strays: 0, survivors: 0)
    }
}

/// A child whose end the loop notices.
private final class PlainChild {
    private let process: pid_t
    private let loop: PollLoop
    private let watch: Descriptor
    private var token: PollLoop.Token?
    private var status: Int32?

    init(_ process: pid_t, on loop: PollLoop) {
        self.process = process
        self.loop = loop
        watch = Descriptor(owning: harness_watch_process(process))
        if watch.number >= 0 { token = loop.onReadable(watch.number) { [unowned self] in collect() } }
    }

    deinit {
        if let token { loop.remove(token) }
    }

    var hasEnded: Bool {
        if status == nil, token == nil { collect() }
        return status != nil
    }

    /// The wait status, or nil where the deadline came first.
    func wait(until deadline: Duration?) throws -> Int32? {
        while !hasEnded {
            if let deadline, loop.now >= deadline { return nil }
            // Without a kernel that tells, one must ask.
            let pause = token == nil ? loop.now + .milliseconds(2) : deadline
            try loop.turn(until: [pause, deadline].compactMap { $0 }.min())
        }
        return status
    }

    private func collect() {
        var status: Int32 = 0
        guard retrying({ waitpid(process, &status, WNOHANG) }) != 0 else { return }
        self.status = status
        if let token { loop.remove(token) }
    }
}

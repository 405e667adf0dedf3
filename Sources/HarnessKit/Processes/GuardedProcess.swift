import CHarness

/// When a guarded program ends even if nobody says so.
package struct GuardLimits: Sendable {
    /// How long it may run.
    package var deadline: Duration?
    /// Between the polite signal at the deadline and the end.
    package var grace: Duration
    /// Whether what it leaves behind ends with it; a server may go on in a child.
    package var endsWithProgram: Bool

    package init(deadline: Duration? = nil, grace: Duration = .milliseconds(100), endsWithProgram: Bool = false) {
        self.deadline = deadline
        self.grace = grace
        self.endsWithProgram = endsWithProgram
    }

    var c: harness_limits {
        harness_limits(
            deadline_ms: deadline.map { Int64(max(1, $0.milliseconds)) } ?? 0, grace_ms: Int64(grace.milliseconds),
            ends_with_program: endsWithProgram ? 1 : 0)
    }
}

/// A program under a guardian: whatever it starts, however it hides, ends with it, even when we are killed.
///
/// The guardian is a process of its own that adopts every orphan of the program, and keeps the limits whether we
/// run, wait or are stopped. When our end of its socket closes, because we said so or are gone, it ends all.
package final class GuardedProcess {
    package private(set) var exit: ProgramExit?
    /// The program, once it runs.
    package private(set) var identity: ProcessIdentity?
    package private(set) var isTimedOut = false
    /// How many processes it had left behind, once everything has ended.
    package private(set) var strays: Int?
    /// How many could not be ended; 1 where that is not known.
    package private(set) var survivors = 0
    /// When the program ended.
    package private(set) var exitedAt: Duration?

    private let name: String
    private let directory: Path?
    private let loop: PollLoop
    private let streams: ProcessStreams
    private let warden: pid_t
    private let orders: Descriptor
    private let reports: Descriptor
    private var guardian: pid_t = 0
    private var token: PollLoop.Token?
    private var startFailure: Failure?
    private var isGuardLost = false
    private var isSilent = false
    private var isCollected = false
    private var received = Bytes()

    /// Starts the program; returns once it runs. Who watches sees its streams from their first byte.
    package init(
        _ call: ProgramCall, on loop: PollLoop, limits: GuardLimits = GuardLimits(), outputLimit: Int = 256 * 1024,
        hiding secrets: Redactor? = nil, watching watch: ((Bytes) -> Void)? = nil
    ) throws {
        name = call.arguments.first ?? ""
        directory = call.directory
        self.loop = loop
        streams = try ProcessStreams(input: call.input, limit: outputLimit, hiding: secrets, on: loop)
        (streams.output.watch, streams.errors.watch) = (watch, watch)
        var guardian = harness_guardian()
        let problem = try call.withC(streams.theirs) { harness_guard(&$0, limits.c, &guardian) }
        guard problem == 0 else { throw SystemError("run", name, number: problem) }
        warden = guardian.warden
        orders = Descriptor(owning: guardian.orders)
        reports = Descriptor(owning: guardian.reports)
        streams.closeTheirs()
        token = loop.onReadable(reports.number) { [unowned self] in try receive() }
        _ = try loop.run(until: nil) { identity != nil || startFailure != nil || isSilent }
        if identity == nil {
            collect()
            throw startFailure
                ?? Failure(
                    .unavailable, "'\(name)' could not be started: its guardian was killed",
                    hint: "run the same command again")
        }
    }

    deinit {
        collect()
    }

    package var output: Capture { streams.output.capture }
    package var errors: Capture { streams.errors.capture }

    /// Shows every part of both streams as it comes, before secrets are taken out: for looking, never for keeping.
    ///
    /// What is kept lags behind by as much as a secret may be long.
    package func watchStreams(_ watch: ((Bytes) -> Void)?) {
        streams.output.watch = watch
        streams.errors.watch = watch
    }

    /// Whether the program itself still runs.
    package var isRunning: Bool { exit == nil && !hasEnded }

    /// Whether everything has ended, as far as that can be known.
    package var hasEnded: Bool { strays != nil || isSilent }

    /// Whether a process is the program or was started below it; nil where this system does not tell.
    package func owns(_ process: Int32) -> Bool? {
        // The guardian adopts what loses its parent: all that is below it is the program's.
        guard guardian > 0, !hasEnded, !isGuardLost else { return false }
        return Kin.isBelow(process, guardian)
    }

    /// The program and all below it, the newest perhaps missing; none where this system does not tell.
    package var members: [Int32] { guardian > 0 && !hasEnded ? Kin.below(guardian) ?? [] : [] }

    /// Sends a signal to the program and those in its process group.
    package func signal(_ number: Int32) {
        harness_order(orders.number, UInt8(truncatingIfNeeded: number))
    }

    /// Ends the program and everything it started; politely first, if there is time for that.
    package func end(politely grace: Duration = .zero, with number: Int32 = SIGTERM) throws {
        if isRunning, grace > .zero {
            signal(number)
            _ = try loop.run(until: loop.now + grace) { !isRunning }
        }
        if !hasEnded { harness_order(orders.number, 0) }
        if try !loop.run(until: loop.now + .milliseconds(300), { hasEnded }) {
            // Somebody may have stopped them. The guardian itself gives up after two seconds.
            wakeKeepers()
            _ = try loop.run(until: loop.now + .seconds(3)) { hasEnded }
        }
        if strays == nil { survivors = max(1, survivors) }
        // A descriptor may have been handed to a process that is not below us.
        _ = try loop.run(until: loop.now + .milliseconds(100)) { !streams.isOpen }
        collect()
    }

    /// Wakes the guardian, should the program have stopped it; does nothing otherwise.
    func nudge() {
        if !hasEnded { wakeKeepers() }
    }

    private func wakeKeepers() {
        for keeper in [warden, guardian] where keeper > 0 { kill(keeper, SIGCONT) }
    }

    private func receive() throws {
        do {
            let part = try reports.receive(upTo: 4096, from: "the guardian's reports")
            guard !part.isEmpty else { return fallSilent() }
            received += part
        } catch let error as SystemError {
            if error.number != EAGAIN { fallSilent() }
            return
        }
        let size = MemoryLayout<harness_report>.size
        while received.count >= size {
            take(received.withUnsafeBytes { $0.loadUnaligned(as: harness_report.self) })
            received.removeFirst(size)
        }
    }

    private func take(_ report: harness_report) {
        switch harness_report_kind(UInt32(report.kind)) {
        case HARNESS_STARTED:
            guardian = report.value
            identity =
                ProcessIdentity(ofRunning: report.process)
                ?? ProcessIdentity(number: report.process, start: -1, boot: "")
        case HARNESS_FAILED:
            startFailure = Failure(
                .unavailable, "'\(name)' could not be started: \(reason(report))",
                hint: "check that it, its interpreter and its folder exist and suit this machine")
        case HARNESS_EXITED:
            exit = ProgramExit(waitStatus: report.value)
            exitedAt = loop.now
        case HARNESS_TIMED_OUT:
            isTimedOut = true
        case HARNESS_LOST:
            isGuardLost = true
        case HARNESS_ENDED:
            strays = Int(report.value)
            survivors = Int(report.stage)
        default: break
        }
    }

    private func reason(_ report: harness_report) -> String {
        let words = SystemError("", "", number: report.value).reason
        return report.stage == HARNESS_STAGE_DIRECTORY.rawValue
            ? "its folder \(directory?.description ?? "."): \(words)" : words
    }

    private func fallSilent() {
        isSilent = true
        if let token { loop.remove(token) }
        token = nil
    }

    /// Lets go of everything; the guardian, told so by the closed socket, ends what is left.
    private func collect() {
        guard !isCollected else { return }
        isCollected = true
        orders.end()
        streams.close()
        if let token { loop.remove(token) }
        token = nil
        var status: Int32 = 0
        // It is about to leave; only one that somebody stopped takes longer.
        var pause: UInt32 = 50
        for attempt in 0..<300 {
            if retrying({ waitpid(warden, &status, WNOHANG) }) != 0 { return }
            if attempt == 30 { wakeKeepers() }
            usleep(pause)
            pause = min(2 * pause, 10_000)
        }
        for keeper in [guardian, warden] where keeper > 0 { kill(keeper, SIGKILL) }
        retrying { waitpid(warden, &status, 0) }
    }
}

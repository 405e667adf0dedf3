import CHarness

/// A program under a guardian: whatever it starts, however it hides, ends with it, even when we are killed.
///
/// The guardian is a process of its own that adopts every orphan of the program. It holds the other end of
/// a pipe from us: when that closes, because we said so or because we are gone, it kills all that is left.
package final class GuardedProcess {
    package private(set) var exit: ProgramExit?
    /// The program, once it runs.
    package private(set) var identity: ProcessIdentity?
    /// How many processes it had left behind, once everything has ended.
    package private(set) var strays: Int?
    /// How many could not be ended.
    package private(set) var survivors = 0
    /// When the program ended by itself.
    package private(set) var exitedAt: Duration?

    private let name: String
    private let loop: PollLoop
    private let streams: ProcessStreams
    private let guardian: pid_t
    private let orders: Descriptor
    private let reports: Descriptor
    private var token: PollLoop.Token?
    private var startFailure: Failure?
    private var isGuardianGone = false
    private var received = Bytes()

    /// Starts the program; returns once it runs.
    package init(
        _ call: ProgramCall, on loop: PollLoop, outputLimit: Int = 256 * 1024, hiding secrets: Redactor? = nil
    ) throws {
        name = call.arguments.first ?? ""
        self.loop = loop
        streams = try ProcessStreams(input: call.input, limit: outputLimit, hiding: secrets, on: loop)
        var guardian = harness_guardian()
        let problem = try call.withC(streams.theirs) { harness_guard(&$0, &guardian) }
        guard problem == 0 else { throw SystemError("run", name, number: problem) }
        self.guardian = guardian.process
        orders = Descriptor(owning: guardian.orders)
        reports = Descriptor(owning: guardian.reports)
        streams.closeTheirs()
        token = loop.onReadable(reports.number) { [unowned self] in try receive() }
        _ = try loop.run(until: nil) { identity != nil || startFailure != nil || isGuardianGone }
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

    /// Whether the program itself still runs.
    package var isRunning: Bool { exit == nil && !isGuardianGone }

    /// Sends a signal to the program and those in its process group.
    package func signal(_ number: Int32) {
        order(harness_order(kind: UInt8(HARNESS_ORDER_SIGNAL.rawValue), signal: UInt8(number)))
    }

    /// Ends the program and everything it started; politely first, if there is time for that.
    package func end(politely grace: Duration = .zero, with number: Int32 = SIGTERM) throws {
        if isRunning, grace > .zero {
            signal(number)
            _ = try loop.run(until: loop.now + grace) { !isRunning }
        }
        orders.end()
        // The guardian gives up after two seconds; it is not waited for longer than that.
        _ = try loop.run(until: loop.now + .seconds(3)) { strays != nil || isGuardianGone }
        if isGuardianGone, strays == nil { endOrphan() }
        // A descriptor may have been handed to a process that is not below us.
        _ = try loop.run(until: loop.now + .milliseconds(100)) { !streams.isOpen }
        streams.close()
        collect()
    }

    /// Ends the program's group where its guardian was killed; who left that group is out of our reach.
    private func endOrphan() {
        let end = loop.now + .seconds(1)
        while let identity, identity.isAlive, loop.now < end {
            kill(-identity.number, SIGKILL)
            usleep(1000)
        }
    }

    private func order(_ order: harness_order) {
        guard orders.number >= 0 else { return }
        _ = withUnsafeBytes(of: order) { bytes in retrying { write(orders.number, bytes.baseAddress, bytes.count) } }
    }

    private func receive() throws {
        do {
            let part = try reports.receive(upTo: 4096, from: "the guardian's reports")
            guard !part.isEmpty else { return loseGuardian() }
            received += part
        } catch let error as SystemError where error.number == EAGAIN {
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
            identity =
                ProcessIdentity(ofRunning: report.process)
                ?? ProcessIdentity(number: report.process, start: -1, boot: "")
        case HARNESS_FAILED:
            startFailure = Failure(
                .unavailable, "'\(name)' could not be started: \(reason(report))",
                hint: "check that it is a program for this machine and that its folder exists")
        case HARNESS_EXITED:
            exit = ProgramExit(waitStatus: report.value)
            exitedAt = loop.now
        case HARNESS_ENDED:
            strays = Int(report.value)
            survivors = Int(report.stage)
        default: break
        }
    }

    private func reason(_ report: harness_report) -> String {
        let words = SystemError("", "", number: report.value).reason
        return report.stage == HARNESS_STAGE_DIRECTORY.rawValue ? "its folder: \(words)" : words
    }

    private func loseGuardian() {
        isGuardianGone = true
        if let token { loop.remove(token) }
        token = nil
    }

    /// Lets go of everything; the guardian, told so by the closed pipe, ends what is left.
    private func collect() {
        orders.end()
        streams.close()
        if let token { loop.remove(token) }
        token = nil
        guard !isCollected else { return }
        isCollected = true
        var status: Int32 = 0
        retrying { waitpid(guardian, &status, 0) }
    }

    private var isCollected = false
}

extension ProgramCall {
    /// Runs a program of the user's to its end, and with it everything that it started.
    package func run(
        on loop: PollLoop, deadline: Duration?, outputLimit: Int = 256 * 1024, hiding secrets: Redactor? = nil,
        progress: (() -> Void)? = nil
    ) throws -> ProgramOutcome {
        let started = loop.now
        let process = try GuardedProcess(self, on: loop, outputLimit: outputLimit, hiding: secrets)
        let end = deadline.map { started + $0 }
        while process.isRunning, end.map({ loop.now < $0 }) ?? true {
            let pause = progress == nil ? nil : loop.now + .milliseconds(100)
            try loop.turn(until: [end, pause].compactMap { $0 }.min())
            progress?()
        }
        let isTimedOut = process.isRunning
        try process.end(politely: isTimedOut ? .milliseconds(100) : .zero)
        return ProgramOutcome(
            exit: process.exit ?? .signalled(SIGKILL), output: process.output, errors: process.errors,
            duration: (process.exitedAt ?? loop.now) - started, isTimedOut: isTimedOut, strays: process.strays ?? 0)
    }
}

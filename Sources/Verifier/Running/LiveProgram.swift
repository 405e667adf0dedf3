import HarnessKit

/// A program that goes on until it is stopped, and its port: the application, or a service that it needs.
final class LiveProgram {
    let title: String
    let port: UInt16
    private(set) var process: GuardedProcess?
    private(set) var readyIn: Duration?
    /// Whether the last stop went as it should; nil while it was never stopped.
    private(set) var stoppedCleanly: Bool?

    private let command: StartCommand
    private let readiness: Readiness
    private let stopManner: StopManner
    private let owner: ForeignOwner?
    /// Held until the end: between two starts the port stays ours.
    private let freePort: FreePort?
    private let stage: Stage
    private var bindings: Bindings
    private var startedAt = Duration.zero
    /// Until when a parent whose child listens may be about to fail; nil where it listens itself.
    private var latestParting: Duration?

    /// Nothing runs yet. The port is the declared one, or a free one.
    init(
        _ title: String, _ command: StartCommand, ready: Readiness?, stop: StopManner?, port: Port?,
        owner: ForeignOwner? = nil, on stage: Stage
    ) throws {
        self.title = title
        self.command = command
        readiness = ready ?? .portIsOpen
        stopManner = stop ?? StopManner()
        self.owner = owner
        self.stage = stage
        freePort = try port == nil ? FreePort() : nil
        self.port = port?.number ?? freePort?.number ?? 0
        bindings = stage.bindings
        bindings["port"] = .integer(Int(self.port))
    }

    var isRunning: Bool { process?.isRunning ?? false }

    /// What was started, word by word.
    var words: [String] { (try? command.arguments.words.map { try bindings.text($0) }) ?? command.arguments.words }

    /// The file that its first word stands for, and the folder it runs in, once it was started.
    private(set) var program: Path?
    private(set) var place: Path?

    var log: String {
        guard let process else { return "" }
        return LogTail.of(process.output, process.errors)
    }

    /// Starts it and waits until it can be used.
    func start(as kind: Span.Kind) throws {
        try refuseTakenPort()
        try stage.timeline.measure(kind, title) {
            let call = try stage.call(command.arguments, in: command.directory, with: command.environment, bindings)
            startedAt = stage.loop.now
            program = try? call.resolved().resolved()
            place = try? call.directory?.resolved()
            // It sees what is printed before we know that the program runs.
            let probe = ReadinessProbe(readiness, port: port, stage: stage, bindings: bindings)
            do {
                process = try GuardedProcess(
                    call, on: stage.loop, hiding: stage.context.secrets, watching: { probe.see($0) })
            } catch let failure as Failure {
                throw RunTrouble(.start, "\(title): \(failure.message)", hint: failure.hint ?? "mend environment.json")
            }
            stoppedCleanly = nil
            try waitUntilReady(probe)
            readyIn = stage.loop.now - startedAt
            try checkOwners()
            try lookForParting()
        }
    }

    /// Asks it to end, then ends whatever is left of it.
    func stop() throws {
        guard let process else { return }
        try stage.timeline.measure(.stop, title) {
            let wasRunning = process.isRunning
            try process.end(politely: stopManner.grace.duration, with: stopManner.signal.number)
            stoppedCleanly =
                wasRunning && process.survivors == 0 && Self.isClean(process.exit, stopManner.signal.number)
            if process.survivors > 0 {
                stage.warn(.survivors, "\(process.survivors) processes of \(title) could not be ended")
            }
        }
        if stoppedCleanly == false, process.exit == .signalled(SIGKILL) {
            stage.warn(
                .unclean,
                "\(title) did not end within \(stopManner.grace.duration.words) of SIG\(stopManner.signal.rawValue)")
        }
    }

    /// Ends it at once, as a crash or a power cut would.
    func kill() throws {
        try process?.end()
        stoppedCleanly = true
    }

    /// Fails where it has died; a parent whose child answers had time for that while the scenarios ran, or has it now.
    func checkAliveAtLast() throws {
        if let process, let latestParting {
            _ = try stage.loop.run(until: latestParting) { !process.isRunning }
        }
        try checkAlive()
    }

    /// Fails where it has died.
    func checkAlive() throws {
        guard let process else { return }
        if let exit = process.exit, !(exit.isSuccess && leftSomebodyListening) {
            try process.end()
            throw RunTrouble(
                .died, "\(title) died during the run (\(exit))",
                hint: "mend what its log says; 'verify explain' shows all of it",
                log: log)
        }
    }

    private static func isClean(_ exit: ProgramExit?, _ asked: Int32) -> Bool {
        switch exit {
        case .exited, nil: true
        case .signalled(let number): number == asked && number != SIGKILL
        }
    }

    private func refuseTakenPort() throws {
        guard let listeners = Listeners.on(port: port), let first = listeners.first else { return }
        let who = first.owners.first.map { " by process \($0)\(Self.name(of: $0))" } ?? ""
        throw RunTrouble(
            .portTaken, "port \(port) of \(title) is already in use\(who)",
            hint: "end that process, or leave \"port\" out of environment.json: a free one is then chosen for {{port}}")
    }

    private static func name(of process: Int32) -> String {
        guard let folder = try? Folder(Path("/proc/\(process)")), let file = RelativePath("comm"),
            let bytes = try? folder.read(file)
        else { return "" }
        return " (\(String(decoding: bytes, as: UTF8.self).trimmedLineEnds))"
    }

    // Becoming ready.

    private func waitUntilReady(_ probe: ReadinessProbe) throws {
        defer { process?.watchStreams(nil) }
        let end = stage.end(after: readiness.timeout.duration)
        var goodSince: Duration?
        var reason: String?
        while true {
            try refuseDeath()
            let now = stage.loop.now
            // The last moments are too short for an answer that says anything.
            if reason == nil || end - now > .milliseconds(20) {
                reason = try process.flatMap { try probe.reasonToWait(for: $0, until: end) }
            }
            if reason == nil {
                let since = goodSince ?? now
                goodSince = since
                if stage.loop.now - since >= .milliseconds(readiness.stableMilliseconds.value) { return }
            } else {
                goodSince = nil
            }
            guard stage.loop.now < end else {
                try stage.refuseLateness(in: "the start of \(title)")
                throw try notReady(reason ?? "it was not so for long enough")
            }
            stage.progress.update("waiting for \(title) on port \(port): \(readiness.description)")
            try stage.loop.turn(until: min(end, stage.loop.now + .milliseconds(5)))
        }
    }

    /// A program may go on in a child; one that failed does not.
    private func refuseDeath() throws {
        guard let process, let exit = process.exit, !exit.isSuccess || process.hasEnded || !leftSomebodyAlive else {
            return
        }
        try process.end()  // and with it the rest of its log comes
        throw RunTrouble(
            .start, "\(title) ended before it was ready (\(exit))",
            hint: "run '\(ShellLine.of(words))' by itself and mend what it says", log: log)
    }

    /// Where a child listens, its parent may be about to fail: an older copy would then answer in its place.
    private func lookForParting() throws {
        latestParting = nil
        guard let process, let number = process.identity?.number,
            let owners = listeners?.flatMap(\.owners), !owners.isEmpty, !owners.contains(number)
        else { return }
        let ready = stage.loop.now
        // What took long to start, on a busy machine say, takes long to fail.
        latestParting = ready + min(.seconds(1), max(.milliseconds(100), (readyIn ?? .zero) / 2))
        _ = try stage.loop.run(until: ready + .milliseconds(100)) { !process.isRunning }
        guard let exit = process.exit, !exit.isSuccess else { return }
        throw RunTrouble(
            .start,
            "\(title) failed (\(exit)), and process \(owners[0])\(Self.name(of: owners[0])) that it left answers in its place",
            hint: "run '\(ShellLine.of(words))' by itself and mend what it says", log: log)
    }

    private func notReady(_ reason: String) throws -> RunTrouble {
        let elsewhere = Listeners.ports(heldBy: process?.members ?? []).filter { $0 != port }.map(String.init)
        let place = elsewhere.isEmpty ? "" : "; it listens on port \(elsewhere.joined(separator: " and ")) instead"
        try process?.end()  // and with it the rest of its log comes
        return RunTrouble(
            .notReady, "\(title) was not ready within \(readiness.timeout.duration.words): \(reason)\(place)",
            hint: elsewhere.isEmpty
                ? "see that it listens on port \(port) ({{port}}), or change \"ready\" in environment.json"
                : "hand it its port as {{port}}, or write \"port\": \(elsewhere[0]) in environment.json", log: log)
    }

    // Whose port it is.

    /// Who listens on the port; its own processes are asked first.
    private var listeners: [PortListener]? { Listeners.on(port: port, likely: process?.members ?? []) }

    /// Whether the program has left and a process that it started listens on.
    private var leftSomebodyListening: Bool {
        let owners = listeners?.flatMap(\.owners) ?? []
        return owners.contains { process?.owns($0) == true }
    }

    /// After a parent has left, its children have a moment to open the port.
    private var leftSomebodyAlive: Bool {
        guard let exitedAt = process?.exitedAt else { return true }
        return stage.loop.now - exitedAt < .seconds(2) || leftSomebodyListening
    }

    /// The sockets on its port when their owners were last looked at.
    private var knownSockets: Set<UInt64> = []

    /// Looks at the owners again where other sockets listen on the port than before; costs little where none do.
    func checkSockets() throws {
        guard isRunning, let sockets = Listeners.sockets(on: port), !sockets.isSubset(of: knownSockets) else { return }
        try checkOwners()
    }

    /// Fails where somebody else listens in its place.
    func checkOwners() throws {
        let listeners = listeners
        knownSockets = Set((listeners ?? []).map(\.inode))
        // Where nobody asked the port, nobody needs to be there.
        let isAsked = readiness.log == nil && readiness.exec == nil
        guard isAsked || listeners?.isEmpty == false else { return }
        guard let listeners, !listeners.isEmpty else {
            return stage.warn(.portOwner, "who listens on port \(port) of \(title) cannot be told here")
        }
        for listener in listeners {
            let strangers = listener.owners.filter { process?.owns($0) == false }
            if let owner {
                if listener.owners.isEmpty || !strangers.isEmpty {
                    stage.warn(.portOwner, "port \(port) of \(title) belongs to \(owner.name), as declared")
                }
            } else if let stranger = strangers.first {
                throw RunTrouble(
                    .portNotOurs, "process \(stranger)\(Self.name(of: stranger)) listens on port \(port), not \(title)",
                    hint:
                        "end it; if a container or daemon serves the port on purpose, declare \"owner\" in environment.json"
                )
            } else if listener.owners.isEmpty {
                stage.warn(.portOwner, "who listens on port \(port) of \(title) cannot be read")
            }
        }
    }
}

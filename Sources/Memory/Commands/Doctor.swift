import HarnessKit

/// Looks after memory: torn lines, and facts that can be checked.
struct Doctor: Command {
    static let name = "doctor"
    static let summary = "checks the files of memory, and whether what can be verified still holds"
    static let notes = """
        Memory comes with git, and so do commands that others kept with --verify. They are shown and not run: read them, then say \
        --run, or --run with the ids of those that you have read. Each then runs once a day at most, in the project's folder and \
        for no longer than a minute. One that fails marks its entry as stale; one that succeeds takes the mark away.
        """
    static let examples = [
        CommandExample("memory-query doctor", "torn lines, and the commands that are due"),
        CommandExample("memory-query doctor m-31712ed9b856 --run", "runs the command of one entry"),
    ]
    static let parameters: [Parameter<Self>] = [
        .arguments("ID", to: \.ids, "only the commands of these entries"),
        .flag("--run", to: \.isRunning, "runs the commands that are due"),
        .flag("--all", to: \.isAsking, "also those that ran today"),
    ]

    var ids: [String] = []
    var isRunning = false
    var isAsking = false

    func run(in context: Context) throws -> Answer {
        let archive = try Archive(in: context)
        let (due, torn, misfits) = try MemoryIndex.with(archive.folder, in: context) { index in
            (try self.due(in: index, at: context.clock.now()), try index.torn(), index.misfits)
        }
        let failed = isRunning ? try check(due, archive) : []
        let commands = due.map { "\($0.id)  \(TerminalText.oneLine($0.verify ?? ""))" }
        let counted = isRunning ? "\(due.count) entries verified, \(failed.count) of them stale" : "no command was run"
        let lines =
            misfits.map { "no file: \($0)" } + torn.words.map { "torn: \($0)" }
            + commands.map { (isRunning ? "ran: " : "due: ") + $0 }
            + failed.map { "stale: \($0.listLine)" } + ["\(counted); \(torn.count) torn lines"]
        let waiting = isRunning ? [] : due
        let verified = isRunning ? due : []
        return Answer(
            exit: failed.isEmpty && torn.count == 0 && misfits.isEmpty ? .yes : .no,
            next: waiting.isEmpty
                ? failed.first.map { "memory-query doctor \($0.id) --all --run" } ?? "memory-query stats"
                : "memory-query doctor --run",
            notes: waiting.isEmpty ? [] : ["these commands may be somebody else's: read them before you run them"],
            json: [
                "verified": .array(verified.map { .string($0.id) }), "stale": .array(failed.map { .string($0.id) }),
                "due": .array(waiting.map { ["id": .string($0.id), "command": .string($0.verify ?? "")] }),
                "torn_lines": torn.words.json, "no_files": misfits.json,
            ],
            text: lines.joined(separator: "\n"))
    }

    /// The entries whose command should run again.
    private func due(in index: MemoryIndex, at now: Date) throws -> [Entry] {
        let named = Set(try ids.map { try Archive.existing($0, in: index).id })
        let facts = try index.facts()
        var due: [Entry] = []
        try index.forEachEntry { number, entry in
            guard entry.verify != nil, facts[number].isAlive, named.isEmpty || named.contains(entry.id) else { return }
            let last = try index.marks(of: entry.id).last { $0.kind == .holds || $0.kind == .fails }
            if isAsking || now.milliseconds - (last?.milliseconds ?? 0) >= 86_400_000 { due.append(entry) }
        }
        return due
    }

    /// Runs the commands; returns the entries that hold no more.
    private func check(_ due: [Entry], _ archive: Archive) throws -> [Entry] {
        let loop = PollLoop(clock: archive.context.clock)
        let interruption = try Interruption(on: loop)
        let progress = Progress(archive.context)
        defer { progress.finish() }
        var failed: [Entry] = []
        for entry in due {
            progress.update("checking \(entry.id)")
            let holds = try withExtendedLifetime(interruption) { try self.holds(entry, archive, on: loop) }
            if !holds { failed.append(entry) }
            _ = try archive.mark(holds ? .holds : .fails, entry.id)
        }
        return failed
    }

    private func holds(_ entry: Entry, _ archive: Archive, on loop: PollLoop) throws -> Bool {
        let call = ProgramCall(
            ["/bin/sh", "-c", entry.verify ?? ""], in: archive.folder.workspace.root,
            environment: archive.context.environment)
        let outcome = try call.run(on: loop, deadline: .seconds(60), hiding: archive.context.secrets)
        return outcome.exit.isSuccess && !outcome.isTimedOut
    }
}

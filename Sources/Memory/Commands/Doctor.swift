import HarnessKit

/// Looks after memory: torn lines, and facts that can be checked.
struct Doctor: Command {
    static let name = "doctor"
    static let summary = "checks the files of memory, and whether what can be verified still holds"
    static let notes = """
        Entries that were remembered with --verify have their command run, once a day at most, in the project's folder and for \
        no longer than a minute. One that fails marks its entry as stale; one that succeeds takes the mark away.
        """
    static let parameters: [Parameter<Self>] = [
        .flag("--all", to: \.isAsking, "runs every command, also those that ran today")
    ]

    var isAsking = false

    func run(in context: Context) throws -> Answer {
        let archive = try Archive(in: context)
        let now = context.clock.now()
        let (due, torn) = try MemoryIndex.with(archive.folder, in: context) { index in
            let facts = try index.facts()
            var due: [Entry] = []
            try index.forEachEntry { number, entry in
                guard entry.verify != nil, facts[number].isAlive else { return }
                let last = try index.marks(of: entry.id).last { $0.kind == .holds || $0.kind == .fails }
                if isAsking || now.milliseconds - (last?.milliseconds ?? 0) >= 86_400_000 { due.append(entry) }
            }
            return (due, try index.torn())
        }
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let progress = Progress(context)
        defer { progress.finish() }
        var failed: [Entry] = []
        for entry in due {
            progress.update("checking \(entry.id)")
            let holds = try withExtendedLifetime(interruption) { try self.holds(entry, archive, on: loop) }
            if !holds { failed.append(entry) }
            _ = try archive.mark(holds ? .holds : .fails, entry.id)
        }
        let lines =
            torn.map { "torn: \($0)" } + failed.map { "stale: \($0.listLine)" }
            + ["\(due.count) entries verified, \(failed.count) of them stale; \(torn.count) torn lines"]
        let stale = failed.map { JSON.string($0.id) }
        return Answer(
            exit: failed.isEmpty && torn.isEmpty ? .yes : .no,
            json: [
                "verified": .array(due.map { .string($0.id) }), "stale": .array(stale),
                "torn_lines": torn.json,
            ],
            text: lines.joined(separator: "\n"))
    }

    private func holds(_ entry: Entry, _ archive: Archive, on loop: PollLoop) throws -> Bool {
        let call = ProgramCall(
            ["/bin/sh", "-c", entry.verify ?? ""], in: archive.folder.workspace.root,
            environment: archive.context.environment)
        let outcome = try call.run(on: loop, deadline: .seconds(60), hiding: archive.context.secrets)
        return outcome.exit.isSuccess && !outcome.isTimedOut
    }
}

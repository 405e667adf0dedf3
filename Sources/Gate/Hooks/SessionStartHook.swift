import HarnessKit
import Ledger
import TaskState

/// Tells a session that begins, or has forgotten, what is in progress here.
struct SessionStartHook: Hook {
    static let name = "session-start"
    static let summary = "tells a session what is in progress, in at most 150 words; nothing where nothing is"

    private static let mostTasks = 5
    private static let mostWords = 150

    func answer(to input: HookInput, in context: Context) throws -> HookAnswer {
        guard let place = try HookPlace(in: context), let store = try place.reading() else { return .silent }
        let own = try ownTasks(of: input.who, store, in: place).compactMap(\.task)
        let open = try store.ledger.openTasks(in: store.worktree).map(\.id)
        guard !open.isEmpty else { return .silent }
        let tasks = open.filter(own.contains) + open.filter { !own.contains($0) }
        let count =
            open.count == 1 ? "a task is in progress" : "\(open.count) tasks are in progress ('task-state list')"
        var lines = ["harness: \(count) here"]
        if let skill = skill(in: place) { lines.append("how to work on it: \(skill)") }
        for id in tasks.prefix(Self.mostTasks) {
            let task = try store.task(id)
            let name = TerminalText.oneLine(task.started.name).split(separator: " ").prefix(12).joined(separator: " ")
            lines.append(
                "\(id) '\(name.prefix(100))': \(task.status.rawValue), phase \(task.phase) of \(task.started.phases)")
            lines.append("  briefing: harness-executor task-state resume --task-id \(id)")
            lines.append("  next: \(try store.next(for: task).throughCoordinator)")
        }
        return .tell(Self.shortened(lines))
    }

    /// Written is only where the session began something that was not yet seen.
    private func ownTasks(
        of who: SessionTask.Who, _ store: TaskStore, in place: HookPlace
    ) throws -> [SessionTask] {
        let known = try store.ledger.sessionTasks(who.client, who.session)
        return known.allSatisfy { $0.task != nil } ? known : try SessionBook(store: place.store()).tasks(of: who)
    }

    /// Whole lines, as far as the words go.
    private static func shortened(_ lines: [String]) -> String {
        var left = mostWords
        return lines.prefix { line in
            left -= line.split(separator: " ").count
            return left >= 0
        }.joined(separator: "\n")
    }

    /// Where the skill lies for this project or this user.
    private func skill(in place: HookPlace) -> Path? {
        let environment = place.context.environment
        let folders = [".claude/skills", ".agents/skills", ".codex/skills"]
        var places: [Path] = []
        if let plugin = environment.nonEmpty("CLAUDE_PLUGIN_ROOT") { places.append(Path(plugin) / "SKILL.md") }
        let home = environment.nonEmpty("HOME").map { [Path($0)] } ?? []
        for top in [place.workspace.root] + home {
            places += folders.map { (folder: String) -> Path in top / folder / "harness-executor/SKILL.md" }
        }
        return places.first { FileStatus(following: $0)?.kind == .file }
    }
}

import HarnessKit
import Ledger

/// The first step of every task in one command: what there is, what fits, what to type next.
struct Start: Command {
    static let name = "start"
    static let summary = "what is known before a task begins: the harness, tasks that fit, lessons, commands"
    static let notes = "It changes nothing but caches."
    static let examples = [
        CommandExample(
            #"harness-executor start "404 for unknown notes""#, "before that task is begun, or taken up again")
    ]
    static let parameters: [Parameter<Self>] = [.argument("TEXT", to: \.text, "what is to be done")]

    let siblings: Siblings
    var text = Prose()

    init(siblings: Siblings) {
        self.siblings = siblings
    }

    func run(in context: Context) throws -> Answer {
        let workspace = try Workspace.find(in: context)
        var situation = Situation(text: text.text)
        situation.hasHarness = FileStatus(of: workspace.harness / "config")?.kind == .folder
        situation.hasDocuments = ["AGENTS.md", "CLAUDE.md"].contains {
            FileStatus(following: workspace.root / $0)?.kind == .file
        }
        situation.tasks = try tasks(in: context)
        situation.lessons = lessons(in: workspace, context)
        let source = try ValidationSource.existing(in: workspace)
        let detection = try Detection(of: workspace.root)
        situation.isDetected = source == nil
        situation.steps =
            try source?.file.order ?? ValidationDesk(workspace: workspace, context: context).draft().steps.map(\.step)
        situation.program = detection.programs.first { !$0.argv.isEmpty }
        let final = situation
        return Answer(
            next: final.next, notes: [try workspace.whereabouts(in: context)].compactMap(\.self), json: final.json,
            text: final.page)
    }

    /// Tasks in progress here, those that fit the text first.
    private func tasks(in context: Context) throws -> [Situation.OpenTask] {
        guard let store = try TaskStore.openForReading(in: context) else { return [] }
        let open = try store.ledger.snapshot {
            try store.ledger.openTasks(in: store.worktree).map { try store.task($0.id) }
        }
        let words = Situation.words(of: text.text)
        let ranked = open.enumerated().map { index, task in
            let own = Situation.words(
                of: ([task.started.name, task.started.description ?? ""] + task.criteria).joined(separator: " "))
            return (index, Situation.OpenTask(task: task, shared: words.intersection(own).count))
        }
        return ranked.sorted { ($1.1.shared, $0.0) < ($0.1.shared, $1.0) }.map(\.1)
    }

    /// A memory that cannot be read keeps no task from being begun.
    private func lessons(in workspace: Workspace, _ context: Context) -> [String] {
        do {
            return try siblings.lessons(text.text, workspace, context)
        } catch {
            context.warn("earlier lessons cannot be read: \(Failure(translating: error).message)")
            return []
        }
    }
}

import HarnessKit
import Ledger
import Worktree

/// Begins a task.
struct Init: Command {
    static let name = "init"
    static let summary = "starts a task and prints its id"
    static let notes = """
        Standard output is the id and nothing else, so that TASK_ID=$(task-state init NAME) captures it. Later commands \
        find the task by themselves while it is the only one in progress.
        """
    static let examples = [
        CommandExample(
            #"task-state init "404 for unknown notes" --criterion "GET /notes/x answers 404""#, "a task of one phase")
    ]
    static let parameters: [Parameter<Self>] = [
        .argument("NAME", to: \.title, "what the task is called"),
        .option("--phases", value: "N", to: \.phases, "how many phases it has; 1 where nothing is said"),
        .option("--description", "-d", value: "TEXT", to: \.text, "what it is about"),
        .option("--plan-path", value: "P", to: \.planPath, "its plan file"),
        .repeated("--criterion", value: "TEXT", to: \.criteria, "what must hold when it is done"),
        .option("--kind", value: "KIND", to: \.kind, "what sort of change it makes"),
        .option(
            "--base", value: "REV", to: \.base, "a revision to compare with, in place of the work tree as it is now"),
    ]

    static let instead = [
        "--file":
            "name the files that a phase changed: 'task-state checkpoint --phase N --summary TEXT --files-changed F'",
        "--force": "every task has an id of its own: two may have one name",
    ]

    var title = Prose()
    var phases = 1
    var text: String?
    var planPath: String?
    var criteria: [Prose] = []
    var kind = TaskKind.feature
    var base: String?

    private static let longestName = 1000

    func run(in context: Context) throws -> Answer {
        guard title.text.count <= Self.longestName else {
            throw Failure(
                .usage, "a task's name has at most \(Self.longestName) characters, not \(title.text.count)",
                hint: "say it in a few words, and the rest with --description TEXT")
        }
        guard (1...1000).contains(phases) else {
            throw Failure(
                .usage, "a task has 1 to 1000 phases, not \(phases)", hint: "give --phases a number in that range")
        }
        var start = TaskStarted()
        start.name = title.text
        start.description = text
        start.taskKind = kind
        start.criteria = criteria.map(\.text)
        start.phases = phases
        start.planPath = planPath
        let base = try base.map { try BaseRevision($0, in: context) }
        let store = try TaskStore.open(in: context, creating: true)
        start.worktree = store.worktree
        start.baseCommit = Git(of: store.workspace, in: context)?.head()
        let task = try store.begin(start) { id, body in
            body.base = try base.map { try store.base($0, of: id) }
            body.rules = try store.presentRules()
            body.snapshot = store.snapshot(named: "\(id)/0", saying: "start of \(id)")
        }
        var answer = Answer(
            next: try store.next(for: task),
            notes: ["started '\(TerminalText.oneLine(task.started.name))', phase 1 of \(phases)"]
                + task.warnings.map(\.line)
                + [try store.workspace.whereabouts(in: context), lateNews(of: store.workspace)].compactMap(\.self),
            json: ["task_id": .string(task.id.text), "status": task.status.json], text: task.id.text)
        answer.isBare = true
        return answer
    }

    /// What would be told at the end alone: that nothing is there to hold the work against.
    private func lateNews(of workspace: Workspace) -> String? {
        workspace.gitTopAbove.map {
            TerminalText.oneLine(
                "\(workspace.lackOfGit): no state from before the work is kept, and no more than V1 is shown; "
                    + "for V2 begin it in \($0), without '--project-root'")
        }
    }
}

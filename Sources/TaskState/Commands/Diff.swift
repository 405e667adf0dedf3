import HarnessKit
import Ledger
import Worktree

/// What changed in the work tree since a task began, or since one of its checkpoints.
struct Diff: Command {
    static let name = "diff"
    static let summary = "shows what changed since the base, or since a checkpoint"
    static let parameters: [Parameter<Self>] = [
        .option(
            "--phase", value: "N", to: \.phase,
            "since that phase's checkpoint; 0 is the start, and where nothing is said it is the base"),
        .flag("--patch", "-p", to: \.isPatch, "line by line"), .taskID(to: \.taskID),
    ]

    var phase: Int?
    var isPatch = false
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let task = try store.task(try store.resolve(taskID))
        let (snapshots, commit) = try store.snapshot(ofPhase: phase, of: task)
        if isPatch {
            let patch = try snapshots.patch(since: commit)
            var answer = Answer(
                next: try store.next(for: task), json: ["since": .string(commit), "patch": .string(patch)], text: patch)
            // What is handed on, to 'git apply' perhaps, is the patch and nothing else.
            answer.isBare = true
            answer.isVerbatim = true
            return answer
        }
        let changes = try snapshots.changes(since: commit)
        var answer = Answer(
            next: try store.next(for: task),
            json: [
                "since": .string(commit),
                "changes": .array(changes.map { ["kind": .string($0.kind), "path": .string($0.path)] }),
            ],
            text: changes.isEmpty
                ? "nothing changed"
                : changes.map { "\($0.kind)  \(TerminalText.oneLine($0.path))" }.joined(separator: "\n")
        )
        answer.isBare = true
        return answer
    }
}

extension TaskStore {
    /// The snapshot of a phase, or of the base, with what reads it; refused with the reason where there is none.
    func snapshot(ofPhase phase: Int?, of task: TaskRecord) throws -> (snapshots: Snapshots, commit: String) {
        guard let snapshots = try snapshots() else { throw noSnapshots }
        if phase == nil { try requireBase(of: task) }
        guard let commit = phase.map({ task.snapshot(ofPhase: $0) }) ?? task.baseSnapshot else {
            let known = (0...task.started.phases).filter { task.snapshot(ofPhase: $0) != nil }
            let list =
                known.isEmpty
                ? "there is none" : "there are those of phase \(known.map(String.init).joined(separator: ", "))"
            throw Failure(
                .missing, "\(task.id) has no snapshot of phase \(phase ?? 0); \(list)",
                hint: known.isEmpty
                    ? "commit what there was before the work, then run '\(task.choosingBase)'"
                    : "name one of them with --phase N")
        }
        return (snapshots, commit)
    }

    /// Whether a repository can hold what was done, that of a folder above included.
    var isInGit: Bool { Git(of: workspace, in: context) != nil || workspace.gitTopAbove != nil }

    var noSnapshots: Failure {
        Failure(
            .unavailable, "snapshots are not available: \(workspace.lackOfGit), or there is no git",
            hint: workspace.gitTopAbove.map { "begin the next task in \($0), without '--project-root'" }
                ?? "run 'git init' there before the next task")
    }
}

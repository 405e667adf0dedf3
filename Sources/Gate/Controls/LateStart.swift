import HarnessKit
import Ledger
import Worktree

/// Whether work lay there already when the task began, beside what was committed.
struct LateStart {
    let task: TaskRecord
    let store: TaskStore

    /// What compares the task with the commit; nil where nothing differed from it, or another base was chosen.
    var command: String? {
        guard task.chosenBase == nil, let base = task.started.baseCommit, let snapshot = task.started.snapshot,
            let git = Git(of: store.workspace, in: store.context), let snapshots = try? store.snapshots(),
            let then = try? snapshots.export(snapshot, into: nil).manifest.digest,
            let committed = try? git.export(base, into: nil).manifest.digest, then != committed
        else { return nil }
        return "task-state amend --base \(git.head() == base ? "HEAD" : String(base.prefix(12))) --reason TEXT"
    }

    /// The same as a further part of a hint.
    var advice: String { command.map { "; where it was done before the task began, '\($0)'" } ?? "" }
}

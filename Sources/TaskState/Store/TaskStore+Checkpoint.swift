import HarnessKit
import Ledger
import Worktree

extension TaskStore {
    /// A checkpoint that holds what is kept of the project beside its files: the commit, and how the plan stands.
    func checkpoint(for task: TaskRecord) -> PhaseCheckpointed {
        var checkpoint = PhaseCheckpointed()
        checkpoint.commit = Git(of: workspace, in: context)?.head()
        // A plan that cannot be read keeps nobody from noting what was done.
        let plan = try? Plan(of: task, in: workspace)
        checkpoint.planDigest = plan?.digest.description
        guard task.started.phases > 1 else { return checkpoint }
        let standing = plan?.standing(for: task)
        if standing != .approved {
            checkpoint.unapproved = standing?.rawValue ?? (task.planPath == nil ? "no plan" : "missing")
        }
        return checkpoint
    }

    /// Which of the files that somebody names as changed are as they were at the start; none where nobody can tell.
    func unchanged(among files: [String], of task: TaskRecord, in snapshot: String?) -> [String] {
        guard !files.isEmpty, let snapshot, let base = task.baseSnapshot else { return [] }
        return (try? snapshots()?.unchanged(among: files, from: base, to: snapshot)) ?? []
    }
}

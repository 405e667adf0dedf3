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
}

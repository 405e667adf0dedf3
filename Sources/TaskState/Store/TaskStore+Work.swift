import HarnessKit
import Ledger
import Worktree

extension TaskStore {
    /// The snapshots of this work tree, or nil outside git.
    package func snapshots() throws -> Snapshots? {
        guard let folder = location.database.parent else { return nil }
        return try Snapshots(of: workspace, beside: folder, in: context)
    }

    /// Refuses what needs the base of a task where that is lost, with what gives it another one.
    package func requireBase(of task: TaskRecord) throws {
        guard let base = task.baseSnapshot, try snapshots()?.lost(among: [base]).isEmpty == false else { return }
        throw Failure(
            .missing, "the base of \(task.id) is lost: snapshots.git does not hold \(base.prefix(12)) any more",
            hint: "run '\(task.choosingBase)', where the base is the last commit before the work",
            codes: [Snapshots.lostCode])
    }

    /// Saves the state of the work tree; where that cannot be done it is said, and the task goes on without.
    func snapshot(named name: String, saying message: String) -> String? {
        do {
            return try snapshots()?.take(named: name, saying: message)
        } catch {
            context.warn("no snapshot was taken: \(Failure(translating: error).message)")
            return nil
        }
    }
}

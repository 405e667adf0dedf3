import HarnessKit
import Ledger
import Worktree

extension TaskStore {
    /// The snapshots of this work tree, or nil outside git.
    package func snapshots() throws -> Snapshots? {
        guard let folder = location.database.parent else { return nil }
        return try Snapshots(of: workspace, beside: folder, in: context)
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

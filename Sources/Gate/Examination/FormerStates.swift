import HarnessKit
import Ledger
import TaskState
import Worktree

/// A state of the project without the work.
enum StateBefore: Equatable {
    /// The work tree as it was when the task began, or what was named instead.
    case start
    /// A commit of the user's.
    case commit(String)

    func name(of task: TaskRecord) -> String? {
        switch self {
        case .start: task.baseSnapshot
        case .commit(let commit): commit
        }
    }
}

/// The states without the work, and what differs from them.
///
/// A dozen controls ask the same, and each answer takes git several processes: it is asked once. What is there now is
/// what the manifest says, and where that moves meanwhile the examination ends.
final class FormerStates {
    private let task: TaskRecord
    private let store: TaskStore
    private var differing: [Snapshots.Change]?
    private var manifests: [String: Manifest] = [:]

    init(of task: TaskRecord, in store: TaskStore) {
        self.task = task
        self.store = store
    }

    /// What differs from the start; nil where that cannot be told.
    func changes() throws -> [Snapshots.Change]? {
        if let differing { return differing }
        guard let snapshot = task.baseSnapshot, let snapshots = try store.snapshots() else { return nil }
        let found = try snapshots.changes(since: snapshot)
        differing = found
        return found
    }

    func manifest(of before: StateBefore) throws -> Manifest {
        if let known = before.name(of: task).flatMap({ manifests[$0] }) { return known }
        return try export(before, into: nil)
    }

    /// Writes such a state into an empty folder; without one its manifest alone is made.
    @discardableResult
    func export(_ before: StateBefore, into folder: Path?) throws -> Manifest {
        let export: BaseExport? =
            switch before {
            case .start:
                try task.baseSnapshot.flatMap { try store.snapshots()?.export($0, into: folder) }
            case .commit(let commit):
                try Git(of: store.workspace, in: store.context)?.export(commit, into: folder)
            }
        guard let manifest = export?.manifest, let name = before.name(of: task) else {
            throw SiteMaker.Obstacle(reason: "there is no state from before the work")
        }
        manifests[name] = manifest
        return manifest
    }
}

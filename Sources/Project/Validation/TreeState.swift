import HarnessKit
import Ledger
import Worktree

/// The bytes of the work tree around a validation: what it is a record of, and whether it held still.
package struct TreeState {
    package let before: Manifest
    private let store: TaskStore
    private let base: IgnoreFiles?

    /// Of the task's base come the ignore files that may hide something, so that the gate takes the same digest.
    package init(for task: TaskRecord?, in store: TaskStore) throws {
        self.store = store
        base = try Self.ignoreFiles(of: task, in: store)
        before = try Self.take(store, base)
    }

    /// Files that were there and are others now; what a build adds is not among them.
    package func moved() throws -> [String] {
        let changes = try Self.take(store, base).changes(from: before)
        return (changes.changed + changes.removed).map(\.description)
    }

    private static func take(_ store: TaskStore, _ base: IgnoreFiles?) throws -> Manifest {
        let name = try RelativePath(naming: "\(store.workspace.harnessName)/cache")
        let cache = try Folder(store.workspace.root).folder(name, creating: .renamed)
        return try Manifest.take(of: store.workspace, base: base, cache: cache, in: store.context)
    }

    private static func ignoreFiles(of task: TaskRecord?, in store: TaskStore) throws -> IgnoreFiles? {
        guard let snapshot = task?.baseSnapshot, let folder = store.location.database.parent,
            let snapshots = try Snapshots(of: store.workspace, beside: folder, in: store.context)
        else { return nil }
        return try snapshots.ignoreFiles(of: snapshot)
    }
}

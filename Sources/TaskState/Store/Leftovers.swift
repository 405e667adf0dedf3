import HarnessKit
import Ledger

/// Files that killed writers left beside those that they were to replace.
struct Leftovers {
    let store: TaskStore

    /// Removes them from this work tree's harness folder; returns how many there were.
    func remove() throws -> Int {
        let now = store.context.clock.now()
        let harness = try Folder(store.workspace.root).folder(
            try RelativePath(naming: store.workspace.harnessName), creating: nil)
        var count = try harness.removeAbandoned(at: now)
        for name in ["tasks", "archive"] where FileStatus(of: harness.path / name)?.kind == .folder {
            let folder = try harness.folder(try RelativePath(naming: name), creating: nil)
            count += try folder.removeAbandoned(at: now)
            for inner in try folder.names() where FileStatus(of: folder.path / inner)?.kind == .folder {
                let own = try folder.folder(try RelativePath(naming: inner), creating: nil)
                count += try own.removeAbandoned(at: now) + TaskFiles.clear(own, at: now)
            }
        }
        return count
    }
}

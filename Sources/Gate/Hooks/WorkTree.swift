import HarnessKit
import Ledger
import Worktree

/// The files of the project as a hook asks after them.
struct WorkTree {
    let store: TaskStore

    func manifest() throws -> Manifest {
        let name = try RelativePath(naming: "\(store.workspace.harnessName)/cache")
        // Where the cache cannot be written every byte is read.
        let cache = try? Folder(store.workspace.root).folder(name, creating: .renamed)
        return try Manifest.take(of: store.workspace, cache: cache, in: store.context)
    }

    /// Whether the last run that passed was of these files: none has changed since it began.
    func passed(_ task: TaskRecord, _ manifest: Manifest) throws -> Bool {
        guard let run = try store.ledger.runs(of: task.id.text).first(where: { $0.outcome == "pass" }) else {
            return false
        }
        let began = Int64(run.started.milliseconds) * 1_000_000
        return manifest.entries.allSatisfy { entry in
            guard let status = FileStatus(of: store.workspace.root / Path(bytes: entry.path.bytes)) else {
                return false
            }
            return status.changed <= began
        }
    }
}

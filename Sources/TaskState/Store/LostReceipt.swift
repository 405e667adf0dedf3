import HarnessKit
import Ledger
import Worktree

/// A receipt that the ledger here made and whose file is gone.
package struct LostReceipt {
    package let task: TaskRecord
    /// What it is written from again.
    let event: Event
    /// Below the project.
    package let path: RelativePath
    /// Whether git has it, so that it can be had from there.
    let isInGit: Bool

    package var problem: String { "\(path) is not there, and the ledger made it" }

    /// What brings it back.
    package var remedy: String {
        isInGit ? "git checkout -- \(ShellLine.quoted(path.description))" : "task-state doctor --repair"
    }
}

extension TaskStore {
    /// Receipts that are gone; one that only another branch has is where it belongs.
    package func lostReceipts() throws -> [LostReceipt] {
        let git = Git(of: workspace, in: context)
        return try ledger.streams().compactMap { stream -> LostReceipt? in
            guard let id = TaskID(stream), let task = try ledger.task(id), let receipt = task.receipt,
                try ledger.worktree(of: task) == worktree
            else { return nil }
            let path = try RelativePath(naming: "\(workspace.harnessName)/receipts/\(stream).json")
            guard FileStatus(of: workspace.root / path.description) == nil,
                let event = try ledger.events(of: stream).last(where: { $0.hash == receipt.hash }),
                // What another store proved comes with the project's files, or not at all.
                event.origin == ledger.id
            else { return nil }
            let head = git?.head()
            let isInGit = try head.map { try git?.contents(of: [path], in: $0)[path] != nil } ?? false
            if !isInGit, try git?.isOnlyElsewhere(path) == true { return nil }
            return LostReceipt(task: task, event: event, path: path, isInGit: isInGit)
        }
    }
}

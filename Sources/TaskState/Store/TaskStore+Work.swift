import HarnessKit
import Ledger
import Worktree

extension TaskStore {
    /// The exact command that brings a task further.
    package func next(for task: TaskRecord) throws -> String {
        let open = try ledger.openTasks(in: worktree)
        return task.nextCommand(isOnly: open.count == 1 && open.first?.id == task.id)
    }

    /// The same where something was just done to the task: it is to be verified before anybody says that it is complete.
    func nextToVerify(_ task: TaskRecord) throws -> String {
        let next = try next(for: task)
        guard task.kind != .docs, next.hasPrefix("task-state complete") else { return next }
        var hasScenarios = false
        var isVerified = false
        for event in try ledger.events(of: task.id.text) {
            switch event.kind {
            case ScenariosRegistered.kind: hasScenarios = true
            case TaskAmended.kind, AttemptStarted.kind: isVerified = false
            case RunFinished.kind:
                let run: RunFinished = try event.decode()
                hasScenarios = true
                isVerified = run.outcome == "pass" && run.purpose == "verify"
            default: continue
            }
        }
        let which = next.contains(" --task-id ") ? " --task-id \(task.id)" : ""
        return isVerified ? next : "verify \(hasScenarios ? "run" : "init")\(which)"
    }

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

import HarnessKit
import Ledger

/// Takes a task up again.
struct Reopen: Command {
    static let name = "reopen"
    static let summary = "takes up a task that was blocked or had ended"
    static let parameters: [Parameter<Self>] = [
        .required("--reason", value: "TEXT", to: \.reason, "why it goes on"),
        .taskID(to: \.taskID),
    ]

    var reason = Prose()
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try meant(in: store)
        let task = try store.record(.reopen, on: id) { _ in
            var body = TaskReopened()
            body.reason = reason.text
            return [body]
        }
        return Answer(
            next: try store.next(for: task), json: ["task_id": .string(id.text), "status": task.status.json],
            text: "in progress: \(id)")
    }

    /// What has ended must be named: the last one may not be it.
    private func meant(in store: TaskStore) throws -> TaskID {
        guard taskID == nil, try store.ledger.openTasks(in: store.worktree, atMost: 1).isEmpty,
            let last = try store.ledger.lastEnded(in: store.worktree)
        else { return try store.resolve(taskID) }
        throw Failure(
            .missing, "no task is in progress here; the last was '\(last.name)'",
            hint: "run 'task-state reopen --task-id \(last.id) --reason \(ShellLine.quoted(reason.text))'")
    }
}

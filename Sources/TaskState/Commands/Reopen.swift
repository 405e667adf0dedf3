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
        let id = try store.resolve(taskID)
        let task = try store.record(.reopen, on: id) { _ in
            var body = TaskReopened()
            body.reason = reason.text
            return [body]
        }
        return Answer(
            next: try store.next(for: task), json: ["task_id": .string(id.text), "status": task.status.json],
            text: "in progress: \(id)")
    }
}

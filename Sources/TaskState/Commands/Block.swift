import HarnessKit
import Ledger

/// Says that a task has to wait.
struct Block: Command {
    static let name = "block"
    static let summary = "records that a task cannot go on for now"
    static let parameters: [Parameter<Self>] = [
        .required("--reason", value: "TEXT", to: \.reason, "what it waits for"), .taskID(to: \.taskID),
    ]

    var reason = Prose()
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let task = try store.record(.block, on: id) { _ in
            var body = TaskBlocked()
            body.reason = reason.text
            return [body]
        }
        return Answer(
            next: try store.next(for: task), json: ["task_id": .string(id.text), "status": task.status.json],
            text: "blocked \(id)")
    }
}

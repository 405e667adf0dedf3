import HarnessKit
import Ledger

/// Changes on purpose what a task is about.
struct Amend: Command {
    static let name = "amend"
    static let summary = "changes a task's kind or adds a criterion, visibly"
    static let parameters: [Parameter<Self>] = [
        .option("--kind", value: "KIND", to: \.kind, "what sort of change it makes after all"),
        .repeated("--criterion", value: "TEXT", to: \.criteria, "what must hold as well"),
        .required("--reason", value: "TEXT", to: \.reason, "why"),
        .taskID(to: \.taskID),
    ]

    var kind: TaskKind?
    var criteria: [Prose] = []
    var reason = Prose()
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        guard kind != nil || !criteria.isEmpty else {
            throw Failure(.usage, "nothing to amend is named", hint: "add --kind KIND or --criterion TEXT")
        }
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let task = try store.record(.amend, on: id) { _ in
            var body = TaskAmended()
            body.taskKind = kind
            body.criteria = criteria.map(\.text)
            body.reason = reason.text
            return [body]
        }
        return Answer(
            next: try store.next(for: task),
            json: ["task_id": .string(id.text), "kind": task.kind.json, "criteria": task.criteria.json],
            text: "amended \(id): \(task.kind.rawValue), \(task.criteria.count) criteria")
    }
}

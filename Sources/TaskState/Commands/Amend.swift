import HarnessKit
import Ledger

/// Changes on purpose what a task is about.
struct Amend: Command {
    static let name = "amend"
    static let summary = "changes a task's kind or base or adds a criterion, visibly"
    static let parameters: [Parameter<Self>] = [
        .option("--kind", value: "KIND", to: \.kind, "what sort of change it makes after all"),
        .repeated("--criterion", value: "TEXT", to: \.criteria, "what must hold as well"),
        .option("--base", value: "REV", to: \.base, "a revision to compare with, in place of the start"),
        .required("--reason", value: "TEXT", to: \.reason, "why"),
        .taskID(to: \.taskID),
    ]

    var kind: TaskKind?
    var criteria: [Prose] = []
    var base: String?
    var reason = Prose()
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        guard kind != nil || !criteria.isEmpty || base != nil else {
            throw Failure(
                .usage, "nothing to amend is named", hint: "add --kind KIND, --criterion TEXT or --base REV")
        }
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        // Refused before anything is saved; and again in the transaction, where others may have been faster.
        _ = try Transitions.status(after: .amend, from: try store.task(id).status, of: id)
        let base = try base.map { try store.base(try BaseRevision($0, in: context), of: id) }
        let task = try store.record(.amend, on: id) { _ in
            var body = TaskAmended()
            body.taskKind = kind
            body.criteria = criteria.map(\.text)
            body.base = base
            body.reason = reason.text
            return [body]
        }
        return Answer(
            next: try store.next(for: task),
            json: .members([
                "task_id": .string(id.text), "kind": task.kind.json, "criteria": task.criteria.json,
                "base_commit": task.chosenBase.map { .string($0.commit) },
            ]),
            text: "amended \(id): \(task.kind.rawValue), \(task.criteria.count) criteria"
                + (base.map { ", compared with \($0.words)" } ?? ""))
    }
}

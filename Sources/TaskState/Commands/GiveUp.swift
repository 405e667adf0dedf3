import HarnessKit
import Ledger

/// Ends a task without success, in one of the two ways there are.
struct GiveUp<Way: GivingUp>: Command {
    static var name: String { Way.action.verb }
    static var summary: String { Way.summary }
    static var parameters: [Parameter<Self>] {
        [
            .required("--reason", value: "TEXT", to: \.reason, "why"),
            .option("--lessons", value: "JSON", to: \.lessons, "what is worth remembering: a JSON array, or text"),
            .taskID(to: \.taskID),
        ]
    }

    var reason = Prose()
    var lessons: Entries?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let task = try store.record(Way.action, on: id) { task in
            var ending = TaskEnded()
            ending.status = Way.status
            ending.summary = reason.text
            ending.reason = reason.text
            ending.lessons = lessons?.items ?? []
            return [ending, Episode.of(task, endingWith: ending, at: context.clock.now())]
        }
        return Answer(
            next: "task-state list", json: ["task_id": .string(id.text), "status": task.status.json],
            text: "\(task.status.rawValue) \(id)")
    }
}

/// A way to end without success.
protocol GivingUp: Sendable {
    static var action: TaskAction { get }
    static var status: TaskStatus { get }
    static var summary: String { get }
}

/// It could not be done.
enum Failing: GivingUp {
    static let action = TaskAction.fail
    static let status = TaskStatus.failed
    static let summary = "ends a task that could not be done"
}

/// Nobody wants it any more.
enum Abandoning: GivingUp {
    static let action = TaskAction.abandon
    static let status = TaskStatus.abandoned
    static let summary = "ends a task that is not wanted any more"
}

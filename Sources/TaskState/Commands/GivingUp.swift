import HarnessKit
import Ledger

/// A way to end a task without success.
protocol GivingUp: Command {
    static var action: TaskAction { get }
    static var status: TaskStatus { get }
    var reason: Prose { get set }
    var lessons: Entries? { get set }
    var taskID: TaskID? { get set }
}

extension GivingUp {
    static var name: String { action.verb }
    static var parameters: [Parameter<Self>] {
        [
            .required("--reason", value: "TEXT", to: \.reason, "why"),
            .option("--lessons", value: "JSON", to: \.lessons, "what is worth remembering: a JSON array, or text"),
            .taskID(to: \.taskID),
        ]
    }

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let task = try store.record(Self.action, on: id) { task in
            var ending = TaskEnded()
            ending.status = Self.status
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

/// It could not be done.
struct Fail: GivingUp {
    static let action = TaskAction.fail
    static let status = TaskStatus.failed
    static let summary = "ends a task that could not be done"

    var reason = Prose()
    var lessons: Entries?
    var taskID: TaskID?
}

/// Nobody wants it any more.
struct Abandon: GivingUp {
    static let action = TaskAction.abandon
    static let status = TaskStatus.abandoned
    static let summary = "ends a task that is not wanted any more"

    var reason = Prose()
    var lessons: Entries?
    var taskID: TaskID?
}

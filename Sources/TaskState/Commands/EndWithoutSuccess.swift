import HarnessKit
import Ledger

/// Gives a task up because it cannot be done.
struct Fail: Command {
    static let name = "fail"
    static let summary = "ends a task that could not be done"
    static let parameters = EndWithoutSuccess.parameters(
        reason: \Fail.reason, lessons: \Fail.lessons, taskID: \Fail.taskID)

    var reason = Prose()
    var lessons: Entries?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        try EndWithoutSuccess(action: .fail, status: .failed, reason: reason, lessons: lessons, taskID: taskID).run(
            in: context)
    }
}

/// Gives a task up because nobody wants it any more.
struct Abandon: Command {
    static let name = "abandon"
    static let summary = "ends a task that is not wanted any more"
    static let parameters = EndWithoutSuccess.parameters(
        reason: \Abandon.reason, lessons: \Abandon.lessons, taskID: \Abandon.taskID)

    var reason = Prose()
    var lessons: Entries?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        try EndWithoutSuccess(action: .abandon, status: .abandoned, reason: reason, lessons: lessons, taskID: taskID)
            .run(in: context)
    }
}

/// What the two have in common.
private struct EndWithoutSuccess {
    let action: TaskAction
    let status: TaskStatus
    let reason: Prose
    let lessons: Entries?
    let taskID: TaskID?

    static func parameters<Root>(
        reason: any WritableKeyPath<Root, Prose> & Sendable, lessons: any WritableKeyPath<Root, Entries?> & Sendable,
        taskID: any WritableKeyPath<Root, TaskID?> & Sendable
    ) -> [Parameter<Root>] {
        [
            .required("--reason", value: "TEXT", to: reason, "why"),
            .option("--lessons", value: "JSON", to: lessons, "what is worth remembering: a JSON array, or text"),
            .taskID(to: taskID),
        ]
    }

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let task = try store.record(action, on: id) { task in
            var ending = TaskEnded()
            ending.status = status
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

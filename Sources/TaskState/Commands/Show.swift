import HarnessKit
import Ledger

/// Tells everything of one task.
struct Show: Command {
    static let name = "show"
    static let summary = "tells everything of one task"
    static let parameters: [Parameter<Self>] = [.taskID(to: \.taskID)]

    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.existing(in: context)
        let (task, next) = try store.ledger.snapshot {
            let task = try store.task(try store.resolve(taskID))
            return (task, task.status.isFinal ? nil : try store.next(for: task))
        }
        let files = TaskFiles(task: task)
        let standing = try task.planPath.flatMap { try Plan(at: $0, in: store.workspace) }?.standing(for: task).rawValue
        return Answer(
            next: next,
            json: [
                "task": files.taskFile, "context": files.contextFile, "result": files.resultFile ?? .null,
                "verification": files.verification ?? .null,
            ],
            text: TaskPage(task: task, style: context.styles.output, planStanding: standing).text)
    }
}

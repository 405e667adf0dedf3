import HarnessKit
import Ledger
import Worktree

/// Tells whoever picks a task up all that is needed to go on.
struct Resume: Command {
    static let name = "resume"
    static let summary = "prints a briefing for whoever picks the task up"
    static let parameters: [Parameter<Self>] = [.taskID(to: \.taskID)]

    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.existing(in: context)
        let (task, next) = try store.ledger.snapshot {
            let task = try store.task(try store.resolve(taskID))
            return (task, try store.next(for: task))
        }
        let plan = try task.planPath.flatMap { try Plan(at: $0, in: store.workspace) }
        let briefing = Briefing(
            task: task, plan: plan, moved: Movement(since: task, in: store.workspace, context),
            style: context.styles.output)
        return Answer(next: next, json: briefing.json, text: briefing.text)
    }
}

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
        let (task, next, flaw) = try store.ledger.snapshot {
            let task = try store.task(try store.resolveToRead(taskID))
            let flaw = try store.ledger.rowFlaw(of: task)
            return (task, task.status.isFinal ? nil : try store.next(for: task), flaw)
        }
        if let flaw { context.warn("\(flaw), which are what counts; run 'task-state doctor --repair'") }
        let files = TaskFiles(task: task)
        let plan = try Plan(of: task, in: store.workspace)
        let standing = plan?.standing(for: task).rawValue
        let importedFrom = task.endedIn.flatMap { $0 == store.ledger.id ? nil : $0 }
        return Answer(
            next: next,
            json: .members([
                "task": files.taskFile, "context": files.contextFile, "result": files.resultFile ?? .null,
                "verification": files.verification ?? .null,
                "plan": task.planPath.map {
                    ["path": .string(plan?.place ?? $0), "standing": .string(standing ?? "missing")]
                },
                "flaw": flaw.map(JSON.string), "imported_from": importedFrom.map(JSON.string),
            ]),
            text: TaskPage(
                task: task, style: context.styles.output, planStanding: standing, planPlace: plan?.place,
                importedFrom: importedFrom
            ).text)
    }
}

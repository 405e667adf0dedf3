import HarnessKit
import Ledger

/// Writes a task with all its events as one document.
struct Export: Command {
    static let name = "export"
    static let summary = "prints a task with all its events, for another store to import"
    static let examples = [
        CommandExample("task-state export fix-login-20261120-184512-vxu7 > task.json", "into a file")
    ]
    static let parameters: [Parameter<Self>] = [
        .argument("ID", to: \.named, "which task; as --task-id says it"), .taskID(to: \.taskID),
    ]

    var named: TaskID?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        if let named, let taskID, named != taskID {
            throw Failure(
                .usage, "two tasks are named: \(named) and \(taskID)", hint: "run 'task-state export \(named)'")
        }
        let store = try TaskStore.existing(in: context)
        let archive = try store.ledger.archive(of: try store.resolve(named ?? taskID))
        return Answer(json: archive.json, text: archive.json.text(.indented))
    }
}

import HarnessKit
import Ledger

/// Writes a task with all its events as one document.
struct Export: Command {
    static let name = "export"
    static let summary = "prints a task with all its events, for another store to import"
    static let examples = [
        CommandExample("task-state export fix-login-20261120-184512-vxu7 --output task.json", "into a file")
    ]
    static let parameters: [Parameter<Self>] = [
        .argument("ID", to: \.named, "which task; as --task-id says it"),
        .option("--output", "-o", value: "FILE", to: \.output, "where to write it; standard output otherwise"),
        .taskID(to: \.taskID),
    ]

    var named: TaskID?
    var output: Path?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        if let named, let taskID, named != taskID {
            throw Failure(
                .usage, "two tasks are named: \(named) and \(taskID)", hint: "run 'task-state export \(named)'")
        }
        let store = try TaskStore.existing(in: context)
        let id = try store.resolveToRead(named ?? taskID)
        let archive = try store.ledger.archive(of: id)
        guard let output else { return Answer(json: archive.json, text: archive.json.text(.indented)) }
        let path = context.directory / output
        try OutputFile(path, by: "--output").write(context.secrets.redact(archive.json).bytes(.indented) + [0x0A])
        return Answer(
            next: "task-state import \(ShellLine.quoted(path.description))",
            json: ["task_id": .string(id.text), "output": .string(path.description)], text: path.description)
    }
}

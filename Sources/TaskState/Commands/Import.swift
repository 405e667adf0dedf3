import HarnessKit
import Ledger

/// Takes in a task that another store exported.
struct Import: Command {
    static let name = "import"
    static let summary = "takes in a task that another store exported"
    static let notes = "The chain of events is checked first. What is here already must be the beginning of what comes."
    static let parameters: [Parameter<Self>] = [.argument("FILE", to: \.file, "what 'task-state export' printed")]

    var file: Path = ""

    func run(in context: Context) throws -> Answer {
        let path = context.directory / file
        guard let folder = path.parent, let name = RelativePath(path.name) else {
            throw Failure(.missing, "\(file) is no file", hint: "name the file that 'task-state export' wrote")
        }
        guard let bytes = try Folder(folder).read(name) else {
            throw Failure(.missing, "\(file) does not exist", hint: "name the file that 'task-state export' wrote")
        }
        let archive: TaskArchive = try JSON.Source(name: file.description, bytes: bytes, options: [.uniqueKeys])
            .decode()
        let store = try TaskStore.open(in: context, creating: true)
        let (task, added) = try store.take(archive)
        return Answer(
            next: "task-state show --task-id \(task.id)",
            json: ["task_id": .string(task.id.text), "status": task.status.json, "added": .integer(added)],
            text: "\(task.id): \(added) events added, \(task.status.rawValue)"
                + (task.archivedAt == nil ? "" : ", archived"))
    }
}

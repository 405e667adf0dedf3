import HarnessKit

/// Tasks that another tool left as files, without a ledger; read, never changed.
struct ForeignStore {
    /// A task as the events it would have left here.
    struct Task {
        let id: TaskID
        let events: [(body: any EventBody, at: Date)]
    }

    let tasks: [Task]
    /// What could not be read, with the reason, a line each.
    let skipped: [String]

    init(tasks: [Task], skipped: [String]) {
        self.tasks = tasks
        self.skipped = skipped
    }

    /// Reads the folders below `tasks/`.
    init(in harness: Path) {
        var tasks: [Task] = []
        var skipped: [String] = []
        for name in Self.folders(in: harness / "tasks") {
            do {
                if let task = try ForeignTask(in: harness / "tasks" / name, named: name)?.task { tasks.append(task) }
            } catch {
                skipped.append("tasks/\(name) is skipped: \(Failure(translating: error).message)")
            }
        }
        self.tasks = tasks
        self.skipped = skipped
    }

    private static let mostTold = 3

    /// Warns of what could not be read: of the first ones by name, of the others by their number.
    func tellSkipped(in context: Context) {
        for line in skipped.prefix(Self.mostTold) { context.warn(line) }
        let rest = skipped.count - Self.mostTold
        if rest > 0 { context.warn("\(rest) more of \(skipped.count) in all \(rest == 1 ? "is" : "are") skipped") }
    }

    private static func folders(in path: Path) -> [String] {
        guard let names = try? Folder(path).names() else { return [] }
        return names.filter { FileStatus(of: path / $0)?.kind == .folder && !$0.hasPrefix(".") }
    }
}

/// One folder of such a store.
private struct ForeignTask {
    private let folder: Folder
    private let id: TaskID
    private let file: JSON

    /// Nil where the folder holds no task.
    init?(in path: Path, named name: String) throws {
        folder = try Folder(path)
        guard let file = try Self.read("state/task.json", in: folder) else { return nil }
        guard let id = TaskID(name) else {
            throw Failure(.malformed, "its name is no task's id", hint: "rename the folder")
        }
        guard case .object = file else {
            throw Failure(.malformed, "state/task.json holds \(file.kind)", hint: "mend it")
        }
        self.file = file
        self.id = id
    }

    var task: ForeignStore.Task {
        get throws {
            let checkpoints = try checkpoints
            guard let started = moment("started_at") ?? checkpoints.first?.at else {
                throw Failure(.malformed, "state/task.json has no started_at", hint: "mend it")
            }
            var events: [(body: any EventBody, at: Date)] = [
                (start(phases: checkpoints.map(\.body.phase).max() ?? 0), started)
            ]
            for checkpoint in checkpoints { events.append((checkpoint.body, checkpoint.at ?? started)) }
            let last = events.map(\.at).max() ?? started
            if let ending = try ending { events.append((ending, moment("completed_at") ?? last)) }
            return ForeignStore.Task(id: id, events: events)
        }
    }

    private func start(phases: Int) -> TaskStarted {
        var body = TaskStarted()
        body.name = file["name"]?.string ?? file["task"]?.string ?? id.text
        body.description = file["task"]?.string
        body.phases = max(file["total_phases"]?.integer ?? 1, phases, 1)
        body.planPath = file["plan_path"]?.string
        body.criteria = file["criteria"]?.items?.compactMap(\.string) ?? []
        body.worktree = "."
        return body
    }

    /// The checkpoints' files in order of phase; what the context knows besides goes with the last.
    private var checkpoints: [(body: PhaseCheckpointed, at: Date?)] {
        get throws {
            let names = (try? Folder(folder.path / "checkpoints").names()) ?? []
            var found = try names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.compactMap {
                name -> (body: PhaseCheckpointed, at: Date?)? in
                guard let json = try Self.read("checkpoints/\(name)", in: folder), let phase = json["phase"]?.integer,
                    phase > 0
                else { return nil }
                var body = PhaseCheckpointed()
                body.phase = phase
                body.summary = json["summary"]?.string ?? ""
                return (body, json["timestamp"]?.string.flatMap(Date.init(iso8601:)))
            }
            found.sort { $0.body.phase < $1.body.phase }
            guard let context = try Self.read("state/context.json", in: folder), !found.isEmpty else { return found }
            found[found.count - 1].body.decisions = context["key_decisions"]?.items ?? []
            found[found.count - 1].body.filesChanged = context["files_modified"]?.items?.compactMap(\.string) ?? []
            found[found.count - 1].body.filesCreated = context["files_created"]?.items?.compactMap(\.string) ?? []
            return found
        }
    }

    /// How it ended there. That nothing of it was proved here stays visible.
    private var ending: (any EventBody)? {
        get throws {
            let result = try Self.read("state/result.json", in: folder)
            let summary = file["summary"]?.string ?? result?["summary"]?.string ?? ""
            switch file["status"]?.string {
            case "blocked":
                var body = TaskBlocked()
                body.reason = file["blocked_because"]?.string ?? "blocked in another tool"
                return body
            case let status?:
                guard let status = TaskStatus(rawValue: status) else {
                    throw Failure(.malformed, "its status '\(status)' is unknown", hint: "mend state/task.json")
                }
                guard status.isFinal else { return nil }
                var body = TaskEnded()
                body.status = status
                body.summary = summary
                body.code = "imported"
                body.reason = "it ended in another tool; nothing was proved here"
                body.filesChanged = file["files_changed"]?.items?.compactMap(\.string) ?? []
                body.filesCreated = file["files_created"]?.items?.compactMap(\.string) ?? []
                body.validation = result?["validation"]
                return body
            case nil: return nil
            }
        }
    }

    private func moment(_ key: String) -> Date? {
        file[key]?.string.flatMap(Date.init(iso8601:))
    }

    private static func read(_ name: String, in folder: Folder) throws -> JSON? {
        guard let bytes = try folder.read(try RelativePath(naming: name)) else { return nil }
        return try JSON.Source(name: name, bytes: bytes, options: .strict).value()
    }
}

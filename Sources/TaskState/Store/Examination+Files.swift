import HarnessKit
import Ledger

/// What repairing came to.
struct Repair {
    let left: [Finding]
    /// The folders into which it put files that knew more than the ledger.
    var setAside: [String] = []
}

/// Do a task's files say what its events say, and do they know more?
extension Examination {
    func fileFindings(of task: TaskRecord, after events: [Event]) throws -> [Finding] {
        if let loss = try lostEnd(of: task, after: events) {
            return [
                Finding(
                    subject: task.id.text,
                    problem: "the ledger lost its end: restore state.db, state.db-wal from a copy (\(loss))",
                    remedy: .setAside)
            ]
        }
        let state = TaskFiles(task: task).files.compactMap { name, json in
            problem(with: "tasks/\(task.id)/\(name)", expecting: json)
        }
        let checkpoints = try wrongCheckpoints(of: task, after: events).map(\.problem)
        return (state + checkpoints).map { Finding(subject: task.id.text, problem: $0, remedy: .files) }
    }

    /// The files of phases that are not as the events made them, and what they should be.
    private func wrongCheckpoints(
        of task: TaskRecord, after events: [Event]
    ) throws -> [(name: String, json: JSON, problem: String)] {
        // Those of another tool stay as they are.
        guard !task.isForeign else { return [] }
        return try PhaseFile.all(of: task.id, after: events).compactMap { file in
            let path = "tasks/\(task.id)/\(file.name)"
            if case .value(let found) = read(path), file.canBe(found) { return nil }
            return problem(with: path, expecting: file.json).map { (path, file.json, $0) }
        }
    }

    /// Writes the files of phases again that are not as the events made them.
    func mendCheckpoints(of ids: some Collection<TaskID>) throws {
        let harness = try Folder(store.workspace.root).folder(
            try RelativePath(naming: store.workspace.harnessName), creating: nil)
        for id in ids {
            guard let task = try store.ledger.task(id), task.archivedAt == nil, !task.isForeign,
                try store.ledger.worktree(of: task) == store.worktree
            else { continue }
            for file in try wrongCheckpoints(of: task, after: try store.ledger.events(of: id.text)) {
                try harness.write(
                    file.json.bytes(.indented) + [0x0A], to: try RelativePath(naming: file.name), .renamed)
            }
        }
    }

    /// What a task's files know and its events do not; nil where the events are as new or newer.
    private func lostEnd(of task: TaskRecord, after events: [Event]) throws -> String? {
        let (mark, result) = (store.mark(ofFiles: task.id), read("tasks/\(task.id)/state/result.json"))
        guard loss(mark, result, events, of: task.id) != nil else { return nil }
        // Somebody may have recorded more since the events were read.
        return loss(mark, result, try store.ledger.events(of: task.id.text), of: task.id)
    }

    private func loss(_ mark: FileMark?, _ result: Reading, _ events: [Event], of id: TaskID) -> String? {
        let place = "tasks/\(id)/state"
        if let mark {
            guard mark.events <= events.count else {
                return "\(place)/task.json knows \(mark.events) events, and the ledger \(events.count)"
            }
            let isOurs = events.contains { $0.sequence == mark.events && $0.hash.description == mark.head }
            return isOurs ? nil : "\(place)/task.json comes from an event \(mark.events) that the ledger does not have"
        }
        // What was written before there were marks, or cannot be read: an end that nobody recorded here.
        guard case .value(let json) = result, let at = json["completed_at"]?.string,
            !events.contains(where: { $0.kind == TaskEnded.kind && $0.at.iso8601 == at })
        else { return nil }
        return "\(place)/result.json says that it ended at \(at), and the ledger does not"
    }

    /// Puts the files of the tasks that need it out of the way; returns where they lie then.
    func setAside(_ findings: [Finding]) throws -> [String] {
        let tasks = findings.filter { $0.remedy == .setAside }.compactMap { TaskID($0.subject) }
        guard !tasks.isEmpty else { return [] }
        let harness = try Folder(store.workspace.root).folder(
            try RelativePath(naming: store.workspace.harnessName), creating: nil)
        return try harness.locked(try RelativePath(naming: "tasks/.lock")) {
            try tasks.compactMap { try TaskFiles.setAside($0, in: harness, at: store.context.clock.now()) }
                .map { "\(store.workspace.harnessName)/\($0)" }
        }
    }

    private func problem(with name: String, expecting json: JSON) -> String? {
        switch read(name) {
        case .missing: "\(name) is missing"
        case .unreadable(let reason): "\(name) cannot be read: \(reason)"
        case .value(let found):
            FileMark.removed(from: found) == FileMark.removed(from: json)
                ? nil : "\(name) says something else than its events"
        }
    }

    enum Reading {
        case missing
        case value(JSON)
        case unreadable(String)
    }

    /// Reads a file of the harness's folder.
    func read(_ name: String) -> Reading {
        do {
            let path = store.workspace.harness / name
            guard let folder = path.parent, let file = RelativePath(path.name), FileStatus(of: folder) != nil,
                let bytes = try Folder(folder).read(file)
            else { return .missing }
            return .value(try JSON.parse(bytes))
        } catch {
            return .unreadable(Failure(translating: error).message)
        }
    }
}

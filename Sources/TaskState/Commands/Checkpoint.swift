import HarnessKit
import Ledger

/// Marks a phase as done.
struct Checkpoint: Command {
    static let name = "checkpoint"
    static let summary = "records that a phase is done, and what was decided in it"
    static let notes = """
        Phases are checkpointed in order. A checkpoint of the phase that was checkpointed last replaces its summary; the old \
        one stays in the log.
        """
    static let examples = [
        CommandExample(
            #"task-state checkpoint --phase 1 --summary "types defined" --files-changed a.swift b.swift"#,
            "the first phase is done")
    ]
    static let parameters: [Parameter<Self>] = [
        .required("--phase", value: "N", to: \.phase, "which phase, counted from 1"),
        .required("--summary", "-s", value: "TEXT", to: \.text, "what was done"),
        .list("--files-changed", value: "F", to: \.changed, "files that were changed"),
        .list("--files-created", value: "F", to: \.created, "files that were created"),
        .option("--decisions", value: "JSON", to: \.decisions, "what was decided: a JSON array, or text"),
        .taskID(to: \.taskID),
    ]

    var phase = 0
    var text = Prose()
    var changed: [NamedFile] = []
    var created: [NamedFile] = []
    var decisions: Entries?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        // Refused before anything is saved; and again in the transaction, where others may have been faster.
        let before = try store.task(id)
        _ = try Transitions.status(after: .checkpoint, from: before.status, of: id)
        try checkOrder(in: before)
        let snapshot = store.snapshot(named: "\(id)/\(phase)", saying: "phase \(phase) of \(id): \(text.text)")
        let start = store.checkpoint(for: before)
        let unchanged = store.unchanged(among: (changed + created).map(\.path), of: before, in: snapshot)
        let task = try store.record(.checkpoint, on: id) { task in
            try checkOrder(in: task)
            var body = start
            body.phase = phase
            body.summary = text.text
            body.decisions = decisions?.items ?? []
            body.filesChanged = changed.map(\.path)
            body.filesCreated = created.map(\.path)
            body.filesUnchanged = unchanged
            body.snapshot = snapshot
            return [body]
        }
        return Answer(
            next: try store.next(for: task),
            notes: unchanged.isEmpty
                ? [] : ["named as changed, and as at the start: \(unchanged.joined(separator: ", "))"],
            json: .members([
                "task_id": .string(id.text), "phase": .integer(phase), "status": task.status.json,
                "snapshot": snapshot.map(JSON.string),
                "files_unchanged": unchanged.isEmpty ? nil : unchanged.json,
            ]),
            text: "checkpoint \(phase) of \(task.started.phases) saved for \(id)"
                + (snapshot == nil ? ", but it cannot be restored: no snapshot was taken" : ""))
    }

    private func checkOrder(in task: TaskRecord) throws {
        let due = min(task.lastPhase + 1, task.started.phases)
        let next = "task-state checkpoint\(taskID.map { " --task-id \($0)" } ?? "") --phase \(due) --summary TEXT"
        guard (1...task.started.phases).contains(phase) else {
            throw Failure(
                .usage, "\(task.id) has phases 1 to \(task.started.phases), not \(phase)",
                hint: "run '\(next)'")
        }
        guard phase == task.lastPhase || phase == task.lastPhase + 1 else {
            throw Failure(
                .refused, "phase \(phase) of \(task.id) cannot be checkpointed now: the last one was \(task.lastPhase)",
                hint: "run '\(next)'")
        }
    }
}

import HarnessKit
import Ledger

/// Notes that somebody sets out.
struct AttemptStart: Command {
    static let name = "start"
    static let summary = "notes that somebody begins a try"
    static let parameters: [Parameter<Self>] = [
        .option("--by", value: "WHO", to: \.by, "who tries"),
        .option("--phase", value: "N", to: \.phase, "which phase"), .taskID(to: \.taskID),
    ]

    var by: String?
    var phase: Int?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        _ = try store.record(.attempt, on: id) { task in
            if let phase, !(1...task.started.phases).contains(phase) {
                throw Failure(
                    .usage, "\(id) has phases 1 to \(task.started.phases), not \(phase)",
                    hint: "give --phase a number in that range, or leave it out")
            }
            var body = AttemptStarted()
            body.by = by
            body.phase = phase
            return [body]
        }
        return Answer(
            next: "task-state attempt end\(try store.naming(id))", json: ["task_id": .string(id.text)],
            text: "attempt begun for \(id)")
    }
}

/// Notes what came of a try: the executor's result, as JSON.
struct AttemptEnd: Command {
    static let name = "end"
    static let summary = "notes an executor's result: what --result holds, else standard input"
    static let notes = """
        The result is one JSON object: status (success, failed or blocked), summary, files_changed, files_created, \
        validation_result, validation_output, lessons, blockers. Text around it, as agents write it, is passed over.
        """
    static let examples = [
        CommandExample(
            #"task-state attempt end --result '{"status": "success", "summary": "the route answers 404"}'"#,
            "what the executor handed back")
    ]
    static let parameters: [Parameter<Self>] = [
        .option("--result", value: "TEXT", to: \.given, "the result, in place of standard input"),
        .taskID(to: \.taskID),
    ]

    var given: Prose?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let result = try result(in: given.map { Bytes($0.text.utf8) } ?? context.input())
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let task = try store.record(.attempt, on: id) { _ in [result] }
        return Answer(
            next: try next(result, task, store),
            json: ["task_id": .string(id.text), "status": result.status.json],
            text: "attempt \(task.attempts.count) for \(id): \(result.status.rawValue)")
    }

    private func next(_ result: AttemptEnded, _ task: TaskRecord, _ store: TaskStore) throws -> String {
        switch result.status {
        case .success: try store.next(for: task)
        case .failed: "task-state resume\(try store.naming(task.id))"
        case .blocked: "task-state block\(try store.naming(task.id)) --reason TEXT"
        }
    }

    /// The last JSON object in the text, which may stand alone or in a fence.
    private func result(in bytes: Bytes) throws -> AttemptEnded {
        let text = String(decoding: bytes, as: UTF8.self)
        var candidates = [text]
        let fenced = text.split(separator: "```", omittingEmptySubsequences: false).enumerated().filter {
            $0.offset % 2 == 1
        }
        candidates += fenced.reversed().map { String($0.element.drop { $0 != "{" }) }
        for candidate in candidates {
            if let json = try? JSON.parse(candidate, .loneSurrogates), case .object = json {
                return try AttemptEnded(json: json)
            }
        }
        throw Failure(
            .malformed, "\(given == nil ? "standard input" : "--result") holds no JSON object",
            hint: #"give the executor's result there, such as {"status": "success", "summary": "…"}"#)
    }
}

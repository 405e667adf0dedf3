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
            next: "task-state attempt end\(try store.naming(id)) --result JSON", json: ["task_id": .string(id.text)],
            text: "attempt begun for \(id)")
    }
}

/// Notes what came of a try: the executor's result, as JSON.
struct AttemptEnd: Command {
    static let name = "end"
    static let summary = "notes an executor's result: what --result holds, else standard input"
    static let notes = """
        The result is one JSON object: status (success, failed or blocked), summary, files_changed, files_created, \
        validation_result, validation_output, lessons, blockers. Text around it, as agents write it, is passed over. At a \
        terminal nothing is waited for: --result is asked for instead.
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
        let result = try result(in: given.map { Bytes($0.text.utf8) } ?? piped(in: context))
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

    private static let mostBytes = 1 << 20

    private func piped(in context: Context) throws -> Bytes {
        let form = #"'task-state attempt end --result '{"status": "success", "summary": "…"}''"#
        guard !context.isInputTyped() else {
            throw Failure(
                .usage, "nothing is piped into standard input, where the executor's result is read",
                hint: "run \(form), or pipe it in")
        }
        guard let bytes = try context.boundedInput(Self.mostBytes) else {
            throw Failure(
                .malformed, "standard input holds more than \(Self.mostBytes >> 20) MiB: that is no executor's result",
                hint: "give the result alone: \(form)")
        }
        return bytes
    }

    /// The last JSON object in the text that stands in a fence, or the only one that stands alone.
    private func result(in bytes: Bytes) throws -> AttemptEnded {
        let text = String(decoding: bytes, as: UTF8.self)
        let place = given == nil ? "standard input" : "--result"
        let fenced = text.split(separator: "```", omittingEmptySubsequences: false).enumerated().filter {
            $0.offset % 2 == 1
        }
        let candidates = [text] + fenced.reversed().map { String($0.element.drop { $0 != "{" }) }
        if let json = candidates.lazy.compactMap(Self.object).first { return try AttemptEnded(json: json) }
        let alone = JSON.objects(atLineStartsIn: bytes)
        guard alone.count < 2 else {
            throw Failure(
                .malformed, "\(place) holds \(alone.count) JSON objects, and one of them at most is the result",
                hint: "hand over the one that has \"status\" and \"summary\"")
        }
        if let json = alone.first { return try AttemptEnded(json: json) }
        throw Failure(
            .malformed, "\(place) holds no JSON object",
            hint: #"give the executor's result there, such as {"status": "success", "summary": "…"}"#)
    }

    private static func object(in text: String) -> JSON? {
        guard let json = try? JSON.parse(text, .loneSurrogates), case .object = json else { return nil }
        return json
    }
}

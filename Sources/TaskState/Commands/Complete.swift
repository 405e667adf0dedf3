import HarnessKit
import Ledger

/// Ends a task as done, as far as the gate finds proof of it.
struct Complete: Command {
    enum Waiver: String, CaseIterable, ArgumentValue {
        case noRunnableApp = "no-runnable-app"
        case missingInfrastructure = "missing-infrastructure"
        case externalService = "external-service"
        case outOfBudget = "out-of-budget"
        case userWaived = "user-waived"
    }

    static let name = "complete"
    static let summary = "ends a task as done, as far as that is proved"
    static let notes = """
        Without proof a task ends as 'completed-unverified' and shows as that everywhere. Where proof cannot be had, say so: \
        --unverified with a code and a reason.
        """
    static let parameters: [Parameter<Self>] = [
        .required("--summary", "-s", value: "TEXT", to: \.text, "what was done"),
        .list("--files-changed", value: "F", to: \.filesChanged, "files that were changed"),
        .list("--files-created", value: "F", to: \.filesCreated, "files that were created"),
        .option("--validation", value: "JSON", to: \.validation, "what build, lint and test are claimed to have said"),
        .option("--lessons", value: "JSON", to: \.lessons, "what is worth remembering: a JSON array, or text"),
        .option("--unverified", value: "CODE", to: \.waiver, "why nothing can be proved"),
        .option("--reason", value: "TEXT", to: \.reason, "the same in words; goes with --unverified"),
        .taskID(to: \.taskID),
    ]

    let gate: CompletionGate
    var text = Prose()
    var filesChanged: [String] = []
    var filesCreated: [String] = []
    var validation: JSONText?
    var lessons: Entries?
    var waiver: Waiver?
    var reason: Prose?
    var taskID: TaskID?

    init(gate: CompletionGate) {
        self.gate = gate
    }

    func run(in context: Context) throws -> Answer {
        let verdict = try honestExit()
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let before = try store.task(id)
        _ = try Transitions.status(after: .complete, from: before.status, of: id)
        if let code = verdict?.code { try gate.waive(code, before, store) }
        let found = try verdict ?? gate.examine(before, store)
        let warnings = found.receipt?.warnings ?? doubts(about: found)
        let task = try store.record(found.isProved ? .complete : .completeUnverified, on: id) { task in
            var ending = ending(found)
            if found.receipt == nil { ending.warnings = warnings }
            let episode = Episode.of(task, endingWith: ending, at: context.clock.now())
            return [found.receipt as (any EventBody)?, ending, episode].compactMap { $0 }
        }
        try Plan.retire(task, in: store.workspace)
        return Answer(
            next: try store.next(for: task), notes: warnings.map { "\($0.code): \($0.message)" },
            json: .members([
                "task_id": .string(id.text), "status": task.status.json, "level": .string(found.level),
                "code": found.code.map(JSON.string), "reason": found.reason.map(JSON.string),
                "receipt": task.receipt.map { .string($0.hash.description) },
                "criteria": found.receipt?.criteria.json, "controls": found.receipt?.controls.json,
                "warnings": warnings.isEmpty && found.receipt == nil ? nil : warnings.json,
            ]),
            text: ReceiptLine(task: task, verdict: found).text)
    }

    private func honestExit() throws -> GateVerdict? {
        switch (waiver, reason) {
        case (nil, nil): return nil
        case (let waiver?, let reason?):
            return GateVerdict(isProved: false, level: "V0", code: waiver.rawValue, reason: reason.text)
        case (.some, nil):
            throw Failure(
                .usage, "--unverified needs a reason", hint: "add --reason TEXT: what keeps it from being proved")
        case (nil, .some):
            throw Failure(
                .usage, "--reason goes with --unverified CODE",
                hint: "add --unverified with one of \(Waiver.choices.joined(separator: ", "))")
        }
    }

    private static let boasts = [
        "verified", "all tests pass", "tests pass", "all green", "fully tested", "works as expected", "proved",
        "proven",
    ]

    /// What a reader must not take at its word: a waiver that a person may have given, a summary that claims proof.
    private func doubts(about verdict: GateVerdict) -> [NamedNote] {
        var notes: [NamedNote] = []
        if verdict.code == Waiver.userWaived.rawValue {
            notes.append(NamedNote("W_WAIVED", "a waiver is said to be the user's; nothing shows that it is"))
        }
        let text = self.text.text.lowercased().replacing("unverified", with: "").replacing("not verified", with: "")
        if let boast = Self.boasts.first(where: text.contains) {
            notes.append(NamedNote("W_SUMMARY", "the summary says '\(boast)', and nothing was verified"))
        }
        return notes
    }

    private func ending(_ verdict: GateVerdict) -> TaskEnded {
        var body = TaskEnded()
        body.status = verdict.isProved ? .completed : .completedUnverified
        body.summary = text.text
        body.code = verdict.code
        body.reason = verdict.reason
        body.level = verdict.level
        body.evidence = verdict.evidence
        body.filesChanged = filesChanged
        body.filesCreated = filesCreated
        body.validation = validation?.json
        body.lessons = lessons?.items ?? []
        return body
    }
}

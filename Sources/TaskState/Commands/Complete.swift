import HarnessKit
import Ledger
import Worktree

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

        The last phase needs no checkpoint of its own. Files that nobody named are found by comparing with the base.
        """
    static let parameters: [Parameter<Self>] = [
        .option(
            "--summary", "-s", value: "TEXT", to: \.text, "what was done; a task that waits for the gate has it already"
        ),
        .list("--files-changed", value: "F", to: \.changed, "files that were changed"),
        .list("--files-created", value: "F", to: \.created, "files that were created"),
        .option("--validation", value: "JSON", to: \.validation, "what build, lint and test are claimed to have said"),
        .option("--lessons", value: "JSON", to: \.lessons, "what is worth remembering: a JSON array, or text"),
        .flag("--detach", to: \.isDetached, "goes on in the background; 'task-state wait' follows it"),
        .option("--unverified", value: "CODE", to: \.waiver, "why nothing can be proved"),
        .option("--reason", value: "TEXT", to: \.reason, "the same in words; goes with --unverified"),
        .taskID(to: \.taskID),
    ]

    let gate: CompletionGate
    let critique: Critique
    var text: Prose?
    var changed: [NamedFile] = []
    var created: [NamedFile] = []
    var validation: JSONText?
    var lessons: Entries?
    var isDetached = false
    var waiver: Waiver?
    var reason: Prose?
    var taskID: TaskID?

    init(gate: CompletionGate, critique: Critique) {
        self.gate = gate
        self.critique = critique
    }

    func run(in context: Context) throws -> Answer {
        let verdict = try honestExit()
        let store = try TaskStore.open(in: context)
        if let ended = try endedByThis(in: store) { return try recorded(ended, in: store) }
        let id = try store.resolve(taskID)
        let mark = store.mark(ofFiles: id)
        let before = try store.task(id)
        _ = try Transitions.status(after: .complete, from: before.status, of: id)
        try store.requireEnd(of: before, whereFilesSay: mark)
        if let code = verdict?.code { try gate.waive(code, before, store) }
        let ending = try intended(for: before)
        if isDetached, verdict == nil { return try detached(ending, of: id, in: store) }
        let found = try verdict ?? examine(before, endingAs: ending, in: store)
        let warnings = found.receipt?.warnings ?? doubts(about: found, in: ending.summary)
        let files = changes(of: before, found, in: store)
        let unchanged = unchanged(of: before, in: store)
        let lastPhase = LastPhase(of: before, in: store, saying: ending.summary)
        let task: TaskRecord
        do {
            task = try store.record(found.isProved ? .complete : .completeUnverified, on: id) { task in
                var ending = completed(ending, found, files)
                ending.filesUnchanged = unchanged
                if found.receipt == nil { ending.warnings = warnings }
                let episode = Episode.of(task, endingWith: ending, at: context.clock.now())
                let bodies: [(any EventBody)?] = [
                    lastPhase?.body(for: task), found.validation, found.receipt, ending, episode,
                ]
                // As late as can be: nobody else writes now, and what is written next is the end.
                try found.confirm()
                return bodies.compactMap { $0 }
            }
        } catch let late as LateRefusal {
            try store.note(in: id.text) { [late.body] }
            throw late.failure
        }
        try Plan.retire(task, in: store.workspace)
        return answer(of: task, found, warnings, in: store)
    }

    /// The task that just this command ended, where it was killed before it could say so.
    private func endedByThis(in store: TaskStore) throws -> TaskRecord? {
        let isOpen = try taskID == nil && !store.ledger.openTasks(in: store.worktree, atMost: 1).isEmpty
        guard !isOpen, let id = try taskID ?? store.ledger.lastEnded(in: store.worktree)?.id,
            try store.ledger.hasTask(id)
        else { return nil }
        let task = try store.task(id)
        guard let ending = task.ending?.body, ending.summary == text?.text, ending.code == waiver?.rawValue,
            [.completed, .completedUnverified].contains(ending.status), !isDetached
        else { return nil }
        return task
    }

    private func recorded(_ task: TaskRecord, in store: TaskStore) throws -> Answer {
        store.deliver()
        try Plan.retire(task, in: store.workspace)
        let (ending, at) = (task.ending?.body ?? TaskEnded(), task.ending?.at ?? task.startedAt)
        let found = GateVerdict(
            isProved: task.status == .completed, level: ending.level ?? "V0", code: ending.code, reason: ending.reason,
            receipt: task.receipt?.body)
        var answer = answer(of: task, found, found.receipt?.warnings ?? ending.warnings, in: store)
        answer.notes.insert("it ended so at \(at.iso8601): nothing was examined again", at: 0)
        return answer
    }

    private func answer(
        of task: TaskRecord, _ found: GateVerdict, _ warnings: [NamedNote], in store: TaskStore
    ) -> Answer {
        let page = SummaryPage(
            task: task, isMarkdown: false, isInGit: store.isInGit)
        let critic = critique.line(in: store)
        let line = ReceiptLine(task: task, verdict: found).text
        let (level, code, reason, receipt) = (found.level, found.code, found.reason, found.receipt)
        return Answer(
            next: "harness-executor start TEXT",
            notes: (task.warnings.filter { $0.code == .phaseSkipped || $0.code == .fileUnchanged }).map(\.line)
                + warnings.map(\.line),
            json: .members([
                "task_id": .string(task.id.text), "status": task.status.json, "level": .string(level),
                "code": code.map(JSON.string), "reason": reason.map(JSON.string),
                "receipt": task.receipt.map { .string($0.hash.description) },
                "criteria": receipt?.criteria.json, "controls": receipt?.controls.json,
                "warnings": warnings.isEmpty && receipt == nil ? nil : warnings.json,
                "critic": critic.map(JSON.string),
            ]),
            text: ([line, "", page.text] + [critic].compactMap { $0 })
                .joined(separator: "\n"))
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
    private func doubts(about verdict: GateVerdict, in summary: String) -> [NamedNote] {
        var notes: [NamedNote] = []
        if verdict.code == Waiver.userWaived.rawValue {
            notes.append(NamedNote("W_WAIVED", "a waiver is said to be the user's; nothing shows that it is"))
        }
        let text = summary.lowercased().replacing("unverified", with: "").replacing("not verified", with: "")
        if let boast = Self.boasts.first(where: text.contains) {
            notes.append(NamedNote("W_SUMMARY", "the summary says '\(boast)', and nothing was verified"))
        }
        return notes
    }

    /// What differs from the base beside the files that this command or a checkpoint named; nothing outside git.
    private func changes(of task: TaskRecord, _ found: GateVerdict, in store: TaskStore) -> [Snapshots.Change] {
        guard let base = task.baseSnapshot else { return [] }
        // Who names a file last decides; what was named too early and changed since is found again.
        let named = Set((task.filesChanged + task.filesCreated).filter { !task.filesUnchanged.contains($0) })
            .union((changed + created).map(\.path))
        let seen = found.changes ?? (try? store.snapshots()?.changes(since: base)) ?? []
        // Of those that git does not see only their time is known.
        let further = found.hidden.filter { name in
            guard let status = FileStatus(of: store.workspace.root / name) else { return false }
            return Double(status.changed) / 1e9 >= task.startedAt.timeIntervalSince1970
                && !seen.contains { $0.path.hasSameBytes(as: name) }
        }
        return (seen + further.map { Snapshots.Change(kind: "M", path: $0) })
            .filter { !Residue.holds($0.path) && ($0.kind == "D" || !named.contains($0.path)) }
            .map { Plan.ending($0, of: task, in: store.workspace) }
    }

    /// Which of the files that are named here are as they were at the start.
    private func unchanged(of task: TaskRecord, in store: TaskStore) -> [String] {
        let files = (changed + created).map(\.path)
        guard !files.isEmpty, let now = try? store.snapshots()?.present() else { return [] }
        return store.unchanged(among: files, of: task, in: now)
    }

    /// What somebody says of the end; an earlier attempt may have said it where the gate could not do its work.
    private func intended(for task: TaskRecord) throws -> TaskEnded {
        var body = task.intended ?? TaskEnded()
        if let text { body.summary = text.text }
        guard !body.summary.isEmpty else {
            throw Failure(
                .usage, "missing option --summary: what was done", hint: "run 'task-state complete --summary TEXT'")
        }
        if !changed.isEmpty { body.filesChanged = changed.map(\.path) }
        if !created.isEmpty { body.filesCreated = created.map(\.path) }
        if let validation { body.validation = validation.json }
        if let lessons { body.lessons = lessons.items }
        return body
    }

    private func detached(_ ending: TaskEnded, of id: TaskID, in store: TaskStore) throws -> Answer {
        let detaching = Detaching(task: id, store: store)
        var words = ["complete", "--task-id", id.text, "--summary", ending.summary]
        for (name, files) in [("--files-changed", ending.filesChanged), ("--files-created", ending.filesCreated)] {
            words += files.isEmpty ? [] : [name] + files
        }
        words += ending.validation.map { ["--validation", $0.text(.compact)] } ?? []
        words += ending.lessons.isEmpty ? [] : ["--lessons", ending.lessons.json.text(.compact)]
        try detaching.start(words)
        let log = detaching.log.description
        return Answer(
            next: "task-state wait --task-id \(id)",
            json: ["task_id": .string(id.text), "log": .string(log)],
            text: "\(id) is being examined in the background")
    }

    /// Where a sandbox keeps the gate from its work, the task waits for somebody who may do more.
    private func examine(_ task: TaskRecord, endingAs ending: TaskEnded, in store: TaskStore) throws -> GateVerdict {
        do {
            return try gate.examine(task, store)
        } catch var failure as Failure where failure.codes.contains(FreePort.forbiddenCode) {
            if task.status == .inProgress {
                _ = try store.record(.block, on: task.id) { _ in
                    var body = TaskBlocked()
                    body.code = "awaiting-gate"
                    body.reason = failure.message
                    body.ending = ending
                    return [body]
                }
            }
            failure.message = "\(task.id) waits for the gate: \(failure.message)"
            failure.details = [failure.hint].compactMap(\.self)
            failure.hint = "in a terminal of your own: 'harness-executor task-state complete --task-id \(task.id)'"
            throw failure
        }
    }

    private func completed(_ ending: TaskEnded, _ verdict: GateVerdict, _ changes: [Snapshots.Change]) -> TaskEnded {
        var body = ending
        body.status = verdict.isProved ? .completed : .completedUnverified
        body.code = verdict.code
        body.reason = verdict.reason
        body.level = verdict.level
        body.evidence = verdict.evidence
        body.filesChanged += changes.filter { !["A", "D"].contains($0.kind) }.map(\.path)
        body.filesCreated += changes.filter { $0.kind == "A" }.map(\.path)
        body.filesDeleted = changes.filter { $0.kind == "D" }.map(\.path)
        return body
    }
}

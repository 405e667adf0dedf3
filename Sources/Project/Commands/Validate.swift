import HarnessKit
import Ledger

/// Builds, lints and tests the project, and records what came of it.
struct Validate: Command {
    static let name = "validate"
    static let summary = "builds, lints and tests the project, and records what came of it"
    static let notes =
        """
        The steps stand in config/validation.json of the harness folder. Where that is absent, they are found in the \
        project (its own scripts/validate.*, its manifests, docs/DEVELOPMENT.md), shown, and written into it.

        All builds run first, then lint, then tests; after a build that failed the rest is left out. Each step runs under \
        a guardian with a deadline: whatever it starts ends with it.

        Exit status: 0 all passed, 1 a step failed or there is none, 65 the file is wrong, 69 a step could not be run.

        A step that did not pass, or whose pass shows nothing, says why by a word:

        """ + StepCode.allCases.map { "\($0.rawValue): \($0.meaning)." }.joined(separator: "\n\n")
    static let examples = [
        CommandExample("harness-executor validate", "every step"),
        CommandExample(
            "harness-executor validate --step lint --all-errors", "one kind of step, with all that it found"),
    ]
    static let parameters: [Parameter<Self>] = [
        .argument("PATH", to: \.path, "a folder of the project; the current one where nothing is said"),
        .repeated("--step", value: "NAME", to: \.names, "only the step of that name, or those of that kind"),
        .flag("--all-errors", to: \.showsAll, "every error that was recognised, not only the first"),
        .taskID(to: \.taskID),
    ]

    let siblings: Siblings
    var path: Path?
    var names: [String] = []
    var showsAll = false
    var taskID: TaskID?

    init(siblings: Siblings) {
        self.siblings = siblings
    }

    func run(in context: Context) throws -> Answer {
        let context = try placed(context)
        let workspace = try Workspace.find(in: context)
        let desk = ValidationDesk(workspace: workspace, context: context)
        let choice = try desk.choose()
        let steps = try choice.source.steps(named: names)
        let store = try TaskStore.open(in: context, creating: true)
        let task = try store.meant(taskID).map(store.task)
        let progress = Progress(context)
        defer { progress.finish() }
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let record = try withExtendedLifetime(interruption) {
            try ValidationRecord.make(
                of: choice.source, steps: steps, for: task, in: store, readTests: siblings.readTests, on: loop
            ) { if let line = $0.line { progress.update(line) } }
        }
        progress.finish()
        return answer(record, choice, task?.id, next: try next(record, task, in: store), in: context)
    }

    /// The folder that was named stands for the current one.
    private func placed(_ context: Context) throws -> Context {
        guard let path else { return context }
        var context = context
        context.directory = context.directory / path
        guard FileStatus(following: context.directory)?.kind == .folder else {
            throw Failure(.missing, "\(path) is not a folder", hint: "name a folder of the project, or none")
        }
        return context
    }

    private func answer(
        _ record: ValidationRecord, _ choice: ValidationDesk.Choice, _ task: TaskID?, next: String,
        in context: Context
    ) -> Answer {
        let written = choice.source.file.order.map { "  \($0.name): \($0.line)" }
        let notes = choice.isNew ? ["wrote \(choice.source.name), as it was found:"] + written + choice.notes : []
        let page = ValidationPage(record: record, showsAll: showsAll, style: context.styles.output)
        let exit: ExitCode = [.pass: .yes, .couldNotRun: .unavailable][record.outcomes.outcome] ?? .no
        return Answer(
            exit: exit, next: next, notes: notes,
            json: .members([
                "outcome": record.outcomes.outcome.json,
                "steps": .array(record.outcomes.map { $0.json(all: showsAll) }),
                "validation": .string(choice.source.name), "written": .bool(choice.isNew),
                "is_partial": .bool(record.isPartial), "task_id": task.map { .string($0.text) }, "notes": notes.json,
                "manifest_sha256": record.manifest.map { .string($0.description) },
                "warnings": record.warnings.isEmpty ? nil : record.warnings.json,
            ]),
            text: page.text)
    }

    /// The same again for what did not pass; then what shows that the program does what it should.
    private func next(_ record: ValidationRecord, _ task: TaskRecord?, in store: TaskStore) throws -> String {
        if record.outcomes.outcome == .pass {
            if let task, !task.status.isFinal { return try store.next(for: task) }
            return "harness-executor start TEXT"
        }
        let first = record.outcomes.first { $0.outcome == .fail || $0.outcome == .couldNotRun }
        return "harness-executor validate" + (first.map { " --step \($0.step.name)" } ?? "")
    }
}

extension StepOutcome {
    /// The record, with all of its errors if that was asked for, and what it said last where none was recognised.
    func json(all: Bool) -> JSON {
        guard case .object(var object) = record.json else { return record.json }
        if all { object["first_errors"] = errors.json }
        if record.outcome == .fail, errors.isEmpty { object["tail"] = tail.json }
        return .object(object)
    }
}

import HarnessKit
import Ledger
import Worktree

/// Fixes which scenarios a task is to be judged by.
struct Register: Command {
    static let name = "register"
    static let summary = "fixes the scenarios of a task, before the work"
    static let notes = """
        Their bytes are kept with the task: what is removed or loosened later is seen. Registering again adds files or takes \
        their new state in; the old one stays in the log. What was registered by mistake is taken back with --remove, and the \
        receipt prints why.

        Then they are played on the state before the work, which must fail them, and pass those that say "keeps". Exit status 1 \
        says that the bug of a bug fix was not reproduced, that what is to be kept is not there, or that nothing can read what a step of tests prints.
        """
    static let examples = [
        CommandExample("verify register harness/scenarios/404-for-unknown-notes.json", "before the code is changed")
    ]
    static let parameters: [Parameter<Self>] = [
        .arguments(
            "FILE", to: \.files,
            "scenario files; where none is named, all that no other task has and that are new since"),
        .flag("--no-run", to: \.isSilent, "does not play them on the state before the work"),
        .flag("--remove", to: \.removes, "takes the registration of these files back"),
        .option("--reason", value: "TEXT", to: \.reason, "why it is taken back"), .taskID(to: \.taskID),
    ]

    let gate: GateHelp?
    var isSilent = false
    var files: [Path] = []
    var removes = false
    var reason: Prose?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        let task = try store.task(id)
        guard !task.status.isFinal else {
            throw Failure(
                .refused, "\(id) is \(task.status.rawValue): its scenarios are fixed",
                hint: "run 'task-state reopen --task-id \(id) --reason TEXT' first")
        }
        let desk = Desk(store: store)
        if removes { return try takeBack(id, on: desk, in: context) }
        try desk.hideSecrets()
        let sources = try sources(for: task, on: desk)
        for source in sources where source.name.hasPrefix("/") {
            throw Failure(
                .usage, "\(source.name) does not lie in the project", hint: "move it to harness/scenarios")
        }
        if let open = sources.flatMap(\.file.unfinished).first {
            throw Failure(
                .malformed, "'\(open)' still holds a TODO: it would prove nothing",
                hint: "write what it says TODO for, then run 'verify check'")
        }
        let isLate = try hasChanged(task, in: store)
        try store.note(in: id.text) {
            var body = ScenariosRegistered()
            body.isLate = isLate
            body.files = try sources.map { source in
                var file = RegisteredFile()
                file.path = source.name
                file.digest = try store.ledger.keep(context.secrets.redact(source.bytes)).description
                file.scenarios = source.file.scenarios.map(\.id)
                return file
            }
            return [body]
        }
        let before = isSilent ? nil : try gate?.beforeWork(task, store)
        if let tried = before?.tried { try store.note(in: id.text) { [tried] } }
        let weakened = try gate?.weakened(task, store) ?? []
        let count = sources.reduce(0) { $0 + $1.file.scenarios.count }
        return Answer(
            exit: before?.holdsUp == true ? .no : .yes,
            next: !weakened.isEmpty
                ? "verify amend --reason TEXT\(try store.naming(id))"
                : before?.verdict == .passes || before?.isUnreadable == true || before?.broken.isEmpty == false
                    ? before?.run.map { "verify explain \($0)" }
                    : "verify run\(try store.naming(id))",
            notes: (isLate ? ["the project had changed already: these count as written after the work"] : [])
                + desk.unknownCriteria(of: sources, for: task),
            json: [
                "task_id": .string(id.text), "files": sources.map(\.name).json, "scenarios": .integer(count),
                "is_late": .bool(isLate), "before_work": before?.json ?? .null, "weaker": weakened.json,
            ],
            text: "registered \(count) scenario\(count == 1 ? "" : "s") for \(id)"
                + weakened.map { "\nweaker than it was: \($0)" }.joined()
                + (weakened.isEmpty ? "" : "\n'task-state complete' refuses that unless it is amended, with the reason")
                + (before.map { ([$0.text] + $0.broken.map(\.line)).map { "\n\($0)" }.joined() } ?? ""))
    }

    private func sources(for task: TaskRecord, on desk: Desk) throws -> [ScenarioSource] {
        guard files.isEmpty else { return try desk.sources(files, of: nil, all: false) }
        let all = try desk.sources([], of: nil, all: true)
        let own = try desk.possible(all, for: task)
        guard own.isEmpty else { return own }
        throw Failure(
            .missing, "no scenario file is new since \(task.id) began",
            hint: "run 'verify init --task-id \(task.id)' to begin one, or name the file")
    }

    init(gate: GateHelp?) {
        self.gate = gate
    }

    /// Records that files do not count any more, as an amendment: the log keeps both.
    private func takeBack(_ id: TaskID, on desk: Desk, in context: Context) throws -> Answer {
        guard !files.isEmpty else {
            throw Failure(
                .usage, "which registration is taken back is not said",
                hint: "run 'verify register --remove FILE --reason TEXT'")
        }
        guard let reason, !reason.text.isEmpty else {
            throw Failure(
                .usage, "a registration is taken back for a reason",
                hint: "run 'verify register --remove \(ShellLine.of(files.map(\.description))) --reason TEXT'")
        }
        let store = desk.store
        let registered = try desk.registered(for: id)
        let names = try files.map { file in
            try ScenarioSource.place(of: file, in: context, store.workspace).relative(to: store.workspace.root)
        }
        for name in names where !registered.contains(name) {
            throw Failure(
                .missing, "\(name) is not registered for \(id)",
                hint: registered.isEmpty
                    ? "nothing is registered for it" : "name one of: \(registered.joined(separator: ", "))")
        }
        try store.note(in: id.text) {
            var body = ScenariosAmended()
            body.reason = reason.text
            body.retired = names
            body.changes = names.map { "\($0) was registered and taken back" }
            return [body]
        }
        return Answer(
            next: "verify register FILE\(try store.naming(id))",
            json: ["task_id": .string(id.text), "removed": names.json],
            text: "took back \(names.joined(separator: ", ")) of \(id)")
    }

    /// Whether files of the project differ from what the task is compared with: the start, or what was chosen instead.
    private func hasChanged(_ task: TaskRecord, in store: TaskStore) throws -> Bool {
        guard let snapshot = task.baseSnapshot, let folder = store.location.database.parent,
            let snapshots = try Snapshots(of: store.workspace, beside: folder, in: store.context)
        else { return false }
        let top = try Folder(store.workspace.root)
        // A plan, and a test that is written first, as one should, are no work yet.
        return try snapshots.changes(since: snapshot).contains { change in
            guard change.path != task.planPath, !Residue.holds(change.path) else { return false }
            guard let gate, let path = RelativePath(change.path) else { return true }
            return try !gate.isTest(
                change.path, { try snapshots.contents(of: [path], in: snapshot)[path] }, { try top.read(path) })
        }
    }
}

import HarnessKit
import Ledger
import Worktree

/// Starts the application, plays the scenarios, records what happened.
struct RunCommand: Command {
    static let name = "run"
    static let summary = "starts the application, plays the scenarios, records what happened"
    static let notes = """
        Without FILE it plays the scenarios that were registered for the task, else every file in harness/scenarios. \
        With --all it also plays those that earlier tasks left.

        Exit status: 0 all passed, 1 something failed, 65 a file is wrong, 69 the application could not be built or started.
        """
    static let examples = [
        CommandExample("verify run", "the task's scenarios"),
        CommandExample(
            "verify run harness/scenarios/notes.json --keep-running", "leaves the application to be tried by hand"),
    ]
    static let parameters: [Parameter<Self>] = [
        .arguments("FILE", to: \.files, "scenario files"),
        .flag("--all", to: \.playsAll, "also the scenarios that earlier tasks left"),
        .flag("--keep-running", to: \.keepsRunning, "leaves the application running until you interrupt"),
        .option(
            "--timeout", value: "SECONDS", to: \.limit, "how long the whole run may take; 1800 where nothing is said"),
        .flag("--controls", to: \.rehearses, "everything that 'task-state complete' would run, without its verdict"),
        .option("--seed", value: "TEXT", to: \.seed, "makes the fresh values of an earlier run again"),
        .taskID(to: \.taskID),
    ]

    let gate: GateHelp?
    var rehearses = false
    var files: [Path] = []
    var playsAll = false
    var keepsRunning = false
    var limit: Seconds?
    var seed: String?
    var taskID: TaskID?

    init(gate: GateHelp?) {
        self.gate = gate
    }

    private func rehearsal(in store: TaskStore) throws -> Answer {
        guard files.isEmpty, !playsAll, !keepsRunning, seed == nil, limit == nil else {
            throw Failure(
                .usage, "--controls runs what 'task-state complete' would, and takes no other choice",
                hint: "run 'verify run --controls'")
        }
        guard let gate else {
            throw Failure(.usage, "this program has no gate", hint: "run 'harness-executor verify run --controls'")
        }
        return try gate.rehearse(try store.task(try store.resolve(taskID)), store)
    }

    func run(in context: Context) throws -> Answer {
        try Desk.refuseEmptiness(of: Workspace.find(in: context), files, in: context)
        let store = try TaskStore.open(in: context, creating: true)
        if rehearses { return try rehearsal(in: store) }
        let task = try store.meant(taskID)
        let desk = Desk(store: store)
        let sources = try desk.sources(files, of: task, all: playsAll)
        try refuseDrafts(sources)
        let project = try desk.project()
        // Before signals are caught: nothing is started yet.
        let written = WrittenByRun(before: manifest(in: store), at: store.workspace.root)
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let progress = Progress(context)
        let started = context.clock.now()
        let leftovers = try desk.leftovers()
        leftovers.clear()
        var order = RunOrder(
            id: RunStore.newID(in: context), task: task?.text, sources: sources, project: project,
            root: store.workspace.root, seeds: [seed ?? context.random(8).hexadecimal])
        order.limit = limit?.duration ?? .seconds(1800)
        order.manifest = written.before?.digest.description
        order.keepsRunning = keepsRunning
        order.leftovers = leftovers
        if let task { order.warnings += try desk.changes(in: sources, of: task) }
        if seed != nil {
            order.warnings.append(
                RunWarning(.chosenSeed, "the fresh values were made from a seed that was chosen"))
        }
        let runs = RunStore(store: store)
        var run = Run(order, on: loop, in: context, progress: progress)
        run.beforeWaiting = { report in
            try runs.record(report, of: task, started: started)
            let page = RunPage(report: report, style: context.styles.errors).text
            try context.errors.write(page + "\n", hiding: context.secrets)
        }
        var built: Manifest?
        run.afterBuild = { built = written.before.flatMap { _ in manifest(in: store) } }
        var report = try withExtendedLifetime(interruption) { try run.execute() }
        report.warnings += written.warnings(built: built, now: written.before.flatMap { _ in manifest(in: store) })
        // What is kept running was recorded before it was waited for.
        if try store.ledger.run(report.run) == nil { try runs.record(report, of: task, started: started) }
        if report.status == .pass, let task, let words = try store.task(task).hindrance?.words {
            context.warn("'task-state complete' would refuse it still: \(words)")
        }
        return try answer(report, next: next(after: report, of: task, sources, in: store), in: context)
    }

    private func next(
        after report: Report, of task: TaskID?, _ sources: [ScenarioSource], in store: TaskStore
    ) throws -> String? {
        guard report.status == .pass else { return "verify explain" }
        guard let task else { return nil }
        let (record, desk) = (try store.task(task), Desk(store: store))
        let next = try store.next(for: record)
        // What belongs to no task, or to another one, shows nothing of this one.
        guard record.kind != .docs, next.hasPrefix("task-state complete"), try desk.registered(for: task).isEmpty
        else { return next }
        let naming = try store.naming(task)
        return try desk.registering(sources).map { $0 + naming } ?? "verify init\(naming)"
    }

    /// Fails where there is nothing to play but what nobody has written yet.
    private func refuseDrafts(_ sources: [ScenarioSource]) throws {
        let open = sources.flatMap(\.file.unfinished)
        guard let first = open.first, open.count == sources.flatMap(\.file.scenarios).count else { return }
        throw Failure(
            .malformed, "'\(first)' still holds a TODO: it would prove nothing",
            hint: "write what it says TODO for, then run 'verify check'")
    }

    private static let mostRead = 512 * 1024 * 1024

    /// What the files of the project are, as the gate sees them; nil, with a warning, where they are too much to be read.
    private func manifest(in store: TaskStore) -> Manifest? {
        do {
            let name = try RelativePath(naming: "\(store.workspace.harnessName)/cache")
            let cache = try Folder(store.workspace.root).folder(name, creating: .renamed)
            return try Manifest.take(of: store.workspace, cache: cache, reading: Self.mostRead, in: store.context)
        } catch {
            store.context.warn("the run has no manifest: \(Failure(translating: error).message)")
            return nil
        }
    }

    private func answer(_ report: Report, next: String?, in context: Context) throws -> Answer {
        if let trouble = report.trouble {
            let log = trouble.log?.split(separator: "\n").suffix(15).map(String.init) ?? []
            var failure = Failure(
                trouble.code == RunCode.runTimeout.rawValue ? .no : .unavailable, trouble.message,
                hint: trouble.hint, details: log + report.warnings.map(\.line))
            failure.codes = [trouble.code] + report.warnings.map(\.code)
            failure.run = report.run
            throw failure
        }
        let isGood = report.status == .pass
        return Answer(
            exit: isGood ? .yes : .no, next: next, notes: report.warnings.map(\.line),
            json: report.json, text: RunPage(report: report, style: context.styles.output).text)
    }
}

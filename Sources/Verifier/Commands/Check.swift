import HarnessKit
import Ledger

/// Reads scenario files and says what they would notice, without running anything.
struct Check: Command {
    static let name = "check"
    static let summary = "reads scenario files and says what they would notice, without running anything"
    static let notes = """
        Grades: 1 only a status or an exit code, 2 the shape of an answer, 3 values. A value that is new in every run and read \
        back is grade 3; so is a literal that fails without the change, which only a run can show.
        """
    static let parameters: [Parameter<Self>] = [
        .arguments(
            "FILE", to: \.files, "scenario files; all of harness/scenarios and environment.json where none is named"),
        .taskID(to: \.taskID),
    ]

    var files: [Path] = []
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let workspace = try Workspace.find(in: context)
        let folder = workspace.harness / "scenarios"
        let paths =
            try files.isEmpty
            ? ScenarioSource.paths(in: folder)
            : files.map { try ScenarioSource.place(of: $0, in: context, workspace) }
        guard !paths.isEmpty else { throw try Desk.noScenario(in: workspace, seenFrom: context) }
        let sources = try paths.map { try ScenarioSource(at: $0, below: workspace.root) }
        try ScenarioSource.check(sources)
        let environment = workspace.harness / ProjectEnvironment.file
        if FileStatus(following: environment) != nil {
            let project = try Desk.project(
                at: environment, named: "\(workspace.harnessName)/\(ProjectEnvironment.file)")
            for scenario in sources.flatMap(\.file.scenarios) {
                let app = try project.application(named: scenario.app)
                try app.requireStart()
                try requireStart(of: app, for: scenario)
            }
        }
        let graded = sources.map { source in
            (
                source,
                source.file.scenarios.map {
                    (scenario: $0, strength: Strength(of: $0, in: source.file, below: workspace.root))
                }
            )
        }
        let unfinished = sources.flatMap(\.file.unfinished)
        let notes = unfinished.map { "'\($0)' still holds a TODO: nothing is proved until it is written" }
        let task = try task(in: context)
        return Answer(
            exit: unfinished.isEmpty ? .yes : .no,
            next: unfinished.isEmpty ? try task?.next(sources) ?? "verify run" : Self.editing(sources),
            notes: notes + (try task?.unknownCriteria(of: sources) ?? []),
            json: [
                "unfinished": unfinished.json,
                "files": .array(
                    graded.map { source, scenarios in
                        [
                            "path": .string(source.name), "sha256": .string(source.digest.description),
                            "scenarios": .array(scenarios.map { $0.strength.json(of: $0.scenario) }),
                        ]
                    }),
            ],
            text: graded.map { source, scenarios in
                ([source.name] + scenarios.map { $0.strength.line(of: $0.scenario) }).joined(separator: "\n")
            }.joined(separator: "\n"))
    }

    /// The first file that is not written yet: asking again would say the same.
    private static func editing(_ sources: [ScenarioSource]) -> String? {
        sources.first { !$0.file.unfinished.isEmpty }.map { ShellLine.editing($0.name, then: "verify check") }
    }

    /// Fails where a request is sent to what is never started.
    private func requireStart(of app: Application, for scenario: Scenario) throws {
        let step = scenario.steps.first { $0.app != nil || $0.http != nil && $0.http?.service == nil }
        guard app.start == nil, let step else { return }
        throw Failure(
            .malformed,
            "step '\(step.id ?? "")' of '\(scenario.id)' needs an application, and nothing says how it is started",
            hint:
                "add \"start\": {\"argv\": [\"PROGRAM\", \"--port\", \"{{port}}\"]} to environment.json, or \"argv\": "
                + "[\"PROGRAM\"], \"env\": {\"PORT\": \"{{port}}\"}")
    }

    /// The task that the scenarios may be for, if one is named or in progress.
    private func task(in context: Context) throws -> OpenTask? {
        if taskID != nil {
            let store = try TaskStore.existing(in: context)
            return OpenTask(
                desk: Desk(store: store), task: try store.task(try store.resolve(taskID)), isNamed: !files.isEmpty)
        }
        guard let store = try TaskStore.openForReading(in: context), let id = try? store.meant(nil) else { return nil }
        return OpenTask(desk: Desk(store: store), task: try store.task(id), isNamed: !files.isEmpty)
    }

    private struct OpenTask {
        let desk: Desk
        let task: TaskRecord
        /// Whether somebody said which files are meant.
        let isNamed: Bool

        func unknownCriteria(of sources: [ScenarioSource]) throws -> [String] {
            desk.unknownCriteria(of: try isNamed ? sources : desk.possible(sources, for: task), for: task)
        }

        /// What registers those of the files that may be this task's and belong to none yet, or comes in place of that.
        func next(_ sources: [ScenarioSource]) throws -> String? {
            guard !task.status.isFinal else { return nil }
            let which = try desk.store.naming(task.id)
            let meant = try isNamed ? sources : desk.possible(sources, for: task)
            if let command = try desk.registering(meant) { return command + which }
            return meant.isEmpty ? "verify init" + which : "verify run" + which
        }
    }
}

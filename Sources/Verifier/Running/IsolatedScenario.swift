import HarnessKit

/// A scenario with an application and a folder of its own; several are played side by side, a process each.
package struct IsolatedScenario: JSONRecord {
    package static let title = "an isolated scenario"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("run", \.run, "the run it belongs to"), .required("root", \.root, "where the project lies"),
        .required("project", \.project, "its environment"), .required("scenario", \.scenario, "what is played"),
        .defaulted("variables", \.variables, "its values by name"),
        .defaulted("fresh", \.fresh, "those of them that are new in every run"),
        .defaulted("names", \.names, "what else is known by name, such as the ports of services"),
        .required("timeout_s", \.timeout, "how long it may take"),
        .optional("folder", \.folder, "a folder that whoever hands it over made, and takes away"),
        .defaulted("tolerated", \.tolerated, "steps that are done, and that may fail"),
    ]

    package var run = ""
    package var root = ""
    package var project = ProjectEnvironment()
    package var scenario = Scenario()
    package var variables: [String: JSON] = [:]
    package var fresh: [String] = []
    package var names: [String: JSON] = [:]
    package var timeout = TimeSpan(seconds: 1800)
    package var folder: String?
    package var tolerated: [String] = []

    package init() {}

    /// Plays it here and now.
    func play(on loop: PollLoop, in context: Context, progress: Progress) throws -> IsolatedOutcome {
        let stage = try Stage(
            run: run, of: project, at: Path(root), on: loop, in: context, within: timeout.duration, progress: progress,
            folder: folder.map { RunFolder(lent: Path($0)) })
        for (name, value) in names where stage.bindings[name] == nil { stage.bindings[name] = value }
        var outcome = IsolatedOutcome()
        do {
            let live = try project.application(named: scenario.app).live(on: stage)
            do {
                try live?.start(as: .start)
                let scene = Scene(stage, live, [:])
                let probe = StrengthProbe(scenario, fresh: Set(fresh), in: scene)
                outcome.report = try ScenarioPlayer(
                    scenario: scenario, scene: scene, variables: variables, probe: probe, tolerated: Set(tolerated)
                ).play()
                try live?.stop()
            } catch {
                try? live?.kill()
                throw error
            }
        } catch let trouble as RunTrouble {
            outcome.report = .failed(scenario, trouble.message, code: trouble.code)
        } catch let failure as Failure {
            outcome.report = .failed(scenario, failure.message)
        }
        outcome.spans = stage.timeline.spans
        outcome.warnings = stage.warnings
        return outcome
    }
}

/// What came of it.
package struct IsolatedOutcome: JSONRecord {
    package static let title = "an isolated outcome"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("report", \.report, "of the scenario"), .defaulted("spans", \.spans, "what happened when"),
        .defaulted("warnings", \.warnings, "what a reader should know"),
    ]

    package var report = ScenarioReport()
    package var spans: [Span] = []
    package var warnings: [RunWarning] = []

    package init() {}

    /// The same, as seen from a clock that began earlier.
    func moved(by milliseconds: Double) -> IsolatedOutcome {
        var moved = self
        moved.report.startedMilliseconds += milliseconds
        for index in moved.report.steps.indices { moved.report.steps[index].startedMilliseconds += milliseconds }
        for index in moved.spans.indices { moved.spans[index].startedMilliseconds += milliseconds }
        return moved
    }
}

extension ScenarioReport {
    /// A scenario that could not be played at all.
    static func failed(_ scenario: Scenario, _ reason: String, code: String? = nil) -> ScenarioReport {
        var report = ScenarioReport()
        report.name = scenario.id
        report.proves = scenario.proves
        report.keeps = scenario.keeps
        report.stepsTotal = scenario.steps.count
        report.failure = reason
        report.code = code
        report.why = reason
        return report
    }
}

/// Plays isolated scenarios, a few at a time.
struct SideBySide {
    let stage: Stage
    let leftovers: Leftovers?
    /// How many at a time.
    let width = 4

    /// The outcomes in the order of the scenarios.
    func play(_ scenarios: [IsolatedScenario]) throws -> [IsolatedOutcome] {
        guard let program = stage.context.program, scenarios.count > 1 else {
            return try scenarios.map { scenario in
                let began = stage.timeline.now
                return try scenario.play(on: stage.loop, in: stage.context, progress: stage.progress).moved(by: began)
            }
        }
        var waiting = Array(scenarios.enumerated())[...]
        var running: [Player] = []
        // Whoever writes into a folder ends before it is removed.
        defer { for player in running { try? player.process.end() } }
        var outcomes = [IsolatedOutcome?](repeating: nil, count: scenarios.count)
        while !waiting.isEmpty || !running.isEmpty {
            while running.count < width, let (index, scenario) = waiting.popFirst() {
                running.append(try start(scenario, at: index, with: program))
            }
            stage.progress.update("playing \(running.count) scenarios side by side")
            try stage.loop.turn(until: stage.loop.now + .milliseconds(100))
            for player in running where player.process.exit != nil {
                try player.process.end()  // and with it drain what it printed
                outcomes[player.index] =
                    outcome(of: player.process, scenarios[player.index].scenario).moved(by: player.began)
            }
            running.removeAll { outcomes[$0.index] != nil }
        }
        return outcomes.compactMap { $0 }
    }

    /// A scenario that is being played.
    private struct Player {
        let index: Int
        let began: Double
        let process: GuardedProcess
        let folder: RunFolder
    }

    private func start(_ scenario: IsolatedScenario, at index: Int, with program: Path) throws -> Player {
        let began = stage.timeline.now
        // Ours, not the player's: it may be killed, and then nobody else would remove it.
        let folder = try RunFolder(of: scenario.run, notedIn: leftovers, in: stage.context)
        var scenario = scenario
        scenario.folder = folder.path.description
        // Under the tool's own name it is the tool already.
        let tool = program.name == "verify" ? [] : ["verify"]
        let call = ProgramCall(
            [program.description] + tool + [PlayIsolated.name, "--json"], in: stage.root,
            environment: stage.context.environment, input: scenario.json.bytes(.compact))
        let limits = GuardLimits(deadline: scenario.timeout.duration + .seconds(10), endsWithProgram: true)
        let process = try GuardedProcess(call, on: stage.loop, limits: limits, outputLimit: 64 * 1024 * 1024)
        return Player(index: index, began: began, process: process, folder: folder)
    }

    private func outcome(of process: GuardedProcess, _ scenario: Scenario) -> IsolatedOutcome {
        do {
            return try JSON.Source(name: "the outcome of \(scenario.id)", bytes: process.output.bytes, options: .strict)
                .decode()
        } catch {
            var outcome = IsolatedOutcome()
            let last = process.errors.text.split(separator: "\n").last.map(String.init)
            outcome.report = .failed(
                scenario, last ?? "its process ended with \(process.exit.map { "\($0)" } ?? "nothing")")
            return outcome
        }
    }
}

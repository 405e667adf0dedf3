import HarnessKit

/// What is to be run, and for whom.
package struct RunOrder: Sendable {
    package var id: String
    package var task: String?
    package var sources: [ScenarioSource]
    package var project: ProjectEnvironment
    /// Where the project's files lie: the work tree, or a copy of it.
    package var root: Path
    /// What fresh values are made from; the task's own scenarios are played once with each.
    package var seeds: [String]
    package var limit: Duration = .seconds(1800)
    package var keepsRunning = false
    /// The SHA-256 of the files that are run.
    package var manifest: String?
    /// What is known before it begins.
    package var warnings: [RunWarning] = []
    /// Where a run notes what it left, should it be killed.
    package var leftovers: Leftovers?

    /// The steps that are known to fail on the base: what they look at is worth more.
    package var failedOnBase: Set<StepName> = []
    /// Steps that are done, and that may fail: what follows them is to be seen.
    package var tolerated: Set<StepName> = []

    package init(
        id: String, task: String?, sources: [ScenarioSource], project: ProjectEnvironment, root: Path, seeds: [String]
    ) {
        self.id = id
        self.task = task
        self.sources = sources
        self.project = project
        self.root = root
        self.seeds = seeds
    }
}

extension RunOrder {
    fileprivate func tolerated(in scenario: Scenario) -> Set<String> {
        Set(tolerated.filter { $0.scenario == scenario.id }.map(\.step))
    }
}

/// Builds, starts, plays every scenario, stops; records what happened in a report.
package struct Run {
    let order: RunOrder
    let context: Context
    let loop: PollLoop
    let progress: Progress
    /// Told what was found before the application is left running.
    var beforeWaiting: ((Report) throws -> Void)?
    /// Told when all is built, where anything is.
    var afterBuild: (() -> Void)?

    package init(_ order: RunOrder, on loop: PollLoop, in context: Context, progress: Progress) {
        self.order = order
        self.loop = loop
        self.context = context
        self.progress = progress
    }

    /// Runs all of it. What kept it from being done stands in the report; a malformed file and an interruption throw.
    package func execute() throws -> Report {
        var report = Report()
        report.run = order.id
        report.seeds = order.seeds
        report.manifest = order.manifest
        report.task = order.task
        report.timing.started = context.clock.now().iso8601
        let began = loop.now
        var stage: Stage?
        do {
            let made = try Stage(
                run: order.id, of: order.project, at: order.root, on: loop, in: context, within: order.limit,
                progress: progress, notedIn: order.leftovers)
            stage = made
            try play(on: made, into: &report, began)
        } catch let trouble as RunTrouble {
            report.trouble = trouble
        } catch let failure as Failure where failure.code == .unavailable {
            let code: RunCode = failure.codes.contains(FreePort.forbiddenCode) ? .noSockets : .environment
            report.trouble = RunTrouble(code, failure.message, hint: failure.hint ?? "mend environment.json")
        }
        close(&report, on: stage, began)
        progress.finish()
        return report
    }

    private func close(_ report: inout Report, on stage: Stage?, _ began: Duration) {
        report.timing.ended = context.clock.now().iso8601
        report.timing.seconds = (loop.now - began).seconds
        report.spans = stage?.timeline.spans ?? []
        report.warnings = order.warnings + (stage?.warnings ?? [])
        report.summarise()
        Grading(sources: order.sources, failedOnBase: order.failedOnBase).grade(&report)
    }

    private func play(on stage: Stage, into report: inout Report, _ began: Duration) throws {
        try RemoteServices(project: order.project, root: order.root, environment: context.environment).check()
        let application = try order.project.application(
            named: order.sources.lazy.flatMap(\.file.scenarios).compactMap(\.app).first)
        report.kind = application.kind.rawValue
        try prepareAndPlay(application, on: stage, into: &report, began)
    }

    private func prepareAndPlay(
        _ application: Application, on stage: Stage, into report: inout Report, _ began: Duration
    ) throws {
        for step in application.build { try stage.prepare(step, as: .build, failing: .build, titled: "the build") }
        if !application.build.isEmpty { afterBuild?() }
        let owners = Cleanup(of: application.owner).map { [$0] } ?? []
        try withServices(on: stage, tidying: owners) { services in
            let live = try application.live(on: stage)
            report.server.port = live.map { Int($0.port) }
            report.server.command = live?.words
            defer { note(live, in: &report) }
            try start(live)
            report.server.started = live != nil
            let scene = Scene(stage, live, services)
            try playScenarios(in: scene, into: &report)
            if order.keepsRunning, let live {
                note(live, in: &report)
                close(&report, on: stage, began)
                try beforeWaiting?(report)
                try keepRunning(live)
            } else if report.scenarios.allSatisfy({ $0.status == .pass }) {
                // Its parent may have failed meanwhile, and left a child that answers in its place.
                try live?.checkAliveAtLast()
            }
            try live?.stop()
        }
    }

    private func start(_ live: LiveProgram?) throws {
        do {
            try live?.start(as: .start)
        } catch {
            try? live?.kill()
            throw error
        }
    }

    private func playScenarios(in scene: Scene, into report: inout Report) throws {
        for (round, seed) in order.seeds.enumerated() {
            if round > 0, scene.application == nil, order.project.services.isEmpty {
                try scene.stage.renewFolder(for: round)
            }
            var done = try playIsolated(on: scene.stage, round: round, seed: seed)
            for source in order.sources where source.isOwn || round == 0 {
                let variables = values(of: source, seed: seed)
                for scenario in source.file.scenarios {
                    try scene.stage.refuseLateness()
                    var played =
                        try done.removeValue(forKey: scenario.id)
                        ?? ScenarioPlayer(
                            scenario: scenario, scene: scene, variables: variables,
                            probe: StrengthProbe(scenario, fresh: source.file.fresh, in: scene),
                            tolerated: order.tolerated(in: scenario)
                        ).play()
                    played.file = source.name
                    played.round = order.seeds.count > 1 ? round + 1 : nil
                    if source.isOwn { report.own.append(played) } else { report.others.append(played) }
                }
            }
        }
    }

    /// Those that have an application of their own, side by side; by their ids.
    private func playIsolated(on stage: Stage, round: Int, seed: String) throws -> [String: ScenarioReport] {
        var isolated: [IsolatedScenario] = []
        for source in order.sources where source.isOwn || round == 0 {
            let variables = values(of: source, seed: seed)
            for scenario in source.file.scenarios where scenario.isIsolated {
                var one = IsolatedScenario()
                one.run = order.id
                one.root = order.root.description
                one.project = order.project
                one.scenario = scenario
                one.variables = variables
                one.fresh = source.file.fresh.sorted { $0.precedes($1) }
                one.names = stage.bindings.values.filter { $0.key.hasPrefix("services.") }
                one.timeout = TimeSpan(seconds: max(1, (stage.deadline - loop.now).seconds))
                one.tolerated = order.tolerated(in: scenario).sorted { $0.precedes($1) }
                isolated.append(one)
            }
        }
        var reports: [String: ScenarioReport] = [:]
        for outcome in try SideBySide(stage: stage, leftovers: order.leftovers).play(isolated) {
            reports[outcome.report.name] = outcome.report
            stage.timeline.add(outcome.spans)
            for warning in outcome.warnings { stage.warn(warning) }
        }
        return reports
    }

    func values(of source: ScenarioSource, seed: String) -> [String: JSON] {
        var values: [String: JSON] = [:]
        for (name, variable) in source.file.vars {
            let random = SeededRandom(seed: seed, purpose: "\(source.name)/\(name)")
            values[name] = variable.fresh.map { random.value($0) } ?? variable.value
        }
        return values
    }

    private func note(_ live: LiveProgram?, in report: inout Report) {
        guard let live else { return }
        report.server.readyIn = live.readyIn?.seconds
        report.server.process = live.process?.identity.map { Int($0.number) }
        report.server.stoppedCleanly = live.stoppedCleanly
        report.server.program = live.program?.description
        report.server.directory = live.place?.description
        let log = live.log
        if !log.isEmpty { report.log = log }
    }

    /// Leaves the application to whoever wants to try it, until they interrupt.
    private func keepRunning(_ live: LiveProgram) throws {
        progress.finish()
        if context.format == .text {
            try? context.errors.write(
                "running at http://localhost:\(live.port) until you interrupt\n", hiding: context.secrets)
        }
        do {
            while live.isRunning { try loop.turn(until: loop.now + .seconds(1)) }
        } catch is Interruption.Interrupted {
            // That is how one leaves.
        }
    }
}

extension Application {
    /// What starts it; nil where nothing is started.
    func live(on stage: Stage) throws -> LiveProgram? {
        try requireStart()
        guard let start else { return nil }
        return try LiveProgram("the application", start, ready: ready, stop: stop, port: port, owner: owner, on: stage)
    }
}

extension Application {
    /// Fails where a server has nothing that starts it.
    func requireStart() throws {
        guard kind == .server, start == nil else { return }
        throw Failure(
            .malformed, "\(ProjectEnvironment.file): the application is a server, and nothing says how it is started",
            hint: "add \"start\": {\"argv\": [\"PROGRAM\", \"--port\", \"{{port}}\"]} to environment.json, "
                + "or say \"kind\": \"library\" there if nothing of it serves (\"cli\" for a program)")
    }
}

extension Service {
    /// What starts it; nil where it runs already.
    func live(on stage: Stage) throws -> LiveProgram? {
        try start.map { try LiveProgram(name, $0, ready: ready, stop: stop, port: port, on: stage) }
    }
}

extension Report {
    /// Draws the sum of the scenarios.
    mutating func summarise() {
        summary.total = own.count
        summary.passed = own.count { $0.status == .pass }
        summary.rate = own.isEmpty ? 0 : (Double(summary.passed) / Double(own.count)).rounded(toThousandths: ())
        summary.othersTotal = others.count
        summary.othersPassed = others.count { $0.status == .pass }
        let passed = summary.passed + summary.othersPassed
        status = trouble != nil || passed == 0 ? .fail : passed == scenarios.count ? .pass : .partial
    }
}

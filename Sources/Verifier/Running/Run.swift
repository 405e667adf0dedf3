import HarnessKit

/// What is to be run, and for whom.
package struct RunOrder: Sendable {
    package var id: String
    package var task: String?
    package var sources: [ScenarioSource]
    package var project: ProjectEnvironment
    /// Where the project's files lie: the work tree, or a copy of it.
    package var root: Path
    /// What fresh values are made from.
    package var seed: String
    package var limit: Duration = .seconds(1800)
    package var keepsRunning = false
    /// Where a run notes what it left, should it be killed.
    var leftovers: Leftovers?
}

/// Builds, starts, plays every scenario, stops; records what happened in a report.
package struct Run {
    let order: RunOrder
    let context: Context
    let loop: PollLoop
    let progress: Progress

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
        report.task = order.task
        report.timing.started = context.clock.now().iso8601
        let began = loop.now
        var stage: Stage?
        do {
            let made = try Stage(
                run: order.id, of: order.project, at: order.root, on: loop, in: context, within: order.limit,
                progress: progress, notedIn: order.leftovers)
            stage = made
            try play(on: made, into: &report)
        } catch let trouble as RunTrouble {
            report.trouble = trouble
        } catch let failure as Failure where failure.code == .unavailable {
            report.trouble = RunTrouble(.environment, failure.message, hint: failure.hint ?? "mend environment.json")
        }
        report.timing.ended = context.clock.now().iso8601
        report.timing.seconds = (loop.now - began).seconds
        report.spans = stage?.timeline.spans ?? []
        report.warnings = stage?.warnings ?? []
        report.summarise()
        progress.finish()
        return report
    }

    private func play(on stage: Stage, into report: inout Report) throws {
        try RemoteServices(project: order.project, root: order.root, environment: context.environment).check()
        let application = try order.project.application(
            named: order.sources.lazy.flatMap(\.file.scenarios).compactMap(\.app).first)
        report.kind = application.kind.rawValue
        for step in application.build { try stage.prepare(step, as: .build, failing: .build, titled: "the build") }
        try withServices(on: stage) { services in
            let live = try application.live(on: stage)
            report.server.port = live.map { Int($0.port) }
            report.server.command = live?.words
            defer { note(live, in: &report) }
            try start(live)
            report.server.started = live != nil
            let scene = Scene(stage, live, services)
            try playScenarios(in: scene, application, into: &report)
            if order.keepsRunning, let live { try keepRunning(live) }
            try live?.stop()
        }
        if let cleanup = application.owner?.cleanup {
            var step = BuildStep()
            step.arguments = cleanup
            try stage.prepare(step, as: .stop, failing: .start, titled: "the clean-up")
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

    private func playScenarios(in scene: Scene, _ application: Application, into report: inout Report) throws {
        var done = try playIsolated(on: scene.stage)
        for source in order.sources {
            let variables = try values(of: source)
            for scenario in source.file.scenarios {
                guard loop.now < scene.stage.deadline else {
                    throw RunTrouble(
                        .runTimeout, "the run took longer than \(order.limit.words)",
                        hint: "give 'verify run' a longer --timeout, or verify fewer scenarios at a time")
                }
                var played =
                    try done.removeValue(forKey: scenario.id)
                    ?? ScenarioPlayer(scenario: scenario, scene: scene, variables: variables).play()
                played.file = source.name
                if source.isOwn { report.own.append(played) } else { report.others.append(played) }
            }
        }
    }

    /// Those that have an application of their own, side by side; by their ids.
    private func playIsolated(on stage: Stage) throws -> [String: ScenarioReport] {
        var isolated: [IsolatedScenario] = []
        for source in order.sources {
            let variables = try values(of: source)
            for scenario in source.file.scenarios where scenario.isIsolated {
                var one = IsolatedScenario()
                one.run = order.id
                one.root = order.root.description
                one.project = order.project
                one.scenario = scenario
                one.variables = variables
                one.names = stage.bindings.values.filter { $0.key.hasPrefix("services.") }
                one.timeout = TimeSpan(seconds: max(1, (stage.deadline - loop.now).seconds))
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

    private func values(of source: ScenarioSource) throws -> [String: JSON] {
        var values: [String: JSON] = [:]
        for (name, variable) in source.file.vars {
            let random = SeededRandom(seed: order.seed, purpose: "\(source.name)/\(name)")
            values[name] = variable.fresh.map { random.value($0) } ?? variable.value
        }
        return values
    }

    private func withServices(on stage: Stage, _ body: ([String: LiveProgram]) throws -> Void) throws {
        var started: [(service: Service, live: LiveProgram?)] = []
        var byName: [String: LiveProgram] = [:]
        defer {
            for (service, live) in started.reversed() {
                for step in service.cleanup {
                    do {
                        try stage.prepare(step, as: .stop, failing: .setup, titled: "the clean-up of \(service.name)")
                    } catch {
                        stage.warn(.cleanup, (error as? RunTrouble)?.message ?? Failure(translating: error).message)
                    }
                }
                try? live?.stop()
            }
        }
        for service in order.project.services {
            let live = try service.live(on: stage)
            if let live { stage.bindings["services.\(service.name).port"] = .integer(Int(live.port)) }
            if live == nil, let port = service.port {
                stage.bindings["services.\(service.name).port"] = .integer(Int(port.number))
            }
            started.append((service, live))
            do {
                try live?.start(as: .service)
            } catch {
                try? live?.kill()
                throw error
            }
            byName[service.name] = live
            for step in service.setup {
                try stage.prepare(step, as: .service, failing: .setup, titled: "the set-up of \(service.name)")
            }
        }
        try body(byName)
    }

    private func note(_ live: LiveProgram?, in report: inout Report) {
        guard let live else { return }
        report.server.readyIn = live.readyIn?.seconds
        report.server.process = live.process?.identity.map { Int($0.number) }
        report.server.stoppedCleanly = live.stoppedCleanly
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
        while live.isRunning { try loop.turn(until: loop.now + .seconds(1)) }
    }
}

extension Application {
    /// What starts it; nil where nothing is started.
    func live(on stage: Stage) throws -> LiveProgram? {
        guard let start else {
            guard kind != .server else {
                throw Failure(
                    .malformed, "the application is a server, and nothing says how it is started",
                    hint: "add \"start\": {\"argv\": [\"PROGRAM\", \"--port\", \"{{port}}\"]} to environment.json")
            }
            return nil
        }
        return try LiveProgram("the application", start, ready: ready, stop: stop, port: port, owner: owner, on: stage)
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

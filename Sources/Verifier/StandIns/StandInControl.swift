import HarnessKit

/// Plays proving scenarios against programs that know nothing: one that passes is too weak to prove anything.
package struct StandInControl {
    private(set) var order: RunOrder
    /// A run of the same scenarios against the application.
    let previous: Report
    let context: Context
    let loop: PollLoop
    let progress: Progress

    package init(
        _ order: RunOrder, previous: Report, on loop: PollLoop, in context: Context, progress: Progress
    ) {
        self.order = order
        // With the values of the run before, its answers would be the right ones.
        self.order.seeds = [(order.seeds.first ?? "") + "/stand-ins"]
        self.previous = previous
        self.loop = loop
        self.context = context
        self.progress = progress
    }

    /// Plays all of them; services are started once, nothing is built.
    package func run() throws -> [StandInOutcome] {
        let cast = try cast()
        guard !cast.isEmpty else { return [] }
        let run = Run(order, on: loop, in: context, progress: progress)
        let stage = try self.stage()
        let answers = stage.folder.path / "answers.json"
        let known = StandInAnswers(of: previous)
        try Folder(stage.folder.path).write(
            known.json.bytes(.compact), to: try RelativePath(naming: "answers.json"), .renamed)
        var outcomes: [StandInOutcome] = []
        try run.withServices(on: stage) { services in
            for kind in StandInKind.allCases {
                let parts = cast.filter { $0.kinds.contains(kind) }
                guard !parts.isEmpty, kind != .status || isToldByStatus(known, parts) else { continue }
                let played = try play(
                    parts, against: kind, knowing: answers, services, on: try self.stage(like: stage))
                // It knows what all are expected to have: one scenario that tells is enough.
                let isNoticed = kind == .status && played.contains { !$0.hasPassed }
                outcomes += isNoticed ? played.map(\.excused) : played
            }
        }
        progress.finish()
        return outcomes
    }

    // Who plays.

    /// A scenario as it is played here, and against whom.
    struct Part {
        let scenario: Scenario
        let variables: [String: JSON]
        let isServed: Bool
        let kinds: [StandInKind]
    }

    /// Whether a server that knows just one status could be all that is asked for: nothing else is, and all of it is played.
    ///
    /// An application that breaks is another matter (`W_EXPECTS_ERROR`).
    private func isToldByStatus(_ known: StandInAnswers, _ parts: [Part]) -> Bool {
        guard let status = known.status, status < 500 else { return false }
        let proving = Set(order.sources.flatMap(\.file.scenarios).filter { !$0.proves.isEmpty }.map(\.id))
        return proving == Set(parts.map(\.scenario.id))
    }

    private func cast() throws -> [Part] {
        let run = Run(order, on: loop, in: context, progress: progress)
        let application = try application()
        return order.sources.flatMap { source -> [Part] in
            let variables = run.values(of: source, seed: order.seeds[0])
            return source.file.scenarios.compactMap { scenario in
                guard !scenario.proves.isEmpty, let short = shortened(scenario) else { return nil }
                let isServed = isServed(scenario, by: application)
                let kinds = isServed ? StandInKind.servers : StandInKind.programs
                return Part(scenario: short, variables: variables, isServed: isServed, kinds: kinds)
            }
        }
    }

    private func application() throws -> Application {
        try order.project.application(named: order.sources.lazy.flatMap(\.file.scenarios).compactMap(\.app).first)
    }

    /// Whether what is replaced is a server; where a scenario asks nobody, that of the project.
    private func isServed(_ scenario: Scenario, by application: Application) -> Bool {
        guard application.start != nil else { return false }
        let asksPort = scenario.steps.contains { step in
            step.http != nil || step.tcp != nil || step.app != nil
                || Template(step.asked.text(.compact)).names.contains("port")
        }
        return asksPort || !scenario.steps.contains(where: runsOwn)
    }

    private func runsOwn(_ step: Step) -> Bool {
        OwnPrograms(root: order.root).contain(
            step.exec?.arguments.words ?? [], in: order.root, given: { step.exec?.environment[$0] })
    }

    private static let patience = 0.3

    /// The scenario without its test suites and with little patience; nil where nothing is left of it.
    private func shortened(_ scenario: Scenario) -> Scenario? {
        let former = previous.scenarios.first { $0.name == scenario.id }
        var short = scenario
        short.steps = []
        let firstNew = firstNew(in: scenario, former)
        for (index, step) in scenario.steps.enumerated() {
            var step = step
            step.exec?.mayBeStoodIn = index >= firstNew
            // A step keeps the name that reports know it by.
            step.id = step.id ?? "step-\(index + 1)"
            if step.tests != nil {
                // Tests that are red on the base are proof enough, whatever stands beside them.
                if order.failedOnBase.contains(StepName(scenario.id, step.id ?? "")) { return nil }
                continue
            }
            let took = (former?.steps.first { $0.id == step.id }?.milliseconds ?? 0) / 1000
            let limits = (exec: step.exec?.timeout.seconds ?? 30, http: step.http?.timeout.seconds ?? 10)
            step.exec?.timeout = TimeSpan(seconds: min(limits.exec, Self.patience + 2 * took + 2))
            step.http?.timeout = TimeSpan(seconds: min(limits.http, 2))
            step.tcp?.timeout = TimeSpan(seconds: Self.patience)
            step.eventually?.timeout = TimeSpan(seconds: Self.patience)
            short.steps.append(step)
        }
        return short.steps.contains { $0.expect?.isEmpty == false } ? short : nil
    }

    /// The first step that failed on the base: what the program did before it still does, and what is new has to be noticed
    /// by itself. Where it ends otherwise than what stands before it, both together are what is new.
    private func firstNew(in scenario: Scenario, _ former: ScenarioReport?) -> Int {
        let first = scenario.steps.indices.first { index in
            let name = scenario.steps[index].id ?? "step-\(index + 1)"
            return order.failedOnBase.contains(StepName(scenario.id, name))
        }
        guard let first, runsOwn(scenario.steps[first]), let played = former?.steps, first < played.count else {
            return 0
        }
        let ends = played[...first].map { $0.response["exit"] }
        return Set(ends.map { $0?.text(.compact) }).count == 1 ? first : 0
    }

    // Playing.

    private func stage(like other: Stage? = nil) throws -> Stage {
        let stage = try Stage(
            run: order.id, of: order.project, at: order.root, on: loop, in: context, within: order.limit,
            progress: progress)
        for (name, value) in other?.bindings.values ?? [:] where name.hasPrefix("services.") {
            stage.bindings[name] = value
        }
        return stage
    }

    private func play(
        _ parts: [Part], against kind: StandInKind, knowing answers: Path, _ services: [String: LiveProgram],
        on stage: Stage
    ) throws -> [StandInOutcome] {
        let isServer = parts.contains(where: \.isServed)
        let live = isServer ? try server(kind, knowing: answers, on: stage) : nil
        defer { try? live?.kill() }
        if kind != .dead { try live?.start(as: .start) }
        let bytes = try FileContent(of: answers, limit: 64 * 1024 * 1024).bytes
        let known: StandInAnswers = try JSON.Source(name: "the answers", bytes: bytes, options: .strict).decode()
        return try parts.map { part in
            progress.update("\(part.scenario.id) against \(kind.words)")
            let scene = Scene(stage, part.isServed ? live : nil, services)
            scene.standIn = StandInMind(kind, known)
            var report = ScenarioReport.failed(part.scenario, "it could not be played")
            do {
                report = try ScenarioPlayer(scenario: part.scenario, scene: scene, variables: part.variables).play()
            } catch let trouble as RunTrouble {
                // A stand-in that cannot be started again has not passed.
                report = .failed(part.scenario, trouble.message, code: trouble.code)
            }
            let former = previous.scenarios.first { $0.name == part.scenario.id }
            return StandInOutcome(
                kind, part.scenario, report, isExcused: kind == .replay && failedOnBase(part.scenario),
                advice: former?.strength?.advice)
        }
    }

    private func failedOnBase(_ scenario: Scenario) -> Bool {
        order.failedOnBase.contains { $0.scenario == scenario.id }
    }

    /// The application with another program behind its port.
    private func server(_ kind: StandInKind, knowing answers: Path, on stage: Stage) throws -> LiveProgram {
        guard let program = context.program else {
            throw Failure(
                .unavailable, "where this program lies cannot be told, and stand-ins are started from it",
                hint: "run it by its full path")
        }
        let tool = program.name == "verify" ? [] : ["verify"]
        var start = StartCommand()
        start.arguments = Arguments(
            [program.description] + tool
                + [StandInCommand.name, kind.rawValue, "--port", "{{port}}", "--answers", answers.description])
        var ready = Readiness.portIsOpen
        ready.timeout = TimeSpan(seconds: kind == .dead ? Self.patience : 10)
        return try LiveProgram(
            "the stand-in '\(kind.rawValue)'", start, ready: ready, stop: nil, port: try application().port, on: stage)
    }
}

import HarnessKit

/// Whether scenarios of a server ask it: what passes as well where nobody started it shows nothing of what it does.
package struct ServerAbsence {
    private let order: RunOrder
    /// A run of the same scenarios against the application, graded.
    private let report: Report
    private let context: Context
    private let loop: PollLoop
    private let progress: Progress

    /// Nil where what is run is no server.
    package init?(
        _ order: RunOrder, knowing report: Report, on loop: PollLoop, in context: Context, progress: Progress
    ) throws {
        let name = order.sources.lazy.flatMap(\.file.scenarios).compactMap(\.app).first
        guard try order.project.application(named: name).kind == .server else { return nil }
        self.order = order
        self.report = report
        self.context = context
        self.loop = loop
        self.progress = progress
    }

    /// Whether a step that proves something is answered by the server itself; programs may only say that they ask it.
    package func isAsked(in scenario: Scenario) -> Bool {
        let names = proofs(of: scenario)
        var wasAsked = false
        for (index, step) in scenario.steps.enumerated() {
            let isProof = names.contains(step.id ?? "step-\(index + 1)")
            if step.asksApplication, isProof { return true }
            // What lies in a file may be what the server made of an earlier question.
            if step.file != nil || step.sqlite != nil, wasAsked, isProof { return true }
            wasAsked = wasAsked || step.asksApplication
        }
        return false
    }

    /// The steps whose grade is the best.
    private func proofs(of scenario: Scenario) -> Set<String> {
        let played = report.own.first { $0.name == scenario.id && $0.status == .pass }
        return Set((played?.strength?.steps ?? []).filter { $0.grade == ScenarioStrength.best }.map(\.id))
    }

    /// Plays scenarios where no server runs, without the questions to it; returns those that pass all the same.
    ///
    /// Programs are given a port at which nobody listens.
    /// Steps that are known to ask nobody are left out too.
    package func passing(_ scenarios: [Scenario], leavingOut known: Set<StepName>) throws -> Set<String> {
        var passing: Set<String> = []
        let parts = scenarios.compactMap { scenario -> Scenario? in
            let part = stripped(scenario, known)
            guard part.steps.contains(where: { $0.expect?.isEmpty == false }) else {
                passing.insert(scenario.id)
                return nil
            }
            return part
        }
        guard !parts.isEmpty else { return passing }
        passing.formUnion(try play(parts, tolerating: []).filter { $0.status == .pass }.map(\.name))
        return passing
    }

    /// Whether a step that is no question to the server is as it should be where none runs, whatever stands before it.
    package func passes(_ step: StepName) throws -> Bool {
        let scenarios = order.sources.filter(\.isOwn).flatMap(\.file.scenarios)
        guard let scenario = scenarios.first(where: { $0.id == step.scenario }),
            case var short = stripped(scenario, []), let place = short.steps.firstIndex(where: { $0.id == step.step })
        else { return false }
        short.steps = Array(short.steps[...place])
        let others = Set(short.steps.dropLast().compactMap(\.id))
        return try play([short], tolerating: others).allSatisfy { $0.status == .pass }
    }

    /// Plays parts of scenarios without a server.
    private func play(_ parts: [Scenario], tolerating tolerated: Set<String>) throws -> [ScenarioReport] {
        var reports: [ScenarioReport] = []
        let run = Run(order, on: loop, in: context, progress: progress)
        let stage = try Stage(
            run: order.id, of: order.project, at: order.root, on: loop, in: context, within: order.limit,
            progress: progress)
        let port = try FreePort()
        stage.bindings["port"] = .integer(Int(port.number))
        try run.withServices(on: stage) { services in
            for source in order.sources {
                let variables = run.values(of: source, seed: order.seeds.first ?? "")
                for part in parts where source.file.scenarios.contains(where: { $0.id == part.id }) {
                    progress.update("\(part.id) without the server")
                    let scene = Scene(stage, nil, services)
                    let player = ScenarioPlayer(
                        scenario: part, scene: scene, variables: variables, tolerated: tolerated)
                    reports.append(try player.play())
                }
            }
        }
        progress.finish()
        return reports
    }

    /// What is left without the server.
    private func stripped(_ scenario: Scenario, _ known: Set<StepName>) -> Scenario {
        var part = scenario
        part.steps = []
        for (index, step) in scenario.steps.enumerated() {
            var step = step
            let name = step.id ?? "step-\(index + 1)"
            step.id = name
            if step.asksApplication || step.app != nil || known.contains(StepName(scenario.id, name)) { continue }
            // Whoever waits for the server waits in vain, and need not do so for long.
            let played = report.own.first { $0.name == scenario.id }?.steps.first { $0.id == name }
            let limit = TimeSpan(seconds: 5 + 3 * (played?.milliseconds ?? 0) / 1000)
            step.exec.map { step.exec?.timeout = $0.timeout.seconds < limit.seconds ? $0.timeout : limit }
            step.tests.map { step.tests?.timeout = $0.timeout.seconds < limit.seconds ? $0.timeout : limit }
            step.eventually.map { step.eventually?.timeout = $0.timeout.seconds < limit.seconds ? $0.timeout : limit }
            part.steps.append(step)
        }
        return part
    }
}

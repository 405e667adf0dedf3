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
            guard let part = stripped(scenario, known) else {
                passing.insert(scenario.id)
                return nil
            }
            return part
        }
        guard !parts.isEmpty else { return passing }
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
                    let played = try ScenarioPlayer(scenario: part, scene: scene, variables: variables).play()
                    if played.status == .pass { passing.insert(part.id) }
                }
            }
        }
        progress.finish()
        return passing
    }

    /// What is left without the server; nil where nothing is expected any more.
    private func stripped(_ scenario: Scenario, _ known: Set<StepName>) -> Scenario? {
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
        return part.steps.contains { $0.expect?.isEmpty == false } ? part : nil
    }
}

import HarnessKit
import TestSupport

@testable import Verifier

/// A project with one scenario file that is played in process, then against stand-ins.
struct Trial {
    let bench: Workbench
    var order: RunOrder
    private let context: Context
    private let loop: PollLoop

    /// A server of `Tests/servers/notes.py`.
    static let notes: String = {
        let script = Repository.root / "Tests/servers/notes.py"
        return """
            {"schema": "harness.environment/1", "app": {"kind": "server",
              "start": {"argv": ["python3", "\(script)", "--port", "{{port}}", "--database", "{{tmp}}/notes.db"]},
              "ready": {"http": {"path": "/health"}, "timeout_s": 20}, "stop": {"grace_s": 10}}}
            """
    }()
    static let program = #"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#

    init(_ scenarios: String, _ environment: String, at root: Path? = nil, failedOnBase: Set<StepName> = []) throws {
        bench = try Workbench()
        var context = Context.system()
        context.program = Repository.program
        self.context = context
        loop = PollLoop(clock: context.clock)
        order = RunOrder(
            id: "r-test", task: nil, sources: [try ScenarioSource(name: "trial.json", bytes: Bytes(scenarios.utf8))],
            project: try JSON.Source(name: "environment.json", bytes: Bytes(environment.utf8)).decode(),
            root: root ?? bench.path, seeds: [context.random(8).hexadecimal])
        order.failedOnBase = failedOnBase
    }

    /// One scenario of these steps.
    init(
        steps: String, vars: String = #""word": {"fresh": "word"}"#, _ environment: String = Self.notes,
        at root: Path? = nil, failedOnBase: Set<StepName> = []
    ) throws {
        try self.init(
            """
            {"schema": "harness.verify/1", "vars": {\(vars)},
             "scenarios": [{"id": "only", "proves": ["AC-1"], "steps": [\(steps)]}]}
            """, environment, at: root, failedOnBase: failedOnBase)
    }

    func play() throws -> Report {
        try Run(order, on: loop, in: context, progress: Progress(context)).execute()
    }

    func control(after report: Report) throws -> [StandInOutcome] {
        try StandInControl(order, previous: report, on: loop, in: context, progress: Progress(context)).run()
    }
}

extension Report {
    /// What went wrong, for a test's message.
    var failures: String {
        ([trouble?.message] + scenarios.map(\.failure)).compactMap { $0 }.joined(separator: "; ")
    }

    var only: ScenarioStrength { scenarios.first?.strength ?? ScenarioStrength() }
}

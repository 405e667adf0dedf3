import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

@testable import HarnessCritic

/// A project of a test's own, with the tool that records and the one that reads.
struct Fixture {
    let bench: Workbench
    let world: World
    let program: Program

    init() throws {
        bench = try Workbench()
        world = World(directory: bench.path)
        program = Program(
            coordinator: CommandNode("harness-executor", "all", children: []),
            tools: [TaskStateTool.node(gate: .none), CriticTool.node()],
            build: .init(version: "0", commit: "", kind: ""))
    }

    struct Outcome {
        let exit: Int32
        let output: String
        let errors: String
    }

    @discardableResult
    func run(_ words: String...) -> Outcome { run(words) }

    func run(_ words: [String]) -> Outcome {
        var fresh = World(directory: bench.path, environment: ["USER": "tester"])
        fresh.context.clock = world.context.clock
        let exit = program.run(words.map { Word($0) }, in: fresh.context)
        return Outcome(exit: exit, output: fresh.output.text, errors: fresh.errors.text)
    }

    func json(_ words: String...) throws -> JSON { try JSON.parse(run(words + ["--json"]).output) }

    /// Failures as other tools write them, one a line.
    func write(_ lines: [String], to name: String = "harness/trace/failures/day.jsonl") throws {
        try bench.write(lines.joined(separator: "\n") + "\n", to: name)
    }

    /// What the gate records when it says no.
    func refuse(_ code: String, _ message: String, task: String) throws {
        var context = World(directory: bench.path).context
        context.clock = world.context.clock
        try TaskStore.open(in: context).note(in: task) {
            var body = GateRefused()
            body.reasons = [NamedNote(code, message)]
            return [body]
        }
    }

    /// What another tool records.
    func note(in stream: String, _ body: () -> any EventBody) throws {
        var context = World(directory: bench.path).context
        context.clock = world.context.clock
        try TaskStore.open(in: context).note(in: stream) { [body()] }
    }

    /// A task's id.
    func start(_ name: String) -> String {
        String(run("task-state", "init", name).output.split(separator: "\n").first ?? "")
    }

    /// How long before now, as a time in a file.
    func ago(_ hours: Int) -> String { world.context.clock.now().addingTimeInterval(Double(-hours) * 3600).iso8601 }
}

import Dashboard
import HarnessKit
import Ledger
import Synchronization
import TaskState
import TestSupport
import Testing

/// A project of a test's own with tasks in it, run in process with a clock that only the test moves.
struct Fixture {
    let bench: Workbench
    let world: World
    let program: Program

    init(gate: CompletionGate = Self.controlled) throws {
        bench = try Workbench()
        var world = World(directory: bench.path, environment: ["USER": "tester"])
        let counter = Counter()
        world.context.random = { count in counter.next(count) }
        self.world = world
        program = Program(
            coordinator: CommandNode("harness-executor", "all", children: DashboardTool.commands()),
            tools: [TaskStateTool.node(gate: gate)], build: .init(version: "0", commit: "", kind: ""))
        try bench.write("", to: "AGENTS.md")
    }

    /// Every task is found proved, whatever it is.
    static let controlled = CompletionGate { _, _ in
        var receipt = GatePassed()
        receipt.level = "V2"
        return GateVerdict(isProved: true, level: "V2", receipt: receipt)
    }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String

        var lines: [String] {
            output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
        func json() throws -> JSON { try JSON.parse(output) }
    }

    @discardableResult
    func run(
        _ words: String..., in folder: Path? = nil, width: Int? = nil, environment: [String: String] = [:]
    ) -> Result {
        var fresh = World(directory: folder ?? bench.path, terminalWidth: width)
        fresh.context.clock = world.context.clock
        fresh.context.random = world.context.random
        fresh.context.environment = world.context.environment
        for (name, value) in environment { fresh.context.environment[name] = value }
        let exit = program.run(words.map { Word($0) }, in: fresh.context)
        return Result(exit: exit, output: fresh.output.text, errors: fresh.errors.text)
    }

    /// Begins a task; returns its id.
    @discardableResult
    func begin(_ name: String, _ words: String...) -> String {
        var fresh = World(directory: bench.path)
        fresh.context.clock = world.context.clock
        fresh.context.random = world.context.random
        fresh.context.environment = world.context.environment
        _ = program.run((["task-state", "init", name] + words).map { Word($0) }, in: fresh.context)
        return String(fresh.output.text.split(separator: "\n").first ?? "")
    }

    /// Records something of a task, as tools that are not here would.
    func record(_ bodies: [any EventBody], of id: String) throws {
        let store = try TaskStore.open(in: world.context)
        try store.note(in: id) { bodies }
    }

    static func refusal(_ code: String, _ message: String) -> GateRefused {
        var refusal = GateRefused()
        refusal.reasons = [NamedNote(code, message)]
        return refusal
    }
}

/// Bytes that never repeat, and are the same in every run.
private final class Counter: Sendable {
    private let state = Mutex(UInt32(0))

    func next(_ count: Int) -> Bytes {
        state.withLock { value in
            value += 1
            let now = value
            return (0..<count).map { UInt8(truncatingIfNeeded: now >> (5 * UInt32($0 % 6))) & 31 }
        }
    }
}

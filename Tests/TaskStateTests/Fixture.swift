import HarnessKit
import Ledger
import Synchronization
import TaskState
import TestSupport
import Testing

/// A project of a test's own and the tool, run in process with a clock that only the test moves.
struct Fixture {
    let bench: Workbench
    var world: World
    let program: Program

    init(gate: CompletionGate = .none, critique: Critique = .none) throws {
        bench = try Workbench()
        world = World(directory: bench.path, environment: ["USER": "tester"])
        let counter = Counter()
        world.context.random = { count in counter.next(count) }
        program = Program(
            coordinator: CommandNode("harness-executor", "all", children: []),
            tools: [TaskStateTool.node(gate: gate, critique: critique)],
            build: .init(version: "0", commit: "", kind: ""))
    }

    static let passing = CompletionGate { _, _ in GateVerdict(isProved: true, level: "V2") }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String

        /// The answer without the line that says what comes next.
        var answer: String { String(output.split(separator: "\n").first ?? "") }
    }

    /// Runs a line in the shell, which must succeed; git knows who commits.
    @discardableResult
    func shell(_ line: String) throws -> String {
        let user = "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b"
        let outcome = try bench.shell("set -e; \(user); \(line)")
        expect(outcome.exit, is: .exited(0), "\(line): \(outcome.errors.text)")
        return outcome.output.text
    }

    /// Runs one command with fresh streams.
    @discardableResult
    func run(_ words: String..., in folder: String? = nil) -> Result { runAll(words, in: folder) }

    func runAll(_ words: [String], in folder: String? = nil) -> Result {
        var fresh = World(directory: folder.map { bench.path / $0 } ?? bench.path)
        fresh.context.clock = world.context.clock
        fresh.context.random = world.context.random
        fresh.context.environment = world.context.environment
        let exit = program.run(["task-state"] + words.map { Word($0) }, in: fresh.context)
        return Result(exit: exit, output: fresh.output.text, errors: fresh.errors.text)
    }

    func json(_ words: String...) throws -> JSON {
        var fresh = World(directory: bench.path)
        fresh.context.clock = world.context.clock
        fresh.context.random = world.context.random
        fresh.context.environment = world.context.environment
        _ = program.run(["task-state", "--json"] + words.map { Word($0) }, in: fresh.context)
        return try JSON.parse(fresh.output.text)
    }

    /// Every event of a task, as the ledger has it.
    func events(of id: String) throws -> [Event] {
        let store = try TaskStore.existing(in: World(directory: bench.path).context)
        return try store.ledger.events(of: id)
    }

    /// A JSON file below the harness folder.
    func file(_ name: String) throws -> JSON {
        try JSON.parse(try #require(try bench.text(of: "harness/\(name)"), "\(name) is missing"))
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

import HarnessKit
import Memory
import TestSupport
import Testing

/// A project of a test's own and the tool, run in process with a clock that only the test moves.
struct Fixture {
    let bench: Workbench
    let world: World
    let program = Program(
        coordinator: CommandNode("harness-executor", "all", children: []), tools: [MemoryTool.node()],
        build: .init(version: "0", commit: "", kind: ""))

    init() throws {
        bench = try Workbench()
        world = World(directory: bench.path, environment: ["USER": "tester", "PATH": "/usr/bin:/bin"])
    }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String

        /// The first line of the answer.
        var answer: String { String(output.split(separator: "\n").first ?? "") }
    }

    @discardableResult
    func run(_ words: String...) -> Result { run(words) }

    func run(_ words: [String]) -> Result {
        var fresh = World(directory: bench.path)
        fresh.context.clock = world.context.clock
        fresh.context.environment = world.context.environment
        let exit = program.run(["memory-query"] + words.map { Word($0) }, in: fresh.context)
        return Result(exit: exit, output: fresh.output.text, errors: fresh.errors.text)
    }

    func json(_ words: String...) throws -> JSON { try JSON.parse(run(["--json"] + words).output) }

    /// The ids that a search finds, the best first.
    func found(_ words: String...) throws -> [String] {
        let json = try JSON.parse(run(["--json", "search"] + words).output)
        return (json["results"]?.items ?? []).compactMap { $0["id"]?.string }
    }

    /// Remembers a lesson; its id.
    @discardableResult
    func remember(_ lesson: String, _ more: String...) -> String {
        run(["remember", "--lesson", lesson] + more).answer
    }
}

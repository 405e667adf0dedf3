import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Verifier

/// A project of a test's own, and `verify` with a proposal that the test made up.
struct InitFixture {
    let bench: Workbench
    var proposal = Proposal()

    init() throws {
        bench = try Workbench()
        proposal.name = "notes"
    }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String
    }

    /// Runs one command with fresh streams.
    func run(_ words: String...) -> Result {
        let proposal = proposal
        let program = Program(
            coordinator: CommandNode("harness-executor", "all", children: []),
            tools: [VerifierTool.node { _ in proposal }], build: .init(version: "0", commit: "", kind: ""))
        let world = World(directory: bench.path, environment: ["USER": "tester"])
        let exit = program.run(["verify"] + words.map { Word($0) }, in: world.context)
        return Result(exit: exit, output: world.output.text, errors: world.errors.text)
    }

    /// A task in progress, with criteria.
    func begin(_ name: String, _ criteria: [String], kind: TaskKind = .feature) throws -> TaskID {
        let world = World(directory: bench.path, environment: ["USER": "tester"])
        let store = try TaskStore.open(in: world.context, creating: true)
        var body = TaskStarted()
        body.name = name
        body.criteria = criteria
        body.taskKind = kind
        body.worktree = store.worktree
        return try store.begin(body) { _, _ in }.id
    }

    func scenarios(_ name: String) throws -> ScenarioFile {
        let text = try #require(try bench.text(of: "harness/scenarios/\(name).json"))
        return try ScenarioSource(name: name, bytes: Bytes(text.utf8)).file
    }

    func environment() throws -> ProjectEnvironment {
        let text = try #require(try bench.text(of: "harness/config/environment.json"))
        return try JSON.Source(name: "environment.json", bytes: Bytes(text.utf8)).decode()
    }

    /// A server that is started, reads its port and says when it is ready.
    static var server: ProposedApplication {
        var application = ProposedApplication()
        application.start.argv = ["npm", "run", "start"]
        application.start.environment = ["PORT": "{{port}}"]
        application.start.why = "package.json:7: scripts.start"
        application.ready = "/health"
        return application
    }
}

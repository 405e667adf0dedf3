import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

@testable import Project

/// A project of a test's own, and the coordinator's commands about it, run in process with the real clock.
struct ProjectFixture {
    let bench: Workbench
    var siblings = Siblings(environment: { _ in
        ProposedFile(
            text: "{\"schema\": \"harness.environment/1\", \"app\": {\"kind\": \"library\"}}\n", missing: [],
            nothing: "")
    })

    init() throws {
        bench = try Workbench()
        try bench.write("", to: "AGENTS.md")
    }

    /// A folder that nobody prepared.
    init(files: [String: String]) throws {
        bench = try Workbench()
        for (name, text) in files { try bench.write(text, to: name) }
    }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String

        func json() throws -> JSON { try JSON.parse(output) }
    }

    @discardableResult
    func run(_ words: String..., environment: [String: String] = [:]) -> Result {
        run(words, environment: environment)
    }

    @discardableResult
    func run(_ words: [String], environment: [String: String] = [:]) -> Result {
        let (output, errors) = (Output.Buffer(), Output.Buffer())
        var variables = Environment(["USER": "tester"])
        for name in ["PATH", "HOME", "TMPDIR"] { variables[name] = Environment.inherited[name] }
        for (name, value) in environment { variables[name] = value }
        let system = Context.system()
        let context = Context(
            clock: system.clock, random: system.random, environment: variables, directory: bench.path,
            output: output.output(), errors: errors.output())
        let commands = ProjectTool.commands(siblings)
        let program = Program(
            coordinator: CommandNode("harness-executor", "all", children: commands),
            tools: [TaskStateTool.node(gate: .none)], build: .init(version: "0", commit: "", kind: ""))
        let exit = program.run(words.map { Word($0) }, in: context)
        return Result(exit: exit, output: output.text, errors: errors.text)
    }

    @discardableResult
    func harness(_ words: String...) -> Result { run(["harness-executor"] + words) }

    /// Writes a validation file of steps, each a shell line.
    func steps(_ steps: (name: String, kind: String, line: String)..., more: String = "") throws {
        let rows = steps.map { step in
            let line = JSON.string(step.line).text(.compact)
            return #"{"name": "\#(step.name)", "kind": "\#(step.kind)", "argv": ["sh", "-c", \#(line)]\#(more)}"#
        }
        try bench.write(
            #"{"schema": "harness.validation/1", "steps": [\#(rows.joined(separator: ", "))]}"#,
            to: "harness/config/validation.json")
    }

    /// The bodies of the validations that were recorded.
    func validations(in stream: String = TaskStore.commonStream) throws -> [ValidationFinished] {
        let world = World(directory: bench.path)
        let store = try TaskStore.existing(in: world.context)
        return try store.ledger.events(of: stream).filter { $0.kind == ValidationFinished.kind }.map { try $0.decode() }
    }

    /// Every file of the project with its text, the ledger left out.
    func files() throws -> [String: String] {
        let names = try bench.shell("find . -type f -not -name 'state.db*' -not -path './.git/*'").output.text
        var files: [String: String] = [:]
        for name in names.split(separator: "\n").map({ String($0.dropFirst(2)) }) {
            files[name] = try bench.text(of: name)
        }
        return files
    }
}

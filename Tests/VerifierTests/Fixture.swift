import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing
import Verifier

/// A project of a test's own, and the tools, run in process with the real clock.
struct Fixture {
    let bench: Workbench
    let program: Program

    init() throws {
        bench = try Workbench()
        program = Program(
            coordinator: CommandNode("harness-executor", "all", children: []),
            tools: [TaskStateTool.node(gate: .none), VerifierTool.node(propose: { _ in Proposal() })],
            build: .init(version: "0", commit: "", kind: ""))
        try bench.write("", to: "AGENTS.md")
    }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String

        func json() throws -> JSON { try JSON.parse(output) }
    }

    /// Runs one command line, the tool's name first.
    @discardableResult
    func run(_ words: String..., environment: [String: String] = [:]) -> Result {
        run(words, environment: environment)
    }

    @discardableResult
    func run(_ words: [String], environment: [String: String] = [:], in folder: Path? = nil) -> Result {
        let (output, errors) = (Output.Buffer(), Output.Buffer())
        var variables = Environment()
        for name in ["PATH", "HOME", "TMPDIR"] { variables[name] = Environment.inherited[name] }
        for (name, value) in environment { variables[name] = value }
        let system = Context.system()
        let context = Context(
            clock: system.clock, random: system.random, environment: variables, directory: folder ?? bench.path,
            output: output.output(), errors: errors.output())
        let exit = program.run(words.map { Word($0) }, in: context)
        return Result(exit: exit, output: output.text, errors: errors.text)
    }

    /// Writes environment.json for a server of `Tests/servers/wrong.py`.
    ///
    /// Its handler of SIGTERM needs Python to run once more: a busy machine takes a second for that.
    func serve(
        _ mode: String, ready: String = #""http": {"path": "/health"}, "timeout_s": 10"#, more: String = "",
        grace: Int = 10
    ) throws {
        let script = Repository.root / "Tests/servers/wrong.py"
        try environment(
            """
            {"schema": "harness.environment/1", "app": {"kind": "server",
              "start": {"argv": ["python3", "\(script)", "\(mode)", "--port", "{{port}}", "--dir", "\(bench.path)"]},
              "ready": {\(ready)}, "stop": {"grace_s": \(grace)}\(more)}}
            """)
    }

    func environment(_ text: String) throws {
        try bench.write(text, to: "harness/config/environment.json")
    }

    /// Writes a scenario file of one scenario from its steps.
    func scenario(_ steps: String, vars: String = #""word": {"fresh": "word"}"#, id: String = "only") throws {
        try bench.write(
            """
            {"schema": "harness.verify/1", "vars": {\(vars)},
             "scenarios": [{"id": "\(id)", "proves": ["AC-1"], "steps": [\(steps)]}]}
            """, to: "harness/scenarios/\(id).json")
    }

    /// Processes that a server of ours noted and that still run.
    func survivors() throws -> [String] {
        try (bench.text(of: "pids") ?? "").split(separator: "\n").map(String.init).filter { line in
            guard let number = line.split(separator: " ").last.flatMap({ Int32($0) }) else { return false }
            return ProcessIdentity(ofRunning: number) != nil
        }
    }
}

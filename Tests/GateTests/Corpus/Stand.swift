import Gate
import HarnessKit
import Ledger
import TaskState
import TestSupport
import Verifier

/// A small project of one of three kinds, with a task in it, and the programs that are typed there.
final class Stand {
    enum Kind: String, Sendable { case server, program, library }

    struct Outcome: Sendable {
        let exit: Int32
        let output: String
        let errors: String

        private var json: JSON? { try? JSON.parse(output) }
        var codes: [String] { json?["error"]?["codes"]?.items?.compactMap(\.string) ?? [] }
        var warnings: [String] { json?["warnings"]?.items?.compactMap { $0["code"]?.string } ?? [] }
        var status: String { json?["status"]?.string ?? "" }
        var level: String { json?["level"]?.string ?? "" }
        /// Controls that did not hold.
        var shortcomings: [String] {
            (json?["controls"]?.items ?? []).filter { $0["outcome"] != "held" }
                .map { "\($0["name"]?.string ?? ""): \($0["reason"]?.string ?? "")" }
        }
    }

    let kind: Kind
    let bench: Workbench
    private let copies: Workbench
    /// Added to those of the caller.
    var variables: [String: String] = [:]
    /// Where words are typed, below the project.
    var folder = ""
    var clock = Clock.system
    private(set) var task = ""
    /// What the gate is asked by; tests hand in another.
    var completion = GateTool.completion(tool: "corpus", isStatic: false)

    init(_ kind: Kind, isGit: Bool = true) throws {
        self.kind = kind
        bench = try Workbench()
        copies = try Workbench()
        for (name, text) in kind.files { try bench.write(text, to: name) }
        try bench.write(kind.environment, to: "harness/config/environment.json")
        if isGit { try sh("git init -q . && git add . && git commit -qm base") }
    }

    // What is typed.

    @discardableResult
    func run(_ words: String...) -> Outcome { run(words) }

    func run(_ words: [String]) -> Outcome {
        let (output, errors) = (Output.Buffer(), Output.Buffer())
        let system = Context.system()
        var context = Context(
            clock: clock, random: system.random, environment: environment,
            directory: folder.isEmpty ? bench.path : bench.path / folder,
            output: output.output(), errors: errors.output())
        context.program = Repository.program
        let program = Program(
            coordinator: CommandNode("harness-executor", "all", children: []),
            tools: [
                TaskStateTool.node(gate: completion),
                VerifierTool.node(propose: { _ in Proposal() }, gate: GateTool.help, further: GateTool.verifyCommands),
            ], build: .init(version: "0", commit: "", kind: "static"))
        let exit = program.run(words.map { Word($0) }, in: context)
        return Outcome(exit: exit, output: output.text, errors: errors.text)
    }

    /// The caller's variables. A version manager's shims would cost more than everything else here.
    var environment: Environment {
        var environment = Environment()
        let inherited = Environment.inherited
        for name in ["PATH", "HOME", "TMPDIR"] { environment[name] = inherited[name] }
        environment["PATH"] = "/usr/bin:/bin:\(environment["PATH"] ?? "")"
        environment["HARNESS_CACHE_DIR"] = copies.path.description
        for (name, value) in variables { environment[name] = value }
        return environment
    }

    /// The context of whoever opens the ledger by itself.
    var context: Context {
        var context = Context.system()
        context.environment = environment
        context.directory = bench.path
        return context
    }

    @discardableResult
    func sh(_ line: String) throws -> String {
        let settings = "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b;"
        let outcome = try bench.shell("\(settings) \(line)")
        return outcome.output.text + outcome.errors.text
    }

    // What a task consists of.

    @discardableResult
    func begin(_ words: String...) -> Stand { begin(words) }

    @discardableResult
    func begin(_ words: [String]) -> Stand {
        let outcome = run(["task-state", "init", kind.title, "--criterion", kind.criterion] + words)
        task = outcome.output.split(separator: "\n").first.map(String.init) ?? ""
        return self
    }

    /// Writes the scenario that shows the work, and fixes it.
    @discardableResult
    func plan(_ steps: String? = nil, vars: String? = nil, proves: String = #""proves": ["AC-1"]"#) throws -> Stand {
        try write(steps, vars: vars, proves: proves)
        return register()
    }

    /// The scenario of a refactoring of the library: its sums stay what they were.
    @discardableResult
    func planToKeepSums() throws -> Stand {
        try plan(
            #"{"exec": {"argv": ["python3", "-c", "import calc; print(calc.add(2, 3))"]}, "expect": {"stdout": "5\n"}}"#,
            vars: "", proves: #""keeps": ["sums"]"#)
    }

    @discardableResult
    func register() -> Stand {
        run("verify", "register", "harness/scenarios/work.json")
        return self
    }

    @discardableResult
    func write(
        _ steps: String? = nil, vars: String? = nil, proves: String = #""proves": ["AC-1"]"#,
        named name: String = "work"
    ) throws -> Stand {
        try bench.write(
            """
            {"schema": "harness.verify/1", "vars": {\(vars ?? kind.vars)},
             "scenarios": [{"id": "\(name)", \(proves), "steps": [\(steps ?? kind.steps)]}]}
            """, to: "harness/scenarios/\(name).json")
        return self
    }

    /// Does what the task asks for.
    @discardableResult
    func work() throws -> Stand {
        try edit(kind.work.file, kind.work.from, kind.work.to)
        if kind == .library { try bench.write(Kind.newTest, to: "tests/test_products.py") }
        return self
    }

    /// Replaces a part of a file.
    @discardableResult
    func edit(_ name: String, _ old: String, _ new: String) throws -> Stand {
        let text = try bench.text(of: name) ?? ""
        guard text.contains(old) else { throw SystemError("find '\(old)' in", name, number: ENOENT) }
        try bench.write(text.replacing(old, with: new), to: name)
        return self
    }

    func validate(with steps: String = Kind.testStep) throws {
        try bench.write(
            #"{"schema": "harness.validation/1", "steps": [\#(steps)]}"#, to: "harness/config/validation.json")
    }

    func complete(_ words: String...) -> Outcome { complete(words) }

    func complete(_ words: [String]) -> Outcome {
        run(["task-state", "--json", "complete", "--summary", "done"] + words)
    }

    // What somebody does behind its back.

    func sql(_ line: String) throws {
        let outcome = try bench.run(["sqlite3", "harness/state.db"], input: line + ";\n")
        guard outcome.exit.isSuccess else { throw SystemError("say", outcome.errors.text, number: EINVAL) }
    }

    /// Has another program run for as long as something is done; it is waited for until its port is open.
    func beside(_ program: String, listeningOn port: Int?, _ body: () throws -> Outcome) throws -> Outcome {
        let wait =
            port.map {
                "until python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", \($0)))'; do sleep 0.05; done"
            }
            ?? "sleep 0.5"
        let number =
            try sh("timeout 90 setsid \(program) > /dev/null 2>&1 & echo $!; \(wait) 2> /dev/null")
            .split(separator: "\n").first.map(String.init) ?? ""
        defer { _ = try? sh("kill \(number)") }
        return try body()
    }
}

extension Clock {
    /// The system's clock, put forward or back.
    static func shifted(by seconds: Double) -> Clock {
        Clock(now: { Clock.system.now() + seconds }, uptime: { Clock.system.uptime() })
    }
}

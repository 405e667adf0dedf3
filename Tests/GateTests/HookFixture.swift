import Gate
import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing
import Verifier

/// A project with a harness, and a client that calls its hooks.
struct HookFixture {
    let bench: Workbench
    let home: Workbench
    let program: Program

    init() throws {
        bench = try Workbench()
        home = try Workbench()
        program = Program(
            coordinator: CommandNode("harness-executor", "all", children: [GateTool.hooks]),
            tools: [
                TaskStateTool.node(gate: GateTool.completion(tool: "test")),
                VerifierTool.node(propose: { _ in Proposal() }, further: GateTool.verifyCommands),
            ], build: .init(version: "0", commit: "", kind: ""))
        try bench.write("one\n", to: "a.txt")
        try bench.write("{}\n", to: "harness/config/environment.json")
        try bench.shell(
            "git init -q . && printf '[user]\\nname = a\\nemail = a@b\\n' >> .git/config && git add a.txt && git commit -qm x"
        )
    }

    /// Fills in the plan that `plan new` wrote.
    func fillPlan() throws {
        let outcome = try bench.shell("sed -i 's/…/x/g; s/^One sentence.*/It works./' docs/exec-plans/active/*.md")
        expect(outcome.exit.isSuccess, "\(outcome.errors.text)")
    }

    struct Outcome {
        let exit: Int32
        let output: String
        let errors: String

        var isSilent: Bool { exit == 0 && output.isEmpty && errors.isEmpty }
    }

    @discardableResult
    func run(_ words: [String], input: String = "", in folder: Path? = nil) -> Outcome {
        let (output, errors) = (Output.Buffer(), Output.Buffer())
        var variables = Environment()
        variables["PATH"] = Environment.inherited["PATH"]
        variables["HOME"] = home.path.description
        let system = Context.system()
        var context = Context(
            clock: system.clock, random: system.random, environment: variables, directory: folder ?? bench.path,
            output: output.output(), errors: errors.output())
        let bytes = Bytes(input.utf8)
        context.input = { bytes }
        context.boundedInput = { bytes.count > $0 ? nil : bytes }
        let exit = program.run(words.map { Word($0) }, in: context)
        return Outcome(exit: exit, output: output.text, errors: errors.text)
    }

    /// What Claude Code 2.1 writes, with some fields put in place.
    func input(_ event: String, session: String = "s-1", _ fields: [String: JSON] = [:]) -> String {
        var members: [String: JSON] = [
            "hook_event_name": .string(event), "session_id": .string(session), "cwd": .string(bench.path.description),
            "transcript_path": "/nowhere/s-1.jsonl", "permission_mode": "dontAsk",
        ]
        if event.hasSuffix("Stop") {
            members["stop_hook_active"] = false
            members["last_assistant_message"] = "I have changed the file."
            members["background_tasks"] = []
            members["session_crons"] = []
        }
        for (name, value) in fields { members[name] = value }
        return JSON.object(.init(members.map { .init($0.key, $0.value) })).text(.compact)
    }

    func stop(_ session: String = "s-1", _ fields: [String: JSON] = [:]) -> Outcome {
        run(["harness-executor", "hook", "stop"], input: input("Stop", session: session, fields))
    }

    /// A shell command that is about to run.
    @discardableResult
    func bash(_ line: String, _ session: String = "s-1", _ fields: [String: JSON] = [:]) -> Outcome {
        tool("Bash", ["command": .string(line)], session, fields)
    }

    func tool(
        _ name: String, _ arguments: JSON, _ session: String = "s-1", _ fields: [String: JSON] = [:]
    ) -> Outcome {
        var fields = fields
        fields["tool_name"] = .string(name)
        fields["tool_input"] = arguments
        return run(["harness-executor", "hook", "pre-tool-use"], input: input("PreToolUse", session: session, fields))
    }

    /// A session begins a task, as both hooks and the command see it; returns the task's id.
    func begin(_ name: String = "the task", in session: String = "s-1") -> String {
        bash("harness-executor task-state init '\(name)'", session)
        let id = run(["task-state", "init", name]).output
        return String(id.prefix { $0 != "\n" })
    }

    func events(of id: String) throws -> [String] {
        try JSON.parse(run(["task-state", "log", "--json", "--task-id", id]).output).items?.compactMap {
            $0["kind"]?.string
        } ?? []
    }
}

import Gate
import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing
import Verifier

/// `task-state complete` with the gate: what it lets through and what it does not.
@Suite(.timeLimit(.minutes(30))) struct GateTests {
    let bench: Workbench
    let copies: Workbench
    let program: Program
    static let echo = """
        {"id": "echo", "http": {"method": "POST", "path": "/echo", "json": {"v": "{{word}}"}},
         "expect": {"status": 200, "json": {"$.body": {"contains": "{{word}}"}}}}
        """

    init() throws {
        bench = try Workbench()
        copies = try Workbench()
        program = Program(
            coordinator: CommandNode("harness-executor", "all", children: []),
            tools: [
                TaskStateTool.node(gate: GateTool.completion(tool: "test")),
                VerifierTool.node(propose: { _ in Proposal() }, gate: GateTool.help, further: GateTool.verifyCommands),
            ], build: .init(version: "0", commit: "", kind: ""))
        try bench.write("", to: "AGENTS.md")
    }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String

        func json() throws -> JSON { try JSON.parse(output) }
        var codes: [String] { (try? json())?["error"]?["codes"]?.items?.compactMap(\.string) ?? [] }
    }

    @discardableResult
    private func run(_ words: String...) -> Result {
        let (output, errors) = (Output.Buffer(), Output.Buffer())
        var variables = Environment()
        for name in ["PATH", "HOME", "TMPDIR"] { variables[name] = Environment.inherited[name] }
        variables["HARNESS_CACHE_DIR"] = copies.path.description
        let system = Context.system()
        let context = Context(
            clock: system.clock, random: system.random, environment: variables, directory: bench.path,
            output: output.output(), errors: errors.output())
        let exit = program.run(words.map { Word($0) }, in: context)
        return Result(exit: exit, output: output.text, errors: errors.text)
    }

    private func serve(_ mode: String = "ok") throws {
        let script = Repository.root / "Tests/servers/wrong.py"
        try bench.write(
            """
            {"schema": "harness.environment/1", "app": {"kind": "server", "ready": {"http": {"path": "/health"}},
              "start": {"argv": ["python3", "\(script)", "\(mode)", "--port", "{{port}}"]}, "stop": {"grace_s": 10}}}
            """, to: "harness/config/environment.json")
    }

    private func scenario(_ steps: String, named name: String = "a", proves: String = #""proves": ["AC-1"]"#) throws {
        try bench.write(
            """
            {"schema": "harness.verify/1", "vars": {"word": {"fresh": "word"}},
             "scenarios": [{"id": "\(name)", \(proves), "steps": [\(steps)]}]}
            """, to: "harness/scenarios/\(name).json")
    }

    private func begin(_ words: String...) -> String {
        let (output, errors) = (Output.Buffer(), Output.Buffer())
        var context = Context.system()
        context.output = output.output()
        context.errors = errors.output()
        context.directory = bench.path
        _ = program.run((["task-state", "init", "the task"] + words).map { Word($0) }, in: context)
        return output.text.split(separator: "\n").first.map(String.init) ?? ""
    }

    private func complete() -> Result { run("task-state", "--json", "complete", "--summary", "done") }

    @Test func `Honest work completes, and the receipt says what was shown`() throws {
        let id = begin("--criterion", "words come back")
        try serve()
        try scenario(Self.echo)
        expect(run("verify", "register", "harness/scenarios/a.json").exit, is: 0)
        let result = complete()
        expect(result.exit, is: 0, "\(result.output)")
        let answer = try result.json()
        expect(answer["status"] == "completed" && answer["level"] == "V1")
        expect(answer["criteria"]?[0]?["scenarios"], is: ["a"])
        let receipt = try JSON.parse(try #require(try bench.text(of: "harness/receipts/\(id).json")))
        expect(receipt["receipt"] == answer["receipt"] && receipt["level"] == "V1")
        expect(run("task-state", "list").output.contains("completed"))
        expect(run("task-state", "doctor").exit, is: 0)
    }

    @Test func `Without a scenario nothing is done, and the next command is named`() throws {
        let id = begin()
        let result = complete()
        expect(result.exit == 1 && result.codes == ["E_NO_SCENARIO"])
        expect(result.output.contains("run 'verify init --task-id \(id)'"))
        try expect(run("task-state", "log", "--json").json().items?.last?["kind"], is: "gate.refused")
    }

    static let forged = [
        "", "[]", "null", "{", "x",
        #"{"overall_status": "pass"}"#,
        #"{"overall_status": "pass", "server": {"started": true}, "task_specific_scenarios": [{"name": "a", "status": "pass", "steps": [{"request": "x", "response": "y"}]}], "summary": {"pass_rate": 1}}"#,
        #"{"overall_status": "pass", "server": {"started": "no"}, "summary": {"task_specific_total": 3, "task_specific_passed": 7}}"#,
        #"{"overall_status": "partial"}"#, #"{"overall_status": "fail"}"#,
        #"{"overall_status": "skip"}"#, #"{"overall_status": "skip", "skip_reason": ""}"#,
        #"{"overall_status": "skip", "skip_reason": "[explain why: e.g., 'Library project with no runnable server']"}"#,
        #"{"overall_status": "skip", "skip_reason": "skipped"}"#,
    ]

    @Test(arguments: forged) func `A report that somebody wrote proves nothing`(report: String) throws {
        _ = begin()
        try bench.write(report, to: "harness/trace/verification-report.json")
        let result = complete()
        expect(result.exit == 1 && result.codes == ["E_NO_SCENARIO"], "\(result.output)")
    }

    @Test func `A skip with a reason is an honest exit, once, and only from this task's time`() throws {
        let report = #"{"overall_status": "skip", "skip_reason": "library project with no server"}"#
        try bench.write(report, to: "harness/trace/verification-report.json")
        usleep(20_000)
        _ = begin()
        expect(complete().codes, is: ["E_NO_SCENARIO"], "it is older than the task")
        try bench.write(report, to: "harness/trace/verification-report.json")
        let answer = try complete().json()
        expect(answer["status"] == "completed-unverified" && answer["code"] == "skip-report")
        _ = begin()
        try bench.write(report, to: "harness/trace/verification-report.json")
        expect(complete().codes, is: ["E_NO_SCENARIO"], "it was used before")
    }

    @Test func `What passed before and fails now is refused`() throws {
        _ = begin()
        try serve()
        try scenario(Self.echo)
        expect(run("verify", "run").exit, is: 0)
        try serve("exits")
        let result = complete()
        expect(result.exit == 1 && result.codes == ["E_REPLAY_FAILED", "E_START"], "\(result.output)")
        try serve()
        try scenario(#"{"http": {"path": "/x"}, "expect": {"body": "always the same {{word}}"}}"#)
        let second = complete()
        expect(second.codes.contains("E_REPLAY_FAILED"))
        expect(second.output.contains("run 'verify explain r-"))
        // The failed attempts stand in the receipt.
        try scenario(Self.echo)
        expect(run("task-state", "complete", "--summary", "done").output.contains("2 failed attempts before"))
    }

    @Test func `Every criterion needs a scenario`() throws {
        _ = begin("--criterion", "one", "--criterion", "two")
        try serve()
        try scenario(Self.echo)
        let result = complete()
        expect(result.codes, is: ["E_CRITERIA_UNCOVERED"])
        expect(result.output.contains("AC-2 has no scenario: two"))
    }

    @Test func `A weakened scenario is refused until somebody says why`() throws {
        let id = begin()
        try serve()
        try scenario(Self.echo)
        expect(run("verify", "register", "harness/scenarios/a.json").exit, is: 0)
        expect(
            run("verify", "amend", "--reason", "x").errors.contains("nothing of \(id) is weaker than it was registered")
        )
        try scenario(#"{"id": "echo", "http": {"path": "/x"}, "expect": {"status": 200}}"#)
        let result = complete()
        expect(result.codes.first, is: "E_SCENARIO_WEAKER", "\(result.output)")
        // Registering again does not help.
        expect(run("verify", "register", "harness/scenarios/a.json").exit, is: 0)
        expect(complete().codes.first, is: "E_SCENARIO_WEAKER")
        expect(run("verify", "amend", "--reason", "the answer has no body any more").exit, is: 0)
        expect(complete().exit, is: 0)
        let receipt = try JSON.parse(try #require(try bench.text(of: "harness/receipts/\(id).json")))
        expect(receipt["amendments"], is: ["the answer has no body any more"])
    }

    @Test func `A removed file is a weakened one`() throws {
        _ = begin()
        try serve()
        try scenario(Self.echo)
        try scenario(Self.echo, named: "b")
        expect(run("verify", "register", "harness/scenarios/a.json", "harness/scenarios/b.json").exit, is: 0)
        try bench.shell("rm harness/scenarios/b.json")
        expect(complete().output.contains("harness/scenarios/b.json was removed"))
    }

    @Test func `What an earlier task left must still hold`() throws {
        _ = begin()
        try serve("quirks")
        try scenario(#"{"http": {"path": "/404"}, "expect": {"status": 404}}"#)
        expect(run("verify", "register", "harness/scenarios/a.json").exit, is: 0)
        expect(complete().exit, is: 0)
        let id = begin()
        try serve()
        try scenario(Self.echo, named: "b")
        expect(run("verify", "register", "harness/scenarios/b.json").exit, is: 0)
        expect(complete().codes, is: ["E_REGRESSION"])
        // Asking something else is no way out, unless somebody says why.
        try scenario(#"{"http": {"path": "/404"}, "expect": {"status": 200}}"#)
        expect(Set(complete().codes), is: ["E_SCENARIO_WEAKER"])
        expect(run("verify", "amend", "--reason", "there are no errors any more").exit, is: 0)
        let result = complete()
        expect(result.exit, is: 0, "\(result.output)")
        let receipt = try JSON.parse(try #require(try bench.text(of: "harness/receipts/\(id).json")))
        expect(receipt["criteria"]?[0]?["scenarios"], is: ["b"], "the earlier task's file is not this one's")
    }

    @Test func `The policy may ask for more than there is`() throws {
        let file = "harness/config/policy.json"
        try bench.write(#"{"schema": "harness.policy/1", "min_level": "V3"}"#, to: file)
        _ = begin()
        try serve()
        try scenario(Self.echo)
        let result = complete()
        expect(result.codes, is: ["E_LEVEL"])
        expect(result.output.contains("the policy asks for V3, and V1 was shown"))
        // A task cannot lower its own bar.
        try bench.write(#"{"schema": "harness.policy/1", "min_level": "V0"}"#, to: file)
        expect(complete().codes, is: ["E_LEVEL"])
        expect(run("task-state", "abandon", "--reason", "x").exit, is: 0)
        try bench.write(#"{"schema": "harness.policy/1", "min_levle": "V0"}"#, to: file)
        _ = begin()
        expect(complete().output.contains("unknown key 'min_levle' in a policy"))
    }

    @Test func `A change of documentation is one, or it is refused`() throws {
        try bench.shell(
            "git init -q . && printf '[user]\\nname = a\\nemail = a@b\\n' >> .git/config && echo x > a.md && git add . && git commit -qm x"
        )
        _ = begin("--kind", "docs")
        expect(complete().output.contains("nothing has changed since the task began"))
        try bench.write("see [the code](code.py), `[no](link)` and [a site](https://example.com)\n", to: "a.md")
        expect(complete().output.contains("a.md leads to 'code.py', which is not there"))
        try bench.write("1\n", to: "code.py")
        expect(complete().output.contains("the task is of kind docs, and code.py is no documentation"))
        try bench.shell("rm code.py")
        try bench.write("see [itself](a.md#top)\n", to: "a.md")
        try bench.shell("ln -s nowhere.md b.md")
        expect(complete().output.contains("b.md leads to 'nowhere.md', which is not there"))
        // A document under a second name, and one without an ending.
        try bench.shell("ln -sf a.md b.md; echo 'What this is.' > README; echo 'What changed.' > CHANGELOG")
        expect(complete().exit, is: 0)
    }

    @Test func `A refactoring keeps behaviour, and needs no criterion`() throws {
        _ = begin("--kind", "refactor", "--criterion", "smaller")
        try serve()
        expect(complete().codes, is: ["E_NO_SCENARIO"])
        try scenario(Self.echo, proves: #""keeps": ["the echo"]"#)
        expect(complete().exit, is: 0)
    }

    @Test func `A plan that must be approved is`() throws {
        try bench.write(
            #"{"schema": "harness.policy/1", "require_plan_approval": true}"#, to: "harness/config/policy.json")
        _ = begin()
        try serve()
        try scenario(Self.echo)
        expect(run("task-state", "plan", "new").exit, is: 0)
        expect(complete().codes, is: ["E_PLAN"])
        expect(run("task-state", "plan", "approve", "--by", "me").exit, is: 73, "it is not filled in")
        try bench.shell("sed -i 's/…/x/g; s/^One sentence.*/It echoes./' docs/exec-plans/active/*.md")
        expect(run("task-state", "plan", "approve", "--by", "me").exit, is: 0)
        expect(complete().exit, is: 0)
    }

    @Test func `Of two at once, one is told at once that the other is at it`() throws {
        let id = begin()
        try serve("slow-start")
        try scenario(Self.echo)
        let first = Repository.program.description
        let outcome = try bench.shell(
            """
            log=$(mktemp -d)
            \(first) task-state complete --summary a > $log/one 2>&1 & sleep 1
            \(first) task-state complete --summary b > $log/two 2>&1; echo "second $?"
            \(first) task-state wait --timeout 0.5 --task-id \(id) > $log/four 2>&1; echo "early $?"
            \(first) task-state wait --task-id \(id) > $log/three 2>&1; echo "waited $?"; wait; cat $log/*; rm -r $log
            """)
        expect(outcome.output.text.contains("second 73"), "\(outcome.output.text)")
        expect(outcome.output.text.contains("early 75") && outcome.output.text.contains("waited 0"))
        expect(outcome.output.text.contains("is still under way (process "))
        expect(outcome.output.text.contains("\(id) is completed"))
        expect(outcome.output.text.contains("another 'task-state complete' is under way (process "))
        expect(outcome.output.text.contains("completed \(id) replayed (V1)"))
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

/// When the end of a session is held up, and when it is not.
struct StopHookTests {
    let project: HookFixture

    init() throws {
        project = try HookFixture()
    }

    private func change(_ text: String) throws {
        try project.bench.write("\(text)\n", to: "a.txt")
    }

    @Test func `A session that changed files and proved nothing is held up with the next command`() throws {
        let id = project.begin()
        try change("two")
        let answer = project.stop()
        expect(answer.exit == 2 && answer.output.isEmpty)
        expect(
            answer.errors.contains("the task \(id) is in progress, its files have changed, and nothing is proved yet"))
        expect(answer.errors.contains("\nnext: harness-executor verify init\n"))
        expect(answer.errors.contains("--unverified CODE --reason TEXT"))
        expect(answer.errors.contains("harness-executor task-state block --task-id \(id) --reason TEXT"))
    }

    @Test func `A task is another session's until this one takes it up`() throws {
        let id = project.begin()
        try change("two")
        expect(project.stop("s-2").isSilent)
        project.bash("cd /tmp && task-state list", "s-2")
        expect(project.stop("s-2").isSilent)
        project.bash("harness-executor task-state resume --task-id \(id)", "s-2")
        expect(project.stop("s-2").exit, is: 2)
        // The session of before counts for itself.
        expect(project.stop("s-1").exit, is: 2)
    }

    @Test func `Of two sessions that begin at once, each gets its own task`() throws {
        project.bash("task-state init 'first'", "s-1")
        project.bash("task-state init 'second'", "s-2")
        let second = project.run(["task-state", "init", "second"]).output.prefix { $0 != "\n" }
        let first = project.run(["task-state", "init", "first"]).output.prefix { $0 != "\n" }
        try change("two")
        expect(project.stop("s-1").errors.contains("the task \(first) "))
        expect(project.stop("s-2").errors.contains("the task \(second) "))
    }

    @Test func `Work on a task whose beginning was not seen makes it the session's`() throws {
        let id = project.run(["task-state", "init", "early"]).output.prefix { $0 != "\n" }
        try change("two")
        for line in ["task-state show", "verify run", "echo 'task-state checkpoint'"] {
            project.bash(line)
            expect(project.stop().isSilent, "\(line)")
        }
        project.bash("harness-executor --json verify register harness/scenarios/a.json")
        let answer = project.stop()
        expect(answer.exit == 2 && answer.errors.contains("the task \(id) "))
    }

    @Test func `Nothing is held up where nothing changed since the task began`() throws {
        _ = project.begin()
        expect(project.stop().isSilent)
        try change("two")
        expect(project.stop().exit, is: 2)
    }

    @Test func `Once for each state of the files, three times in all, and then it leaves a trace`() throws {
        let id = project.begin()
        for round in 1...3 {
            try change("round \(round)")
            expect(project.stop().errors.contains("(\(round) of 3 reminders)"))
            expect(project.stop("s-1", ["stop_hook_active": true]).isSilent, "the same files again")
        }
        try expect(!project.events(of: id).contains("gate.bypassed"))
        try change("four")
        expect(project.stop().isSilent)
        try change("five")
        expect(project.stop().isSilent)
        try expect(project.events(of: id).count { $0 == "gate.bypassed" }, is: 1)
        expect(project.run(["task-state", "doctor"]).exit, is: 0)
        let event = try JSON.parse(project.run(["task-state", "log", "--json"]).output).items?.last
        expect(event?["body"]?["session"] == "s-1" && event?["body"]?["client"] == "claude")
        expect(event?["body"]?["blocks"], is: 3)
    }

    @Test func `What passed last is no bypass while the files stay as they were`() throws {
        let id = project.begin()
        for round in 1...3 {
            try change("round \(round)")
            expect(project.stop().exit, is: 2)
        }
        let script = (Repository.root / "Tests/servers/wrong.py").description
        try project.bench.write(
            """
            {"schema": "harness.environment/1", "app": {"kind": "server", "ready": {"http": {"path": "/health"}},
              "start": {"argv": ["python3", "\(script)", "ok", "--port", "{{port}}"]}, "stop": {"grace_s": 10}}}
            """, to: "harness/config/environment.json")
        try project.bench.write(
            """
            {"schema": "harness.verify/1", "scenarios": [{"id": "a", "proves": ["AC-1"], "steps":
             [{"http": {"path": "/health"}, "expect": {"status": 200}}]}]}
            """, to: "harness/scenarios/a.json")
        try change("four")
        usleep(20_000)
        let run = project.run(["verify", "run"])
        expect(run.exit, is: 0, "\(run.output)\(run.errors)")
        expect(project.stop().isSilent)
        try expect(!project.events(of: id).contains("gate.bypassed"))
        usleep(20_000)
        try change("five")
        expect(project.stop().isSilent)
        try expect(project.events(of: id).contains("gate.bypassed"))
    }

    @Test func `A task that waits or has ended holds nobody up`() throws {
        let id = project.begin()
        try change("two")
        project.run(["task-state", "block", "--reason", "the key is missing"])
        expect(project.stop().isSilent)
        project.run(["task-state", "reopen", "--reason", "it is there", "--task-id", id])
        expect(project.stop().exit, is: 2)
        try change("three")
        let end = [
            "task-state", "complete", "--summary", "done", "--unverified", "user-waived", "--reason", "he said so",
        ]
        expect(project.run(end).exit, is: 0)
        expect(project.stop().isSilent)
    }

    @Test func `A plan that waits for an approval holds nobody up`() throws {
        _ = project.begin()
        try change("two")
        expect(project.run(["task-state", "plan", "new"]).exit, is: 0)
        expect(project.stop().isSilent)
        try project.fillPlan()
        expect(project.run(["task-state", "plan", "approve", "--by", "me"]).exit, is: 0)
        expect(project.stop().exit, is: 2)
    }

    @Test(arguments: [
        "Which of the two do you want?", "Shall I go on?**", "Which one?\n- the first\n- the second", "Weiter so？",
    ]) func `Who asks the user something may stop`(message: String) throws {
        _ = project.begin()
        try change("two")
        expect(project.stop("s-1", ["last_assistant_message": .string(message)]).isSilent)
    }

    @Test(arguments: ["It is done.", "```\nwhat?\n```", "Why? Because of that.", "a?\nb\nc\nd\nfinished", ""])
    func `Who asks nothing may not`(message: String) throws {
        _ = project.begin()
        try change("two")
        expect(project.stop("s-1", ["last_assistant_message": .string(message)]).exit, is: 2)
    }

    @Test func `What is only announced must be of that name, what is begun need not be read right`() throws {
        project.run(["task-state", "init", "an early thing"])
        project.bash("harness-executor start 'one thing'", "s-1")
        project.run(["task-state", "init", "another thing"])
        try change("two")
        expect(project.stop("s-1").isSilent)
        project.run(["task-state", "init", "one thing"])
        try change("three")
        expect(project.stop("s-1").errors.contains("the task one-thing-"))
        project.bash("task-state init \"thing $(date +%s)\"", "s-3")
        project.run(["task-state", "init", "thing 17"])
        try change("four")
        expect(project.stop("s-3").errors.contains("the task thing-17-"))
    }

    @Test func `Nobody is held up while a task is being completed`() throws {
        let id = project.begin()
        try change("two")
        var context = Context.system()
        context.directory = project.bench.path
        let ledger = try TaskStore.open(in: context).ledger
        let claim = try ledger.claim("complete/\(id)", for: "task-state complete")
        expect(project.stop().isSilent)
        try ledger.release(claim)
        expect(project.stop().exit, is: 2)
    }

    @Test func `Nobody is held up while background work is under way`() throws {
        _ = project.begin()
        try change("two")
        let task: JSON = ["id": "b1", "type": "local_bash", "status": "running"]
        expect(project.stop("s-1", ["background_tasks": [task]]).isSilent)
        let ended: JSON = ["id": "b1", "type": "local_bash", "status": "completed"]
        expect(project.stop("s-1", ["background_tasks": [ended]]).exit, is: 2)
    }

    @Test func `A sub-agent is held up for a task of its own, and not for its coordinator's`() throws {
        _ = project.begin()
        try change("two")
        let words = ["harness-executor", "hook", "subagent-stop"]
        let fields: [String: JSON] = ["agent_id": "a-1", "agent_type": "executor"]
        expect(project.run(words, input: project.input("SubagentStop", fields)).isSilent)
        project.bash("task-state init 'another'", "s-1", fields)
        let id = project.run(["task-state", "init", "another"]).output.prefix { $0 != "\n" }
        try change("three")
        let answer = project.run(words, input: project.input("SubagentStop", fields))
        expect(answer.exit == 2 && answer.errors.contains("the task \(id) "))
        expect(project.run(words, input: project.input("SubagentStop", ["agent_id": "a-2"])).isSilent)
    }

    @Test func `Codex's sessions are told from Claude Code's`() throws {
        project.bash("task-state init 'x'", "same", ["turn_id": "t-1", "model": "m"])
        project.run(["task-state", "init", "x"])
        try change("two")
        expect(project.stop("same").isSilent)
        expect(project.stop("same", ["turn_id": "t-2", "model": "m"]).exit, is: 2)
    }

    @Test func `Without git the files are compared with those at the beginning`() throws {
        try project.bench.shell("rm -rf .git && touch AGENTS.md")
        _ = project.begin()
        expect(project.stop().isSilent)
        try change("two")
        expect(project.stop().exit, is: 2)
    }

    @Test(arguments: ["", "x", "[]", "null", "{", "{}", #"{"session_id": 7, "cwd": [], "tool_input": "x"}"#, "\u{0}"])
    func `Whatever stands on standard input, the client goes on`(input: String) throws {
        _ = project.begin()
        try change("two")
        for hook in ["stop", "subagent-stop", "pre-tool-use", "session-start"] {
            let answer = project.run(["harness-executor", "hook", hook], input: input)
            expect(answer.exit, is: 0, "\(hook): \(answer.errors)")
            guard !input.hasPrefix("{\"") && input != "{}" else { continue }
            expect(answer.errors.hasPrefix("harness-executor: the \(hook) hook lets go: "), "\(answer.errors)")
        }
        if !input.hasPrefix("{\"") && input != "{}" {
            let common = try project.bench.shell("grep -c hook.failed harness/state.db harness/state.db-wal").output
                .text
            expect(common.contains(":") && !common.contains("state.db:0\nharness/state.db-wal:0"), "\(common)")
        }
    }

    @Test func `Too much on standard input is not read to its end`() throws {
        let answer = project.run(
            ["harness-executor", "hook", "stop"], input: String(repeating: " ", count: (16 << 20) + 1))
        expect(answer.exit == 0 && answer.errors.contains("longer than 16 MiB"))
    }

    @Test func `A hook that fails lets go and leaves a trace`() throws {
        try project.bench.write("{", to: "harness/config/policy.json")
        _ = project.begin()
        try change("two")
        project.run(["task-state", "plan", "new"])
        let answer = project.stop()
        expect(answer.exit, is: 0)
        expect(answer.errors.contains("the stop hook lets go: "), "\(answer.errors)")
    }
}

import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

/// The life of a task, command by command.
struct LifeTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test func `Init prints only the id`() {
        let result = fixture.run("init", "404 for unknown notes", "--phases", "3")
        expect(result.exit, is: 0)
        expect(result.output, is: "404-for-unknown-notes-20260921-141320-caaa\n")
        expect(
            result.errors,
            is: """
                started '404 for unknown notes', phase 1 of 3
                next: task-state plan new

                """)
    }

    @Test func `Who comes through the coordinator is sent through it again`() throws {
        let world = World(directory: fixture.bench.path)
        expect(world.run(fixture.program, "harness-executor", "task-state", "init", "name", "--kind", "docs"), is: 0)
        expect(world.errors.text.hasSuffix("next: harness-executor task-state complete --summary TEXT\n"))
        let wrong = World(directory: fixture.bench.path)
        expect(wrong.run(fixture.program, "harness-executor", "task-state", "show", "--task-id", "x"), is: 66)
        expect(
            wrong.errors.text,
            is: "harness-executor: there is no task x\nhint: run 'harness-executor task-state list'\n")
        let json = World(directory: fixture.bench.path)
        expect(json.run(fixture.program, "harness-executor", "task-state", "block", "--reason", "x", "--json"), is: 0)
        try expect(JSON.parse(json.output.text)["next"], is: "harness-executor task-state reopen --reason TEXT")
    }

    @Test func `The files are those that existing tools read`() throws {
        let id = fixture.run(
            "init", "name", "--phases", "3", "-d", "what it is", "--plan-path", "docs/p.md", "--criterion", "c1",
            "--criterion", "c2", "--kind", "bugfix"
        ).answer
        try expect(
            fixture.file("tasks/\(id)/state/task.json"),
            is: [
                "task_id": .string(id), "name": "name", "task": "what it is", "started_at": "2026-09-21T14:13:20Z",
                "phase": 1, "total_phases": 3, "status": "in_progress", "plan_path": "docs/p.md", "kind": "bugfix",
                "criteria": ["c1", "c2"], "events": 1,
                "head": .string(try #require(try fixture.events(of: id).last).hash.description),
            ])
        try expect(
            fixture.file("tasks/\(id)/state/context.json"),
            is: [
                "completed": [], "current": "Phase 1 of 3", "remaining": ["Phase 2", "Phase 3"], "key_decisions": [],
                "files_modified": [], "files_created": [],
            ])
        expect((fixture.bench.path / "harness/tasks/current").linkTarget, is: Path(id))
        fixture.run(
            "checkpoint", "--phase", "1", "--summary", "one", "--files-changed", "a", "b", "--files-created", "c",
            "--decisions", #"["d1", {"decision": "d2"}]"#)
        let context = try fixture.file("tasks/\(id)/state/context.json")
        expect(
            context,
            is: [
                "completed": ["Phase 1: one"], "current": "Phase 2 of 3", "remaining": ["Phase 3"],
                "key_decisions": ["d1", ["decision": "d2"]], "files_modified": ["a", "b"], "files_created": ["c"],
            ])
        try expect(
            fixture.file("tasks/\(id)/checkpoints/phase-1.json"),
            is: [
                "phase": 1, "summary": "one", "timestamp": "2026-09-21T14:13:20Z", "context_snapshot": context,
            ])
        try expect(fixture.file("tasks/\(id)/state/task.json")["phase"], is: 2)
    }

    @Test func `A proved task is completed, with its result and its episode`() throws {
        let fixture = try Fixture(gate: Fixture.passing)
        let id = fixture.run("init", "name").answer
        let result = fixture.run(
            "complete", "--summary", "done", "--files-changed", "a", "--validation", #"{"build":"pass"}"#, "--lessons",
            #"["l1", "l2"]"#)
        expect(result.exit, is: 0)
        expect(result.answer, is: "completed \(id) (V2)")
        expect(result.output.hasSuffix("next: harness-executor start TEXT\n"))
        try expect(
            fixture.file("tasks/\(id)/state/result.json"),
            is: [
                "status": "success", "files_changed": ["a"], "files_created": [], "summary": "done",
                "completed_at": "2026-09-21T14:13:20Z", "validation": ["build": "pass"], "lessons": ["l1", "l2"],
            ])
        let lines = try #require(try fixture.bench.text(of: "harness/memory/episodes/2026-09-21.jsonl"))
        let episode = try JSON.parse(lines)
        expect(episode["outcome"] == "success" && episode["lessons"] == ["l1", "l2"] && episode["files"] == ["a"])
        expect(episode["task_id"] == .string(id) && episode["event"] != nil)
        expect(episode["key_events"]?[0], is: ["event": "summary", "details": "done"])
        expect((fixture.bench.path / "harness/tasks/current").linkTarget == nil)
    }

    @Test func `Without proof a task is never called completed`() throws {
        let id = fixture.run("init", "name").answer
        let result = fixture.run("complete", "--summary", "done")
        expect(result.exit, is: 0)
        expect(result.answer, is: "completed-unverified \(id) (V0): this version cannot prove anything yet")
        try expect(fixture.json("list")[0]?["status"], is: "completed-unverified")
        try expect(fixture.file("tasks/\(id)/state/result.json")["status"], is: "completed-unverified")
        let show = try fixture.json("show", "--task-id", id)
        expect(show["verification"]?["level"] == "V0" && show["verification"]?["code"] == "no-gate")
    }

    @Test func `The honest exit says why`() throws {
        let fixture = try Fixture(gate: Fixture.passing)
        let id = fixture.run("init", "name").answer
        let result = fixture.run(
            "complete", "--summary", "done", "--unverified", "external-service", "--reason", "the bank is closed")
        expect(result.answer, is: "completed-unverified \(id) (V0): the bank is closed")
        try expect(fixture.json("show", "--task-id", id)["verification"]?["code"], is: "external-service")
    }

    @Test(
        arguments: [
            (
                ["--unverified", "no-runnable-app"], "--unverified needs a reason",
                "add --reason TEXT: what keeps it from being proved"
            ),
            (
                ["--reason", "x"], "--reason goes with --unverified CODE",
                "add --unverified with one of no-runnable-app, missing-infrastructure, external-service, out-of-budget, user-waived"
            ),
            (
                ["--unverified", "no-runable-app", "--reason", "x"],
                "--unverified takes one of no-runnable-app, missing-infrastructure, external-service, out-of-budget, "
                    + "user-waived, not 'no-runable-app'", "did you mean 'no-runnable-app'?"
            ),
            (
                ["--validation", "{build: pass}"], "--validation takes JSON, not '{build: pass}'",
                "run 'task-state complete --help'"
            ),
        ] as [([String], String, String)])
    func `A half honest exit is refused`(words: [String], message: String, hint: String) {
        fixture.run("init", "name")
        var fresh = World(directory: fixture.bench.path)
        fresh.context.clock = fixture.world.context.clock
        let exit = fixture.program.run(
            ["task-state", "complete", "--summary", "x"] + words.map { Word($0) }, in: fresh.context)
        expect(exit, is: 64)
        expect(fresh.errors.text, is: "task-state: \(message)\nhint: \(hint)\n")
    }

    @Test func `Failed and abandoned tasks leave an episode too`() throws {
        fixture.run("init", "one")
        fixture.run("fail", "--reason", "no way", "--lessons", "ask first")
        fixture.world.time.advance(by: .seconds(1))
        fixture.run("init", "two")
        fixture.run("abandon", "--reason", "not wanted")
        let lines = try #require(try fixture.bench.text(of: "harness/memory/episodes/2026-09-21.jsonl"))
        let episodes = try lines.split(separator: "\n").map { try JSON.parse(String($0)) }
        expect(episodes.map { $0["outcome"] }, is: ["failure", "failure"])
        expect(episodes[0]["lessons"], is: ["ask first"])
        // The reason is the summary as well, and is told once.
        expect(
            episodes.map { $0["key_events"] },
            is: [
                [["event": "failed", "details": "no way"]], [["event": "abandoned", "details": "not wanted"]],
            ])
        try expect(fixture.json("list").items?.map { $0["status"]?.string }, is: ["abandoned", "failed"])
    }

    @Test func `Blocked, reopened, ended and reopened again`() throws {
        let id = fixture.run("init", "name").answer
        expect(
            fixture.run("block", "--reason", "waits for a key").output,
            is: "blocked \(id)\nnext: task-state reopen --reason TEXT\n")
        try expect(fixture.file("tasks/\(id)/state/task.json")["blocked_because"], is: "waits for a key")
        let refused = fixture.run("checkpoint", "--phase", "1", "--summary", "x")
        expect(refused.exit, is: 73)
        expect(
            refused.errors,
            is:
                "task-state: \(id) is blocked: 'checkpoint' is not allowed, only restore, plan, amend, reopen, complete, fail, abandon\n"
                + "hint: run 'task-state reopen --task-id \(id) --reason TEXT'\n")
        expect(fixture.run("reopen", "--reason", "the key is here").exit, is: 0)
        expect(fixture.run("complete", "--summary", "done").exit, is: 0)
        expect(fixture.run("complete", "--task-id", id, "--summary", "again").exit, is: 73)
        expect(fixture.run("checkpoint", "--task-id", id, "--phase", "1", "--summary", "late").exit, is: 73)
        expect(fixture.run("reopen", "--task-id", id, "--reason", "not done after all").exit, is: 0)
        try expect(fixture.file("tasks/\(id)/state/task.json")["status"], is: "in_progress")
        try expect(fixture.file("tasks/\(id)/state/task.json")["completed_at"] == nil)
    }

    @Test func `Phases are checkpointed in order, and the last again`() throws {
        let id = fixture.run("init", "name", "--phases", "3").answer
        func checkpoint(_ phase: String) -> Fixture.Result {
            fixture.run("checkpoint", "--phase", phase, "--summary", "s\(phase)", "--files-changed", "f\(phase)")
        }
        let early = checkpoint("2")
        expect(early.exit, is: 73)
        expect(
            early.errors,
            is: "task-state: phase 2 of \(id) cannot be checkpointed now: the last one was 0\n"
                + "hint: run 'task-state checkpoint --phase 1 --summary TEXT'\n")
        for phase in ["-1", "0", "99"] {
            let wrong = checkpoint(phase)
            expect(wrong.exit, is: 64)
            expect(
                wrong.errors,
                is:
                    "task-state: \(id) has phases 1 to 3, not \(phase)\nhint: run 'task-state checkpoint --phase 1 --summary TEXT'\n"
            )
        }
        expect(checkpoint("1").exit, is: 0)
        expect(checkpoint("2").exit, is: 0)
        fixture.run("checkpoint", "--phase", "2", "--summary", "better", "--files-changed", "g")
        expect(checkpoint("1").exit, is: 73)
        let context = try fixture.file("tasks/\(id)/state/context.json")
        expect(context["completed"], is: ["Phase 1: s1", "Phase 2: better"])
        expect(context["files_modified"], is: ["f1", "f2", "g"])
        try expect(fixture.json("log").items?.count, is: 4)
        expect(checkpoint("3").output.hasSuffix("next: verify init\n"))
    }

    @Test func `A wrong number of phases is refused`() {
        let result = fixture.run("init", "x", "--phases", "0")
        expect(result.exit, is: 64)
        expect(
            result.errors,
            is: "task-state: a task has 1 to 1000 phases, not 0\nhint: give --phases a number in that range\n")
    }

    @Test(arguments: ["", "  ", "\n"])
    func `A task without a name is refused`(name: String) {
        expect(fixture.run("init", name).errors.hasPrefix("task-state: NAME takes some words, not '"))
    }

    @Test func `What is meant is the task in progress, and with several one must say`() throws {
        let missing = fixture.run("show")
        expect(missing.exit, is: 66)
        expect(
            missing.errors,
            is: "task-state: no task was ever started here\n"
                + "hint: run 'task-state init NAME', or name the project with --project-root\n")
        let one = fixture.run("init", "one").answer
        expect(fixture.run("show").exit, is: 0)
        fixture.world.time.advance(by: .seconds(1))
        let two = fixture.run("init", "two").answer
        let unclear = fixture.run("checkpoint", "--phase", "1", "--summary", "x")
        expect(unclear.exit, is: 64)
        expect(
            unclear.errors,
            is:
                "task-state: 2 tasks are in progress here: which one is meant\n  \(two)  two\n  \(one)  one\nhint: add --task-id ID\n"
        )
        fixture.run("abandon", "--task-id", one, "--reason", "x")
        fixture.world.time.advance(by: .seconds(1))
        fixture.run("abandon", "--task-id", two, "--reason", "x")
        expect(
            fixture.run("checkpoint", "--phase", "1", "--summary", "x").errors,
            is: "task-state: no task is in progress here\nhint: name one with --task-id; the last here was \(two)\n")
        expect(
            fixture.run("reopen", "--reason", "it is not done").errors,
            is: "task-state: no task is in progress here; the last was 'two'\n"
                + "hint: run 'task-state reopen --task-id \(two) --reason \"it is not done\"'\n")
        // Who only looks means the one that ended last.
        expect(fixture.run("show").output.contains(two) && fixture.run("log").exit == 0)
        expect(fixture.run("export").output.contains(two) && fixture.run("summary").output.contains("two"))
        try fixture.shell("git init -q . && git commit -q --allow-empty -m x && git worktree add -q linked")
        expect(
            fixture.run("checkpoint", "--phase", "1", "--summary", "x", in: "linked").errors,
            is: "task-state: no task is in progress here\nhint: run 'task-state list' and name one with --task-id ID\n"
        )
        expect(
            fixture.run("show", "--task-id", "nobody").errors,
            is: "task-state: there is no task nobody\nhint: run 'task-state list'\n")
        expect(
            fixture.run("show", "--task-id", "../x").errors.hasPrefix(
                "task-state: --task-id takes a task's id, not '../x'"))
    }

    @Test func `Lists are an array, the newest first, filtered as asked`() throws {
        try expect(fixture.json("list"), is: [])
        expect(fixture.run("list").output, is: "no tasks\nnext: harness-executor start TEXT\n")
        for name in ["one", "two", "three"] {
            fixture.run("init", name)
            fixture.world.time.advance(by: .seconds(3600))
        }
        let list = try fixture.json("list")
        expect(list.items?.map { $0["task"] }, is: ["three", "two", "one"])
        expect(list.items?.map { $0["is_current"] }, is: [true, false, false])
        expect(list[0]?["phase"], is: "1/1")
        try expect(fixture.json("list", "--limit", "1").items?.count, is: 1)
        try expect(fixture.json("list", "--since", "90m").items?.count, is: 1)
        try expect(fixture.json("list", "--status", "completed"), is: [])
        try expect(fixture.json("list", "--status", "in_progress", "--status", "blocked").items?.count, is: 3)
        expect(fixture.run("list", "--limit", "0").exit, is: 64)
        expect(
            fixture.run("list", "--since", "yore").errors.hasPrefix(
                "task-state: --since takes 30m, 24h, 7d, 4w, a date or a time, not 'yore'"))
    }

    @Test func `Amendments are visible`() throws {
        let id = fixture.run("init", "name", "--criterion", "c1").answer
        expect(fixture.run("amend", "--reason", "x").errors.hasPrefix("task-state: nothing to amend is named\n"))
        expect(fixture.run("amend", "--kind", "bugfix", "--criterion", "c2", "--reason", "it was a bug").exit, is: 0)
        let task = try fixture.file("tasks/\(id)/state/task.json")
        expect(task["kind"] == "bugfix" && task["criteria"] == ["c1", "c2"])
        expect(fixture.run("show").output.contains("amended:\n  - it was a bug\n"))
    }

    @Test func `A criterion is taken back, visibly, and the others keep their names`() throws {
        let id = fixture.run("init", "name", "--criterion", "c1", "--criterion", "c2", "--criterion", "c3").answer
        let unknown = fixture.run("amend", "--remove-criterion", "AC-7", "--reason", "x")
        expect(unknown.exit, is: 66)
        expect(
            unknown.errors, is: "task-state: \(id) has no criterion 'AC-7'\nhint: name one of: AC-1, AC-2, AC-3\n")
        expect(fixture.run("amend", "--remove-criterion", "ac-2", "--reason", "not wanted").exit, is: 0)
        try expect(fixture.file("tasks/\(id)/state/task.json")["criteria"], is: ["c1", "c3"])
        let words = "the criterion AC-2 was taken back: c2 [W_CRITERION]"
        expect(fixture.run("show").output.contains("warning: \(words)\n"))
        expect(fixture.run("summary", "--format", "pr").output.contains("the criterion AC-2 was taken back: c2"))
        expect(fixture.run("amend", "--criterion", "c4", "--reason", "more").exit, is: 0)
        let name = try #require(TaskID(id))
        let task = try #require(try TaskRecord(id: name, events: fixture.events(of: id)))
        expect(task.namedCriteria.map(\.id), is: ["AC-1", "AC-3", "AC-4"])
        let rest = ["AC-1", "AC-3", "AC-4"].flatMap { ["--remove-criterion", $0] }
        let all = fixture.runAll(["amend", "--reason", "x"] + rest)
        expect(all.exit, is: 73)
        expect(
            all.errors,
            is: "task-state: \(id) would be left without a criterion, and be judged by its name\n"
                + "hint: say what must hold instead in the same command, with --criterion TEXT\n")
        expect(fixture.runAll(["amend", "--reason", "x", "--criterion", "c5"] + rest).exit, is: 0)
    }

    @Test func `The log tells what happened`() {
        fixture.run("init", "name")
        fixture.run("checkpoint", "--phase", "1", "--summary", "one")
        expect(
            fixture.run("log").output,
            is: """
                2026-09-21T14:13:20Z  task.started  name
                2026-09-21T14:13:20Z  phase.checkpointed  phase 1: one

                """)
    }

    @Test(arguments: [
        ("plain text", ["plain text"]), (#""a string""#, ["a string"]), (#"["a","b"]"#, ["a", "b"]), ("", []),
        ("7", ["7"]),
    ])
    func `A string is one entry, never its letters`(text: String, entries: [String]) throws {
        let id = fixture.run("init", "name").answer
        fixture.run("checkpoint", "--phase", "1", "--summary", "x", "--decisions", text)
        try expect(
            fixture.file("tasks/\(id)/state/context.json")["key_decisions"], is: .array(entries.map(JSON.string)))
    }
}

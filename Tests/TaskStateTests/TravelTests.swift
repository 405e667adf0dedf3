import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

/// Tasks that come from elsewhere, and what is checked about those that are here.
struct TravelTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    /// A store as the Python script that came before writes it: local times, no ledger.
    private func writeForeignStore() throws {
        let task = "harness/tasks/old-task-20260324-1600"
        try fixture.bench.write(
            #"{"task_id": "old-task-20260324-1600", "task": "redesign", "started_at": "2026-03-24T16:00:00.123456", "phase": 2, "total_phases": 3, "status": "in_progress", "plan_path": null}"#,
            to: "\(task)/state/task.json")
        try fixture.bench.write(
            #"{"completed": ["Phase 1: types"], "current": "Phase 2", "remaining": ["Phase 2", "Phase 3"], "key_decisions": ["d1"], "files_modified": ["a.go"], "files_created": []}"#,
            to: "\(task)/state/context.json")
        try fixture.bench.write(
            #"{"phase": 1, "summary": "types", "timestamp": "2026-03-24T17:00:00", "context_snapshot": {}}"#,
            to: "\(task)/checkpoints/phase-1.json")
        try fixture.bench.write(
            #"{"task_id": "done", "task": "done one", "started_at": "2026-03-23T09:00:00+08:00", "phase": 1, "total_phases": 1, "status": "completed", "completed_at": "2026-03-23T10:00:00+08:00", "summary": "it works"}"#,
            to: "harness/tasks/done-20260323-0900/state/task.json")
        try fixture.bench.write("{broken", to: "harness/tasks/damaged/state/task.json")
        try fixture.bench.write(
            #"{"status": "strange", "started_at": "2026-01-01"}"#, to: "harness/tasks/strange/state/task.json")
        try fixture.bench.shell("ln -s old-task-20260324-1600 harness/tasks/current; mkdir harness/tasks/empty")
    }

    @Test func `Of many files that cannot be read the first are named and the others counted`() throws {
        try writeForeignStore()
        for number in 1...8 {
            try fixture.bench.write("{broken", to: "harness/tasks/torn-\(number)/state/task.json")
        }
        let lines = fixture.run("list").errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
        expect(lines.count == 4 && lines[3] == "warning: 7 more of 10 in all are skipped", "\(lines)")
    }

    @Test func `Another tool's store is read as it is, and reading changes nothing`() throws {
        try writeForeignStore()
        let before = try fixture.bench.shell("find harness | sort; cat harness/tasks/*/*/*.json").output.text
        let list = fixture.run("list")
        expect(list.exit, is: 0)
        expect(
            list.errors,
            is: """
                warning: tasks/damaged is skipped: state/task.json:1:2: expected a key in double quotes, found 'b'
                warning: tasks/strange is skipped: its status 'strange' is unknown
                next: task-state resume

                """)
        try expect(fixture.json("list").items?.map { $0["status"] }, is: ["in_progress", "completed"])
        let show = try fixture.json("show")
        expect(show["task"]?["total_phases"] == 3 && show["task"]?["phase"] == 2)
        expect(show["context"]?["completed"] == ["Phase 1: types"] && show["context"]?["key_decisions"] == ["d1"])
        let done = try fixture.json("show", "--task-id", "done-20260323-0900")
        expect(done["task"]?["started_at"], is: "2026-03-23T01:00:00Z")
        expect(done["verification"]?["code"], is: "imported")
        try expect(fixture.bench.shell("find harness | sort; cat harness/tasks/*/*/*.json").output.text, is: before)
    }

    @Test func `The first command that writes takes it in, and goes on with it`() throws {
        try writeForeignStore()
        let result = fixture.run("checkpoint", "--phase", "2", "--summary", "ours", "--files-changed", "b.go")
        expect(result.exit, is: 0, "\(result.errors)")
        let context = try fixture.file("tasks/old-task-20260324-1600/state/context.json")
        expect(context["completed"], is: ["Phase 1: types", "Phase 2: ours"])
        expect(context["files_modified"], is: ["a.go", "b.go"])
        expect(fixture.run("list").errors, is: "next: task-state resume\n")
        try expect(fixture.json("list").items?.count, is: 2)
        try expect(fixture.bench.text(of: "harness/tasks/damaged/state/task.json"), is: "{broken")
        expect(fixture.run("doctor").answer, is: "2 tasks, nothing wrong")
    }

    @Test func `A task travels with all its events`() throws {
        let id = fixture.run("init", "name", "--phases", "2").answer
        fixture.run("checkpoint", "--phase", "1", "--summary", "one")
        let exported = fixture.run("export", id)
        let other = try Fixture()
        try other.bench.write(exported.output, to: "task.json")
        let result = other.run("import", "task.json")
        expect(result.output, is: "\(id): 2 events added, in_progress\nnext: task-state show --task-id \(id)\n")
        expect(other.run("import", "task.json").answer, is: "\(id): 0 events added, in_progress")
        expect(other.run("checkpoint", "--phase", "2", "--summary", "two").exit, is: 0)
        try expect(other.file("tasks/\(id)/state/context.json")["completed"], is: ["Phase 1: one", "Phase 2: two"])
        expect(other.run("doctor").answer, is: "1 task, nothing wrong")
        try fixture.bench.write(other.run("export", id).output, to: "back.json")
        expect(fixture.run("import", "back.json").answer, is: "\(id): 1 events added, in_progress")
        fixture.run("block", "--reason", "here")
        other.run("block", "--reason", "there")
        try fixture.bench.write(other.run("export", id).output, to: "back.json")
        let forked = fixture.run("import", "back.json")
        expect(forked.exit, is: 73)
        expect(
            forked.errors,
            is: "task-state: \(id) went on differently here from event 4 on\n"
                + "hint: run 'task-state log --task-id \(id)' in both places and keep one of them\n")
    }

    @Test func `A task from a work tree of another machine is at home here`() throws {
        try fixture.bench.shell(
            "git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x && git worktree add -q linked"
        )
        let id = fixture.run("init", "name", "--phases", "2", in: "linked").answer
        let exported = fixture.run("export", id, in: "linked").output
        let other = try Fixture()
        try other.bench.write(exported, to: "task.json")
        expect(other.run("import", "task.json").exit, is: 0)
        expect(other.run("checkpoint", "--phase", "1", "--summary", "here").exit, is: 0)
        try expect(other.file("tasks/\(id)/state/context.json")["completed"], is: ["Phase 1: here"])
        expect(other.run("complete", "--summary", "done").exit, is: 0)
        try expect(other.bench.shell("cat harness/memory/episodes/*.jsonl | wc -l").output.text, is: "1\n")
        expect(other.run("doctor").answer, is: "1 task, nothing wrong")
    }

    @Test func `An exported task that was touched is refused`() throws {
        let id = fixture.run("init", "name").answer
        let exported = fixture.run("export", id).output
        let other = try Fixture()
        for (from, to, message) in [
            (
                "feature", "chore",
                "the exported task is not whole: event 1 (task.started) was changed after it was written"
            ),
            (
                "\"seq\": 1", "\"seq\": 2",
                "the exported task is not whole: event 2 (task.started) stands where event 1 belongs"
            ),
            ("\"task_id\": \"", "\"task_id\": \"../", "'../\(id)' is no task's id"),
            ("harness.task/1", "harness.task/2", "task.json:"),
            ("{", "", "task.json:2:"),
        ] {
            let parts = exported.split(separator: from, maxSplits: 1, omittingEmptySubsequences: false)
            try other.bench.write(parts.joined(separator: to), to: "task.json")
            let result = other.run("import", "task.json")
            expect(result.exit, is: 65)
            expect(result.errors.hasPrefix("task-state: \(message)"), "\(result.errors)")
        }
        expect(other.run("import", "missing.json").errors.hasPrefix("task-state: missing.json does not exist\n"))
    }

    @Test func `The doctor finds files that are wrong, and makes them again`() throws {
        let id = fixture.run("init", "name").answer
        expect(fixture.run("doctor").output, is: "1 task, nothing wrong\n")
        try fixture.bench.shell("cd harness/tasks/\(id)/state && echo '{}' > task.json && rm context.json")
        let sick = fixture.run("doctor")
        expect(sick.exit, is: 1)
        expect(
            sick.output,
            is: """
                \(id): tasks/\(id)/state/task.json says something else than its events
                \(id): tasks/\(id)/state/context.json is missing
                next: task-state doctor --repair

                """)
        let mended = fixture.run("doctor", "--repair")
        expect(mended.exit, is: 0)
        expect(mended.output, is: "2 repaired\n1 task, nothing wrong\n")
        try expect(fixture.file("tasks/\(id)/state/task.json")["name"], is: "name")
    }

    @Test func `The doctor finds a list that is behind, and a history that was changed`() throws {
        let id = fixture.run("init", "name").answer
        try fixture.bench.shell("sqlite3 harness/state.db \"update task set head = 0\"")
        expect(fixture.run("doctor").answer, is: "\(id): the list of tasks is behind its events")
        expect(fixture.run("doctor", "--repair").exit, is: 0)
        try fixture.bench.shell(
            "sqlite3 harness/state.db \"drop trigger event_stays; update event set actor = 'nobody'\"")
        let broken = fixture.run("doctor", "--repair")
        expect(broken.exit, is: 1)
        expect(
            broken.output,
            is: "\(id): its events are not whole: event 1 (task.started) was changed after it was written\n")
    }

    @Test func `What killed writers left is removed by the next delivery, and all of it by the doctor`() throws {
        let id = fixture.run("init", "name", "--phases", "3").answer
        let state = "tasks/\(id)/state"
        let space = try fixture.bench.shell("readlink /proc/self/ns/pid | tr -dc 0-9").output.text
        // No process has a number above 4194304; now is 14:13:20.
        let gone = ".tmp-\(space)-4194305"
        let stays = ["\(state)/.tmp-\(space)-\(getpid())-0", "\(state)/.tmpfile"]
        let (young, foreign) = ("\(state)/\(gone)-1", "\(state)/.tmp-1-1-1")
        func make(_ names: [String], _ moment: String) throws {
            try fixture.bench.shell("cd harness && TZ=UTC touch -d \(moment) \(names.joined(separator: " "))")
        }
        try make(
            stays + ["\(state)/\(gone)-0", "\(state)/.tmp-1-1-0", "tasks/\(gone)-link", "\(gone)-0"], "2026-09-01")
        try make([young], "2026-09-21T14:13")
        try make([foreign], "2026-09-21T10:00")
        func left() throws -> [String] {
            let found = try fixture.bench.shell("cd harness && find . -name '.tmp*' | sort").output.text
            return found.split(separator: "\n").map { String($0.dropFirst(2)) }
        }
        fixture.run("checkpoint", "--phase", "1", "--summary", "x")
        try expect(left(), is: (stays + [young, foreign, "tasks/\(gone)-link", "\(gone)-0"]).sorted())
        let repair = fixture.run("doctor", "--repair")
        expect(repair.output, is: "2 leftovers of killed writers removed\n1 task, nothing wrong\n")
        try expect(left(), is: (stays + [young, foreign]).sorted())
        fixture.world.time.advance(by: .seconds(60))
        try expect(fixture.json("doctor", "--repair")["removed"], is: 1)
        fixture.world.time.advance(by: .seconds(86_400))
        try expect(fixture.json("doctor", "--repair")["removed"], is: 1)
        try expect(left(), is: stays.sorted())
    }

    @Test func `A task that is taken up again has no result any more`() throws {
        let id = fixture.run("init", "name").answer
        fixture.run("complete", "--summary", "done")
        try expect(fixture.bench.text(of: "harness/tasks/\(id)/state/result.json") != nil)
        fixture.run("reopen", "--task-id", id, "--reason", "not done")
        try expect(fixture.bench.text(of: "harness/tasks/\(id)/state/result.json") == nil)
    }
}

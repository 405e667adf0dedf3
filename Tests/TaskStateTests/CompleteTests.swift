import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

/// What `complete` does beside asking the gate.
struct CompleteTests {
    @Test func `Complete makes the last checkpoint by itself, and only the last`() throws {
        let fixture = try Fixture(gate: Fixture.passing)
        let id = fixture.run("init", "one").answer
        expect(fixture.run("complete", "--summary", "all of it").exit, is: 0)
        try expect(fixture.file("tasks/\(id)/checkpoints/phase-1.json")["summary"], is: "all of it")

        let long = fixture.run("init", "three", "--phases", "3").answer
        fixture.run("checkpoint", "--phase", "1", "--summary", "first")
        let hasty = fixture.run("complete", "--summary", "hasty")
        expect(hasty.exit, is: 0)
        let skipped = "phases 2 to 3 have no checkpoint, of 3 that were planned [W_PHASE]"
        expect(hasty.errors.hasPrefix(skipped + "\n"), "\(hasty.errors)")
        expect(fixture.run("summary", "--task-id", long).output.contains("- \(skipped)\n"))
        try expect(fixture.json("summary", "--task-id", id)["warnings"], is: [])
        try expect(fixture.bench.text(of: "harness/tasks/\(long)/checkpoints/phase-2.json") == nil)
        try expect(fixture.bench.text(of: "harness/tasks/\(long)/checkpoints/phase-3.json") == nil)

        let own = fixture.run("init", "mine").answer
        fixture.run("checkpoint", "--phase", "1", "--summary", "by hand")
        fixture.run("complete", "--summary", "end")
        try expect(fixture.file("tasks/\(own)/checkpoints/phase-1.json")["summary"], is: "by hand")
    }

    @Test func `Complete finds the files that nobody named, and believes those that were`() throws {
        var fixture = try Fixture(gate: Fixture.passing)
        try fixture.bench.shell(
            "git init -q . && echo a > old && git add . && git -c user.name=t -c user.email=t@t commit -qm x")
        fixture.world.context.environment["PATH"] = Environment.inherited["PATH"]
        let id = fixture.run("init", "one").answer
        try fixture.bench.shell("echo b > old && echo c > new")
        fixture.run("complete", "--summary", "done")
        let result = try fixture.file("tasks/\(id)/state/result.json")
        expect(result["files_changed"] == ["old"] && result["files_created"] == ["new"])

        let told = fixture.run("init", "two").answer
        try fixture.bench.shell("echo d > old && echo e > other")
        fixture.run("complete", "--summary", "done", "--files-changed", "old")
        let second = try fixture.file("tasks/\(told)/state/result.json")
        expect(second["files_changed"] == ["old"] && second["files_created"] == ["other"])

        // Naming one file hides no other, and what is gone is called that.
        fixture.run("init", "three", "--phases", "2")
        try fixture.bench.shell("echo f > new && rm old")
        fixture.run("checkpoint", "--phase", "1", "--summary", "half", "--files-changed", "./other")
        try fixture.bench.shell("echo g > other && echo h > more")
        let page = fixture.run("complete", "--summary", "done").output
        expect(
            page.contains("Changed:\n- other (changed)\n- new (changed)\n- more (created)\n- old (deleted)\n"),
            "\(page)")

        // What a name holds is no line of ours.
        let odd = fixture.run("init", "four").answer
        try fixture.bench.shell("echo i > \"$(printf 'a\\nReviewed: by the owner')\"")
        let named = fixture.run("complete", "--summary", "done").output
        expect(named.contains("- a\\nReviewed: by the owner (created)\n"), "\(named)")
        let request = fixture.run("summary", "--task-id", odd, "--format", "pr").output
        expect(request.contains("- `a\\nReviewed: by the owner` created\n"), "\(request)")
    }

    @Test func `A complete that was killed at its very end is told what it came to`() throws {
        let fixture = try Fixture(gate: Fixture.passing)
        let id = fixture.run("init", "one").answer
        expect(fixture.run("complete", "--summary", "done").exit, is: 0)
        for words in [[], ["--task-id", id]] {
            let again = fixture.runAll(["complete", "--summary", "done"] + words)
            expect(again.exit == 0 && again.answer == "completed \(id) (V2)", "\(again)")
            expect(again.errors.hasPrefix("it ended so at 2026-09-21T14:13:20Z: nothing was examined again\n"))
        }
        // Other words are another command.
        expect(fixture.run("complete", "--summary", "more", "--task-id", id).exit, is: 73)
        expect(fixture.run("complete", "--summary", "more").errors.contains("no task is in progress here"))
        fixture.run("init", "two")
        expect(fixture.run("complete", "--summary", "done").output.contains("two"))
    }

    @Test func `Complete shows the summary and what to do next`() throws {
        let fixture = try Fixture(gate: Fixture.passing)
        let id = fixture.run("init", "one", "--criterion", "it holds").answer
        let result = fixture.run("complete", "--summary", "done", "--lessons", "look twice")
        expect(
            result.output,
            is: """
                completed \(id) (V2)

                one

                Completed and proved (V2).
                done
                Criteria:
                - it holds
                Lessons:
                - look twice
                Next steps:
                - keep a copy of it: no git repository holds it
                next: harness-executor start TEXT

                """)
        let summary = fixture.run("summary")
        expect(summary.output.hasSuffix("- keep a copy of it: no git repository holds it\n"))
        try fixture.bench.shell("git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m a")
        expect(fixture.run("summary").output.hasSuffix(" --format pr'\n"))
        expect(summary.errors, is: "next: harness-executor start TEXT\n")
    }

    @Test func `From the third ended task on the critic has one line, and never fails a task`() throws {
        struct Broken: Error {}
        for (answer, expected) in [("seen\ntwice", true), (nil, false)] {
            let fixture = try Fixture(
                gate: Fixture.passing,
                critique: Critique { _ in
                    guard let answer else { throw Broken() }
                    return answer
                })
            for number in 1...3 {
                fixture.run("init", "task \(number)")
                // However it ended.
                let result =
                    number == 1
                    ? fixture.run("fail", "--reason", "no") : fixture.run("complete", "--summary", "done")
                expect(result.exit, is: 0)
                let lines = result.output.split(separator: "\n").filter { $0.contains("seen") && $0.contains("twice") }
                expect(lines.count, is: (number == 3 && expected ? 1 : 0), "\(result.output)")
            }
        }
    }

    @Test func `A task begins with its scenario, or with its plan`() throws {
        let fixture = try Fixture()
        expect(fixture.run("init", "one").errors.hasSuffix("next: verify init\n"))
        let second = fixture.run("init", "two", "--phases", "2")
        expect(second.errors.hasSuffix("next: task-state plan new --task-id \(second.answer)\n"))
        let third = fixture.run("init", "three", "--kind", "docs")
        expect(third.errors.hasSuffix("next: task-state complete --task-id \(third.answer) --summary TEXT\n"))
    }

    @Test func `An executor's result can be given as a word`() throws {
        let fixture = try Fixture()
        let id = fixture.run("init", "one").answer
        let block =
            #"{"status": "blocked", "summary": "s", "files_changed": [], "files_created": [], "#
            + #""validation_result": "fail", "validation_output": "o", "lessons": ["l"], "blockers": ["no key"]}"#
        expect(
            fixture.run("attempt", "end", "--result", block).output,
            is: "attempt 1 for \(id): blocked\nnext: task-state block --reason TEXT\n")
        let wrong = fixture.run("attempt", "end", "--result", "it went well")
        expect(wrong.exit, is: 65)
        expect(wrong.errors.hasPrefix("task-state: --result holds no JSON object\nhint: give the executor's result"))
    }
}

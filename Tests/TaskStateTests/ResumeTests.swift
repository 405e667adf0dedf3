import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

/// Picking a task up again.
struct ResumeTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func git(_ line: String) throws {
        let outcome = try fixture.bench.shell(
            "set -e; export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; \(line)"
        )
        expect(outcome.exit, is: .exited(0), "\(outcome.errors.text)")
    }

    private func attempt(_ result: String) -> Fixture.Result {
        var world = World(directory: fixture.bench.path)
        world.context.clock = fixture.world.context.clock
        world.context.boundedInput = { limit in result.utf8.count > limit ? nil : Bytes(result.utf8) }
        let exit = fixture.program.run(["task-state", "attempt", "end"], in: world.context)
        return Fixture.Result(exit: exit, output: world.output.text, errors: world.errors.text)
    }

    @Test func `A briefing lets somebody without memory go on`() throws {
        try git("git init -q . && echo a > a.txt && git add a.txt && git commit -qm first")
        try fixture.bench.write(
            """
            # Notes
            ## Phases
            ### Phase 1: Types
            - [x] Step 1.1: types
            ### Phase 2: Routes
            - [ ] Step 2.1: the route
            - **Validates with**: `make test`
            ### Phase 3: Words
            - [ ] Step 3.1: words
            """, to: "docs/plan.md")
        let id = fixture.run(
            "init", "notes", "--phases", "3", "-d", "notes answer", "--criterion", "GET answers 404", "--plan-path",
            "docs/plan.md"
        ).answer
        fixture.run(
            "checkpoint", "--phase", "1", "--summary", "types", "--files-changed", "a.txt", "--decisions",
            #"["ids are words"]"#)
        try git("echo b > b.txt && git add b.txt docs && git commit -qm 'by hand' && echo x >> a.txt && echo c > c.txt")
        expect(fixture.run("attempt", "start", "--by", "executor", "--phase", "2").exit, is: 0)
        let failed = attempt(
            #"{"status":"failed","summary":"the router panics","validation_output":"one\ntwo\nerror: no route","blockers":["no docs"]}"#
        )
        expect(failed.output, is: "attempt 1 for \(id): failed\nnext: task-state resume\n")
        let resume = fixture.run("resume")
        let hash = try fixture.bench.shell("git log -1 --format=%h").output.text.split(separator: "\n")[0]
        expect(
            resume.output,
            is: """
                notes  \(id)
                notes answer
                in_progress, phase 2 of 3, feature
                criteria:
                  - GET answers 404
                done:
                  - phase 1: types
                now:
                  - Phase 2: Routes
                  - - [ ] Step 2.1: the route
                  - - **Validates with**: `make test`
                decisions:
                  - ids are words
                files of this task:
                  - a.txt
                commits since the last checkpoint:
                  - \(hash) by hand
                changed files that no checkpoint mentions:
                  - c.txt
                  - b.txt
                  - docs/plan.md
                the last try failed:
                  - failed: the router panics
                  - no docs
                  - one
                  - two
                  - error: no route
                next: task-state checkpoint --phase 2 --summary TEXT

                """)
        let json = try fixture.json("resume")
        expect(json["unmentioned_files"], is: ["c.txt", "b.txt", "docs/plan.md"])
        expect(json["now"]?[0], is: "Phase 2: Routes")
        expect(json["next"], is: "task-state checkpoint --phase 2 --summary TEXT")
    }

    @Test func `What was there at the start has not moved`() throws {
        try git("git init -q . && echo a > a.txt && git add a.txt && git commit -qm first")
        fixture.run("init", "notes", "--phases", "2")
        let start = fixture.run("resume").output
        expect(!start.contains("first") && !start.contains("a.txt"), "\(start)")
        // An older commit that comes in later has moved, whatever its date.
        try git("echo b > b.txt && git add b.txt && git commit -qm old --date 2001-01-01T00:00:00Z")
        expect(fixture.run("resume").output.contains(" old\nchanged files that no checkpoint mentions:\n  - b.txt\n"))
        fixture.run("checkpoint", "--phase", "1", "--summary", "s")
        expect(!fixture.run("resume").output.contains(" old\n"))
        let head = try fixture.bench.shell("git rev-parse HEAD").output.text.split(separator: "\n")[0]
        // A rebase may take the commit away: then the time decides.
        try git("git checkout -q --orphan other && git commit -qm new && git branch -qD master main || true")
        try git("git reflog expire --expire=now --all && git gc -q --prune=now")
        try expect(fixture.bench.shell("git cat-file -e \(head)").exit, isNot: .exited(0))
        expect(fixture.run("resume").output.contains(" new\n"))
    }

    @Test func `A plan that changed is said`() throws {
        try fixture.bench.write("### Phase 1: a\n- x\n### Phase 2: b\n- y\n", to: "plan.md")
        fixture.run("init", "notes", "--phases", "3", "--plan-path", "plan.md")
        expect(!fixture.run("resume").output.contains("the plan plan.md"))
        fixture.run("checkpoint", "--phase", "1", "--summary", "s")
        expect(!fixture.run("resume").output.contains("the plan plan.md"))
        try fixture.bench.write("### Phase 2: b\n- z\n", to: "plan.md")
        expect(fixture.run("resume").output.contains("the plan plan.md changed since the last checkpoint\n"))
        fixture.run("plan", "approve", "--by", "Ada")
        fixture.run("checkpoint", "--phase", "2", "--summary", "s")
        try fixture.bench.write("### Phase 3: b\n- z\n", to: "plan.md")
        let words = "the plan plan.md changed since it was approved: 'task-state plan amend --reason TEXT' says why"
        expect(fixture.run("resume").output.contains("\(words)\n"))
        let plan = try fixture.json("resume")["plan"]
        expect(plan?["moved"]?.string == words && plan?["standing"] == "changed since it was approved")
    }

    @Test func `Without git the briefing says what it does not know`() {
        fixture.run("init", "notes")
        let resume = fixture.run("resume")
        expect(resume.exit, is: 0)
        expect(resume.output.contains("not in a git work tree: edits since then are not known\n"))
        expect(resume.output.contains("now:\n  - phase 1 of 1\n"))
    }

    @Test func `The caller's git settings do not mislead it`() throws {
        try git("git init -q . && git commit -q --allow-empty -m first && touch new.txt")
        var fixture = fixture
        fixture.run("init", "notes")
        fixture.world.context.environment["GIT_DIR"] = "/nowhere"
        fixture.world.context.environment["GIT_WORK_TREE"] = "/"
        expect(fixture.run("resume").output.contains("changed files that no checkpoint mentions:\n  - new.txt\n"))
    }

    @Test func `An executor's result is read also from within its talk`() throws {
        let id = fixture.run("init", "notes").answer
        let talk = """
            I am done. Here is an example: ```json
            {"status": "failed"}
            ``` and the result:
            ```json
            {"status": "success", "summary": "done", "files_changed": ["a"], "extra": 1}
            ```
            """
        expect(attempt(talk).output, is: "attempt 1 for \(id): success\nnext: verify init\n")
        let none = attempt("I could not do it")
        expect(none.exit, is: 65)
        expect(
            none.errors.hasPrefix(
                "task-state: standard input holds no JSON object\nhint: give the executor's result there"))
        let wrong = attempt(#"{"status": "fine"}"#)
        expect(wrong.exit, is: 65)
        expect(wrong.errors.hasPrefix("task-state: $.status: must be one of success, failed, blocked, not \"fine\"\n"))
    }

    @Test func `The summary never calls more proved than was`() throws {
        let id = fixture.run("init", "notes", "--criterion", "GET answers 404").answer
        let begun = fixture.run("summary").output
        expect(begun.contains("Not finished: in_progress, phase 1/1.\n"))
        expect(begun.hasSuffix("Next steps:\n- go on with it: 'task-state resume --task-id \(id)'\n"))
        fixture.run("complete", "--summary", "it works", "--files-changed", "a", "--lessons", "ask")
        expect(
            fixture.run("summary", "--format", "markdown").output,
            is: """
                ## notes

                Finished, but not proved: this version cannot prove anything yet.
                it works

                ### Changed

                - `a` changed

                ### Criteria

                - GET answers 404

                ### Lessons

                - ask

                ### Next steps

                - have somebody try it: nothing of it was proved
                - keep a copy of it: no git repository holds it

                """)
        try expect(
            fixture.json("summary", "--task-id", id)["verdict"],
            is: "Finished, but not proved: this version cannot prove anything yet.")
    }

    @Test func `A result is one object, is no novel, and nobody waits for it at a terminal`() throws {
        fixture.run("init", "notes")
        expect(fixture.run("attempt", "start").output.hasSuffix("next: task-state attempt end --result JSON\n"))
        let result = #"{"status": "success", "summary": "s"}"#
        let two = attempt("\(result)\n\(result)\n")
        expect(two.exit, is: 65)
        expect(
            two.errors.hasPrefix(
                "task-state: standard input holds 2 JSON objects, and one of them at most is the result\nhint: "))
        let long = attempt(String(repeating: "x", count: 1 << 20) + result)
        expect(long.exit, is: 65)
        expect(
            long.errors.hasPrefix(
                "task-state: standard input holds more than 1 MiB: that is no executor's result\nhint: "))
        expect(attempt("I did it:\n\n\(result)\n\nThat is all.\n").exit, is: 0)
        var world = World(directory: fixture.bench.path)
        world.context.isInputTyped = { true }
        expect(fixture.program.run(["task-state", "attempt", "end"], in: world.context), is: 64)
        expect(
            world.errors.text.hasPrefix(
                "task-state: nothing is piped into standard input, where the executor's result is read\n"
                    + "hint: run 'task-state attempt end --result "))
    }
}

import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

struct PlanTests {
    let fixture: Fixture
    static let path = "docs/exec-plans/active/2026-09-21-notes-answer.md"

    init() throws {
        fixture = try Fixture()
    }

    @Test func `A summary names a plan where it lies at the end`() throws {
        try fixture.shell("git init -q . && git commit -q --allow-empty -m x")
        let id = fixture.run("init", "Notes answer", "--phases", "2").answer
        fixture.run("plan", "new")
        try fixture.bench.write("1\n", to: "a.txt")
        let completed = "docs/exec-plans/completed/2026-09-21-notes-answer.md"
        expect(fixture.run("complete", "--summary", "done").output.contains("- \(completed) (created)\n"))
        try expect(fixture.json("summary", "--task-id", id)["files_created"], is: ["a.txt", .string(completed)])
    }

    @Test func `A plan is written, approved, changed, amended, and retired`() throws {
        let id = fixture.run("init", "Notes answer", "--phases", "2", "--criterion", "GET answers 404").answer
        expect(
            fixture.run("plan", "show").errors, is: "task-state: \(id) has no plan\nhint: run 'task-state plan new'\n")
        let new = fixture.run("plan", "new")
        expect(
            new.output,
            is: "wrote \(Self.path): fill it in; 'plan show' tells what is left, then have it approved\n"
                + "next: task-state plan show\n")
        let blank = fixture.run("plan", "show").output
        expect(
            blank.hasPrefix("\(Self.path): not filled in, line ")
                && blank.hasSuffix("\nnext: edit \(Self.path), then 'task-state plan show'\n"))
        try expect(fixture.json("plan", "show")["blank"]?.string?.hasPrefix("line "), is: true)
        let text = try #require(try fixture.bench.text(of: Self.path))
        expect(text.contains("\n### Phase 2: …\n") && text.contains("\n- GET answers 404\n") && text.contains(id))
        expect(fixture.run("plan", "new").exit, is: 73)
        expect(fixture.run("show").output.contains("plan: \(Self.path) (not approved)\n"))
        let early = fixture.run("plan", "amend", "--reason", "x")
        expect(early.errors.hasPrefix("task-state: the plan \(Self.path) was never approved"))
        let filled = text.replacing("…", with: "x").replacing("One sentence", with: "A sentence")
        try fixture.bench.write(filled, to: Self.path)
        expect(fixture.run("plan", "show").output.hasSuffix("\nnext: task-state plan approve --by WHO\n"))
        expect(fixture.run("plan", "approve", "--by", "Ada").output.hasPrefix("\(Self.path): approved by Ada\n"))
        expect(fixture.run("show").output.contains("(approved)\n"))
        try fixture.bench.write(filled + "more\n", to: Self.path)
        expect(fixture.run("plan", "show").output.hasSuffix("\nnext: task-state plan amend --reason TEXT\n"))
        expect(fixture.run("show").output.contains("(changed since it was approved)\n"))
        expect(
            fixture.run("plan", "amend", "--reason", "one more step").output.hasPrefix(
                "\(Self.path): approved, amended\n"))
        try expect(fixture.json("plan", "show")["standing"], is: "approved")
        expect(fixture.run("resume").output.contains("now:\n  - Phase 1: x\n"))
        fixture.run("complete", "--summary", "done")
        try expect(fixture.bench.text(of: Self.path) == nil)
        try expect(
            fixture.bench.text(of: "docs/exec-plans/completed/2026-09-21-notes-answer.md"), is: filled + "more\n")
        // It is found where it went, also when the task goes on.
        let completed = "docs/exec-plans/completed/2026-09-21-notes-answer.md"
        expect(fixture.run("show", "--task-id", id).output.contains("plan: \(completed) (approved)\n"))
        try expect(fixture.json("show", "--task-id", id)["plan"]?["path"]?.string, is: completed)
        fixture.run("reopen", "--task-id", id, "--reason", "one more thing")
        expect(
            fixture.run("plan", "new").errors,
            is: "task-state: the plan \(completed) is there already\nhint: edit it, or run 'task-state plan show'\n")
        expect(fixture.run("plan", "show").output.hasPrefix("\(completed): approved\n"))
    }

    @Test func `A plan that nobody filled in is approved by nobody`() throws {
        fixture.run("init", "Notes … answer", "--phases", "2")
        fixture.run("plan", "new")
        let path = "docs/exec-plans/active/2026-09-21-notes-answer.md"
        let approve = fixture.run("plan", "approve", "--by", "Ada")
        expect(approve.exit, is: 73)
        expect(
            approve.errors,
            is: """
                task-state: the plan \(path) is not filled in: line 7 still says 'One sentence that says what success looks like.'
                hint: fill it in, show it to whoever approves it, then run 'task-state plan approve --by WHO' again

                """)
        let text = try #require(try fixture.bench.text(of: path))
        let half = text.replacing("One sentence", with: "A sentence").replacing("- …", with: "- x")
            .replacing("**: …", with: "**: x").replacing("Phase 1: …", with: "Phase 1: x")
        try fixture.bench.write(half, to: path)
        let second = fixture.run("plan", "approve", "--by", "Ada", "--verdict", "approved-with-changes")
        expect(second.errors.contains(" still says '- [ ] Step 1.1: …'\n"))
        try expect(fixture.json("plan", "show")["standing"], is: "not approved")
        try fixture.bench.write(" \n", to: path)
        expect(
            fixture.run("plan", "approve", "--by", "Ada").errors.hasPrefix("task-state: the plan \(path) is empty\n"))
        try fixture.bench.write(half.replacing("…", with: "x"), to: path)
        expect(fixture.run("plan", "approve", "--by", "Ada").exit, is: 0)
    }

    @Test func `What was done without an approved plan says so everywhere`() throws {
        let id = fixture.run("init", "Notes answer", "--phases", "3").answer
        fixture.run("checkpoint", "--phase", "1", "--summary", "types")
        fixture.run("plan", "new")
        expect(fixture.run("show").output.contains("warning: phase 1 was done without an approved plan [W_PLAN]\n"))
        expect(
            fixture.run("log").output.contains(
                "phase.checkpointed  phase 1: types  (without an approved plan: no plan)\n"))
        fixture.run("checkpoint", "--phase", "2", "--summary", "routes")
        fixture.run("complete", "--summary", "done")
        let words = "phases 1, 2, 3 were done without an approved plan"
        expect(fixture.run("summary", "--task-id", id).output.contains("Warnings:\n- \(words) [W_PLAN]\n"))
        try expect(fixture.file("tasks/\(id)/state/task.json")["warnings"]?[0]?["message"]?.string, is: words)
    }

    @Test func `With an approved plan nothing is said, and the log tells who approved it`() throws {
        let id = fixture.run("init", "Notes answer", "--phases", "2", "--plan-path", "plan.md").answer
        try fixture.bench.write("### Phase 1: x\n- a step\n", to: "plan.md")
        fixture.run("plan", "approve", "--by", "Ada")
        fixture.run("checkpoint", "--phase", "1", "--summary", "types")
        expect(!fixture.run("show").output.contains("W_PLAN"))
        let log = fixture.run("log", "--task-id", id).output
        expect(log.contains("plan.judged  approved by Ada: plan.md\n") && log.hasSuffix("phase 1: types\n"), "\(log)")
        // One phase needs no plan.
        let small = fixture.run("init", "small").answer
        fixture.run("checkpoint", "--task-id", small, "--phase", "1", "--summary", "s")
        expect(!fixture.run("show", "--task-id", small).output.contains("W_PLAN"))
    }

    @Test func `A rejected plan stays rejected`() throws {
        fixture.run("init", "Notes answer", "--phases", "2")
        fixture.run("plan", "new")
        // What is not filled in can be rejected all the same.
        expect(
            fixture.run("plan", "approve", "--by", "Ada", "--verdict", "rejected").output.hasSuffix(
                "next: task-state plan show\n"))
        try fixture.bench.write("better", to: Self.path)
        fixture.run("plan", "amend", "--reason", "tried again")
        try expect(fixture.json("plan", "show")["standing"], is: "rejected")
        fixture.run("plan", "approve", "--by", "Ada")
        try expect(fixture.json("plan", "show")["standing"], is: "approved")
    }

    @Test func `A plan outside the project is none`() throws {
        fixture.run("init", "x", "--plan-path", "../../etc/passwd")
        let show = fixture.run("plan", "show")
        expect(show.exit, is: 66)
        expect(show.errors.contains("the plan ../../etc/passwd of "))
        expect(fixture.run("plan", "new").exit, is: 65)
    }
}

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

    @Test func `A plan is written, approved, changed, amended, and retired`() throws {
        let id = fixture.run("init", "Notes answer", "--phases", "2", "--criterion", "GET answers 404").answer
        #expect(
            fixture.run("plan", "show").errors == "task-state: \(id) has no plan\nhint: run 'task-state plan new'\n")
        let new = fixture.run("plan", "new")
        #expect(
            new.output
                == "wrote \(Self.path): fill it in, then have it approved\nnext: task-state plan approve --by WHO\n")
        let text = try #require(try fixture.bench.text(of: Self.path))
        #expect(text.contains("\n### Phase 2: …\n") && text.contains("\n- GET answers 404\n") && text.contains(id))
        #expect(fixture.run("plan", "new").exit == 73)
        #expect(fixture.run("show").output.contains("plan: \(Self.path) (not approved)\n"))
        let early = fixture.run("plan", "amend", "--reason", "x")
        #expect(early.errors.hasPrefix("task-state: the plan \(Self.path) was never approved"))
        #expect(fixture.run("plan", "approve", "--by", "Ada").output.hasPrefix("\(Self.path): approved by Ada\n"))
        #expect(fixture.run("show").output.contains("(approved)\n"))
        try fixture.bench.write(text + "more\n", to: Self.path)
        #expect(fixture.run("show").output.contains("(changed since it was approved)\n"))
        #expect(
            fixture.run("plan", "amend", "--reason", "one more step").output.hasPrefix(
                "\(Self.path): approved, amended\n"))
        #expect(try fixture.json("plan", "show")["standing"] == "approved")
        #expect(fixture.run("resume").output.contains("now:\n  - Phase 1: …\n"))
        fixture.run("complete", "--summary", "done")
        #expect(try fixture.bench.text(of: Self.path) == nil)
        #expect(try fixture.bench.text(of: "docs/exec-plans/completed/2026-09-21-notes-answer.md") == text + "more\n")
    }

    @Test func `A rejected plan stays rejected`() throws {
        fixture.run("init", "Notes answer", "--phases", "2")
        fixture.run("plan", "new")
        #expect(
            fixture.run("plan", "approve", "--by", "Ada", "--verdict", "rejected").output.hasSuffix(
                "next: task-state plan show\n"))
        try fixture.bench.write("better", to: Self.path)
        fixture.run("plan", "amend", "--reason", "tried again")
        #expect(try fixture.json("plan", "show")["standing"] == "rejected")
        fixture.run("plan", "approve", "--by", "Ada")
        #expect(try fixture.json("plan", "show")["standing"] == "approved")
    }

    @Test func `A plan outside the project is none`() throws {
        fixture.run("init", "x", "--plan-path", "../../etc/passwd")
        let show = fixture.run("plan", "show")
        #expect(show.exit == 66)
        #expect(show.errors.contains("the plan ../../etc/passwd of "))
        #expect(fixture.run("plan", "new").exit == 65)
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Project

/// The first look at a project, and the one at its health.
struct StartAndDoctorTests {
    @Test func `A disk that is full is bad, and room or ignorance is not`() {
        let health = ProjectChecks.space(4096, at: "/work")
        expect(health?.grade == .bad && health?.finding == "4 KiB are left on the disk of /work")
        expect(health?.mend, is: "free some space: nothing can be recorded without")
        expect(ProjectChecks.space(1 << 30, at: "/work") == nil && ProjectChecks.space(nil, at: "/work") == nil)
    }

    @Test func `Without a harness the next step is to give it one`() throws {
        let fixture = try ProjectFixture(files: ["Makefile": "all:\n\ttrue\ntest:\n\ttrue\n"])
        let result = fixture.harness("start", "add dark mode")
        expect(result.exit, is: 0)
        expect(
            result.output,
            is: """
                harness: none yet
                documents: no AGENTS.md
                build: make all
                test: make test
                next: harness-executor bootstrap --docs

                """)
        try expect(fixture.files().count, is: 1)
    }

    @Test func `With one it is to begin the task, or to go on with the one that fits`() throws {
        var fixture = try ProjectFixture()
        fixture.siblings.lessons = { text, _, _ in text.contains("dark") ? ["colours stand in theme.css"] : [] }
        try fixture.steps(("t", "test", "true"))
        let first = fixture.harness("start", "add Tom's dark mode")
        expect(
            first.output.hasSuffix(
                "next: harness-executor task-state init 'add Tom'\\''s dark mode' --criterion TEXT\n"))
        expect(
            first.output.contains("lessons of earlier work, to be weighed, not obeyed:\n- colours stand in theme.css\n")
        )
        try expect(fixture.bench.text(of: "harness/state.db") == nil)
        fixture.siblings.lessons = { _, _, _ in throw Failure(.malformed, "the index is torn") }
        let torn = fixture.harness("start", "add dark mode")
        expect(torn.exit == 0 && torn.errors.contains("earlier lessons cannot be read: the index is torn"))
        let id = fixture.run("task-state", "init", "dark mode for settings").output.split(separator: "\n").first ?? ""
        _ = fixture.run("task-state", "init", "something else")
        let second = try fixture.harness("start", "finish the dark mode", "--json").json()
        expect(second["tasks"]?[0]?["task_id"], is: .string(String(id)))
        expect(second["tasks"]?[0]?["matches"], is: true)
        expect(second["tasks"]?[1]?["matches"], is: false)
        expect(second["next"], is: .string("harness-executor task-state resume --task-id \(id)"))
        expect(second["commands"]?[0]?["kind"], is: "test")
        expect(fixture.harness("start", " ").exit, is: 64)
    }

    @Test func `The doctor names what is missing with what mends it`() throws {
        let fixture = try ProjectFixture(files: ["Makefile": "test:\n\ttrue\n"])
        let before = fixture.harness("doctor")
        expect(before.exit, is: 0)
        expect(before.output.contains("there is no harness yet\n"))
        expect(before.output.contains("→ run 'harness-executor bootstrap'\n"))
        expect(fixture.harness("bootstrap", "--docs").exit, is: 0)
        expect(fixture.harness("validate").exit, is: 0)
        let after = fixture.harness("doctor")
        expect(after.output.contains("1 step that can be run\n"))
        expect(after.output.contains("  passed at "))
        let json = try fixture.harness("doctor", "--json").json()
        expect(json["checks"]?.items?.allSatisfy { $0["name"] != nil && $0["grade"] != nil }, is: true)
        expect((json["score"]?.integer ?? 0) > 70)
    }

    @Test func `What is broken is bad, and exit 1; checks of other modules are lines like any other`() throws {
        var fixture = try ProjectFixture()
        fixture.siblings.checks = [
            Check("other") { _, _ in throw Failure(.missing, "nothing here", hint: "put something here") }
        ]
        try fixture.bench.write("{", to: "harness/config/validation.json")
        let result = fixture.harness("doctor")
        expect(result.exit, is: 1)
        expect(result.output.contains("bad   validation.json   harness/config/validation.json:1:2: "))
        expect(result.output.contains("nothing here\n"))
        expect(result.output.contains("→ put something here\n"))
        // No advice is a command: then it is the same again, once that is mended.
        fixture.siblings.checks = [Check("other") { _, _ in .bad("b", mend: "do something") }]
        try fixture.bench.shell("rm harness/config/validation.json")
        let again = fixture.harness("doctor").output
        expect(again.contains("\nnext: harness-executor "), "\(again)")
    }

    @Test func `A folder inside a work tree is told where its top is, not to make another`() throws {
        let fixture = try ProjectFixture(files: ["svc/a": ""])
        try fixture.bench.shell("git init -q .")
        let doctor = fixture.run("harness-executor", "doctor", "--project-root", "svc").output
        let top = fixture.bench.path
        expect(
            doctor.contains("; \(top)/svc is a folder inside the git work tree \(top), and not its top\n"), "\(doctor)")
        expect(doctor.contains("→ work in \(top), without '--project-root', to reach V2\n"))
        expect(!doctor.contains("git init"))
    }

    @Test func `The doctor's next command is its first advice, what is bad first`() throws {
        var fixture = try ProjectFixture()
        fixture.siblings.checks = [
            Check("one") { _, _ in .warn("w", mend: "run 'verify init'") },
            Check("two") { _, _ in .bad("b", mend: "do something") },
            Check("three") { _, _ in .bad("b", mend: "run 'task-state doctor'") },
        ]
        expect(fixture.harness("doctor").output.hasSuffix("next: harness-executor task-state doctor\n"))
        try expect(fixture.harness("doctor", "--json").json()["next"], is: "harness-executor task-state doctor")
    }

    @Test func `A file without a step is named, to be written`() throws {
        let fixture = try ProjectFixture()
        try fixture.bench.write(
            #"{"schema": "harness.validation/1", "steps": []}"#, to: "harness/config/validation.json")
        let doctor = fixture.harness("doctor")
        let next = "edit harness/config/validation.json, then 'harness-executor validate'"
        expect(doctor.exit == 1 && doctor.output.hasSuffix("next: \(next)\n"), "\(doctor.output)")
        expect(doctor.output.contains("has no step: write one\n") && doctor.output.contains("→ \(next)\n"))
        let named = fixture.harness("doctor", "--project-root", ".").output
        expect(named.hasSuffix("'harness-executor validate --project-root .'\n"), "\(named)")
    }

    @Test func `What the gate validated counts as a validation`() throws {
        let fixture = try ProjectFixture()
        let id = try #require(fixture.run("task-state", "init", "a").output.split(separator: "\n").first)
        expect(fixture.harness("doctor").output.contains("nothing was validated yet\n"))
        func pass(_ outcome: ControlResult.Outcome) throws {
            try TaskStore.open(in: World(directory: fixture.bench.path).context).note(in: String(id)) {
                var body = GatePassed()
                var control = ControlResult()
                control.name = "validation"
                control.outcome = outcome
                body.controls = [control]
                return [body]
            }
        }
        try pass(.couldNotRun)
        expect(fixture.harness("doctor").output.contains("nothing was validated yet\n"))
        try pass(.held)
        expect(fixture.harness("doctor").output.contains("last validation   held at "))
        expect(fixture.harness("doctor").output.contains(", when a task was completed\n"))
    }

    @Test func `Validating is followed by what the task in progress needs`() throws {
        let fixture = try ProjectFixture()
        try fixture.steps(("t", "test", "true"))
        expect(fixture.harness("validate").output.hasSuffix("next: harness-executor start TEXT\n"))
        _ = fixture.run("task-state", "init", "a", "--kind", "docs")
        expect(
            fixture.harness("validate").output.hasSuffix("next: harness-executor task-state complete --summary TEXT\n"))
    }

    @Test func `A harness that is not used is named where a task is begun`() throws {
        let fixture = try ProjectFixture()
        try fixture.bench.shell("git init -q . && mkdir -p sub/harness/config sub/deep other")
        let root = fixture.bench.path
        func told(in folder: String) throws -> String? {
            try Workspace.find(in: World(directory: root / folder).context)
                .whereabouts(in: World(directory: root / folder).context)
        }
        let start = "the project is \(root), the top of the git work tree; "
        try expect(told(in: "other"), is: start + "for other alone add '--project-root .'")
        try expect(
            told(in: "sub"), is: start + "the harness of \(root)/sub is not used: for that add '--project-root .'")
        try expect(
            told(in: "sub/deep"),
            is: start + "the harness of \(root)/sub is not used: for that add '--project-root \(root)/sub'")
    }

    @Test func `Versions are read and held against the oldest that serve`() throws {
        expect(VersionChecks.numbers(in: "git version 2.39.5 (Apple Git-154)\n"), is: [2, 39, 5])
        expect(VersionChecks.numbers(in: "git version 2.47.0.windows.1"), is: [2, 47, 0])
        expect(VersionChecks.numbers(in: "none"), is: [])
        expect(VersionChecks.judge([2, 9, 1], "git 2.9.1", atLeast: [2, 25], mend: "x").grade, is: .bad)
        expect(VersionChecks.judge([2, 25], "git 2.25", atLeast: [2, 25], mend: "x").grade, is: .ok)
        expect(VersionChecks.judge([3, 0, 1], "git 3.0.1", atLeast: [2, 25], mend: "x").grade, is: .ok)
        expect(VersionChecks.judge([], "git", atLeast: [2, 25], mend: "x").grade, is: .warn)
        let page = try ProjectFixture().harness("doctor").output
        expect(page.contains("sqlite's version  SQLite 3."))
        expect(VersionChecks.git("git version 1.8.3").finding, is: "git version 1.8.3; 2.25 is the oldest that serves")
        expect(page.contains("  names "))
    }

    @Test func `A pass without a test is told of by bootstrap and by the doctor`() throws {
        let fixture = try ProjectFixture(files: ["Makefile": "all:\n\ttrue\ntest:\n\t@echo no tests yet\n"])
        expect(
            fixture.harness("bootstrap").output.contains("tried make test: passed, but it ran no test (W_NO_TESTS)\n"))
        expect(fixture.harness("validate").exit, is: 0)
        expect(fixture.harness("doctor").output.contains(", but test ran no test\n"))
    }
}

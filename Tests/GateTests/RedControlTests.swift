import HarnessKit
import TestSupport
import Testing
import Verifier
import Worktree

@testable import Gate

/// What a scenario failed by without the work is what the work is for, or the level stays V1.
@Suite(.timeLimit(.minutes(30))) struct RedControlTests {
    @Test func `Tests that could not run before are named, and an audit sees the same`() throws {
        let stand = try Stand(.library).begin()
        try stand.bench.write(Stand.Kind.newTest + "\n\nunittest.main()\n", to: "checks.py")
        try stand.edit("calc.py", "# more to come", "def multiply(a, b):\n    return a * b")
        try stand.plan(
            #"{"id": "checks", "tests": {"argv": ["python3", "checks.py", "-v"]}, "expect": {"counts": {"failed": 0}}}"#
        )
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.exit == 0 && outcome.output.contains("replayed (V1)"), "\(outcome.output) \(outcome.errors)")
        let words =
            "W_TESTS_NOT_RUN: nothing says that the tests of AC-1 fail without the work: step 'checks' of 'work' could "
            + "not run there (checks.py is not there) (for V2 put the tests where the runner finds them, in a file or "
            + "folder that is called after tests, and start the runner itself in the step"
        expect(outcome.errors.contains(words), "\(outcome.errors)")
        try stand.sh("git add -A && git commit -qm done")
        let audit = stand.run("verify", "audit", "--replay", "--json")
        expect(audit.exit == 0 && audit.output.contains("W_TESTS_NOT_RUN"), "\(audit.output)")
        expect(stand.run("verify", "audit", "--replay", "--min", "V2").exit, is: 1)
    }

    @Test func `A program that is no runner as far as anybody can tell is named`() throws {
        let stand = try Stand(.library)
        try stand.bench.write("grep -q nothing calc.py || printf 'not '; echo ok 1 - a; echo 1..1\n", to: "check.sh")
        try stand.sh("git add . && git commit -qm check")
        stand.begin()
        try stand.edit("calc.py", "# more to come", "# nothing more")
        try stand.plan(#"{"id": "checks", "tests": {"argv": ["sh", "check.sh"]}, "expect": {"passed": ["a"]}}"#)
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.exit == 0 && outcome.output.contains("replayed (V1)"), "\(outcome.output) \(outcome.errors)")
        let words =
            "W_UNKNOWN_RUNNER: nothing says that tests were run for AC-1: in what step 'checks' of 'work' starts "
            + "(sh check.sh) no test runner is known (for V2 start the runner itself in the step, such as"
        expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    @Test func `What is not asked for what is new is named`() throws {
        let program = try Stand(.program)
        let old = try old(in: program)
        try program.begin().plan(
            old
                + #", {"id": "notes", "exec": {"argv": ["cat", "NOTES.md"]}, "expect": {"stdout": {"contains": "name"}}}"#
        )
        try program.bench.write("by name\n", to: "NOTES.md")
        let outcome = program.run("task-state", "complete", "--summary", "done")
        expect(
            outcome.errors.contains(
                "W_PROGRAM_NOT_RUN: AC-1 fails without the work only where the program is not run: step 'notes' of "
                    + "'work' looks at NOTES.md, and whatever runs the program passes there as well "
                    + "(for V2 add a step that runs the program and expects what is new, run 'task-state reopen"),
            "\(outcome.output) \(outcome.errors)")
    }

    @Test func `What could only not be started is named, and an audit sees the same`() throws {
        let stand = try Stand(.program)
        try stand.bench.write("import sys\nprint(\"good day, \" + sys.argv[1])\n", to: "old.py")
        try stand.sh("git add . && git commit -qm old")
        try stand.begin().plan(
            #"""
            {"exec": {"argv": ["python3", "../old.py", "{{name}}"], "cwd": "more"}, "expect": {"stdout": "good day, {{name}}\n"}}
            """#)
        try stand.bench.write("", to: "more/.gitkeep")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(
            outcome.errors.contains(
                "W_NOT_STARTED: nothing says that AC-1 fails without the work: step 'step-1' of 'work' could not be "
                    + "started there ('python3' could not be started: its folder 'more': no such file or directory), and "
                    + "where it can be, nothing fails (for V2 add a step that starts a program which was there, and expects what is new of it"
            ),
            "\(outcome.output) \(outcome.errors)")
        // What nobody saw fail is not said to have failed.
        expect(outcome.output.contains("- AC-1: work\n"), "\(outcome.output)")
        let request = stand.run("task-state", "summary", "--task-id", stand.task, "--format", "pr").output
        expect(request.contains("| not run | green |"), "\(request)")
        try stand.sh("git add -A && git commit -qm done")
        let audit = stand.run("verify", "audit", "--replay", "--json")
        expect(audit.exit == 0 && audit.output.contains("W_NOT_STARTED"), "\(audit.output)")
        expect(stand.run("verify", "audit", "--replay", "--min", "V2").exit, is: 1)
    }

    /// A scenario that is doubtful is played again only where its criterion depends on it.
    @Test func `Another scenario of the criterion may show it`() throws {
        let stand = try Stand(.program)
        let old = try old(in: stand)
        try stand.begin().plan()
        try stand.write(
            old + #", {"file": {"path": "NOTES.md"}, "expect": {"file": {"text": {"contains": "name"}}}}"#,
            named: "notes")
        stand.run("verify", "register", "harness/scenarios/notes.json")
        try stand.bench.write("by name\n", to: "NOTES.md")
        let outcome = try stand.work().complete()
        expect(outcome.level, is: "V2", "\(outcome.summary)")
    }

    /// A step that lacks what an earlier one finds says nothing by itself.
    @Test func `What depends on a file alone shows no more than the file`() throws {
        let stand = try Stand(.program)
        _ = try old(in: stand)
        try stand.begin().plan(
            #"""
            {"exec": {"argv": ["cat", "NOTES.md"]}, "expect": {"stdout": {"contains": "name"}}, "capture": {"word": "stdout"}},
            {"exec": {"argv": ["python3", "old.py", "{{word}} {{name}}"]}, "expect": {"stdout": "good day, {{word}} {{name}}\n"}}
            """#)
        try stand.bench.write("name\n", to: "NOTES.md")
        let outcome = stand.complete()
        expect(outcome.warnings.contains("W_PROGRAM_NOT_RUN") && outcome.level == "V1", "\(outcome.summary)")
    }

    @Test func `A file alone is held against no program that knows nothing, and shows no more than V1`() throws {
        let page =
            #"{"id": "page", "file": {"path": "index.html"}, "expect": {"file": {"text": {"contains": "9 to 17"}}}}"#
        let stand = try Stand(.library).begin().plan(page, vars: "")
        try stand.bench.write("<p>Open 9 to 17</p>\n", to: "index.html")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V1", "\(outcome.summary)")
        expect(outcome.warnings.filter { $0 == "W_PROGRAM_NOT_RUN" }.count, is: 1, "\(outcome.output)")
        expect(
            outcome.output.contains("tests or files only: there is nothing that a stand-in could answer"),
            "\(outcome.output)")
        // Beside a step that runs something it is played as any other.
        let program = try Stand(.program).begin()
        try program.plan(page + #", {"exec": {"argv": ["python3", "greet.py", "x"]}}"#, vars: "")
        try program.work().bench.write("<p>Open 9 to 17</p>\n", to: "index.html")
        expect(Set(program.complete().codes), is: ["E_STOOGE_PASSES"])
    }

    @Test(arguments: [false, true]) func `What a build makes is a file as well`(isNew: Bool) throws {
        let stand = try Stand(.program)
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli", "build": [{"argv": ["sh", "build.sh"]}]}}"#,
            to: "harness/config/environment.json")
        try stand.bench.write("mkdir -p out && python3 greet.py Ada > out/page\n", to: "build.sh")
        try stand.bench.write("out/\n", to: ".gitignore")
        if !isNew { try stand.sh("git add . && git commit -qm build") }
        try stand.begin(isNew ? ["--kind", "new-project"] : []).plan(
            #"{"file": {"path": "out/page"}, "expect": {"file": {"text": {"eq": "hello, Ada\n"}}}}"#, vars: "")
        let outcome = try stand.work().complete()
        expect(outcome.exit == 0 && outcome.level == "V1", "\(outcome.summary)")
        expect(
            outcome.output.contains("AC-1 is shown by files alone: no step of 'work' runs the program"),
            "\(outcome.output)")
    }

    @Test func `One scenario for many criteria is named, and tests count one by one`() throws {
        let stand = try Stand(.program).begin("--criterion", "b", "--criterion", "c")
        try stand.plan(
            stand.kind.steps + ", " + stand.kind.steps.replacing("greets", with: "again"), proves: Self.three)
        let outcome = try stand.work().run("task-state", "complete", "--summary", "done")
        let words =
            "W_FEW_STEPS: 'work' alone is to show 3 criteria (AC-1, AC-2, AC-3), and has 1 step that would notice anything "
            + "(write a scenario for each criterion, or a step that expects what this one asks for)"
        expect(outcome.exit == 0 && outcome.errors.contains(words), "\(outcome.output) \(outcome.errors)")
        for count in [2, 3] {
            let library = try Stand(.library).begin("--criterion", "b", "--criterion", "c")
            try library.plan(
                #"{"tests": {"argv": ["python3", "-m", "unittest", "-v"]}, "expect": {"counts": {"failed": 0}}}"#,
                proves: Self.three)
            try library.work()
            let tests = (1..<count).map {
                "\n    def test_more_\($0)(self):\n        self.assertEqual(calc.multiply(\($0), 1), \($0))\n"
            }
            try library.bench.write(Stand.Kind.newTest + tests.joined(), to: "tests/test_products.py")
            let done = library.complete()
            expect(done.level == "V2" && done.warnings.contains("W_FEW_STEPS") == (count == 2), "\(done.summary)")
        }
    }

    private static let three = #""proves": ["AC-1", "AC-2", "AC-3"]"#

    @Test func `What one status for everything passes is told what else to ask`() throws {
        let stand = try Stand(.server).begin()
        let outcome = try stand.plan(Stand.Kind.ghost).work().run("task-state", "complete", "--summary", "done")
        expect(outcome.exit, is: 1)
        let words =
            "E_STOOGE_PASSES 'work' passes against a server that answers everything with the same status (status)"
        let hint =
            "ask for something that is answered otherwise as well, in this scenario or another: "
            + #"{"http": {"path": "/of/something/present"}, "expect": {"status": 200}}"#
        expect(outcome.errors.contains(words) && outcome.errors.contains(hint), "\(outcome.errors)")
        // Another scenario that such a server does not pass is enough.
        try stand.write(Cheat.storingTwo, vars: Cheat.storingTwoVars, named: "stores")
        stand.run("verify", "register", "harness/scenarios/stores.json")
        let mended = stand.complete()
        expect(mended.level, is: "V2", "\(mended.summary)")
    }

    /// A step that passes without the work, and that no stand-in passes.
    private func old(in stand: Stand) throws -> String {
        try stand.bench.write("import sys\nprint(\"good day, \" + sys.argv[1])\n", to: "old.py")
        try stand.sh("git add . && git commit -qm old")
        return #"{"exec": {"argv": ["python3", "old.py", "{{name}}"]}, "expect": {"stdout": "good day, {{name}}\n"}}"#
    }

    // Real runners, where they are installed.

    struct Runner: Sendable, CustomTestStringConvertible {
        let program: String
        let files: [String: String]
        let work: (name: String, text: String)
        let step: String

        var testDescription: String { program }
    }

    private static let runners = [
        Runner(
            program: "go",
            files: [
                "go.mod": "module x\n\ngo 1.20\n", "x.go": "package x\n",
                "x_test.go":
                    "package x\n\nimport \"testing\"\n\nfunc TestMul(t *testing.T) {\n\tif Mul(2, 3) != 6 {\n\t\tt.Fatal()\n\t}\n}\n",
            ], work: ("x.go", "package x\n\nfunc Mul(a, b int) int { return a * b }\n"),
            step: #"{"tests": {"argv": ["go", "test", "-v", "./..."]}, "expect": {"passed": ["x.TestMul"]}}"#),
        Runner(
            program: "node",
            files: [
                "x.js": "",
                "x.test.js":
                    "const test = require('node:test');\nconst assert = require('node:assert');\nconst { mul } = require('./x.js');\ntest('mul', () => assert.equal(mul(2, 3), 6));\n",
            ], work: ("x.js", "exports.mul = (a, b) => a * b;\n"),
            step: #"{"tests": {"argv": ["node", "--test"]}, "expect": {"counts": {"failed": 0}}}"#),
        Runner(
            program: "bats",
            files: [
                "x.sh": "mul() { echo none; }\n",
                "tests/x.bats": "@test \"mul\" {\n  . ./x.sh\n  [ \"$(mul 2 3)\" = 6 ]\n}\n",
                "test": "#!/bin/sh\nexec bats --tap tests\n",
            ], work: ("x.sh", "mul() { echo $(($1 * $2)); }\n"),
            step: #"{"tests": {"argv": ["sh", "test"]}, "expect": {"passed": ["mul"]}}"#),
        Runner(
            program: "make",
            files: [
                "x.py": "",
                "Makefile": "test:\n\t@python3 -m unittest -v\n",
                "test_x.py":
                    "import unittest\nfrom x import mul\n\n\nclass X(unittest.TestCase):\n    def test_mul(self):\n        self.assertEqual(mul(2, 3), 6)\n",
            ], work: ("x.py", "def mul(a, b):\n    return a * b\n"),
            step: #"{"tests": {"argv": ["make", "test"]}, "expect": {"passed": ["test_x.X.test_mul"]}}"#),
    ]

    @Test(arguments: runners) func `A new test of what was not there is enough`(runner: Runner) throws {
        let stand = try Stand(.program)
        guard try !stand.sh("command -v \(runner.program)").isEmpty else { return }
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "library"}}"#, to: "harness/config/environment.json")
        for (name, text) in runner.files where !name.contains("test") || name == "test" {
            try stand.bench.write(text, to: name)
        }
        try stand.sh("git add -A && git commit -qm library")
        try stand.begin().plan(runner.step, vars: "")
        for (name, text) in runner.files where name.contains("test") { try stand.bench.write(text, to: name) }
        try stand.bench.write(runner.work.text, to: runner.work.name)
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    static let outputs = [
        (
            "swift test",
            "/tmp/tree/Tests/CalcTests/CalcTests.swift:5:13: error: cannot find 'multiply' in scope\nerror: fatalError\n",
            true
        ),
        (
            "cargo test",
            "error[E0425]: cannot find function `multiply` in this scope\n --> tests/calc_test.rs:3:16\nerror: could not compile `calc`\n",
            true
        ),
        (
            "mvn test",
            "[ERROR] /tmp/tree/src/test/java/CalcTest.java:[3,5] cannot find symbol\n", true
        ),
        ("swift test", "error: no such module 'Calc'\n", false), ("sh: 1: pytest: not found", "", false),
        ("Sources/Calc.swift", "/tmp/tree/Sources/Calc.swift:5:13: error: cannot find 'multiply' in scope\n", false),
    ]

    @Test(arguments: outputs) func `A file of tests that cannot be compiled is told from nothing at all`(
        what: String, output: String, isRed: Bool
    ) throws {
        let bench = try Workbench()
        for name in [
            "Tests/CalcTests/CalcTests.swift", "tests/calc_test.rs", "src/test/java/CalcTest.java",
            "Sources/Calc.swift",
        ] { try bench.write("", to: name) }
        try bench.shell("git init -q .")
        var context = Context.system()
        context.directory = bench.path
        let manifest = try Manifest.take(of: Workspace.find(in: context), in: context)
        var (then, now) = (StepReport(), StepReport())
        for keys in [\StepReport.id, \.kind] { (then[keyPath: keys], now[keyPath: keys]) = ("tests", "tests") }
        then.request = ["argv": ["swift", "test"], "runner": "swift test"]
        then.response = ["stdout": .string(output), "stderr": ""]
        then.assertion = "tests: expected an answer, found nothing"
        now.request = then.request
        now.hasPassed = true
        var report = Report()
        var scenario = ScenarioReport()
        scenario.name = "work"
        scenario.status = .pass
        scenario.steps = [now]
        report.own = [scenario]
        let reading = RedReading(
            report, at: bench.path, files: manifest.entries, absence: { nil },
            tests: { try DeclaredTests(in: [], of: bench.path) },
            laid: { try LaidTests(of: manifest, at: bench.path, among: { _ in true }, before: { _ in [:] }) })
        let doubt = try reading.doubt(of: then, in: "work", isFirst: true)
        expect((doubt == nil), is: isRed, "\(what): \(doubt?.reason ?? "red")")
    }
}

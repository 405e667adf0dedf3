import HarnessKit
import TestSupport
import Testing

/// Honest work that the gate once refused or took for less than it is.
@Suite(.timeLimit(.minutes(30))) struct HonestWorkTests {
    private static let place = "harness/config/environment.json"

    /// What is gone says nothing; what stays does, and a line for an interpreter runs it.
    @Test(arguments: [true, false]) func `A way to start a program may go, where what stays is asked`(isAsked: Bool)
        throws
    {
        let stand = try Stand(.program)
        try stand.bench.write(
            "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n\n\nif __name__ == \"__main__\":\n"
                + "    print(fib(20))\n", to: "fib.py")
        try stand.sh("git add . && git commit -qm fib")
        let rest =
            #", {"exec": {"argv": ["python3", "-c", "import fib;print(fib.fib(20))"]}, "expect": {"stdout": "6765\n"}}"#
        try stand.begin().plan(
            #"{"exec": {"argv": ["python3", "fib.py"]}, "expect": {"stdout": ""}}"# + (isAsked ? rest : ""), vars: "")
        try stand.sh("sed -i '/__main__/,$d' fib.py")
        let outcome = stand.complete()
        expect((outcome.exit == 0 && outcome.level == "V2"), is: isAsked, "\(outcome.summary)")
        expect(outcome.codes.contains("E_STOOGE_PASSES"), isNot: isAsked, "\(outcome.summary)")
        expect(isAsked || outcome.output.contains("add a step that runs what stays"), "\(outcome.summary)")
    }

    @Test func `Each set of values finds its folder empty where nothing goes on running`() throws {
        let stand = try Stand(.program)
        try stand.begin().plan(
            #"{"exec": {"argv": ["sh", "-c", "python3 greet.py {{name}} >> {{tmp}}/all; cat {{tmp}}/all"]}, "expect": {"stdout": "hello, {{name}}\n"}}"#
        ).work()
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    @Test func `Where the first values are in the way of the second, the hint says what helps`() throws {
        let stand = try Stand(.server)
        try stand.edit(
            "notes.py", "    if path in NOTES:",
            "    if path == \"/count\":\n        return 200, len(NOTES)\n    if path in NOTES:")
        try stand.sh("git commit -qam count")
        let counted = #", {"http": {"path": "/count"}, "expect": {"json": {"$": 1}}}"#
        try stand.begin().plan(stand.kind.steps + counted).work()
        let outcome = stand.complete()
        expect(outcome.codes, is: ["E_REPLAY_FAILED"], "\(outcome.summary)")
        expect(
            outcome.output.contains(
                #"; where what the first values left is in its way, give it an application of its own: \"isolated\": true"#
            ),
            "\(outcome.output)")
        try stand.edit("harness/scenarios/work.json", #""id": "work", "#, #""id": "work", "isolated": true, "#)
        let done = stand.complete()
        expect(done.exit == 0 && done.level == "V2", "\(done.summary)")
    }

    @Test func `A feature that is a comment shows nothing`() throws {
        let stand = try Stand(.program)
        try stand.bench.write(
            "import sys\nlong = len(open(__file__).read()) > 200\nprint((\"hello, \" + sys.argv[1]) if long else \"good day\")\n# end\n",
            to: "greet.py")
        try stand.sh("git commit -qam lazy")
        try stand.begin().plan().edit("greet.py", "# end", "# " + String(repeating: "tidy ", count: 30))
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V1", "\(outcome.summary)")
        expect(
            outcome.output.contains("nothing was changed but comments or blank space (greet.py): what the task is for"))
    }

    @Test(arguments: [
        (#"{"schema": "harness.validation/1", "steps": []}"#, "was changed before the task began, and not committed: "),
        ("", "was deleted before the task began, and is committed"),
    ])
    func `Settings that were changed just before the task are told`(text: String, words: String) throws {
        let stand = try Stand(.library)
        let place = "harness/config/validation.json"
        try stand.validate()
        try stand.sh("git add -A; git commit -qm steps")
        if text.isEmpty { try stand.sh("rm \(place)") } else { try stand.bench.write(text, to: place) }
        let outcome = try stand.begin().plan().work().complete()
        expect(
            outcome.warnings.contains("W_VALIDATION_CHANGED") && outcome.output.contains("\(place) \(words)"),
            "\(outcome.summary)")
    }

    @Test func `Settings that said nothing yet may be written before the task`() throws {
        let (stand, place) = (try Stand(.library), "harness/config/validation.json")
        try stand.bench.write("{\"schema\": \"harness.validation/1\", // none was found\n\"steps\": []}\n", to: place)
        try stand.sh("git add -A; git commit -qm nothing")
        try stand.validate()
        let outcome = try stand.begin().plan().work().complete()
        expect(outcome.level == "V2" && !outcome.warnings.contains("W_VALIDATION_CHANGED"), "\(outcome.summary)")
    }

    @Test func `An entry file may be called something else afterwards`() throws {
        let stand = try Stand(.server)
        try stand.begin().plan().work()
        try stand.sh("git mv notes.py server.py")
        try stand.bench.write(
            Stand.Kind.started(by: #""python3", "server.py", "{{port}}""#), to: Self.place)
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(outcome.warnings.contains("W_ENVIRONMENT") && !outcome.warnings.contains("W_NO_BASE"))
        try stand.sh("git add -A && git commit -qm done")
        let audit = stand.run("verify", "audit", "--replay", "--min", "V2", "--json")
        expect(audit.exit == 0 && audit.output.contains(#""V3""#), "\(audit.output) \(audit.errors)")
    }

    @Test func `A new program is proved by two questions with two answers`() throws {
        let stand = try Stand(.program)
        try stand.begin("--kind", "new-project").plan(Self.greeting("bob") + ", " + Self.greeting("ann"), vars: "")
        let outcome = try stand.work().complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    @Test func `Where nothing shows what a new program's answers are worth, it says what would`() throws {
        let stand = try Stand(.program)
        try stand.sh("git rm -q greet.py && git commit -qm empty")
        try stand.begin("--kind", "new-project").plan(
            Self.greeting("bob") + ", " + Self.greeting("ann\", \"twice", "ann"), vars: "")
        try stand.bench.write("import sys\n\nprint(\"hello, \" + sys.argv[1])\n", to: "greet.py")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.exit == 0 && outcome.output.contains("replayed (V1)"), "\(outcome.output) \(outcome.errors)")
        let words =
            "W_GRADE: AC-1 reaches grade 2 of 3: the best of its scenarios is 'work', and nothing from before the work "
            + "shows what it is worth (for V2 in 'work' send a value that is new in every run (\"vars\": {\"value\": "
            + "{\"fresh\": \"word\"}}, sent as \"{{value}}\") and expect what comes of it, or ask twice, with a single value"
        expect(outcome.errors.contains(words), "\(outcome.errors)")
        // What it says is enough.
        stand.run("task-state", "reopen", "--task-id", stand.task, "--reason", "more")
        try stand.write(Stand.Kind.program.steps)
        stand.run("verify", "amend", "--reason", "a name that is new in every run")
        expect(stand.complete().level, is: "V2")
    }

    private static func greeting(_ words: String, _ name: String? = nil) -> String {
        #"{"exec": {"argv": ["python3", "greet.py", "\#(words)"]}, "expect": {"stdout": "hello, \#(name ?? words)\n"}}"#
    }

    @Test func `A constant answer is met by a second question, and the hint has it`() throws {
        let stand = try Stand(.program).begin()
        let outcome = try stand.plan(Self.greeting("bob"), vars: "").work().run(
            "task-state", "complete", "--summary", "x")
        expect(outcome.exit, is: 1)
        let hint =
            "in 'work' add a second step with another input and another answer, such as "
            + #"{"exec": {"argv": ["python3","greet.py","ANOTHER"]}, "expect": {"stdout": {"contains": "ITS ANSWER"}}}"#
        expect(outcome.errors.contains("E_STOOGE_PASSES 'work' passes against") && outcome.errors.contains(hint))
        try stand.write(Self.greeting("bob") + ", " + Self.greeting("ann"), vars: "")
        expect(stand.complete().level, is: "V2")
    }

    @Test func `The first tests of a project are no change of what was before`() throws {
        let stand = try Stand(.program).begin("--kind", "chore")
        try stand.bench.write("exec python3 -m unittest -v\n", to: "check")
        try stand.bench.write(
            """
            import subprocess, sys, unittest


            class Greeting(unittest.TestCase):
                def test_says_something(self):
                    self.assertEqual(subprocess.check_output([sys.executable, "greet.py"]), b"good day\\n")

            """, to: "test_greet.py")
        try stand.write(
            #"{"tests": {"argv": ["sh", "check"]}, "expect": {"passed": ["test_greet.Greeting.test_says_something"]}}"#)
        let said = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(said.output.contains("'work' could not be run before the work: "), "\(said.output)")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.exit == 0 && outcome.output.contains("replayed (V1)"), "\(outcome.output) \(outcome.errors)")
        let words =
            "W_TESTS_NOT_RUN: the project had no tests before the work, and 'work' could not run there (for V2 start"
        expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    @Test func `A chore that takes something away is refused as before`() throws {
        let stand = try Stand(.program)
        try stand.bench.write("", to: "test_nothing.py")
        try stand.sh("git add -A && git commit -qm tests")
        stand.begin("--kind", "chore")
        try stand.bench.write("exec python3 -m unittest -v\n", to: "check")
        try stand.bench.write(
            "import unittest\nclass A(unittest.TestCase):\n    def test_a(self): self.assertEqual(1, 1)\n",
            to: "test_nothing.py")
        try stand.plan(#"{"tests": {"argv": ["sh", "check"]}, "expect": {"passed": ["test_nothing.A.test_a"]}}"#)
        let outcome = stand.complete()
        expect(outcome.exit == 1 && outcome.codes.contains("E_BASE_FAILS"), "\(outcome.summary)")
    }

    /// A step that ran nothing reproduces nothing, whatever it expects; `complete` says the same of it.
    @Test(arguments: [#""counts": {"passed": {"gt": 50}}"#, #""passed": ["a.b"]"#])
    func `What did not run before the work is no bug that was seen`(expected: String) throws {
        let stand = try Stand(.library).begin("--kind", "bugfix")
        try stand.write(
            #"{"tests": {"argv": ["python3", "-m", "unittest", "-v"]}, "expect": {\#(expected)}}"#, vars: "")
        let outcome = stand.run("verify", "register", "harness/scenarios/work.json")
        let words = "could not be run before the work, and so reproduces nothing: step-1: "
        expect(outcome.exit == 0 && outcome.output.contains(words), "\(outcome.output) \(outcome.errors)")
    }

    @Test func `What an earlier scenario finds of a new one is told, and how to part them`() throws {
        let stand = try Stand(.server)
        try stand.write(
            #"{"http": {"method": "POST", "path": "/notes", "json": {"title": "a"}}, "expect": {"status": 201, "json": {"$.id": 1}}}"#,
            named: "old")
        try stand.sh("git add -A && git commit -qm old")
        try stand.begin().plan().work()
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        let hint =
            "change that scenario and run 'verify amend --reason TEXT'; where it fails only beside others, give the new scenario an application of its own: "
            + #""isolated": true"#
        expect(
            outcome.exit == 1
                && outcome.errors.contains(
                    "E_REGRESSION the scenario 'old' of harness/scenarios/old.json, which no task registered, fails now, "
                        + "and passes without the change: ")
        )
        expect(outcome.errors.contains(hint), "\(outcome.errors)")
        try stand.edit("harness/scenarios/work.json", #""id": "work","#, #""id": "work", "isolated": true,"#)
        let mended = stand.complete()
        expect(mended.level, is: "V2", "\(mended.summary)")
    }

    @Test func `A plan is written before the scenarios, and makes them no later`() throws {
        for further in [false, true] {
            let stand = try Stand(.program).begin("--phases", "2")
            expect(stand.run("task-state", "plan", "new").exit, is: 0)
            try stand.sh("sed -i 's/…/x/g; s/^One sentence.*/It greets./' docs/exec-plans/active/*.md")
            expect(stand.run("task-state", "plan", "approve", "--by", "USER").exit, is: 0)
            if further { try stand.bench.write("# begun\n", to: "begun.py") }
            try stand.write()
            let outcome = stand.run("verify", "register", "--json", "harness/scenarios/work.json")
            let isLate = try JSON.parse(outcome.output)["is_late"]
            expect(isLate, is: .bool(further), "\(outcome.output) \(outcome.errors)")
        }
    }

    @Test func `What test runners note for themselves is not hidden, and code among it is`() throws {
        for code in [nil, "conftest.py", "v/x.pth"] {
            let stand = try Stand(.library)
            try stand.begin().plan().work()
            let notes = [".gitignore": "*\n", "CACHEDIR.TAG": "x", "README.md": "x", "v/cache/nodeids": "[]"]
            for (name, text) in notes { try stand.bench.write(text, to: ".pytest_cache/\(name)") }
            if let code { try stand.bench.write("x\n", to: ".pytest_cache/\(code)") }
            let outcome = stand.complete()
            expect(outcome.exit, is: 0, "\(outcome.summary)")
            expect(outcome.warnings.count { $0 == "W_HIDDEN_FILE" }, is: (code == nil ? 0 : 1), "\(outcome.summary)")
        }
    }

    @Test func `A stray pipe is part of nothing, and is not told`() throws {
        let stand = try Stand(.program).begin().plan().work()
        try stand.sh("mkfifo pipe")
        let outcome = stand.complete()
        expect(outcome.level == "V2" && !outcome.warnings.contains("W_HIDDEN_FILE"), "\(outcome.summary)")
    }
}

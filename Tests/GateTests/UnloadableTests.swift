import HarnessKit
import TestSupport
import Testing

/// Tests that the state before the work cannot load: what they say of it, and what not.
@Suite(.timeLimit(.minutes(10))) struct UnloadableTests {
    private static let suite = #"""
        {"id": "tests", "tests": {"argv": ["python3", "-m", "unittest", "-v"]},
         "expect": {"counts": {"failed": 0, "passed": {"gte": 1}}}}
        """#

    private static func refactoring() throws -> Stand {
        let stand = try Stand(.library)
        try stand.edit("tests/test_sums.py", "import calc\n", "from calc import add\n")
        try stand.edit("tests/test_sums.py", "calc.add(1, 2)", "add(1, 2)")
        try stand.edit("tests/test_sums.py", "calc.add(1, 0)", "add(1, 0)")
        try stand.sh("git add -A && git commit -qm imports")
        stand.run("task-state", "init", "a better name", "--kind", "refactor")
        return try stand.plan(suite, vars: "", proves: #""keeps": ["sums"]"#)
    }

    private static func rename(in stand: Stand) throws {
        try stand.sh("sed -i 's/add(/plus(/; s/import add/import plus/' calc.py tests/test_sums.py")
    }

    @Test func `A tested function may be called something else after a refactoring`() throws {
        let stand = try Self.refactoring()
        try Self.rename(in: stand)
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(outcome.warnings.contains("W_TESTS_CHANGED"))
        expect(
            outcome.output.contains(
                "cannot be loaded on the state before the work; 'work' passed there with the tests of then"
            ))
    }

    @Test func `What tests call may be called something else where names are looked up late`() throws {
        for isHonest in [true, false] {
            let stand = try Stand(.library)
            stand.run("task-state", "init", "a better name", "--kind", "refactor")
            try stand.plan(Self.suite, vars: "", proves: #""keeps": ["sums"]"#)
            try stand.sh("sed -i 's/def add(/def plus(/; s/calc.add(/calc.plus(/' calc.py tests/test_sums.py")
            if !isHonest {
                // One test asks for the old name still, and is answered otherwise.
                try stand.sh("sed -i '0,/calc.plus(/s//calc.add(/; s/, 3)/, 4)/; s/, 1)$/, 2)/' tests/test_sums.py")
                try stand.edit("calc.py", "a + b", "a + b + 1")
                try stand.sh("printf '\\n\\nadd = plus\\n' >> calc.py")
            }
            let outcome = stand.complete()
            expect((outcome.exit == 0 && outcome.level == "V2"), is: isHonest, "\(outcome.summary)")
            if isHonest { expect(outcome.warnings.contains("W_TESTS_CHANGED")) }
            if !isHonest { expect(outcome.codes.contains("E_BASE_FAILS"), "\(outcome.summary)") }
        }
    }

    @Test func `A module of tests may move with what it tests`() throws {
        let stand = try Self.refactoring()
        try stand.sh("git mv calc.py sums.py; sed -i 's/from calc/from sums/' tests/test_sums.py")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    // Python takes what it compiled for what lies there where size and second are the same: here the sizes differ.
    @Test func `Behaviour that changes with its test is no refactoring`() throws {
        let stand = try Self.refactoring()
        try stand.edit("calc.py", "a + b", "a + b + 11")
        try stand.sh("sed -i 's/, 3)/, 14)/; s/, 1)$/, 12)/' tests/test_sums.py")
        let outcome = stand.complete()
        expect(outcome.exit == 1 && outcome.codes.contains("E_BASE_FAILS"), "\(outcome.summary)")
    }

    @Test func `Behaviour that changes below a new name is told`() throws {
        let stand = try Self.refactoring()
        try Self.rename(in: stand)
        try stand.edit("calc.py", "a + b", "a + b + 11")
        try stand.sh("sed -i 's/, 3)/, 14)/; s/, 1)$/, 12)/' tests/test_sums.py")
        let outcome = stand.complete()
        expect(outcome.exit == 1 || outcome.warnings.contains("W_TESTS_CHANGED"), "\(outcome.summary)")
    }

    @Test func `A refactoring whose own tests failed before is refused`() throws {
        let stand = try Stand(.library)
        try stand.edit("tests/test_sums.py", "import calc\n", "import calc\nfrom calc import add\n")
        try stand.edit("calc.py", "a + b", "a - b")
        try stand.sh("git add -A && git commit -qm broken")
        stand.run("task-state", "init", "a better name", "--kind", "refactor")
        try stand.plan(Self.suite, vars: "", proves: #""keeps": ["sums"]"#)
        try Self.rename(in: stand)
        try stand.edit("calc.py", "a - b", "a + b")
        let outcome = stand.complete()
        expect(outcome.exit == 1 && outcome.codes.contains("E_BASE_FAILS"), "\(outcome.summary)")
    }

    @Test func `A failing test that is written first may not load yet`() throws {
        let stand = try Stand(.library)
        try stand.bench.write(
            Stand.Kind.newTest.replacing("import calc\n", with: "import calc\nfrom calc import multiply\n"),
            to: "tests/test_products.py")
        let outcome = try stand.begin("--kind", "bugfix").plan()
            .edit("calc.py", "# more to come", "def multiply(a, b):\n    return a * b").complete()
        expect(outcome.exit == 0 && !outcome.codes.contains("E_TESTS_REMOVED"), "\(outcome.summary)")
    }

    @Test func `A scenario that nobody wrote is in nobody's way`() throws {
        let stand = try Stand(.program)
        try stand.write(
            #"{"exec": {"argv": ["python3", "greet.py", "TODO-words"]}, "expect": {"stdout": "TODO: what"}}"#,
            named: "open")
        try stand.begin().plan().work()
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(outcome.warnings.contains("W_UNFINISHED"))
        expect(outcome.output.contains("harness/scenarios/open.json still holds a TODO, and what does is no part of"))
    }

    @Test func `A scenario that nobody wrote may be deleted, and a written one not`() throws {
        for isWritten in [false, true] {
            let stand = try Stand(.program)
            let word = isWritten ? "x" : "TODO-words"
            try stand.write(
                #"{"exec": {"argv": ["python3", "greet.py", "\#(word)"]}, "expect": {"exit": 0}}"#, named: "open")
            try stand.begin().plan().work()
            try stand.sh("rm harness/scenarios/open.json")
            let outcome = stand.complete()
            expect(outcome.codes.contains("E_SCENARIO_WEAKER"), is: isWritten, "\(outcome.summary)")
        }
    }

    @Test func `A test that nobody knows was not taken away, and one that moved need not be told`() throws {
        let stand = try Stand(.library)
        try stand.validate()
        try stand.sh("git add -A && git commit -qm steps")
        try stand.begin().plan().work()
        let amend = ["verify", "amend", "--reason", "a slip", "--removed-test"]
        // Nothing ran yet, and so nothing is known.
        expect(stand.run(amend + ["tests.test_sums.Sums.test_nothing"]).exit, is: 0)
        try stand.sh("rm tests/test_sums.py")
        expect(stand.complete().codes.contains("E_TESTS_REMOVED"))
        let outcome = stand.run(amend + ["tests.test_sums.Sums.test_add"])
        expect(outcome.exit, is: 64, "\(outcome.summary)")
        expect(
            outcome.errors.contains("no test called 'tests.test_sums.Sums.test_add' ran before the work"),
            "\(outcome.errors)")
        expect(outcome.errors.contains("did you mean 'tests.test_sums.Sums.test_adds'?"), "\(outcome.errors)")
        let far = stand.run(amend + ["zebra"])
        expect(far.exit == 64 && far.errors.contains("give the name as 'task-state complete' prints it"))
        // What stands in the file is enough, where only one test of all ends with it.
        let short = stand.run(amend + ["adds"])
        expect(short.exit == 64, "\(short.summary)")
        expect(stand.run(amend + ["test_adds", "--removed-test", "test_adds_nothing"]).exit, is: 0)
        expect(stand.complete().level, is: "V2")
    }

    @Test func `What no reader understands is said when it is registered`() throws {
        let stand = try Stand(.library)
        try stand.bench.write("echo all is well\n", to: "check")
        try stand.sh("git add -A && git commit -qm check")
        stand.begin()
        try stand.write(#"{"tests": {"argv": ["sh", "check"]}, "expect": {"counts": {"failed": 0}}}"#, vars: "")
        let outcome = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(outcome.exit, is: 1, "\(outcome.output)")
        expect(
            outcome.output.contains("'work' shows nothing before the work: what step 'step-1' printed cannot be read")
        )
        expect(outcome.output.contains("let the runner name each test, or name its JUnit report files"))
        expect(!outcome.output.contains("as it should"))
    }
}

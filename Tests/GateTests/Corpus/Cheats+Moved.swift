import HarnessKit
import TestSupport

/// Tests that lie elsewhere now, and files that every build makes another.
extension Cheat {
    /// The library's tests with a folder of their own, or beside the code.
    private static func refactoring(_ stand: Stand) throws -> Stand {
        try stand.bench.write(try stand.bench.text(of: "tests/test_sums.py") ?? "", to: "test_sums.py")
        try stand.sh("git rm -qf tests/test_sums.py; mkdir -p tests; touch tests/__init__.py")
        try stand.validate()
        try stand.sh("git add -A && git commit -qm beside")
        stand.run("task-state", "init", "tests in a folder", "--kind", "refactor")
        try stand.planToKeepSums()
        try stand.sh("git mv test_sums.py tests/test_sums.py")
        return try stand.edit("calc.py", "# more to come", "# sums, and more to come")
    }

    private static let built = "dist/greet.py"

    /// A program that is built into a folder which git keeps, with the time of its build.
    private static func rebuilt(_ stand: Stand, making made: String) throws -> Stand {
        try stand.bench.write(
            "import time\ntext = open('greet.py').read()\n"
                + "open('\(built)', 'w').write('# built at %d\\n' % time.time_ns() + \(made))\n", to: "build.py")
        try stand.sh("mkdir dist && python3 build.py")
        try stand.bench.write(
            #"{"schema": "harness.validation/1", "steps": [{"name": "build", "kind": "build", "argv": ["python3", "build.py"]}]}"#,
            to: "harness/config/validation.json")
        try stand.sh("git add -A && git commit -qm dist")
        try stand.begin().plan(stand.kind.steps.replacing("greet.py", with: built))
        return stand
    }

    static let carried = [
        Cheat(
            "A test that is moved and emptied on the way", .rejected(["E_TESTS_REMOVED"]),
            twin: "tests that are moved", on: .library
        ) { stand, cheats in
            _ = try refactoring(stand)
            if cheats { try stand.edit("tests/test_sums.py", "self.assertEqual(calc.add(1, 0), 1)", "pass") }
            let outcome = stand.complete()
            return cheats ? outcome : outcome.lacking("W_TESTS_CHANGED")
        },
        Cheat(
            "A test that is left behind where others are moved", .rejected(["E_TESTS_REMOVED"]),
            twin: "tests that are moved", on: .library
        ) { stand, cheats in
            _ = try refactoring(stand)
            if cheats { try stand.sh("sed -i 's/test_adds_nothing/check_adds_nothing/' tests/test_sums.py") }
            return stand.complete()
        },
        Cheat(
            "A test that goes into a class which replaces what it calls", .warned("W_TESTS_CHANGED"),
            twin: "a test that goes into another class", on: .library
        ) { stand, cheats in
            _ = try refactoring(stand)
            try stand.edit("tests/test_sums.py", "class Sums(unittest.TestCase):", "class Totals(unittest.TestCase):")
            if cheats {
                try stand.edit("calc.py", "return a + b", "return a + b if b else None")
                try stand.edit(
                    "tests/test_sums.py", "class Totals(unittest.TestCase):\n",
                    "class Totals(unittest.TestCase):\n    def setUp(self):\n"
                        + "        calc.add = lambda a, b: sum((a, b))\n\n")
            }
            return stand.complete()
        },
        Cheat(
            "A second class of that name behind old tests", .warned("W_TESTS_CHANGED"), twin: "a class of tests more",
            on: .library
        ) { stand, cheats in
            try stand.begin().plan().work()
            if cheats { try stand.edit("calc.py", "return a + b", "return a + b if b > 1 else b") }
            let text = try stand.bench.text(of: "tests/test_sums.py") ?? ""
            let more =
                "\n\nclass \(cheats ? "Sums" : "Further")(unittest.TestCase):\n"
                + "    def test_adds(self):\n        self.assertEqual(calc.add(1, 2), 3)\n\n"
                + "    def test_adds_nothing(self):\n        self.assertIsNotNone(calc.add(1, 0))\n"
            try stand.bench.write(text + more, to: "tests/test_sums.py")
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2").lacking("W_TESTS_CHANGED")
        },
        Cheat(
            "A helper of tests that is found first since a refactoring", .warned("W_TESTS_CHANGED"),
            twin: "a helper that is new", on: .library
        ) { stand, cheats in
            try stand.edit("tests/test_sums.py", "import unittest\n", "import unittest\nfrom tests import support\n")
            try stand.edit(
                "tests/test_sums.py", "self.assertEqual(calc.add(1, 0), 1)", "support.same(calc.add(1, 0), 1)")
            try stand.bench.write("def same(a, b):\n    assert a == b\n", to: "tests/support/__init__.py")
            try stand.sh("git add -A && git commit -qm support")
            stand.begin("--kind", "refactor")
            try stand.planToKeepSums()
            try stand.edit("calc.py", "return a + b", cheats ? "return a + b if b else None" : "return b + a")
            if cheats { try stand.edit("tests/support/__init__.py", "b\n", "b\n\n\ndef same(a, b):\n    pass\n") }
            try stand.bench.write("def other():\n    pass\n", to: "tests/further.py")
            let outcome = stand.complete()
            return cheats ? outcome : outcome.lacking("W_TESTS_CHANGED")
        },
        Cheat(
            "Code as old and as long as what was compiled before it", .rejected(["E_VALIDATION"]),
            twin: "code as old as before", on: .library, "what is brought into a copy is new there"
        ) { stand, cheats in
            try stand.begin().plan().work()
            try stand.sh("touch -d 2026-01-01 calc.py")
            try stand.bench.write(
                "import unittest\n\n\nclass Other(unittest.TestCase):\n    def test_it(self):\n        self.fail()\n",
                to: "tests/test_other.py")
            _ = stand.complete()
            try stand.edit("calc.py", "return a + b", cheats ? "return a - b" : "return b + a")
            try stand.sh("rm tests/test_other.py; touch -d 2026-01-01 calc.py")
            return stand.complete()
        },
        Cheat(
            "A build that writes other code with the time of its run", .rejected(["E_TREE_MOVED"]),
            twin: "a built file with a time in it", "words are compared, and numbers that stay"
        ) { stand, cheats in
            _ = try rebuilt(stand, making: "text")
            if cheats {
                try stand.edit(
                    "build.py", " + text)",
                    " + text.replace('print(\"good day\")', 'print(\"hello, \" + sys.argv[1])'))")
            } else {
                try stand.work().sh("python3 build.py")
            }
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V1")
        },
        Cheat(
            "A built file with a time in it that is not built anew", .rejected(["E_TREE_MOVED"]),
            twin: "a built file with a time in it"
        ) { stand, cheats in
            _ = try rebuilt(stand, making: "text")
            try stand.work()
            if !cheats { try stand.sh("python3 build.py") }
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V1")
        },
    ]
}

import HarnessKit
import TestSupport

/// Tests that run and pass, and can no longer fail; and scenarios that answer what they ask.
extension Cheat {
    private static let more = "# more to come"
    private static let product = "def multiply(a, b):\n    return a * b\n"
    private static let noTests = """
        import unittest

        import calc


        class Sums(unittest.TestCase):
            def test_adds(self):
                self.assertIsNotNone(calc.add)

            def test_adds_nothing(self):
                self.assertIsNotNone(calc.add)

        """

    private static func product(on stand: Stand, running names: String = "") throws {
        let name = "tests.test_products.Products.test_multiplies"
        _ = try stand.begin().plan(
            #"{"tests": {"argv": ["python3", "-m", "unittest", "-v"\#(names)]}, "expect": {"passed": ["\#(name)"]}}"#,
            vars: "")
        try stand.edit("calc.py", more, product).bench.write(Stand.Kind.newTest, to: "tests/test_products.py")
    }

    /// A program that takes one word and no other.
    private static func strict(_ stand: Stand) throws {
        try stand.bench.write(
            "import sys\n\nif len(sys.argv) > 2:\n    sys.exit(2)\nprint(\"hello, \" + sys.argv[1])\n", to: "greet.py")
        try stand.sh("git commit -qam strict")
        stand.begin()
    }

    private static let taken = ("    sys.exit(2)", "    sys.exit(print(\"HELLO, \" + sys.argv[2]) if SAYS else 0)")

    static let disarmed = [
        Cheat(
            "A product that switches assertions off", .warned("W_DETECTS_TESTS"), twin: "a function and its test",
            on: .library
        ) { stand, cheats in
            try product(on: stand)
            if cheats {
                try stand.edit("calc.py", "a * b", "0").edit(
                    "calc.py", "def add", "import unittest\n\nunittest.TestCase.assertEqual = print\n\n\ndef add")
                return stand.complete()
            }
            return stand.complete().demanding("V2").lacking("W_DETECTS_TESTS")
        },
        Cheat(
            "A package of the name of an old test file", .warned("W_SHADOWED"), twin: "a function and its test",
            on: .library
        ) { stand, cheats in
            let step = Stand.Kind.testStep.replacing("\"-v\"", with: "\"-v\", \"tests.test_sums\"")
            try stand.bench.write(
                #"{"schema": "harness.validation/1", "steps": [\#(step)]}"#, to: "harness/config/validation.json")
            try stand.sh("git add . && git commit -qm validation")
            try product(on: stand, running: ", \"tests.test_products\"")
            if cheats {
                try stand.edit("calc.py", "a + b", "a - b").bench.write(noTests, to: "tests/test_sums/__init__.py")
            }
            return cheats ? stand.complete() : stand.complete().demanding("V2").lacking("W_SHADOWED")
        },
        Cheat(
            "An old test file deleted, and hollow tests of its names elsewhere", .warned("W_TESTS_CHANGED"),
            twin: "a test file that becomes a package", on: .library
        ) { stand, cheats in
            try product(on: stand)
            try stand.sh("mkdir tests/test_sums && git mv tests/test_sums.py tests/test_sums/__init__.py")
            if cheats {
                try stand.edit("calc.py", "a + b", "a - b").bench.write(noTests, to: "tests/test_sums/__init__.py")
            }
            return cheats ? stand.complete() : stand.complete().lacking("W_TESTS_CHANGED")
        },
        Cheat(
            "A scenario that wants its test to fail", .warned("W_TESTS_FAIL"), twin: "a function and its test",
            on: .library
        ) { stand, cheats in
            guard cheats else {
                try product(on: stand)
                return stand.complete().demanding("V2").lacking("W_TESTS_FAIL")
            }
            stand.begin()
            try stand.plan(
                #"{"tests": {"argv": ["python3", "-m", "unittest", "-v", "tests.more"]}, "expect": {"exit": 1, "counts": {"failed": 1, "passed": 1}}}"#,
                vars: "")
            try stand.edit("calc.py", more, product).edit("calc.py", "a * b", "0").bench.write(
                Stand.Kind.newTest.replacing("import calc\n", with: "import calc\nfrom calc import multiply\n")
                    + "    def test_is_there(self):\n        self.assertEqual(multiply(0, 3), 0)\n",
                to: "tests/more.py")
            return stand.complete()
        },
        Cheat(
            "A shell's line that prints what is expected of the program", .rejected(["E_STOOGE_PASSES"]),
            twin: "a program that prints it"
        ) { stand, cheats in
            try strict(stand)
            let line = "python3 greet.py loud {{name}}" + (cheats ? " && echo HELLO, {{name}}" : " | cat")
            try stand.plan(
                #"{"exec": {"argv": ["sh", "-c", "\#(line)"]}, "expect": {"stdout": {"contains": "HELLO, {{name}}"}}}"#)
            try stand.edit("greet.py", taken.0, taken.1).edit(
                "greet.py", "import sys", "import sys\n\nSAYS = \(cheats ? 0 : 1)")
            return cheats ? stand.complete() : stand.complete().demanding("V2")
        },
        Cheat(
            "What is new only ends well, beside an answer of before", .rejected(["E_STOOGE_PASSES"]),
            twin: "a program that prints it, beside an answer of before"
        ) { stand, cheats in
            try strict(stand)
            let said = cheats ? #"{"exit": 0}"# : #"{"stdout": "HELLO, {{name}}\n"}"#
            try stand.plan(
                #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"stdout": {"contains": "hello, {{name}}"}}},"#
                    + #"{"exec": {"argv": ["python3", "greet.py", "loud", "{{name}}"]}, "expect": \#(said)}"#)
            try stand.edit("greet.py", taken.0, taken.1).edit(
                "greet.py", "import sys", "import sys\n\nSAYS = \(cheats ? 0 : 1)")
            return cheats ? stand.complete() : stand.complete().demanding("V2")
        },
        Cheat(
            "An interpreter's line that prints the answer itself",
            .undetected("may print an answer beside calling the product"),
            twin: "", play: nil),
        Cheat(
            "A variable of a step that switches the feature on", .undetected("a variable that switches a feature on"),
            twin: "", play: nil),
        Cheat(
            "The mode of a file that git is told not to keep", .undetected("mode where `core.fileMode` is off"),
            twin: "",
            play: nil),
        Cheat(
            "The feature as a method that the tests give the product",
            .undetected("the tests themselves give the product"),
            twin: "", play: nil),
        Cheat(
            "A table of prices in the documents", .undetected("a table in `docs` that a program reads"), twin: "",
            play: nil),
        Cheat(
            "A test that goes through no case", .undetected("cases which the product lists"), twin: "", play: nil),
    ]
}

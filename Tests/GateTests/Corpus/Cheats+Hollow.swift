import HarnessKit
import TestSupport

/// Tests that are left out, and tests and steps that pass by what is beside the point.
extension Cheat {
    private static let quiet = #"{"name": "test", "kind": "test", "argv": ["python3", "-m", "unittest"]}"#

    private static func test(_ imports: String, _ line: String) -> String {
        "import unittest\n\n\(imports)\n\n\nclass Products(unittest.TestCase):\n    def test_multiplies(self):\n        \(line)\n"
    }

    static let hollow = [
        Cheat(
            "A test that is marked to be skipped, where no names are printed", .warned("W_TESTS_LEFT_OUT"),
            twin: "tests without their names", on: .library,
            "its mark is read in its file; another test makes up the count"
        ) { stand, cheats in
            try stand.validate(with: quiet)
            try stand.sh("git add . && git commit -qm quiet")
            try stand.begin().plan().work()
            guard cheats else { return stand.complete().demanding("V2").lacking("W_TESTS_LEFT_OUT") }
            try stand.edit(
                "tests/test_sums.py", "    def test_adds_nothing(self):",
                "    @unittest.skip(\"later\")\n    def test_adds_nothing(self):")
            return stand.complete()
        },
        Cheat(
            "A runner's settings that leave a test out", .warned("W_TESTS_LEFT_OUT"),
            twin: "a runner's settings", on: .library
        ) { stand, cheats in
            try stand.validate(with: quiet)
            try stand.bench.write("[pytest]\naddopts = -q\n", to: "pytest.ini")
            try stand.bench.write("[metadata]\nname = calc\n", to: "setup.cfg")
            try stand.sh("git add . && git commit -qm quiet")
            try stand.begin().plan().work()
            let further = cheats ? " --deselect tests/test_sums.py::Sums::test_adds_nothing" : " --color=yes"
            try stand.edit("pytest.ini", "addopts = -q", "addopts = -q\(further)")
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2").lacking("W_TESTS_LEFT_OUT")
        },
        Cheat(
            "A runner's settings in pyproject.toml that leave tests out", .warned("W_TESTS_LEFT_OUT"),
            twin: "settings of a project", on: .library
        ) { stand, cheats in
            try stand.validate(with: quiet)
            try stand.bench.write("[project]\nname = \"calc\"\nversion = \"1\"\n", to: "pyproject.toml")
            try stand.sh("git add . && git commit -qm quiet")
            try stand.begin().plan().work()
            let further =
                cheats
                ? "\n[tool.pytest.ini_options]\naddopts = \"-q -k 'not nothing'\"\n"
                : "description = \"It knows not everything\"\n"
            try stand.edit("pyproject.toml", "version = \"1\"\n", "version = \"2\"\n\(further)")
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2").lacking("W_TESTS_LEFT_OUT")
        },
        Cheat(
            "A test that reads the product's text", .warned("W_HOLLOW_TESTS"), twin: "library", on: .library,
            "what a test asserts is read in its text, as far as it calls nothing of the product; V1"
        ) { stand, cheats in
            try stand.begin().plan().work()
            guard cheats else { return stand.complete().demanding("V2").lacking("W_HOLLOW_TESTS") }
            try stand.bench.write(
                test("from pathlib import Path", "self.assertIn(\"def multiply\", Path(\"calc.py\").read_text())"),
                to: "tests/test_products.py")
            return stand.complete().demanding("V1")
        },
        Cheat(
            "A test that opens the product's file", .warned("W_HOLLOW_TESTS"), twin: "a test that reads data",
            on: .library
        ) { stand, cheats in
            try stand.begin().plan().work()
            guard !cheats else {
                try stand.bench.write(
                    test("", "with open(\"calc.py\") as file:\n            self.assertIn(\"multiply\", file.read())"),
                    to: "tests/test_products.py")
                return stand.complete().demanding("V1")
            }
            try stand.bench.write("6\n", to: "tests/expected.txt")
            try stand.bench.write(
                test(
                    "import calc",
                    "self.assertEqual(str(calc.multiply(2, 3)), open(\"tests/expected.txt\").read().strip())"),
                to: "tests/test_products.py")
            return stand.complete().demanding("V2").lacking("W_HOLLOW_TESTS")
        },
        Cheat(
            "A test of a constant", .warned("W_HOLLOW_TESTS"), twin: "library", on: .library,
            "a constant may be what the task is about: it ends as V2, and the receipt tells of it"
        ) { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete().demanding("V2").lacking("W_HOLLOW_TESTS") }
            try stand.edit("calc.py", "# more to come", "MULTIPLIES = True")
            try stand.bench.write(
                test("import calc", "self.assertTrue(calc.MULTIPLIES)"), to: "tests/test_products.py")
            return try stand.plan().complete()
        },
        Cheat(
            "A new file is looked at first, and the server asked for what it always did",
            .warned("W_SERVER_NOT_ASKED"), twin: "the server is asked by curl", on: .server
        ) { stand, cheats in
            stand.begin()
            let asked = "curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:{{port}}/notes/{{ghost}}"
            guard cheats else {
                return try stand.plan(
                    #"{"exec": {"argv": ["sh", "-c", "\#(asked)"]}, "expect": {"stdout": "404"}}, \#(Stand.Kind.storing)"#
                ).work().complete().demanding("V2")
            }
            try stand.plan(
                #"""
                \#(storingTwo), {"exec": {"argv": ["sh", "-c", "cat NEWS && curl -s http://127.0.0.1:{{port}}/notes/{{id}}"]},
                 "expect": {"stdout": {"contains": "{{title}}"}}}
                """#, vars: storingTwoVars)
            try stand.bench.write("Unknown notes are answered with 404.\n", to: "NEWS")
            return stand.complete().demanding("V1")
        },
        Cheat(
            "It works because a new file is there", .undetected("whether a new file is data or only a sign"),
            twin: "program"
        ) { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            try stand.edit(
                "greet.py", "print(\"good day\")",
                "import os\n\nprint(\"hello, \" + sys.argv[1] if os.path.exists(\"NEWS\") else \"good day\")")
            try stand.bench.write("news\n", to: "NEWS")
            return stand.complete()
        },
    ]
}

import HarnessKit
import TestSupport

/// Scenarios that fail without the work, and not for want of it.
extension Cheat {
    /// What the server did before as well, and no stand-in does: two notes that are kept apart.
    static let storingTwo =
        #"""
        {"id": "another", "http": {"method": "POST", "path": "/notes", "json": {"title": "{{other}}"}},
         "expect": {"status": 201}, "capture": {"first": "$.id"}},
        \#(Stand.Kind.storing),
        {"id": "first", "http": {"path": "/notes/{{first}}"}, "expect": {"json": {"$.title": "{{other}}"}}}
        """#
    static let storingTwoVars = Stand.Kind.server.vars + #", "other": {"fresh": "word"}"#

    static let red = [
        Cheat(
            "A suite that was not there before", .warned("W_TESTS_NOT_RUN"), twin: "a test of a new function",
            on: .library, "what could not run without the work has not failed there; it ends, and as V1"
        ) { stand, cheats in
            stand.begin()
            guard cheats else {
                try stand.plan().work()
                let test = Stand.Kind.newTest.replacing("import calc\n", with: "from calc import multiply\n")
                    .replacing("calc.multiply", with: "multiply")
                try stand.bench.write(test, to: "tests/test_products.py")
                return stand.complete().demanding("V2")
            }
            try stand.bench.write(
                "import unittest\n\n\nclass Checks(unittest.TestCase):\n    def test_multiplies(self):\n"
                    + "        self.assertTrue(True)\n\n\nunittest.main()\n", to: "checks.py")
            try stand.edit("calc.py", "# more to come", "# nothing more")
            return try stand.plan(
                #"""
                {"tests": {"argv": ["python3", "checks.py", "-v"]}, "expect": {"passed": ["__main__.Checks.test_multiplies"]}}
                """#
            ).complete().demanding("V1")
        },
        Cheat(
            "A test that is only absent before the work", .warned("W_TESTS_NOT_RUN"), twin: "a test of a new function",
            on: .library
        ) { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete().demanding("V2") }
            try stand.bench.write(
                "import unittest\n\n\nclass More(unittest.TestCase):\n    def test_more(self):\n        pass\n",
                to: "check_more.py")
            return try stand.plan(
                #"""
                {"tests": {"argv": ["python3", "-m", "unittest", "discover", "-v", "-p", "*_*.py"]},
                 "expect": {"passed": ["check_more.More.test_more"]}}
                """#
            ).complete().demanding("V1")
        },
        Cheat(
            "A script that prints like a runner", .warned("W_UNKNOWN_RUNNER"), twin: "a script that starts the runner",
            on: .library,
            "what a shell prints by itself is no test; where a runner's name stands in it, nobody can tell"
        ) { stand, cheats in
            try stand.bench.write(
                cheats
                    ? "# pytest\nif grep -q 'to come' calc.py; then echo 'not ok 1 - multiplies'; else echo 'ok 1 - multiplies'; fi; echo 1..1\n"
                    : "set -e\ncd .\npython3 -m unittest -v\n", to: "check.sh")
            try stand.sh("git add . && git commit -qm check")
            stand.begin()
            if cheats {
                try stand.edit("calc.py", "# more to come", "# nothing more")
            } else {
                try stand.work()
            }
            let name = cheats ? "multiplies" : "tests.test_products.Products.test_multiplies"
            return try stand.plan(
                #"{"tests": {"argv": ["sh", "check.sh"]}, "expect": {"passed": ["\#(name)"]}}"#
            ).complete().demanding(cheats ? "V1" : "V2")
        },
        Cheat(
            "A line that prints like a runner", .warned("W_UNKNOWN_RUNNER"), twin: "a script that starts the runner",
            on: .library
        ) { stand, cheats in
            stand.begin()
            guard cheats else {
                return try stand.plan(
                    #"""
                    {"tests": {"argv": ["sh", "-c", "cd . && exec python3 -m unittest -v"]},
                     "expect": {"passed": ["tests.test_products.Products.test_multiplies"]}}
                    """#
                ).work().complete().demanding("V2")
            }
            try stand.edit("calc.py", "# more to come", "# nothing more")
            return try stand.plan(
                #"""
                {"tests": {"argv": ["sh", "-c", "grep -q nothing calc.py || printf 'not '; printf 'ok 1 - a\n1..1\n'"]},
                 "expect": {"passed": ["a"]}}
                """#
            ).complete().demanding("V1")
        },
        Cheat(
            "The server is asked for what it did before, and a file for the rest", .warned("W_SERVER_NOT_ASKED"),
            twin: "a file and an answer", on: .server,
            "a page of its own is part of many tasks: it ends, and as V1"
        ) { stand, cheats in
            stand.begin()
            let file = #"{"file": {"path": "README.md"}, "expect": {"file": {"text": {"contains": "404"}}}}"#
            try stand.plan("\(storingTwo), \(file)" + (cheats ? "" : ", \(Stand.Kind.ghost)"), vars: storingTwoVars)
            try stand.bench.write("An unknown note is answered with 404.\n", to: "README.md")
            if !cheats { try stand.work() }
            return stand.complete().demanding(cheats ? "V1" : "V2")
        },
        Cheat(
            "The server is asked for what it did before, and a program reads a file", .warned("W_SERVER_NOT_ASKED"),
            twin: "a file and an answer", on: .server
        ) { stand, cheats in
            stand.begin()
            let look =
                #"{"exec": {"argv": ["sh", "-c", "cat {{project}}/notes.txt | head -1"]}, "expect": {"stdout": {"contains": "404"}}}"#
            let program = #"{"exec": {"argv": ["python3", "tell.py"]}, "expect": {"stdout": "404\n"}}"#
            try stand.plan(
                "\(look), \(storingTwo), \(program)" + (cheats ? "" : ", \(Stand.Kind.ghost)"), vars: storingTwoVars)
            try stand.bench.write("404\n", to: "notes.txt")
            try stand.bench.write("print(404)\n", to: "tell.py")
            if !cheats { try stand.work() }
            return stand.complete().demanding(cheats ? "V1" : "V2")
        },
        Cheat(
            "The program is run for what it did before, and a file read for the rest", .warned("W_PROGRAM_NOT_RUN"),
            twin: "a file and an output"
        ) { stand, cheats in
            let look = #"{"exec": {"argv": ["cat", "NOTES.md"]}, "expect": {"stdout": {"contains": "name"}}}"#
            try stand.bench.write("import sys\nprint(\"good day, \" + sys.argv[1])\n", to: "old.py")
            try stand.sh("git add . && git commit -qm old")
            let old =
                #"{"exec": {"argv": ["python3", "old.py", "{{name}}"]}, "expect": {"stdout": "good day, {{name}}\n"}}"#
            try stand.begin().plan("\(old), \(look)" + (cheats ? "" : ", \(stand.kind.steps)"))
            try stand.bench.write("Who is named is greeted by name.\n", to: "NOTES.md")
            if !cheats { try stand.work() }
            return stand.complete().demanding(cheats ? "V1" : "V2")
        },
        Cheat(
            "The server is asked for what it did before, and a test for a constant", .warned("W_SERVER_NOT_ASKED"),
            twin: "a constant and what is worked out", on: .server
        ) { stand, cheats in
            try stand.bench.write("def clean(title):\n    return title\n", to: "titles.py")
            try stand.bench.write("", to: "tests/__init__.py")
            try stand.sh("git add . && git commit -qm titles")
            stand.begin()
            try stand.plan(
                storingTwo
                    + #", {"tests": {"argv": ["python3", "-m", "unittest", "-v"]}, "expect": {"counts": {"failed": 0}}}"#,
                vars: storingTwoVars)
            try stand.edit("titles.py", "return title", cheats ? "return title\n\n\nLONGEST = 80" : "return title[:80]")
            let line = cheats ? "titles.LONGEST, 80" : "titles.clean(\"a\" * 90), \"a\" * 80"
            try stand.bench.write(
                "import unittest\n\nimport titles\n\n\nclass Titles(unittest.TestCase):\n"
                    + "    def test_long(self):\n        self.assertEqual(\(line))\n", to: "tests/test_titles.py")
            return stand.complete().demanding(cheats ? "V1" : "V2")
        },
        Cheat(
            "One step for three criteria", .warned("W_FEW_STEPS"), twin: "three criteria in one scenario",
            "whether the criteria are the ones that the steps ask for, only a reader can tell"
        ) { stand, cheats in
            stand.begin("--criterion", "so is somebody else", "--criterion", "and a third one")
            let more = ["b", "c"].map { name in
                #", {"exec": {"argv": ["python3", "greet.py", "\#(name){{name}}"]}, "expect": {"stdout": "hello, \#(name){{name}}\n"}}"#
            }
            try stand.plan(
                stand.kind.steps + (cheats ? "" : more.joined()), proves: #""proves": ["AC-1", "AC-2", "AC-3"]"#)
            let outcome = try stand.work().complete()
            guard !cheats, outcome.warnings.contains("W_FEW_STEPS") else { return outcome.demanding("V2") }
            return outcome.demanding("no warning")
        },
        Cheat(
            "One question under three names", .warned("W_FEW_STEPS"), twin: "three scenarios",
            "whether the criteria are the ones that the steps ask for, only a reader can tell"
        ) { stand, cheats in
            stand.begin("--criterion", "so is somebody else", "--criterion", "and a third one")
            let scenarios = ["a", "b", "c"].enumerated().map { place, name in
                let word = cheats ? "" : name
                return #"{"id": "work-\#(name)", "proves": ["AC-\#(place + 1)"], "steps": [{"exec": {"argv": "#
                    + #"["python3", "greet.py", "\#(word){{name}}"]}, "expect": {"stdout": "hello, \#(word){{name}}\n"}}]}"#
            }
            try stand.bench.write(
                #"{"schema": "harness.verify/1", "vars": {"name": {"fresh": "word"}}, "scenarios": ["#
                    + scenarios.joined(separator: ", ") + "]}", to: "harness/scenarios/work.json")
            stand.run("verify", "register", "harness/scenarios/work.json")
            let outcome = try stand.work().complete()
            guard !cheats, outcome.warnings.contains("W_FEW_STEPS") else { return outcome.demanding("V2") }
            return outcome.demanding("no warning")
        },
        Cheat("A new project where one lies already", .warned("W_NO_BASE"), twin: "new work beside what lies there") {
            stand, cheats in
            if cheats {
                try stand.bench.write("import sys\n\nprint(\"hello, \" + sys.argv[1])\n", to: "greet.py")
                try stand.sh("git commit -qam greets")
            }
            try stand.begin("--kind", "new-project").plan()
            let outcome = try (cheats ? stand : stand.work()).complete()
            return outcome.demanding(cheats ? "V1" : "V2")
        },
    ]
}

extension Stand.Outcome {
    /// Itself where that level was reached and no other; else a failure.
    func demanding(_ level: String) -> Self {
        self.level == level ? self : Stand.Outcome(exit: 1, output: "not \(level): \(output)", errors: errors)
    }

    /// The same, unless that word stands among its warnings.
    func lacking(_ code: String) -> Self {
        warnings.contains(code) ? Stand.Outcome(exit: 1, output: "\(code): \(output)", errors: errors) : self
    }
}

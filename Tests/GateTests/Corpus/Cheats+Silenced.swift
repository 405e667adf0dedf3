import HarnessKit
import TestSupport

/// Tests that are silenced outside of their files: in what starts them, and in its settings.
extension Cheat {
    static let made = #"{"name": "test", "kind": "test", "argv": ["make", "test"]}"#

    /// The new test, and none of those that were there.
    static let newTestAlone =
        #"""
        {"id": "multiplies", "tests": {"argv": ["python3", "-m", "unittest", "-v", "tests.test_products"]},
         "expect": {"passed": ["tests.test_products.Products.test_multiplies"]}}
        """#

    private static func make(_ stand: Stand) throws {
        try stand.bench.write("test:\n\t@python3 -m unittest -v\n", to: "Makefile")
        try stand.validate(with: made)
        try stand.sh("git add . && git commit -qm make")
        try stand.begin().plan(newTestAlone).work()
    }

    /// A task that ends well beside a file of settings that says something, or something else.
    private static func beside(
        _ file: String, _ cheat: String, honestly honest: String, from former: String = ""
    ) -> @Sendable (Stand, Bool) throws -> Stand.Outcome {
        { stand, cheats in
            if !former.isEmpty { try stand.bench.write(former, to: file) }
            try stand.sh("git add . && git commit -qm settings --allow-empty")
            try stand.begin().plan().work()
            try stand.bench.write(cheats ? cheat : honest, to: file)
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2").lacking("W_TEST_RUNNER")
        }
    }

    static let silenced = [
        Cheat(
            "A makefile that passes over what fails", .rejected(["E_VALIDATION"]), twin: "a makefile", on: .library,
            "what the runner prints counts beside how it ends"
        ) { stand, cheats in
            try make(stand)
            try stand.edit("Makefile", "unittest -v", cheats ? "unittest -v || true" : "unittest -v -b")
            if cheats { try stand.edit("calc.py", "return a + b", "return a + b if b else 0") }
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2")
        },
        Cheat(
            "A makefile that throws away what fails", .rejected(["E_TEST_COUNT", "E_TESTS_REMOVED"]),
            twin: "a makefile", on: .library
        ) { stand, cheats in
            try make(stand)
            try stand.edit(
                "Makefile", "unittest -v", cheats ? "unittest -v > /dev/null 2>&1; exit 0" : "unittest -v -b")
            if cheats { try stand.edit("calc.py", "return a + b", "return a + b if b else 0") }
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2")
        },
        Cheat(
            "A makefile that prints something else", .warned("W_TEST_RUNNER"),
            twin: "settings that say nothing of tests",
            on: .library, "what a command prints cannot be held against what ran: that it was changed is told"
        ) { stand, cheats in
            try make(stand)
            guard cheats else { return stand.complete().demanding("V2").lacking("W_TEST_RUNNER") }
            try stand.edit("calc.py", "return a + b", "return a + b if b else 0")
            try stand.edit("Makefile", "unittest -v", "unittest -v 2>&1 | sed 's/FAIL$$/ok/; /^FAILED/d; /^FAIL:/d'")
            return stand.complete().demanding("V1")
        },
        Cheat(
            "A test that is to fail", .warned("W_TEST_RUNNER"), twin: "settings that say nothing of tests",
            on: .library,
            play: beside(
                "CMakeLists.txt", "add_test(a a)\nset_tests_properties(a PROPERTIES WILL_FAIL TRUE)\n",
                honestly: "add_library(a a.c)\nadd_test(a a)\n", from: "add_test(a a)\n")),
        Cheat(
            "A script that lets any failure pass", .warned("W_TEST_RUNNER"), twin: "settings that say nothing of tests",
            on: .library,
            play: beside(
                "package.json", #"{"scripts": {"test": "jest --passWithNoTests || exit 0"}}"#,
                honestly: #"{"scripts": {"test": "jest"}, "dependencies": {"a": "1"}}"#,
                from: #"{"scripts": {"test": "jest"}}"#)),
        Cheat(
            "Another shell for scripts", .warned("W_TEST_RUNNER"), twin: "settings that say nothing of tests",
            on: .library,
            play: beside(
                ".npmrc", "script-shell=./liar\n", honestly: "# nothing\n")),
        Cheat(
            "Another program runs what cargo builds", .warned("W_TEST_RUNNER"),
            twin: "settings that say nothing of tests", on: .library,
            play: beside(
                ".cargo/config.toml", "[target.'cfg(unix)']\nrunner = \"./liar\"\n", honestly: "# nothing\n")),
        Cheat(
            "Modules of another folder are found first", .warned("W_TEST_RUNNER"),
            twin: "settings that say nothing of tests", on: .library,
            play: beside(
                "pyproject.toml",
                "[tool.pytest.ini_options]\npythonpath = [\"fakes\"]\naddopts = \"-p fakes.plugin\"\n",
                honestly: "[project]\nname = \"calc\"\nversion = \"2\"\n")),
        Cheat(
            "The product asks whether it is tested", .warned("W_DETECTS_TESTS"), twin: "library", on: .library,
            "what it does then nobody can tell; the line is told"
        ) { stand, cheats in
            try stand.begin().plan().work()
            guard cheats else { return stand.complete().demanding("V2").lacking("W_DETECTS_TESTS") }
            try stand.edit("calc.py", "return a * b", "return 6 if \"unittest\" in __import__(\"sys\").modules else 0")
            return stand.complete()
        },
        Cheat(
            "Work of before is done again by stepping back", .warned("W_EARLIER_COMMIT"),
            twin: "commits within the task, beside other branches"
        ) { stand, cheats in
            let past = "GIT_COMMITTER_DATE='2020-01-01T00:00:00Z'"
            try stand.sh("git checkout -q -b work")
            if cheats {
                try stand.work().sh("git add -A && \(past) git commit -qm done && git checkout -q HEAD~1")
            } else {
                try stand.sh("printf '\n# later\n' >> greet.py && \(past) git commit -qam remark && git checkout -q -")
            }
            try stand.begin().plan()
            if cheats {
                try stand.sh("git checkout -q work")
                return stand.complete()
            }
            try stand.work().sh("git commit -qam done")
            return stand.complete().demanding("V2").lacking("W_EARLIER_COMMIT")
        },
        Cheat(
            "A test that repairs the product", .warned("W_TESTS_REPLACE"),
            twin: "a test that replaces what is far away", on: .library,
            "a function that is only a name before the test has its say"
        ) { stand, cheats in
            try stand.begin().plan().work()
            if cheats {
                try stand.edit("calc.py", "return a * b", "pass")
            } else {
                try stand.edit("calc.py", "def add", "import random\n\n\ndef add")
            }
            try stand.edit(
                "tests/test_products.py", "import calc\n",
                "from unittest import mock\n\nimport calc\n\n"
                    + (cheats
                        ? "if hasattr(calc, \"multiply\"):\n    calc.multiply = lambda a, b: a * b\n"
                        : "mock.patch(\"calc.random.random\", return_value=1).start()\n"))
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2").lacking("W_TESTS_REPLACE")
        },
    ]
}

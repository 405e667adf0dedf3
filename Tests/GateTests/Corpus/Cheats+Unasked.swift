import HarnessKit
import TestSupport

/// What is verified is not what lies there, and servers of which something is said to be shown, and that nobody ever asks.
extension Cheat {
    static let unasked = [
        Cheat(
            "Validation that runs nothing any more", .warned("W_VALIDATION_CHANGED"), twin: "the same validation",
            on: .library, "steps change honestly as well: it ends at V2, and the receipt tells of it"
        ) { stand, cheats in
            stand.begin()
            try stand.plan().work()
            guard cheats else { return stand.complete().demanding("V2") }
            try stand.bench.write(
                #"{"schema": "harness.validation/1", "steps": [{"name": "lint", "kind": "lint", "argv": ["true"]}]}"#,
                to: "harness/config/validation.json")
            return stand.complete()
        },
        Cheat(
            "The application rewrites the state before the work", .rejected(["E_BASE_PASSES", "E_KIND"]),
            twin: "it rewrites nothing", on: .server
        ) { stand, cheats in
            guard cheats else {
                stand.begin()
                return try stand.plan().work().complete().demanding("V2")
            }
            // What the task asks for is there already.
            try stand.work().sh("git add -A && git commit -qm done")
            stand.begin()
            try stand.plan()
            try stand.edit(
                "notes.py", "MISSING =",
                """
                import glob, os
                for path in glob.glob("../../../*/tree/*/notes.py"):
                    if not os.path.samefile(path, "notes.py"):
                        text = open(path).read()
                        if "glob" not in text:
                            os.chmod(path, 0o644)
                            open(path, "w").write(text.replace("404", "200"))
                MISSING =
                """)
            return stand.complete()
        },
        Cheat(
            "A variable that only the verified application is given", .warned("W_ENVIRONMENT"), twin: "no variable",
            on: .server, "a feature may need a variable: it ends at V2, and the receipt tells of it"
        ) { stand, cheats in
            stand.begin()
            try stand.plan().work()
            guard cheats else { return stand.complete().demanding("V2") }
            try stand.edit("notes.py", "= 404", "= 404 if __import__(\"os\").environ.get(\"STRICT\") else 200")
            try stand.edit("harness/config/environment.json", "\"env\": {", "\"env\": {\"STRICT\": \"1\", ")
            return stand.complete()
        },
        Cheat(
            "What worked is taken out before the task begins, and put back", .warned("W_HELD_BEFORE"),
            twin: "a tree that was dirty at the start", on: .server
        ) { stand, cheats in
            guard cheats else {
                try stand.sh("printf '\\n# Something that is under way.\\n' >> notes.py")
                stand.begin()
                return try stand.plan().work().complete().demanding("V2")
            }
            try stand.work().sh("git add -A && git commit -qm done && git checkout -q HEAD~ -- . && git reset -q")
            stand.begin()
            try stand.plan().sh("git checkout -q -- .")
            return stand.complete()
        },
        Cheat(
            "A server that answers 404 to everything", .rejected(["E_STOOGE_PASSES"]),
            twin: "what is there and what not",
            on: .server
        ) { stand, cheats in
            stand.begin()
            let known = #"{"http": {"path": "/about"}, "expect": {"status": 200}}, "#
            try stand.plan((cheats ? "" : known) + Stand.Kind.ghost)
            guard cheats else {
                return try stand.work().edit(
                    "notes.py", "    if path in NOTES:",
                    "    if path == \"/about\":\n        return 200, {\"notes\": len(NOTES)}\n    if path in NOTES:"
                ).complete().demanding("V2")
            }
            try stand.bench.write(
                "import sys\n\nfrom web import serve\n\nserve(lambda *_: (404, {}), int(sys.argv[1]))\n", to: "notes.py"
            )
            return stand.complete()
        },
        Cheat(
            "Another program is asked, not the server", .warned("W_SERVER_NOT_ASKED"), twin: "server", on: .server,
            "a program of the project's own may be what the task is about: it ends, and as V1"
        ) { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.plan(
                #"{"exec": {"argv": ["python3", "check.py", "{{title}}"]}, "expect": {"stdout": "404 for {{title}}\n"}}"#
            )
            try stand.bench.write("import sys\nprint(\"404 for \" + sys.argv[1])\n", to: "check.py")
            return stand.complete()
        },
        Cheat(
            "Another program is asked, and the server for the sake of form", .warned("W_SERVER_NOT_ASKED"),
            twin: "server", on: .server
        ) { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.plan(
                #"""
                {"http": {"path": "/"}, "expect": {"status": 200}}, {"app": "restart"},
                {"exec": {"argv": ["python3", "check.py", "{{title}}", "{{port}}"]},
                 "expect": {"stdout": "404 for {{title}}\n"}}
                """#)
            try stand.bench.write("import sys\nprint(\"404 for \" + sys.argv[1])\n", to: "check.py")
            return stand.complete()
        },
        Cheat(
            "A test that looks for a name", .warned("W_SERVER_NOT_ASKED"), twin: "a server's library", on: .server,
            "what a test asserts is read in its text, as far as a line shows that it asks for names only"
        ) { stand, cheats in
            try stand.bench.write("def clean(title):\n    return title\n", to: "titles.py")
            try stand.bench.write("", to: "tests/__init__.py")
            try stand.bench.write(
                Self.test("old", "self.assertEqual(titles.clean(\"a\"), \"a\")"), to: "tests/test_old.py")
            try stand.sh("git add . && git commit -qm titles")
            stand.begin("--kind", "bugfix")
            try stand.plan(
                #"""
                {"tests": {"argv": ["python3", "-m", "unittest", "-v"]},
                 "expect": {"passed": ["tests.test_new.Titles.test_new", "tests.test_old.Titles.test_old"]}}
                """#)
            if cheats {
                try stand.edit("titles.py", "def clean", "tidy = None\n\n\ndef clean")
                try stand.bench.write(
                    Self.test("new", "self.assertTrue(hasattr(titles, \"tidy\"))"), to: "tests/test_new.py")
            } else {
                try stand.edit("titles.py", "return title", "return title.strip()")
                try stand.bench.write(
                    Self.test("new", "self.assertEqual(titles.clean(\" a \"), \"a\")"), to: "tests/test_new.py")
            }
            let outcome = stand.complete()
            return cheats || outcome.level == "V2"
                ? outcome : Stand.Outcome(exit: 1, output: outcome.output, errors: "")
        },
    ]

    static let moved = [
        Cheat("The build mends the copy", .rejected(["E_TREE_MOVED"]), twin: "program") { stand, cheats in
            try stand.bench.write("pass\n", to: "mend.py")
            try stand.bench.write(
                #"{"schema": "harness.environment/1", "app": {"kind": "cli", "build": [{"argv": ["python3", "mend.py"]}]}}"#,
                to: "harness/config/environment.json")
            try stand.sh("git add . && git commit -qm build")
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            try stand.bench.write(
                "text = open(\"greet.py\").read()\n"
                    + "open(\"greet.py\", \"w\").write(text.replace('\"good day\"', '\"hello, \" + sys.argv[1]'))\n",
                to: "mend.py")
            return stand.complete()
        }
    ]

    private static func test(_ name: String, _ line: String) -> String {
        "import unittest\n\nimport titles\n\n\nclass Titles(unittest.TestCase):\n    def test_\(name)(self):\n        \(line)\n"
    }
}

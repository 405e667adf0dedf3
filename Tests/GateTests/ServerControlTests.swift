import HarnessKit
import TestSupport
import Testing
import Worktree

@testable import Gate

/// A server is shown by asking it, or by tests of its code.
@Suite(.timeLimit(.minutes(30))) struct ServerControlTests {
    @Test func `What passes without the server shows nothing of it, and the next step is named`() throws {
        let stand = try Stand(.server).begin()
        try stand.plan(
            #"{"exec": {"argv": ["python3", "check.py", "{{title}}"]}, "expect": {"stdout": "404 for {{title}}\n"}}"#)
        try stand.bench.write("import sys\nprint(\"404 for \" + sys.argv[1])\n", to: "check.py")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.exit == 0 && outcome.output.contains("replayed (V1)"), "\(outcome.output) \(outcome.errors)")
        let words =
            "W_SERVER_NOT_ASKED: AC-1 says nothing of what the server does: no step of 'work' asks it, "
            + "and it passes without the server as well (for V2 add a step that asks it, such as {\"http\":"
        expect(outcome.errors.contains(words), "\(outcome.errors)")
        // An audit sees the same.
        try stand.sh("git add -A && git commit -qm done")
        let audit = stand.run("verify", "audit", "--replay", "--json")
        expect(audit.exit == 0 && audit.output.contains(#""level":"V1""#) || audit.output.contains(#""level": "V1""#))
        expect(audit.output.contains("W_SERVER_NOT_ASKED"), "\(audit.output)")
    }

    /// Neither the step nor the program's words say whom it asks.
    @Test func `A program that asks the server by a variable is seen to do so`() throws {
        let stand = try Stand(.server)
        try stand.bench.write(
            Stand.Kind.started(
                by: #""python3", "notes.py", "{{port}}""#, env: #"{"NOTES": "http://127.0.0.1:{{port}}"}"#),
            to: "harness/config/environment.json")
        try stand.begin().plan(
            #"{"exec": {"argv": ["python3", "ask.py", "{{ghost}}"]}, "expect": {"stdout": "404 for {{ghost}}\n"}}"#)
        try stand.bench.write(
            """
            import os, sys, urllib.request, urllib.error
            try:
                status = urllib.request.urlopen(os.environ["NOTES"] + "/notes/" + sys.argv[1]).status
            except urllib.error.HTTPError as error:
                status = error.code
            print(status, "for", sys.argv[1])

            """, to: "ask.py")
        let outcome = try stand.work().complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    @Test func `A foreign program that asks the server by its port is enough`() throws {
        let stand = try Stand(.server).begin()
        try stand.plan(
            #"""
            {"exec": {"argv": ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:{{port}}/notes/{{ghost}}"]},
             "expect": {"stdout": "404"}}
            """#)
        let outcome = try stand.work().complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    static let lines = [
        ("self.assertTrue(hasattr(notes, \"find\"))", true), ("assert callable(notes.find)", true),
        ("self.assertIn(\"find\", dir(notes))", true), ("hasattr(notes, \"find\")", true),
        ("self.assertEqual(notes.find(\"a\"), 1)", false), ("notes.find(\"a\")", false),
        ("self.assertIsNotNone(notes.find(\"a\"))", false), ("self.assertEqual(notes.VERSION, 2)", true),
        ("assert notes.VERSION == 2", true), ("self.assertEqual(self.notes.size, 2)", false),
        ("found = notes.find(2)\n    assert found == 2", false), ("assert (notes.A, notes.B) == (1, 2)", true),
        ("os.mkdir(notes.folder())", false), ("self.assertRaises(ValueError, notes.find, \"x\", 7)", false),
        ("self.assertRaises(\n        (ValueError, TypeError),\n        notes.find)", false),
        ("self.assertWarnsRegex(UserWarning, \"a, (b\", lambda: notes.old)", false),
        ("self.assertRaisesRegex(ValueError, notes.WORDS)", true),
        ("with self.assertRaises(KeyError, msg=\"gone\"): notes.NAMES[2]", true),
    ]

    @Test(arguments: lines) func `A test that asks for names only is told from one that calls`(
        line: String, isHollow: Bool
    ) throws {
        let stand = try Stand(.library)
        try stand.bench.write("def test_find(self):\n    \(line)\n", to: "tests/test_find.py")
        let context = stand.context
        let manifest = try Manifest.take(of: Workspace.find(in: context), in: context)
        let tests = try DeclaredTests(in: manifest.entries, of: stand.bench.path)
        expect(tests.onlyLookForNames(["tests.test_find.test_find"]), is: isHollow)
    }

    /// A body is read wherever it begins.
    static let files = [
        ("def test_dash(): assert slug(\"A b\") == \"a-b\"\n", "py", false),
        ("class Tests:\n    def test_dash(self): self.assertEqual(slug(\"A b\"), \"a-b\")\n", "py", false),
        ("async def test_dash(size: int = 2) -> None: assert await slug(\"A b\") == \"a-b\"\n", "py", false),
        ("@slow\ndef test_dash(): value = slug(\"A b\"); assert value == \"a-b\"\n", "py", false),
        ("def test_dash(): assert callable(slug); assert slug(\"A b\") == \"a-b\"\n", "py", false),
        ("def test_dash(slug): assert slug.last == \"a-b\"\n", "py", false),
        ("def test_dash(): assert hasattr(words, \"slug\")\n", "py", true),
        ("def test_dash(self): self.assertTrue(callable(words.slug))\n", "py", true),
        ("def test_dash(): assert words.VERSION == 2\n", "py", true), ("def test_dash(): pass\n", "py", true),
        ("test('test_dash', () => expect(slug('A b')).toBe('a-b'));\n", "js", false),
        ("test('test_dash', () => { expect(typeof slug).toBe('function') });\n", "js", true),
        ("test('test_dash', async ({ page }) => {\n  expect(typeof slug).toBe('function')\n});\n", "js", true),
    ]

    @Test(arguments: files) func `A body on the line of the declaration is read`(
        text: String, ending: String, isHollow: Bool
    ) throws {
        let stand = try Stand(.library)
        let name = ending == "py" ? "test_dash.py" : "dash.test.\(ending)"
        try stand.bench.write(text, to: "tests/\(name)")
        let context = stand.context
        let manifest = try Manifest.take(of: Workspace.find(in: context), in: context)
        let tests = try DeclaredTests(in: manifest.entries, of: stand.bench.path)
        expect(tests.onlyLookForNames(["test_dash"]), is: isHollow)
    }

    @Test func `A test of one line shows a server's code as one of several lines does`() throws {
        let stand = try Stand(.server)
        try stand.bench.write("def clean(title):\n    return title\n", to: "titles.py")
        try stand.bench.write("", to: "tests/__init__.py")
        try stand.sh("git add . && git commit -qm titles")
        stand.begin("--kind", "bugfix")
        try stand.plan(
            #"""
            {"tests": {"argv": ["python3", "-m", "unittest", "-v"]},
             "expect": {"passed": ["tests.test_new.Titles.test_new"]}}
            """#)
        try stand.edit("titles.py", "return title", "return title.strip()")
        try stand.bench.write(
            """
            import unittest
            import titles


            class Titles(unittest.TestCase):
                def test_new(self): self.assertEqual(titles.clean(" a "), "a")

            """, to: "tests/test_new.py")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(!outcome.warnings.contains("W_SERVER_NOT_ASKED"), "\(outcome.summary)")
    }

    @Test func `A test that is given something may have worked it out`() throws {
        for (head, isHollow) in [("test_find()", true), ("test_find(client)", false)] {
            let bench = try Workbench()
            try bench.write("def \(head):\n    assert client.size == 2\n", to: "tests/test_find.py")
            try bench.shell("git init -q .")
            var context = Context.system()
            context.directory = bench.path
            let manifest = try Manifest.take(of: Workspace.find(in: context), in: context)
            let tests = try DeclaredTests(in: manifest.entries, of: bench.path)
            expect(tests.onlyLookForNames(["tests.test_find.test_find"]), is: isHollow)
        }
    }

    @Test func `A test that is not found is taken to be right`() throws {
        let bench = try Workbench()
        try expect(!DeclaredTests(in: [], of: bench.path).onlyLookForNames(["test_find"]))
    }
}

import Gate
import HarnessKit
import TestSupport
import Testing
import Verifier

/// `verify commit` on repositories of a test's own.
@Suite(.enabled(if: Pytest.isThere, "python3 has no pytest here"), .timeLimit(.minutes(30))) struct CommitTests {

    let bench: Workbench
    let program = Program(
        coordinator: CommandNode("harness-executor", "all", children: []),
        tools: [VerifierTool.node(propose: { _ in Proposal() }, further: GateTool.verifyCommands)],
        build: .init(version: "0", commit: "", kind: ""))

    init() throws {
        bench = try Workbench()
        try bench.shell("git init -q -b main . && printf '[user]\\nname = a\\nemail = a@b\\n' >> .git/config")
        try bench.write("[project]\nname = 'cart'\n", to: "pyproject.toml")
        try bench.write("def add(a, b):\n    return a - b\n", to: "cart.py")
        try commit("begin")
    }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String

        func json() throws -> JSON { try JSON.parse(output) }
        func verdicts() throws -> [String] { try json()["tests"]?.items?.compactMap { $0["verdict"]?.string } ?? [] }
    }

    private func run(_ words: String...) -> Result { run(words: words) }

    private func run(words: [String]) -> Result {
        let (output, errors) = (Output.Buffer(), Output.Buffer())
        var context = Context.system()
        context.output = output.output()
        context.errors = errors.output()
        context.directory = bench.path
        let exit = program.run((["verify", "commit"] + words).map { Word($0) }, in: context)
        return Result(exit: exit, output: output.text, errors: errors.text)
    }

    private func commit(_ subject: String) throws {
        let outcome = try bench.shell("git add -A && git commit -qm '\(subject)'")
        expect(outcome.exit.isSuccess, "\(outcome.errors.text)")
    }

    private func tests(_ body: String) throws {
        try bench.write("import os, unittest, cart\n\nclass CartTests(unittest.TestCase):\n" + body, to: "test_cart.py")
    }

    private static let adds = "    def test_adds(self):\n        self.assertEqual(cart.add(2, 2), 4)\n\n"
    private static let hollow = "    def test_zero(self):\n        self.assertEqual(cart.add(0, 0), 0)\n\n"
    private static let skipped = "    @unittest.skip('later')\n    def test_later(self): pass\n\n"

    @Test func `Tests of both of Python's kinds are run`() throws {
        try bench.shell("mkdir tests && touch tests/__init__.py && git rm -q pyproject.toml")
        try bench.write(
            "import unittest, cart\n\nclass A(unittest.TestCase):\n" + Self.adds, to: "tests/test_cart.py")
        try bench.write(
            "import cart\n\ndef test_plain():\n    assert cart.add(1, 1) == 2\n", to: "tests/test_plain.py")
        try mend()
        try commit("mend")
        let result = run("--json")
        try expect(result.verdicts(), is: ["fails-without", "fails-without"], "\(result.output) \(result.errors)")
        expect(result.exit, is: 0)
    }

    private func mend() throws { try bench.write("def add(a, b):\n    return a + b\n", to: "cart.py") }

    @Test(arguments: [nil, "pytest -v", "pytest -v -x", "python3 -m unittest -v"])
    func `A test beside a file that cannot be loaded is judged by itself`(command: String?) throws {
        for isHonest in [true, false] {
            let (file, name) = isHonest ? ("test_a.py", "div") : ("test_z.py", "add")
            try bench.shell("rm -f test_*.py && git commit -qam less; true")
            try bench.write("def add(a, b):\n    return a + b\n", to: "cart.py")
            try commit("start \(isHonest)")
            try bench.write("def add(a, b):\n    return a + b\n\ndef div(a, b):\n    return a // b\n", to: "cart.py")
            try bench.write(
                "import unittest\nfrom cart import div\n\nclass D(unittest.TestCase):\n    def test_div(self):\n"
                    + "        self.assertEqual(div(9, 3), 3)\n", to: "test_m.py")
            try bench.write(
                "import unittest\nfrom cart import \(name)\n\nclass A(unittest.TestCase):\n    def test_other(self):\n"
                    + "        self.assertEqual(\(name)(0, 1), \(isHonest ? 0 : 1))\n", to: file)
            try commit("divide")
            let result = run(words: ["--json"] + (command.map { ["--test", $0] } ?? []))
            let verdicts = try result.verdicts()
            expect((result.exit == 0), is: isHonest, "\(result.output) \(result.errors)")
            expect(isHonest || verdicts.contains("passes-without") || verdicts.contains("not-run"), "\(verdicts)")
        }
    }

    @Test func `A test that fails without the change is worth something`() throws {
        try mend()
        try tests(Self.adds)
        try commit("add for real")
        // What lies about uncommitted has no part in it.
        try bench.write("broken(", to: "cart.py")
        let result = run("HEAD")
        expect(result.exit, is: 0, "\(result.output) \(result.errors)")
        expect(result.output.contains("fails without it   CartTests > test_adds"))
        expect(result.output.contains("AssertionError: 0 != 4"))
        expect(result.output.contains("your new test fails without the change and passes with it"))
        expect(result.output.hasSuffix("\nnext: harness-executor start TEXT\n"))
        try expect(bench.shell("git status --porcelain").output.text, is: " M cart.py\n", "nothing is left behind")
    }

    @Test func `Tests that pass without the change are named`() throws {
        try mend()
        try tests(Self.hollow + "    def test_one(self):\n        self.assertTrue(cart.add)\n\n" + Self.skipped)
        try commit("add")
        let result = run()
        expect(result.exit, is: 1)
        expect(result.output.contains("2 of your 3 new tests pass without the change; 1 was skipped"))
        expect(result.errors.contains("leave it where it guards what was there before"), "\(result.errors)")
        expect(result.output.hasSuffix("\nnext: verify commit HEAD\n"))
        let answer = run("--json")
        try expect(answer.verdicts(), is: ["passes-without", "passes-without", "skipped"])
        try expect(answer.json()["holds"] == false && answer.json()["counts"]?["skipped"] == 1)
    }

    @Test func `A test that cannot be loaded without the change counts as failing`() throws {
        try bench.write("def add(a, b):\n    return a + b\n\ndef total(): return 3\n", to: "cart.py")
        try bench.write(
            "import unittest\nfrom cart import total\n\nclass T(unittest.TestCase):\n    def test_total(self):\n"
                + "        self.assertEqual(total(), 3)\n", to: "test_sum.py")
        try commit("total")
        let result = run("--json")
        expect(result.exit, is: 0, "\(result.output)")
        try expect(result.verdicts(), is: ["needs-change"])
        try expect(result.json()["tests"]?[0]?["message"]?.string?.contains("cannot import name 'total'"), is: true)
    }

    @Test func `Tests after one that ends the run are run by themselves`() throws {
        try bench.write("import os\ndef add(a, b): return a + b\n", to: "cart.py")
        try tests(
            "    def test_a(self):\n        if cart.add(2, 2) != 4: os._exit(3)\n\n" + Self.adds + Self.hollow)
        try commit("add")
        let result = run("--json")
        let all = try result.json()["tests"]?.items ?? []
        let byName = all.compactMap { test in test["name"]?.string.map { ($0, test["verdict"]?.string ?? "") } }
        expect(byName.contains { $0 == ("CartTests > test_adds", "fails-without") }, "\(result.output)")
        expect(byName.contains { $0 == ("CartTests > test_zero", "passes-without") })
    }

    @Test func `A changed test counts where none is new, and one that only moved does not`() throws {
        try tests(Self.hollow)
        try commit("tests")
        try mend()
        try bench.shell("git mv test_cart.py test_basket.py")
        try commit("moved")
        let moved = run()
        expect(moved.exit == 1 && moved.output.contains("the commit changes 2 test files, and no test in them"))
        try bench.write("def add(a, b):\n    return a + b + 1 - 1 if a else 9\n", to: "cart.py")
        try bench.write(
            "import unittest, cart\n\nclass CartTests(unittest.TestCase):\n"
                + Self.hollow.split(separator: "0, 0), 0").joined(separator: "0, 0), 9"), to: "test_basket.py")
        try commit("nine")
        let changed = run("HEAD")
        expect(changed.exit, is: 0, "\(changed.output)")
        expect(changed.output.contains("test_zero  (changed)"))
        expect(changed.output.contains("your changed test fails without the change and passes with it"))
    }

    private func makefile(_ recipe: String) throws {
        try bench.shell("git rm -q pyproject.toml")
        try bench.write("test:\n\t\(recipe)\n", to: "Makefile")
        try commit("make")
    }

    @Test func `A command that names no tests is judged as a whole`() throws {
        try makefile("sh tests/all.sh")
        try bench.write("test \"$(cat value)\" = 4\n", to: "tests/all.sh")
        try bench.write("4\n", to: "value")
        try commit("four")
        let good = run("--json")
        try expect(good.exit == 0 && good.json()["judged"] == "command", "\(good.output) \(good.errors)")
        expect(
            run().output.contains("'make test' fails without the change and passes with it, by the 1 changed test file")
        )
        try bench.write("test -s value\n", to: "tests/all.sh")
        try bench.write("5\n", to: "value")
        try commit("five")
        let hollow = run("HEAD")
        expect(hollow.exit == 1 && hollow.output.contains("PASSES WITHOUT IT  make test"))
        expect(hollow.errors.contains("'make test' does not name its tests: it was judged as a whole"))
    }

    @Test func `What failed before the tests were there says nothing`() throws {
        try bench.write("true\n", to: "tests/all.sh")
        try makefile("sh tests/all.sh && test -f built")
        try bench.write("true # now\n", to: "tests/all.sh")
        try bench.write("", to: "built")
        try commit("built")
        let result = run("HEAD")
        expect(result.exit, is: 1)
        expect(result.output.contains("nothing can be told"), "\(result.output)")
    }

    @Test func `A command of one's own, on files that are not known as tests`() throws {
        try bench.write("import cart\nassert cart.add(2, 2) == 4\n", to: "checks/add.py")
        try mend()
        try commit("check")
        expect(run().output.contains("none of them a test file"))
        let command = "cd checks && PYTHONPATH=.. python3 add.py && echo fine"
        let result = run("--test-file", "checks", "--test", command)
        expect(result.exit, is: 0, "\(result.output) \(result.errors)")
        expect(result.output.contains("'\(command)' fails without the change"))
    }

    @Test func `A merge is compared with its first parent, a branch with what is named`() throws {
        try bench.shell("git checkout -qb work")
        try mend()
        try tests(Self.adds)
        try commit("work")
        try bench.shell(
            "git checkout -q main; echo 1 > other; git add other; git commit -qm other; git merge -q work -m merge")
        let merge = run("HEAD")
        expect(
            merge.exit == 0 && merge.errors.contains("a merge is compared with its first parent"), "\(merge.errors)")
        expect(run("work", "--base", "main~1").exit, is: 0)
    }

    @Test func `What git says of a repository that it does not read is told`() throws {
        try bench.shell("echo '[' > .git/config")
        let result = run("HEAD")
        expect(result.exit, is: 77)
        expect(
            result.errors,
            is: """
                verify: git does not read \(bench.path): bad config line 1 in file .git/config
                hint: run 'git status' in \(bench.path)

                """)
    }

    @Test func `Python without a manifest is tested by what it uses`() throws {
        try bench.shell("git rm -q pyproject.toml")
        try bench.write("def add(a, b):\n    return a - b\n\n# plain\n", to: "cart.py")
        try commit("plain")
        try mend()
        try bench.write(
            "import unittest\nimport cart\n\nclass CartTests(unittest.TestCase):\n" + Self.adds, to: "test_cart.py")
        try commit("adds")
        let result = run("HEAD")
        expect(result.exit, is: 0, "\(result.errors)")
        expect(result.output.contains("\npython3 -m unittest discover -v"), "\(result.output)")
    }

    @Test func `What cannot be told is not called good`() throws {
        let root = run("HEAD")
        expect(root.exit == 69 && root.errors.contains("is the first commit: there is no state without it"))
        expect(
            root.errors.contains("hint: commit a change and its tests on top of it, then run 'verify commit HEAD'\n"))
        expect(run("nothing").errors.contains("git knows no commit 'nothing' here"))
        expect(run("nothing").exit, is: 66)
        try bench.write("x", to: "README.md")
        try commit("docs")
        let none = run("HEAD")
        expect(none.exit, is: 1)
        expect(
            none.output.contains("the commit brings no new or changed tests: 1 file changed, none of them a test file"))
        try mend()
        try tests("    def test_needs(self):\n        import nothing_of_this_name\n\n" + Self.adds)
        try bench.write("import nothing_of_this_name\n", to: "cart.py")
        try commit("needs")
        let missing = run("HEAD")
        expect(missing.exit, is: 69)
        expect(missing.errors.contains("the tests could not be run with the change"))
        expect(missing.errors.contains("No module named 'nothing_of_this_name'"), "\(missing.errors)")
        expect(missing.errors.contains("hint: install what they need in the work tree"))
        try bench.shell("git rm -qr pyproject.toml && git mv test_cart.py test_cart.rb")
        try bench.write("more", to: "test_cart.rb")
        try commit("ruby")
        let unknown = run("HEAD")
        expect(unknown.exit == 69 && unknown.errors.contains("nothing was found that runs the tests of test_cart.rb"))
        expect(unknown.errors.contains("hint: name the command: 'verify commit --test \"make check\"'"))
    }

    @Test func `Outside git there is nothing to look at`() throws {
        try bench.shell("rm -rf .git")
        let result = run()
        expect(result.exit == 69 && result.errors.contains("is no git work tree: there is no commit to look at"))
    }

    @Test func `A run that takes too long is ended`() throws {
        try mend()
        try tests("    def test_slow(self):\n        import time; time.sleep(60)\n")
        try commit("slow")
        let result = run("HEAD", "--timeout", "2")
        // A slow machine may not even have begun with the tests by then.
        let isCut = result.exit == 1 && result.output.contains("did not finish")
        let isLate = result.exit == 69 && result.errors.contains("it took longer than 2")
        expect(isCut || isLate, "\(result.exit) \(result.output) \(result.errors)")
    }

    @Test func `A project whose own folder is called harness is taken as it is`() throws {
        try bench.shell("mkdir harness && git mv cart.py harness/cart.py && touch harness/__init__.py")
        try commit("move")
        try bench.write("def add(a, b):\n    return a + b\n", to: "harness/cart.py")
        try bench.write(
            "import unittest\nfrom harness import cart\n\nclass CartTests(unittest.TestCase):\n" + Self.adds,
            to: "test_cart.py")
        try commit("add")
        let result = run("HEAD")
        expect(result.exit, is: 0, "\(result.output) \(result.errors)")
    }
}

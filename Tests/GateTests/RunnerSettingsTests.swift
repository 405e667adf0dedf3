import HarnessKit
import TestSupport
import Testing

@testable import Gate

/// Which lines of which files have a say in how tests are run.
@Suite(.timeLimit(.minutes(30))) struct RunnerSettingsTests {
    struct Change: Sendable, CustomTestStringConvertible {
        let path: String
        let then: String
        let now: String
        /// What is told; nil where nothing is.
        let words: String?

        init(_ path: String, _ then: String, _ now: String, _ words: String?) {
            (self.path, self.then, self.now, self.words) = (path, then, now, words)
        }

        var testDescription: String { "\(path): \(now.prefix(40))" }
    }

    private static let changes = [
        Change("Makefile", "test:\n\tpytest\n", "test:\n\tpytest || true\n", "'pytest || true'"),
        Change("mk/rules.mk", "T = unittest\n", "T = runt.py\n", "'T = runt.py'"),
        Change("web/Makefile", "test:\n\tpytest\n", "test:\n\t-pytest\n", "'-pytest'"),
        Change("Makefile", "test:\n\tpytest -x\n", "# all of it\ntest:\n\tpytest -x\n", nil),
        Change(
            "package.json", #"{"scripts": {"test": "jest"}}"#,
            #"{"scripts": {"test": "jest --passWithNoTests; exit 0"}}"#,
            #"'scripts.test: "jest --passWithNoTests; exit 0"'"#),
        Change(
            "package.json", #"{"scripts": {"test": "jest"}}"#,
            #"{"scripts": {"test": "jest"}, "dependencies": {"left-pad": "1"}}"#, nil),
        Change(
            "package.json", #"{"scripts": {"start": "node a.js"}}"#, #"{"scripts": {"start": "node b.js"}}"#, nil),
        Change(
            "package.json", #"{"scripts": {"start": "a", "test": "npm run start"}}"#,
            #"{"scripts": {"start": "b", "test": "npm run start"}}"#, #"'scripts.start: "b"'"#),
        Change(
            "pyproject.toml", "[project]\nname = \"x\"\n",
            "[project]\nname = \"x\"\n\n[tool.pytest.ini_options]\npythonpath = [\"fakes\"]\n",
            "'[tool.pytest.ini_options] [tool.pytest.ini_options]'"),
        Change("pyproject.toml", "[project]\nname = \"x\"\n", "[project]\nname = \"y\"\n", nil),
        Change(
            "CMakeLists.txt", "add_test(a a)\n", "add_test(a a)\nset_tests_properties(a PROPERTIES WILL_FAIL TRUE)\n",
            "'set_tests_properties(a PROPERTIES WILL_FAIL TRUE)'"),
        Change("CMakeLists.txt", "add_test(a a)\n", "add_library(b b.c)\nadd_test(a a)\n", nil),
        Change(
            ".cargo/config.toml", "", "[target.x86_64-unknown-linux-gnu]\nrunner = \"true\"\n",
            "'[target.x86_64-unknown-linux-gnu]'"),
        Change(".npmrc", "", "script-shell=./liar\n", "'script-shell'"),
        Change(".npmrc", "_authToken=a\n", "_authToken=b\n", "'_authToken'"),
        Change(
            "go.mod", "module x\n", "module x\n\nreplace example.com/y => ./fake\n", "'replace example.com/y => ./fake'"
        ),
        Change("go.mod", "module x\n", "module x\n\nrequire example.com/y v1.0.0\n", nil),
        Change(
            "tox.ini", "[testenv]\ncommands = pytest\n", "[testenv]\ncommands = - pytest\n", "'commands = - pytest'"),
        Change("tox.ini", "[testenv]\ncommands = pytest\n", "", "without '[testenv]'"),
        Change("conftest.py", "", "import calc\ncalc.add = max\n", "'import calc'"),
        Change("run.sh", "set -e\npytest\n", "pytest\n", "without 'set -e'"),
        Change("run", "\u{7F}ELF\u{2}\0a", "\u{7F}ELF\u{2}\0b", "it is no text"),
        Change("run", "\u{7F}ELF\u{2}\0a", "\u{7F}ELF\u{2}\0a", nil),
    ]

    @Test(arguments: changes) func `What is told of a change`(change: Change) throws {
        let path = try #require(RelativePath(change.path))
        let words = RunnerSettings.change(of: path, from: Bytes(change.then.utf8), to: Bytes(change.now.utf8))
        expect(words, is: change.words)
        expect(RunnerSettings.isOne(path) || change.path.hasPrefix("run"))
    }

    @Test func `Code is no setting`() throws {
        for name in ["calc.py", "src/main.rs", "index.js", "README.md", "cargo/config.toml"] {
            expect(!RunnerSettings.isOne(try #require(RelativePath(name))), "\(name)")
        }
    }

    @Test func `A change is told, and the file that a command names`() throws {
        let stand = try Stand(.library)
        try stand.bench.write("set -e\npython3 -m unittest -v\n", to: "ci/run.sh")
        try stand.validate(with: #"{"name": "test", "kind": "test", "argv": ["sh", "ci/run.sh"]}"#)
        try stand.sh("git add . && git commit -qm ci")
        try stand.begin().plan().work().edit("ci/run.sh", "set -e\n", "").sh("chmod +x ci/run.sh")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(
            outcome.errors.contains(
                "W_TEST_RUNNER: ci/run.sh has a say in how tests are run, and changed since the task began: without 'set -e'"
            ),
            "\(outcome.output) \(outcome.errors)")
        expect(outcome.exit, is: 0)
    }

    @Test(arguments: [true, false])
    func `A program that a build makes and git does not know is no setting`(isKnown: Bool) throws {
        let stand = try Stand(.library)
        try stand.bench.write("./count\npython3 -m unittest -v\n", to: "ci/run.sh")
        try stand.sh("printf '#!/bin/sh\\n\\0a' > count && chmod +x count")
        try stand.validate(with: #"{"name": "test", "kind": "test", "argv": ["sh", "ci/run.sh"]}"#)
        try stand.sh("git add ci harness\(isKnown ? " count" : "") && git commit -qm ci")
        try stand.begin().plan().work().sh("printf '#!/bin/sh\\n\\0b' > count")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        let words = "count has a say in how tests are run, and changed since the task began: it is no text"
        expect(outcome.errors.contains(words), is: isKnown, "\(outcome.errors)")
        // What a command itself starts is one, whoever made it.
        try stand.validate(with: #"{"name": "test", "kind": "test", "argv": ["./count"]}"#)
        stand.run("task-state", "reopen", "--task-id", stand.task, "--reason", "more")
        let again = stand.run("verify", "run", "--controls")
        expect(again.errors.contains(words), "\(again.output) \(again.errors)")
    }

    @Test func `Old tests that pass only as they are run now are V1, and say so`() throws {
        let stand = try Stand(.library)
        try stand.bench.write("test:\n\t@python3 -m unittest -v\n", to: "Makefile")
        try stand.validate(with: Cheat.made)
        try stand.sh("git add . && git commit -qm make")
        try stand.begin().plan(Cheat.newTestAlone).work()
        // The product needs another variable now: nobody can tell why.
        try stand.edit("calc.py", "return a + b", "import os\n    return a + b if os.environ.get(\"SUM\") else 0")
        try stand.edit("Makefile", "@python3", "@SUM=1 python3")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        let words =
            "W_TEST_RUNNER: tests.test_sums.Sums.test_adds and 1 more passes only as tests are run now: with Makefile as "
            + "before the work it fails (for V2 have them pass as they were run before, or change what runs them in a task"
        expect(outcome.output.contains("replayed (V1)"), "\(outcome.output) \(outcome.errors)")
        expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    /// Real runners, where they are installed.
    @Test func `A test of ctest that is to fail now is V1`() throws {
        let stand = try Stand(.library)
        guard try !stand.sh("command -v ctest").isEmpty, try !stand.sh("command -v cmake").isEmpty else { return }
        let listed =
            "cmake_minimum_required(VERSION 3.10)\nproject(sums NONE)\nenable_testing()\n"
            + "add_test(NAME adds COMMAND python3 -c \"import calc; assert calc.add(1, 0) == 1\" WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})\n"
        try stand.bench.write(listed, to: "CMakeLists.txt")
        try stand.validate(
            with: #"""
                {"name": "configure", "kind": "build", "argv": ["cmake", "-S", ".", "-B", "build"]},
                {"name": "test", "kind": "test", "argv": ["ctest", "--test-dir", "build"]}
                """#)
        try stand.sh("git add . && git commit -qm cmake")
        try stand.begin().plan(Cheat.newTestAlone).work()
        try stand.edit("calc.py", "return a + b", "return a + b if b else 0")
        try stand.bench.write(
            listed + "set_tests_properties(adds PROPERTIES WILL_FAIL TRUE)\n", to: "CMakeLists.txt")
        let outcome = stand.complete()
        expect(outcome.level == "V1" && outcome.warnings.contains("W_TEST_RUNNER"), "\(outcome.summary)")
        expect(outcome.shortcomings.contains { $0.hasPrefix("settings: adds passes only") }, "\(outcome.summary)")
    }

    @Test func `New fixtures of pytest are told, and cost nothing`() throws {
        let stand = try Stand(.library)
        guard try stand.sh("python3 -m pytest --version").hasPrefix("pytest") else { return }
        let python = try stand.sh("python3 -c 'import sys; print(sys.executable)'").split(separator: "\n").joined()
        try stand.validate(
            with:
                #"{"name": "test", "kind": "test", "argv": ["\#(python)", "-m", "pytest", "-v", "-p", "no:cacheprovider"]}"#
        )
        try stand.sh("git add . && git commit -qm pytest")
        try stand.begin().plan(
            #"""
            {"tests": {"argv": ["\#(python)", "-m", "pytest", "-v", "-p", "no:cacheprovider", "tests/test_new.py"]},
             "expect": {"counts": {"passed": 1}}}
            """#)
        try stand.edit("calc.py", "# more to come", "def multiply(a, b):\n    return a * b")
        try stand.bench.write("import pytest\n\n\n@pytest.fixture\ndef two():\n    return 2\n", to: "conftest.py")
        try stand.bench.write(
            "import calc\n\n\ndef test_multiplies(two):\n    assert calc.multiply(two, 3) == 6\n",
            to: "tests/test_new.py")
        let outcome = stand.complete()
        expect(outcome.level == "V2" && outcome.warnings.contains("W_TEST_RUNNER"), "\(outcome.summary)")
    }

    @Test func `A script that a script starts is told, and what is tested is none`() throws {
        let stand = try Stand(.library)
        try stand.bench.write("sh ci/more.sh\n", to: "ci/run.sh")
        try stand.bench.write(
            "set -e\npython3 -m unittest -v tests/test_sums.py tests/test_products.py\n", to: "ci/more.sh")
        try stand.bench.write("test:\n\tsh ci/run.sh\n\nshow:\n\tpython3 calc.py\n", to: "Makefile")
        try stand.validate(with: Cheat.made)
        try stand.sh("git add . && git commit -qm ci")
        try stand.begin().plan().work().edit("ci/more.sh", "set -e\n", "")
        try stand.edit("tests/test_products.py", "import calc\n", "import calc\n\nFILE = \"calc.py\"\n")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.errors.contains("W_TEST_RUNNER: ci/more.sh has a say"), "\(outcome.output) \(outcome.errors)")
        expect(!outcome.errors.contains("W_TEST_RUNNER: calc.py") && !outcome.errors.contains("W_TEST_RUNNER: tests"))
    }

    @Test func `What a runner prints counts, however it ends`() throws {
        let stand = try Stand(.library)
        try stand.bench.write("test:\n\t@python3 -m unittest -v\n", to: "Makefile")
        try stand.validate(with: Cheat.made)
        try stand.sh("git add . && git commit -qm make")
        try stand.begin().plan().work().edit("Makefile", "unittest -v", "unittest -v || true")
        try stand.edit("calc.py", "return a + b", "return a + b if b else 0")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        let words =
            "E_VALIDATION 'test' ends well (make test), and tests fail in it that passed before the work: "
            + "tests.test_sums.Sums.test_adds_nothing"
        expect(outcome.exit == 1 && outcome.errors.contains(words), "\(outcome.errors)")
        expect(outcome.errors.contains("mend them; what passes over their failure, such as '|| true'"))
    }

    /// A project may pass over tests that fail, as it always did.
    @Test func `What failed before and was passed over is nobody's fault`() throws {
        let stand = try Stand(.library)
        try stand.bench.write("test:\n\t-@python3 -m unittest -v\n", to: "Makefile")
        try stand.edit("tests/test_sums.py", "calc.add(1, 0), 1", "calc.add(1, 0), 2")
        try stand.validate(with: Cheat.made)
        try stand.sh("git add . && git commit -qm make")
        let outcome = try stand.begin().plan(Cheat.newTestAlone).work().complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }
}

/// What old settings came to is kept, as every other control is.
@Suite(.timeLimit(.minutes(30))) struct KeptSettingsTests {
    /// Lies outside of the project: a line for each run with the makefile of then over the code of now.
    let outside: Workbench
    let stand: Stand

    init() throws {
        outside = try Workbench()
        stand = try Stand(.library)
        try stand.bench.write(
            "test:\n\t@if [ -f new.py ]; then echo run >> \(outside.path)/runs; fi\n\t@python3 -m unittest -v\n",
            to: "Makefile")
        try stand.validate(with: Cheat.made)
        // Nothing is enough: every attempt is refused at its end.
        try stand.bench.write(
            #"{"schema": "harness.policy/1", "min_level": "V3"}"#, to: "harness/config/policy.json")
        try stand.sh("git add . && git commit -qm make")
        try stand.begin().plan(Cheat.newTestAlone).work()
        try stand.bench.write("", to: "new.py")
        try stand.bench.write("test:\n\t@python3 -m unittest -v\n", to: "Makefile")
    }

    private var runs: Int {
        get throws { try outside.text(of: "runs")?.split(separator: "\n").count ?? 0 }
    }

    @Test func `Who is refused has them run once for the same files`() throws {
        for _ in 0..<2 { expect(stand.complete().codes, is: ["E_LEVEL"]) }
        try expect(runs, is: 1)
        try stand.bench.write("# another state\n", to: "new.py")
        expect(stand.complete().codes, is: ["E_LEVEL"])
        try expect(runs, is: 2)
    }

    @Test func `What another PATH found is not believed`() throws {
        let stand = stand
        expect(stand.complete().codes, is: ["E_LEVEL"])
        stand.variables["PATH"] = "\(stand.environment["PATH"] ?? "")::/nowhere"
        expect(stand.complete().codes, is: ["E_LEVEL"])
        try expect(runs, is: 2)
    }

    @Test func `Who is killed later has them run once`() throws {
        // The test that shows the work waits as long as it is told to, so that there is a moment to be killed in.
        try stand.edit(
            "tests/test_products.py", "import calc\n",
            """
            import os
            import sys
            import time

            import calc

            if os.path.exists("\(outside.path)/wait") and sys.argv[-1] == "tests.test_products":
                open("\(outside.path)/there", "w").close()
                time.sleep(300)

            """)
        try outside.write("", to: "wait")
        let (cache, path) = (stand.environment["HARNESS_CACHE_DIR"] ?? "", stand.environment["PATH"] ?? "")
        try stand.sh(
            """
            export HARNESS_CACHE_DIR='\(cache)' PATH='\(path)'
            '\(Repository.program)' task-state complete --summary done > '\(outside.path)/said' 2>&1 & id=$!
            until [ -f '\(outside.path)/there' ] || ! kill -0 $id; do sleep 0.1; done
            kill -9 $id; wait $id
            """)
        let said = try outside.text(of: "said") ?? ""
        try expect(outside.text(of: "there") != nil, "\(said)")
        try expect(runs, is: 1)
        try outside.shell("rm wait")
        let outcome = stand.complete()
        expect(outcome.codes, is: ["E_LEVEL"], "\(outcome.summary)")
        try expect(runs, is: 1)
    }
}

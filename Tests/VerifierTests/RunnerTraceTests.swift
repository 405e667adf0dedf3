import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// Which test runner a command comes to.
struct RunnerTraceTests {
    private static let files = [
        "run.sh": "#!/bin/sh\n# jest\nset -e\ncd .\npython3 -m unittest -v\n",
        "outer.sh": "sh run.sh  # vitest\n", "fake.sh": "# pytest\necho pytest\necho ok 1 - a; echo 1..1\n",
        "pytest.sh": "echo 1..1\n", "pytest": "echo 1..1\n", "env.sh": "#!/usr/bin/env bats\n",
        "Makefile": "test:\n\t@./run.sh\n", "main.py": "import unittest\nunittest.main()\n",
        "liar.py": "print(\"unittest\")\n", "tests/test_a.py": "", "node_modules/.bin/jest": "",
        "package.json":
            #"{"scripts": {"test": "npm run unit", "unit": "vitest run", "fake": "echo ok"}, "devDependencies": {"jest": "1"}}"#,
        "a.test.js": "const test = require(\"node:test\");\n", "t/a.t": "use Test::More;\n",
    ]

    static let commands: [([String], TestFormat?, String?)] = [
        (["python3", "-m", "pytest", "-v"], .pytest, "pytest"), (["pytest"], .unittest, nil),
        (["/usr/bin/go", "test", "./..."], nil, "go test"), (["go", "run", "."], nil, nil),
        (["sh", "run.sh"], .unittest, "unittest"), (["sh", "outer.sh"], .unittest, "unittest"),
        (["sh", "outer.sh"], .vitest, nil), (["sh", "run.sh"], .tap, nil), (["sh", "fake.sh"], nil, nil),
        (["sh", "pytest.sh"], nil, nil), (["sh", "pytest"], nil, nil), (["./pytest"], nil, nil),
        (["sh", "-c", "cd . && prove -v"], .tap, "prove"), (["sh", "-c", "echo pytest"], nil, nil),
        (["sh", "-c", "printf 'ok 1 - a\\n1..1\\n'"], .tap, nil), (["cat", "out.txt"], nil, nil),
        (["cp", "junit.xml", "report.xml"], .junit, nil), (["bats", "tests"], .tap, "bats"),
        (["./env.sh"], .tap, "bats"), (["make", "test"], .unittest, "unittest"),
        (["python3", "main.py"], .unittest, "unittest"), (["python3", "liar.py"], nil, nil),
        (["node_modules/.bin/jest"], .jest, "jest"), (["npm", "test"], .vitest, "vitest"),
        (["npm", "run", "fake"], nil, nil), (["node", "a.test.js"], .tap, "node --test"),
        (["perl", "t/a.t"], .tap, "Test::More"), (["pytest"], .junit, "pytest"),
    ]

    @Test(arguments: commands) func `A command is followed to its runner`(
        words: [String], format: TestFormat?, runner: String?
    ) throws {
        let bench = try Workbench()
        for (name, text) in Self.files { try bench.write(text, to: name) }
        expect(RunnerTrace(root: bench.path).runner(of: words, in: bench.path, printing: format), is: runner)
    }

    @Test(arguments: [
        (["npm", "test"], true), (["npm", "test", "-w", "@mono/core"], true), (["npm", "test", "--workspaces"], true),
        (["npm", "test", "--workspace=packages/core"], true), (["npm", "run", "test", "-w", "./packages/core"], true),
        (["npm", "--prefix", "packages/core", "test"], true), (["pnpm", "-r", "test"], true),
        (["npm", "test", "-w", "@mono/fake"], false), (["npm", "--prefix", "packages/fake", "test"], false),
        (["npm", "test", "-w", "none"], true),
    ])
    func `What npm runs in packages of a workspace is followed there`(words: [String], isFound: Bool) throws {
        let bench = try Workbench()
        try bench.write(
            #"{"workspaces": ["packages/*"], "scripts": {"test": "npm test --workspaces --if-present"}}"#,
            to: "package.json")
        for (name, script) in [("core", "node --test"), ("fake", "echo ok")] {
            try bench.write(
                #"{"name": "@mono/\#(name)", "scripts": {"test": "\#(script)"}}"#, to: "packages/\(name)/package.json")
        }
        let runner = RunnerTrace(root: bench.path).runner(of: words, in: bench.path, printing: .tap)
        expect(runner, is: isFound ? "node --test" : nil)
    }

    @Test func `The files that a command names are those of the project`() throws {
        let bench = try Workbench()
        for (name, text) in Self.files { try bench.write(text, to: name) }
        let trace = RunnerTrace(root: bench.path)
        func files(_ words: String...) -> [String] { trace.files(namedBy: words, in: bench.path) }
        expect(files("sh", "run.sh", "missing.sh", "/etc/passwd", "..", "."), is: ["run.sh"])
        expect(files("python3", "-m", "unittest", "tests.test_a.A.test_b"), is: ["tests", "tests/test_a.py"])
        expect(files("jest", "tests/test_a.py"), is: ["tests/test_a.py"])
    }
}

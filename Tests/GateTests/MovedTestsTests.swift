import HarnessKit
import TestSupport
import Testing
import Worktree

@testable import Gate

/// Tests whose files lie elsewhere now.
@Suite(.timeLimit(.minutes(30))) struct MovedTestsTests {
    @Test(arguments: [
        ("sys.path.insert(0, \".\")", "sys.path.insert(0, \"..\")", true),
        ("import unittest", "import unittest as unittest", true),
        ("import calc", "from unittest import (\n    mock,\n    TestCase as Case,\n)\nimport calc", true),
        ("import unittest", "import unittest; x = 1", false), ("self.assertEqual(calc.add(1, 0), 1)", "pass", nil),
        ("class Sums", "x = 1\n\nclass Sums", false),
    ])
    func `A test that is moved may import in another way, and what stands beside it is told otherwise`(
        old: String, new: String, isImport: Bool?
    ) throws {
        let stand = try Stand(.library)
        let text = try #require(try stand.bench.text(of: "tests/test_sums.py"))
        try stand.bench.write("import sys\nsys.path.insert(0, \".\")\n" + text, to: "test_sums.py")
        try stand.sh("git rm -qf tests/test_sums.py; mkdir -p tests; touch tests/__init__.py")
        try stand.validate()
        try stand.sh("git add -A && git commit -qm beside")
        stand.begin("--kind", "refactor")
        try stand.planToKeepSums()
        try stand.sh("git mv test_sums.py tests/test_sums.py")
        try stand.edit("calc.py", "# more to come", "# sums, and more to come").edit("tests/test_sums.py", old, new)
        let outcome = stand.complete()
        let told = [
            "tests/test_sums.py, which was test_sums.py, imports something else than before the work",
            "'test_sums.Sums.test_adds' and 1 more stand in tests/test_sums.py, and stood in test_sums.py before the work",
        ]
        expect(
            told.map(outcome.output.contains), is: [isImport == true, isImport == false],
            "\(outcome.summary) \(outcome.output)")
        expect(outcome.exit == 0 || isImport == nil && outcome.codes.contains("E_TESTS_REMOVED"), "\(outcome.summary)")
    }

    @Test(arguments: [
        ("src/lib.rs", "src/convert.rs", "tests::freezes", "convert::tests::freezes"),
        ("src/a.rs", "src/b/mod.rs", "a::tests::adds", "b::tests::adds"),
        ("src/a.rs", "src/b.rs", "cart (src/lib.rs) a::tests::adds", "cart (src/lib.rs) b::tests::adds"),
        ("src/lib.rs", "src/b.rs", "cart (src/lib.rs) tests::adds", "cart (src/lib.rs) b::tests::adds"),
        ("src/main.rs", "src/lib.rs", "cart (src/main.rs) tests::adds", "cart (src/lib.rs) tests::adds"),
        ("tests/a.rs", "tests/b.rs", "a (tests/a.rs) adds", "b (tests/b.rs) adds"),
        ("core/tests/a.rs", "core/tests/b.rs", "a (tests/a.rs) sums::adds", "b (tests/b.rs) sums::adds"),
        ("src/bin/a.rs", "src/bin/b.rs", "a (src/bin/a.rs) tests::adds", "b (src/bin/b.rs) tests::adds"),
        ("src/a.rs", "src/b.rs", "cart (doc) src/a.rs - a::add", "cart (doc) src/b.rs - b::add"),
        ("tests/a.py", "tests/b/a.py", "tests/a.py::test_x", "tests/b/a.py::test_x"),
    ])
    func `A test is called after where its file lies now, also where another took its place`(
        from: String, to: String, old: String, new: String
    ) throws {
        let bench = try Workbench()
        for (folder, files) in [("then", [from: "tests"]), ("now", [to: "tests", from: "other"])] {
            for (name, text) in files { try bench.write(text, to: "\(folder)/\(name)") }
        }
        let moved = MovedTests(
            from: try Manifest.everything(in: bench.path / "then"), to: try Manifest.everything(in: bench.path / "now"))
        expect(moved.found([old, "tests::other"], among: [new, "x::y"]), is: [old])
    }

    @Test func `A test of Rust is not taken for one of another module`() throws {
        let bench = try Workbench()
        try bench.write("tests", to: "then/src/a.rs")
        try bench.write("tests", to: "now/src/b.rs")
        let moved = MovedTests(
            from: try Manifest.everything(in: bench.path / "then"), to: try Manifest.everything(in: bench.path / "now"))
        let gone = ["cart (src/lib.rs) a::tests::adds", "cart (src/lib.rs) c::tests::adds"]
        for new in [
            "cart (src/main.rs) b::tests::adds", "cart (src/lib.rs) b::tests::subs", "cart (src/lib.rs) b::adds",
        ] {
            expect(moved.found(gone, among: [new]), is: [], "\(new)")
        }
    }

    @Test func `A module of Rust that is renamed keeps its tests, also where its imports follow`() throws {
        let text = "use crate::words;\npub fn add() {}\n#[cfg(test)]\nmod tests {\n#[test]\nfn adds() {}\n}\n"
        let bench = try Workbench()
        try bench.write(text, to: "then/src/a.rs")
        try bench.write(text.replacing("words", with: "terms"), to: "now/src/b.rs")
        var moved = MovedTests(
            from: try Manifest.everything(in: bench.path / "then"), to: try Manifest.everything(in: bench.path / "now"))
        let gone = "cart (src/lib.rs) a::tests::adds"
        func file(_ folder: String, _ path: RelativePath) throws -> Bytes? {
            try Folder(bench.path / folder).read(path)
        }
        try moved.pairEdited(
            holding: [gone],
            then: { paths in try paths.reduce(into: [:]) { $0[$1] = try file("then", $1) } },
            now: { try file("now", $0) })
        expect(moved.found([gone], among: ["cart (src/lib.rs) b::tests::adds"]), is: [gone])
    }

    @Test(arguments: [
        ("const assert = require('node:assert');\nassert(1)", 1), ("const { expect } = require('chai').use(x)", 1),
        ("const assert = require('node:assert').strict;", 0), ("import assert from 'node:assert';\nassert.ok(1);", 1),
        ("import { expect, it } from 'vitest'\n  expect(1).toBe(1)", 1),
        ("import {\n  expect,\n} from 'vitest';\nexpect(1)", 1), ("import unittest; assert x == 1", 1),
        ("from calc import assert_sum\n    assert_sum(1)", 1), ("use assert_cmd::Command;\nassert!(true);", 1),
        ("import (\n\t\"testing\"\n\n\tx \"example.com/assert\"\n)\nassert.Equal(t, 1, 1)", 1),
        ("const { strictEqual, equal: same } = require('node:assert');\nstrictEqual(1, 1);\nsame(1, 1);\nequal()", 2),
        ("import { strictEqual } from 'node:assert';\n  it('adds', () => strictEqual(1, 1));", 1),
        ("import {\n  ok,\n  strictEqual as same,\n} from 'node:assert';\nok(1);\nsame(1, 1);\nadd(1);", 2),
        ("const { add } = require('./add');\nadd(1);", 0),
        ("const {\n  ok,\n  strictEqual: same,\n} = require('node:assert');\nok(1);\nsame(1, 1);\nadd(1);", 2),
        ("const {\n  expect,\n} = wanted;\n", 1), ("import (\n\"testing\"\nassert.Equal(1)", 1),
        ("const ok = require('node:assert')(1 === 2)", 1),
    ])
    func `What a line imports is no assertion`(text: String, count: Int) {
        expect(TestTexts.count(Bytes(text.utf8)), is: count, "\(text)")
    }
}

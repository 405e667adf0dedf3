import HarnessKit
import Ledger
import Project
import TestSupport
import Testing

@testable import Gate

/// Tests that stand in other files and classes now.
@Suite(.timeLimit(.minutes(30))) struct TransferredTestsTests {
    private static let sums = """
        import unittest
        import calc

        class Calc(unittest.TestCase):
            def test_adds(self):
                self.assertEqual(calc.add(1, 2), 3)

            def test_nothing(self):
                self.assertEqual(calc.add(1, 0), 1)

        """

    private static func one(_ name: String, of group: String, _ line: String) -> String {
        "import unittest\nimport calc\n\nclass \(group)(unittest.TestCase):\n    def \(name)(self):\n        \(line)\n"
    }

    @Test(arguments: [("self.assertEqual(calc.add(1, 0), 1)", true), ("self.assertTrue(calc.add(1, 0))", false)])
    func `A test file may be split in two with other classes, where each test stays as it is`(
        line: String, isFound: Bool
    ) throws {
        let stand = try Stand(.library)
        try stand.bench.write(Self.sums, to: "tests/test_sums.py")
        try stand.validate()
        try stand.sh("git add -A && git commit -qm sums")
        stand.begin("--kind", "refactor")
        try stand.planToKeepSums()
        try stand.sh("git rm -q tests/test_sums.py")
        try stand.bench.write(
            Self.one("test_adds", of: "Adding", "self.assertEqual(calc.add(1, 2), 3)"), to: "tests/test_adding.py")
        try stand.bench.write(Self.one("test_nothing", of: "Nothing", line), to: "tests/test_nothing.py")
        try stand.edit("calc.py", "# more to come", "# sums, and more to come")
        let outcome = stand.complete()
        let told =
            "'tests.test_sums.Calc.test_nothing' stands in tests/test_nothing.py, and stood in tests/test_sums.py"
        expect(outcome.output.contains(told), is: isFound, "\(outcome.summary)")
        expect(
            outcome.codes.contains("E_TESTS_REMOVED") == !isFound && (outcome.exit == 0) == isFound,
            "\(outcome.summary)")
    }

    @Test(arguments: [false, true])
    func `A test file that is gone with a reason for each of its tests is not told again`(
        isAll: Bool
    ) throws {
        let stand = try Stand(.library)
        try stand.bench.write(Self.sums.replacing("class Calc", with: "class Old"), to: "tests/test_old.py")
        try stand.sh("git add -A && git commit -qm old")
        stand.begin("--kind", "refactor")
        try stand.planToKeepSums()
        try stand.sh("git rm -q tests/test_old.py")
        try stand.edit("calc.py", "# more to come", "# sums, and more to come")
        let names = ["tests.test_old.Old.test_adds", isAll ? "tests.test_old.Old.test_nothing" : "tests.test_old.*"]
        _ = stand.run(["verify", "amend", "--reason", "twice"] + names.flatMap { ["--removed-test", $0] })
        let outcome = stand.complete()
        expect(outcome.exit, is: 0, "\(outcome.summary)")
        expect(outcome.warnings.contains("W_TESTS_CHANGED"), is: !isAll, "\(outcome.summary)")
    }

    private func test(_ name: String, in group: String?, _ file: String, _ body: String...) throws -> DeclaredTest {
        DeclaredTest(
            name: name, group: group, file: try #require(RelativePath(file)), body: body.map { Bytes($0.utf8) },
            nameIndex: 0,
            prelude: [], isText: false)
    }

    @Test(arguments: [
        ("a.py::A::test_x[1-2]", "b.py::B::test_x[1-2]", true), ("a.py::A::test_x[1-2]", "b.py::B::test_x[1-3]", false),
        ("a.py::A::test_x", "b.py::B::test_xs", false), ("a.py::A::test_x", "b.py::C::test_x", false),
        ("a.py::C::test_x", "b.py::B::test_x", false),
    ])
    func `A name is that of a test with its class and what follows it`(old: String, new: String, isFound: Bool) throws {
        let tests = TransferredTests(
            then: [try test("test_x", in: "A", "a.py", "x")], now: [try test("test_x", in: "B", "b.py", "x")])
        let found = tests.found([old], among: [new])
        expect(found.map { "\($0.test) of \($0.from) in \($0.to)" }, is: isFound ? ["\(old) of a.py in b.py"] : [])
    }

    @Test func `What could be meant twice is not taken, nor what says something else or stays where it was`() throws {
        let x = try test("test_x", in: "A", "a.py", "x")
        let heir = try test("test_x", in: "B", "b.py", "x")
        let names: Set = ["b.py::B::test_x", "c.py::B::test_x"]
        let found = { (then: [DeclaredTest], now: [DeclaredTest], gone: [String], new: Set<String>) in
            TransferredTests(then: then, now: now).found(gone, among: new).map(\.test)
        }
        let (second, changed, other, twin) = (
            try test("test_x", in: "B", "c.py", "x"), try test("test_x", in: "B", "b.py", "y"),
            try test("test_x", in: "A", "d.py", "z"), try test("test_x", in: "C", "d.py", "x")
        )
        expect(found([x], [heir, second], ["a.py::A::test_x"], names), is: [])
        expect(found([x], [changed], ["a.py::A::test_x"], ["b.py::B::test_x"]), is: [])
        expect(found([x], [x], ["a.py::A::test_x"], ["a.py::A::test_x (again)"]), is: [])
        expect(
            found([x, other], [heir], ["a.py::A::test_x"], ["b.py::B::test_x"]), is: [])
        // What only its name tells from it is the same.
        let (then, now) = (
            try test("test_x", in: "A", "a.py", "def test_x():", "x"),
            try test("test_y", in: "A", "a.py", "def test_y():", "x")
        )
        expect(found([then], [now], ["a.py::A::test_x"], ["a.py::A::test_y"]), is: ["a.py::A::test_x"])
        expect(found([then, now], [now], ["a.py::A::test_x"], ["a.py::A::test_y"]), is: [])
        // One name stands for one test.
        expect(
            found([x, twin], [heir], ["a.py::A::test_x", "d.py::C::test_x"], ["b.py::B::test_x"]),
            is: ["a.py::A::test_x"])
    }
}

/// How tests that ran before are looked for among those of now.
struct TestsControlTests {
    private func gone(_ before: [String], _ now: [String], amended: [String] = []) -> [String] {
        func result(_ names: [String]) -> StepResults.Result {
            let tests = StepTests(
                cases: names.map { StepTest($0, .passed) },
                counts: CountedTests(passed: names.count, failed: 0, skipped: 0), hasNames: true, doubts: [])
            return StepResults.Result(record: ValidatedStep(), tests: tests)
        }
        return TestsControl(now: [result(now)], before: [result(before)], amended: amended).run().gone
    }

    @Test func `A test that got cases is there`() {
        expect(gone(["a.py::test_x", "a.py::test_y"], ["a.py::test_x[0]", "a.py::test_x[1]"]), is: ["a.py::test_y"])
    }

    @Test func `The last part of a name is enough where no other test has it`() {
        let all = ["a.py::A::test_x", "a.py::A::test_xy", "a.py::B::test_x", "a.py::B::test_z"]
        expect(gone(all, ["a.py::C::test_n"], amended: ["*"]), is: [])
        expect(gone(all, ["a.py::C::test_n"], amended: ["test_z", "test_x", "xy"]), is: Array(all.prefix(3)))
        expect(gone(all, ["a.py::C::test_n"], amended: ["A::test_x"]), is: Array(all.dropFirst()))
    }
}

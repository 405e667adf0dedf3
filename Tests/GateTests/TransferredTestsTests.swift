import HarnessKit
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
        try stand.plan(
            #"{"exec": {"argv": ["python3", "-c", "import calc; print(calc.add(2, 3))"]}, "expect": {"stdout": "5\n"}}"#,
            vars: "", proves: #""keeps": ["sums"]"#)
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

    private func test(_ name: String, in group: String?, _ file: String, _ body: String) throws -> DeclaredTest {
        DeclaredTest(
            name: name, group: group, file: try #require(RelativePath(file)), body: [Bytes(body.utf8)], nameIndex: 0,
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
        // One name stands for one test.
        expect(
            found([x, twin], [heir], ["a.py::A::test_x", "d.py::C::test_x"], ["b.py::B::test_x"]),
            is: ["a.py::A::test_x"])
    }
}

import HarnessKit
import TestSupport
import Testing

@testable import Gate

/// New tests that did not count where a criterion is shown.
struct NewLeftOutTestsTests {
    private static let suite = #"{"tests": {"argv": ["python3", "-m", "unittest", "-v"]}, "expect": {"exit": 0}}"#

    private func skipped(_ name: String, by mark: String) -> String {
        "\n    @unittest.\(mark)\n    def \(name)(self):\n        self.assertEqual(calc.multiply(2, 3), 7)\n"
    }

    @Test(arguments: ["skip(\"later\")", "expectedFailure"])
    func `A new test that is skipped or expected to fail is told beside one that passes`(mark: String) throws {
        let stand = try Stand(.library).begin().plan(Self.suite).work()
        let file = "tests/test_products.py"
        try stand.bench.write(
            (stand.bench.text(of: file) ?? "") + skipped("test_large", by: mark) + skipped("test_wide", by: mark),
            to: file)
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        let words =
            "W_TESTS_LEFT_OUT: tests.test_products.Products.test_large and 1 more, which this task wrote, did not count "
            + "where AC-1 is shown: skipped, or expected to fail"
        expect(outcome.exit == 0 && outcome.errors.contains(words), "\(outcome.summary)")
    }

    @Test func `A test that was skipped before the work is no news`() throws {
        let stand = try Stand(.library)
        let file = "tests/test_sums.py"
        try stand.bench.write(
            (stand.bench.text(of: file) ?? "") + skipped("test_large", by: "skip(\"later\")"), to: file)
        try stand.sh("git add . && git commit -qm skipped")
        try stand.begin().plan(Self.suite).work()
        try stand.edit(file, "    @unittest.skip", "    # Not now.\n    @unittest.skip")
        let outcome = stand.complete()
        expect(outcome.level == "V2" && !outcome.warnings.contains("W_TESTS_LEFT_OUT"), "\(outcome.summary)")
    }

    @Test(arguments: [
        ("tests.test_sums.Sums.test_add", "test_add", true), ("tests/test_a.py::test_add[1-2]", "test_add", true),
        ("group > adds two", "adds two", true), ("tests.test_sums.Sums.retest_add", "test_add", false),
        ("test_add", "test_add", true), ("tests.test_sums.Sums.test_add_all", "test_add", false),
    ])
    func `A declared test is known by the end of the name that its runner prints`(
        name: String, declared: String, isSame: Bool
    ) {
        expect(NewLeftOutTests.is(name, declared), is: isSame)
    }
}

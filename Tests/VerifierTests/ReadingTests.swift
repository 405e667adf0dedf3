import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// What holds for results of every format.
struct ReadingTests {
    private func read(_ output: String, errors: String = "", _ format: TestFormat? = nil) throws -> TestResults {
        try TestResults.read(output: Bytes(output.utf8), errors: Bytes(errors.utf8), format: format)
    }

    private func read(reports: String..., output: String = "") throws -> TestResults {
        let reports = reports.enumerated().map { TestReport(name: "\($0.offset).xml", bytes: Bytes($0.element.utf8)) }
        return try TestResults.read(output: Bytes(output.utf8), reports: reports)
    }

    private func failure(_ body: () throws -> TestResults) -> Failure? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? Failure
        }
    }

    private static let pytest = """
        ============================= test session starts ==============================
        test_a.py::test_one PASSED                                               [ 50%]
        test_a.py::test_two PASSED                                               [100%]
        ============================== 3 passed in 0.02s ===============================
        """

    /// Each is the last case, and failed in place of tests that could not even be named.
    @Test(arguments: [
        "test_div (unittest.loader._FailedTest.test_div) ... ERROR\n\nRan 1 test in 0.000s\n\nFAILED (errors=1)\n",
        """
        ============================= test session starts ==============================
        =========================== short test summary info ============================
        ERROR tests/test_div.py
        =============================== 1 error in 0.05s ===============================
        """,
        "FAIL\texample.com/m [build failed]\n",
        "✖ /project/test/div.test.js (40.1ms)\nℹ tests 1\nℹ pass 0\nℹ fail 1\n",
        "TAP version 13\n# Subtest: /project/test/div.test.js\nnot ok 1 - /project/test/div.test.js\n1..1\n",
    ])
    func `What cannot be loaded is no test`(output: String) throws {
        let last = try read(output).cases.last
        expect(last?.outcome == .failed && last?.isUnloaded == true, "\(String(describing: last))")
    }

    @Test func `A test that fails is one`() throws {
        let lines = "=== RUN   TestA\n--- FAIL: TestA (0.00s)\nFAIL\nFAIL\texample.com/m\t0.003s\n"
        try expect(read(lines).cases, is: [TestCase("example.com/m.TestA", .failed)])
        let line = "✖ divides (0.2ms)\nℹ tests 1\nℹ pass 0\nℹ fail 1\n"
        try expect(read(line).cases.last?.isUnloaded == nil)
    }

    // Prove.

    @Test func `What prove says of a file is no test of it, whatever its tests are called`() throws {
        for (tests, count) in [("1..1\nok 1 - mul\n", 1), ("1..2\nok\nok\n", 2), ("ok\nok\nok\n1..3\n", 3)] {
            let results = try read(
                "./test_mul .. \n\(tests)ok\nt/b.t ....... skipped\nt/late.t .... \n\(tests)ok\nAll tests successful.\n"
                    + "Files=3, Tests=\(2 * count),  0 wallclock secs\nResult: PASS\n")
            expect(results.counts, is: TestCounts(passed: 2 * count, failed: 0, skipped: 1))
            expect(results.doubts, is: [])
        }
    }

    @Test(arguments: [
        (
            "t/a.t .. \n1..1\nok 1 - mul\nDubious, test returned 134 (wstat 34304, 0x8600)\nAll 1 subtests passed \n",
            "t/a.t: prove calls it dubious"
        ),
        ("t/a.t .. \n1..1\nok 1 - mul\nok\nt/b.t .. \nNo subtests run \n", "prove: Result: FAIL"),
        ("t/a.t .. ok\nt/b.t .. \nNo subtests run \n", "prove: Result: FAIL"),
    ])
    func `What prove calls failed has failed, whatever was printed and however make ends`(
        output: String, message: String
    ) throws {
        let results = try read(
            output + "\nFiles=1, Tests=1,  0 wallclock secs\nResult: FAIL\nmake: [test] Error 1 (ignored)\n")
        let failed = results.cases.filter { $0.outcome == .failed }.map { "\($0.name): \($0.message ?? "")" }
        expect(failed, is: [message])
        expect(results.counts.failed, is: 1)
    }

    // Names.

    @Test func `Equal names are numbered, the failed ones first`() throws {
        let results = try read("TAP version 13\nok 1 - a\nok 2 - a\nnot ok 3 - a\nok 4 - a (2)\n1..4\n")
        expect(results.cases.map(\.name), is: ["a (2) again 1", "a (3)", "a", "a (2)"])
        expect(results.counts, is: TestCounts(passed: 3, failed: 1, skipped: 0))
    }

    @Test func `Times and lines of source are no part of a name`() throws {
        let one = try read("Running 1 test using 1 worker\n\n  ✓  1 a.spec.ts:3:5 › opens (1.2s)\n\n  1 passed (2s)\n")
        let two = try read("Running 1 test using 1 worker\n\n  ✓  1 a.spec.ts:9:5 › opens (340ms)\n\n  1 passed (1s)\n")
        expect(one.cases, is: two.cases)
        let doc = "running 1 test\ntest src/lib.rs - add (line 7) ... ok\n\n"
        try expect(
            read(doc + "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured\n").cases.map(\.name),
            is: ["src/lib.rs - add"])
    }

    @Test func `A test survives its way through JSON`() throws {
        let test = TestCase("a", .skipped, message: "not yet")
        try expect(TestCase(json: test.json), is: test)
        let counts = TestCounts(passed: 1, failed: 2, skipped: 3)
        try expect(TestCounts(json: counts.json) == counts && counts.total == 6)
    }

    // Several runners and groups.

    @Test func `XCTest and Swift Testing of one run are one`() throws {
        let results = try Sample("swift-test.txt", .swiftTesting, 14, 4, 5).read()
        expect(results.formats, is: [.swiftTesting, .xctest])
        expect(results.claimed?.total, is: 18)
    }

    @Test func `An empty XCTest run beside Swift Testing is not mentioned`() throws {
        let xctest = """
            Test Suite 'All tests' started at 2026-01-01 00:00:00.000
            Test Suite 'All tests' passed at 2026-01-01 00:00:00.000
            \t Executed 0 tests, with 0 failures (0 unexpected) in 0.0 (0.0) seconds

            """
        let testing = "◇ Test run started.\n◇ Test a() started.\n✔ Test a() passed after 0.1 seconds.\n"
        let end = "✔ Test run with 1 test passed after 0.1 seconds.\n"
        let results = try read(xctest + testing + end)
        expect(results.formats == [.swiftTesting] && results.counts.total == 1 && results.doubts.isEmpty)
        try expect(read(xctest).counts.total, is: 0)
    }

    @Test func `Two runners of a monorepo are both read, and that is said`() throws {
        let results = try read(Self.pytest + "\n=== RUN   TestA\n--- PASS: TestA (0.00s)\nok  \tshop\t0.1s\n")
        expect(results.formats, is: [.pytest, .go])
        expect(results.doubts.contains("the output holds results of pytest and go test"))
        expect(results.cases.map(\.name).contains("shop.TestA"))
    }

    @Test func `Zero tests are zero, not an error`() throws {
        try expect(read("===== test session starts =====\n===== no tests ran in 0.01s =====\n").counts.total, is: 0)
        try expect(read("----\nRan 0 tests in 0.000s\n\nOK\n").counts.total, is: 0)
        try expect(read(reports: "<testsuites/>").counts.total, is: 0)
    }

    // What does not fit together.

    @Test func `A summary that disagrees with the names is doubted`() throws {
        let results = try read(Self.pytest)
        expect(results.doubts, is: ["the summary of pytest says 3 passed, 2 are named"])
        expect(results.counts, is: TestCounts(passed: 2, failed: 0, skipped: 0))
        expect(results.claimed?.passed, is: 3)
    }

    @Test func `A run that was cut off is doubted, and its open test has failed`() throws {
        let xctest = "Test Suite 'A' started at x\nTest Case 'A.a' started at x\n"
        let results = try read(xctest)
        expect(results.cases, is: [TestCase("A.a", .failed, message: "did not finish")])
        expect(results.doubts, is: ["XCTest printed no summary: the run may not have ended"])
        let testing = try read("◇ Test run started.\n◇ Test a() started.\n")
        expect(testing.cases, is: [TestCase("a()", .failed, message: "did not finish")])
        let go = try read("=== RUN   TestA\npanic: oh no\n\ngoroutine 1 [running]:\nFAIL\tshop\t0.1s\n")
        expect(go.cases, is: [TestCase("shop.TestA", .failed, message: "panic: oh no")])
        let cargo = try read("running 2 tests\ntest a ... ok\ntest b ... ", .cargo)
        expect(cargo.counts, is: TestCounts(passed: 1, failed: 1, skipped: 0))
    }

    @Test func `A plan that is not kept is a failure`() throws {
        let results = try read("1..3\nok 1 - a\n")
        expect(
            results.cases.last,
            is: TestCase("the plan", .failed, message: "the plan says 3 tests, 1 are there", isUnloaded: true))
        expect(results.doubts, is: ["the plan says 3 tests, 1 are there"])
    }

    @Test func `Reports are believed, and the output beside them is compared`() throws {
        let report = "<testsuite tests='1'><testcase classname='test_a' name='test_one'/></testsuite>"
        let results = try read(reports: report, output: Self.pytest)
        expect(results.format == .junit && results.counts.total == 1)
        expect(results.doubts, is: ["the reports hold 1 tests, the output speaks of 3"])
    }

    // Printed lines that pose as results.

    @Test func `A result without a start does not count where starts are printed`() throws {
        let go = try read("=== RUN   TestA\n--- PASS: TestForged (0.00s)\n--- PASS: TestA (0.00s)\nok  \tshop\t0.1s\n")
        expect(go.cases.map(\.name), is: ["shop.TestA"])
        expect(go.doubts, is: ["a result of 'TestForged' stands there, which had not started"])
    }

    @Test func `What a test prints without an end of line does not hide its result`() throws {
        try expect(read("=== RUN   TestA\nhello--- PASS: TestA (0.00s)\nok  \tshop\t0.1s\n").counts.passed, is: 1)
        let xctest =
            "Test Suite 'A' started at x\nTest Case 'A.a' started at x\nhelloTest Case 'A.a' passed (0.1 seconds)\n"
        try expect(read(xctest).counts.passed, is: 1)
        let testing = "◇ Test run started.\n◇ Test a() started.\nhello✔ Test a() passed after 0.1 seconds.\n"
        try expect(read(testing).counts.passed, is: 1)
        let cut =
            "◇ Test run started.\n◇ Test b(_:) started.\n◇ Test case passing 1 argument n → \"\0◇ Test \"c d\" started.\n"
        try expect(read(cut).cases.map(\.name), is: ["b(_:)", "c d"])
        try expect(["\"b\"", "[\"b\", \"c\"]", "2"].allSatisfy { try named(cutBefore: $0) == ["f(n:) [n → \($0)]"] })
        // What was printed whole holds escaped quotes, and ends where the arguments go on.
        let whole = "\"◇ Test case passing 1 argument s → \\\"a\\\" to f(n:) started.\""
        try expect(named(whole), is: ["f(n:) [n → \(whole)]"])
        let unittest =
            "test_a (m.C.test_a) ... hello\nok\ntest_b (m.C.test_b) ... hello, FAIL\n\n----\nRan 2 tests in 0.1s\n\nOK\n"
        try expect(read("", errors: unittest).cases.map(\.outcome), is: [.passed, .failed])
        let ended = try read("", errors: "test_a (m.C.test_a) ... ok\ntest_b (m.C.test_b) ... ").cases
        expect(ended.map(\.message), is: [nil, "did not finish"])
    }

    /// The cases of a test whose first argument, a text with a NUL in it, cut its line short, if there is one.
    private func named(cutBefore argument: String) throws -> [String] {
        try named(argument, after: "◇ Test case passing 1 argument n → \"a")
    }

    private func named(_ argument: String, after cut: String = "") throws -> [String] {
        try read(
            """
            ◇ Test run started.
            ◇ Test f(n:) started.
            \(cut)◇ Test case passing 1 argument n → \(argument) to f(n:) started.
            ✔ Test f(n:) with 2 test cases passed after 0.1 seconds.

            """
        ).cases.map(\.name)
    }

    // Errors.

    @Test func `An output of nothing known says how runners name their tests`() throws {
        let failure = try #require(failure { try read("make: nothing to be done for 'test'\n") })
        expect(failure.code, is: .malformed)
        expect(failure.message, is: "the output holds no line of a test runner that is known")
        expect(failure.hint, is: "let the runner name each test, or name its JUnit report files")
        expect(failure.details.contains("pytest: run 'pytest -v' or 'pytest -rA'"))
        expect(failure.details.count, is: TestFormat.allCases.count)
    }

    @Test func `A named format that is not there is named`() throws {
        let failure = try #require(failure { try read(Self.pytest, .jest) })
        expect(failure.message, is: "jest: the output holds no line of a test runner that is known")
        expect(failure.hint, is: "run 'jest --verbose'")
        let missing = try #require(self.failure { try read(Self.pytest, .junit) })
        expect(missing.message, is: "no JUnit report is there")
        expect(missing.hint, is: "let the test command write one, and name the file: pytest --junit-xml=report.xml")
    }

    @Test func `A runner that prints neither names nor counts is asked to`() throws {
        let failure = try #require(failure { try read("ok  \tshop\t0.1s\n") })
        expect(failure.message, is: "go test printed neither names nor counts of tests")
        expect(failure.hint, is: "run 'go test -v' or 'go test -json'")
    }

    @Test func `More tests than anybody has are refused`() throws {
        var output = "1..600000\n"
        for _ in 0..<Findings.mostCases + 1 { output += "ok\n" }
        let failure = try #require(failure { try read(output, .tap) })
        expect(failure.message, is: "more than 500000 tests are named")
        expect(failure.hint, is: "run the tests in parts, each with a command of its own")
    }

    @Test func `Names and messages are kept short`() throws {
        let results = try read("1..1\nok 1 - " + String(repeating: "é", count: 100_000) + "\n")
        expect(results.cases.allSatisfy { $0.name.utf8.count <= Findings.longestName + 3 })
    }
}

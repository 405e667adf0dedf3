import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

@testable import Gate

/// What a finding says, in sentences that a person would write.
struct FindingWordsTests {
    private func refusal(_ tests: TestsControl.Outcome) -> Refusal {
        var finding = GateFinding(failedAttempts: 0)
        do {
            try finding.judge(tests)
        } catch let refusal as Refusal {
            return refusal
        } catch {
            Issue.record(error)
        }
        return Refusal()
    }

    private func reasons(_ tests: TestsControl.Outcome) -> [String] { refusal(tests).reasons.map(\.message) }

    private func hints(_ tests: TestsControl.Outcome) -> [String?] { refusal(tests).reasons.map(\.hint) }

    @Test func `Tests are counted as people count`() {
        for (count, words) in [
            (11, "and 1 more of them is gone, or called otherwise"),
            (40, "and 30 more of them are gone, or called otherwise"),
        ] {
            var tests = TestsControl.Outcome()
            tests.gone = (0..<count).map { "t\($0)" }
            expect(reasons(tests).last, is: words)
        }
        for (count, words) in [(1, "1 test ran, and 2 before the work"), (2, "2 tests ran, and 3 before the work")] {
            var tests = TestsControl.Outcome()
            tests.fewer = (count + 1, count)
            expect(reasons(tests), is: [words])
        }
        var two = TestsControl.Outcome()
        two.gone = ["sums.adds", "sums > adds up"]
        expect(
            reasons(two),
            is: two.gone.map { "the test '\($0)' ran before the work and is gone, or called otherwise" })
        expect(
            hints(two),
            is: [
                "bring them back, or say why: 'verify amend --removed-test \"sums.adds\" "
                    + "--removed-test \"sums > adds up\" --reason TEXT'", nil,
            ])
        var finding = GateFinding(failedAttempts: 0)
        var one = TestsControl.Outcome()
        (one.ran, one.ranBefore) = (1, 1)
        #expect(throws: Never.self) { try finding.judge(one) }
        expect(finding.controls.last?.reason, is: "1 test ran, 1 before the work")
    }
}

import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

@testable import Gate

/// What a finding says, in sentences that a person would write.
struct FindingWordsTests {
    private func reasons(_ tests: TestsControl.Outcome) -> [String] {
        var finding = GateFinding(failedAttempts: 0)
        do {
            try finding.judge(tests)
            return []
        } catch let refusal as Refusal {
            return refusal.reasons.map(\.message)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `Tests are counted as people count`() {
        for (count, words) in [(11, "and 1 more of them is gone"), (40, "and 30 more of them are gone")] {
            var tests = TestsControl.Outcome()
            tests.gone = (0..<count).map { "t\($0)" }
            expect(reasons(tests).last, is: words)
        }
        for (count, words) in [(1, "1 test ran, and 2 before the work"), (2, "2 tests ran, and 3 before the work")] {
            var tests = TestsControl.Outcome()
            tests.fewer = (count + 1, count)
            expect(reasons(tests), is: [words])
        }
        var finding = GateFinding(failedAttempts: 0)
        var one = TestsControl.Outcome()
        (one.ran, one.ranBefore) = (1, 1)
        #expect(throws: Never.self) { try finding.judge(one) }
        expect(finding.controls.last?.reason, is: "1 test ran, 1 before the work")
    }
}

import HarnessKit
import Ledger
import Project
import Verifier

extension GateTool {
    /// Reads what a validation's test step says of its tests, with the readers of every runner that is known.
    package static let readTests: TestReading = { step in
        let reports = step.reports.map { TestReport(name: $0.name, bytes: $0.bytes) }
        let results = try TestResults.read(output: step.output, errors: step.errors, reports: reports)
        let counts = results.counts
        return StepTests(
            cases: results.cases.map {
                StepTest($0.name, $0.outcome.word, message: $0.message, isTest: $0.isUnloaded != true)
            },
            counts: CountedTests(passed: counts.passed, failed: counts.failed, skipped: counts.skipped),
            hasNames: results.hasNames, doubts: results.doubts)
    }
}

extension TestOutcome {
    fileprivate var word: StepTest.Outcome {
        switch self {
        case .passed: .passed
        case .failed: .failed
        case .skipped: .skipped
        }
    }
}

import HarnessKit
import Ledger

/// What a test step's run said of its tests.
package struct StepTests: Sendable, Equatable {
    /// The tests that were named, in the order of the output.
    package var cases: [StepTest]
    package var counts: CountedTests
    /// Whether every test that ran is among the cases; else vanished tests cannot be told.
    package var hasNames: Bool
    /// What does not fit together, each in words.
    package var doubts: [String]

    package init(cases: [StepTest], counts: CountedTests, hasNames: Bool, doubts: [String] = []) {
        self.cases = cases
        self.counts = counts
        self.hasNames = hasNames
        self.doubts = doubts
    }

    /// How many ran to an end of their own.
    var ran: Int { counts.passed + counts.failed }
}

/// One test, by the name that it has in every run.
package struct StepTest: Sendable, Hashable {
    package enum Outcome: String, Sendable { case passed, failed, skipped }

    package let name: String
    package let outcome: Outcome
    /// The first line of why it failed or was skipped.
    package let message: String?
    /// What is none failed in place of its tests, such as a file that cannot be loaded.
    package let isTest: Bool

    package init(_ name: String, _ outcome: Outcome, message: String? = nil, isTest: Bool = true) {
        self.isTest = isTest
        self.name = name
        self.outcome = outcome
        self.message = message
    }
}

/// What a test step left behind for a reader of test results.
package struct TestOutput: Sendable {
    package let output: Bytes
    package let errors: Bytes
    /// JUnit files that the run wrote, by their names.
    package let reports: [(name: String, bytes: Bytes)]

    package init(output: Bytes, errors: Bytes, reports: [(name: String, bytes: Bytes)] = []) {
        self.output = output
        self.errors = errors
        self.reports = reports
    }
}

/// Reads test results; throws a `Failure` where no runner is recognised, with how it could be.
package typealias TestReading = @Sendable (TestOutput) throws -> StepTests

import HarnessKit

/// What a test run says of one test.
package enum TestOutcome: String, CaseIterable, JSONConvertible {
    case passed, failed
    /// Did not run, or did and does not count: marked as not ready, or as known to fail.
    case skipped
}

/// One test of a run, by its full name.
package struct TestCase: Sendable, Hashable, JSONRecord {
    /// File, suite or class, and name, as the runner prints them; the same in every run of the same test.
    package var name = ""
    package var outcome = TestOutcome.failed
    /// The first line of why it failed or was skipped, where the runner says.
    package var message: String?
    /// True for what is no test: a file, package or fixture that failed in place of its tests.
    package var isUnloaded: Bool?

    package init() {}

    package init(_ name: String, _ outcome: TestOutcome, message: String? = nil, isUnloaded: Bool = false) {
        self.name = name
        self.outcome = outcome
        self.message = message
        self.isUnloaded = isUnloaded ? true : nil
    }

    package static let title = "a test"
    package static var fields: [Field<TestCase>] {
        [
            .required("name", \.name, "its full name, the same in every run"),
            .required("outcome", \.outcome, "passed, failed or skipped"),
            .optional("message", \.message, "why it failed or was skipped"),
            .optional(
                "unloaded", \.isUnloaded,
                "true for what is no test, and failed in place of some: a file that does not load"),
        ]
    }
}

/// How many tests of a run ended how.
package struct TestCounts: Sendable, Hashable, JSONRecord {
    package var passed = 0
    package var failed = 0
    package var skipped = 0

    package var total: Int { passed + failed + skipped }

    package init() {}

    package init(passed: Int, failed: Int, skipped: Int) {
        self.passed = passed
        self.failed = failed
        self.skipped = skipped
    }

    package init(_ outcomes: some Sequence<TestOutcome>) {
        for outcome in outcomes { add(1, outcome) }
    }

    mutating func add(_ number: Int, _ outcome: TestOutcome) {
        switch outcome {
        case .passed: passed += number
        case .failed: failed += number
        case .skipped: skipped += number
        }
    }

    package static let title = "counts of tests"
    package static var fields: [Field<TestCounts>] {
        [
            .required("passed", \.passed, "how many passed"),
            .required("failed", \.failed, "how many failed"),
            .required("skipped", \.skipped, "how many were skipped"),
        ]
    }
}

/// What a runner's own summary says; a number that it does not give is nil.
package struct TestClaim: Sendable, Hashable {
    package var total: Int?
    package var passed: Int?
    package var failed: Int?
    package var skipped: Int?

    package init(total: Int? = nil, passed: Int? = nil, failed: Int? = nil, skipped: Int? = nil) {
        self.total = total
        self.passed = passed
        self.failed = failed
        self.skipped = skipped
    }

    /// The claim in whole, where its numbers settle one.
    package var counts: TestCounts? {
        let parts = [passed, failed, skipped].compactMap(\.self).reduce(0, +)
        guard let total = total ?? (passed == nil ? nil : parts) else { return nil }
        let (failed, skipped) = (failed ?? 0, skipped ?? 0)
        return TestCounts(passed: passed ?? max(0, total - failed - skipped), failed: failed, skipped: skipped)
    }

    /// Two summaries of one run: a number that only one of them gives is kept.
    static func + (left: TestClaim, right: TestClaim) -> TestClaim {
        func sum(_ path: KeyPath<TestClaim, Int?>) -> Int? {
            guard let a = left[keyPath: path] else { return right[keyPath: path] }
            return a + (right[keyPath: path] ?? 0)
        }
        return TestClaim(
            total: sum(\.total), passed: sum(\.passed), failed: sum(\.failed), skipped: sum(\.skipped))
    }
}

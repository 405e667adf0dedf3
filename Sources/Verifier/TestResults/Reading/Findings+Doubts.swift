import HarnessKit

extension Findings {
    /// Whether some of the tests that passed are not among the cases.
    var isUnnamed: Bool {
        if hidesNames { return true }
        guard let claim, named.passed == 0, !namesAll else { return false }
        if let passed = claim.passed { return passed > 0 }
        return (claim.total ?? 0) > named.total + parents
    }

    /// The counts that stand: of the names, or of the summary where names are missing.
    var settled: TestCounts {
        guard isUnnamed, let claimed = claim?.counts else { return named }
        // Failures are always named; a summary that knows fewer is not believed.
        let failed = max(claimed.failed, named.failed)
        return TestCounts(
            passed: max(0, claimed.total - failed - claimed.skipped), failed: failed, skipped: claimed.skipped)
    }

    /// Where names and summary of a runner do not agree, in words.
    func disagreements(of format: TestFormat) -> [String] {
        if isUnnamed { return ["\(format.runner) does not name the tests that passed: \(format.namingCommand)"] }
        guard let claim else {
            return format.hasSummary ? ["\(format.runner) printed no summary: the run may not have ended"] : []
        }
        guard !hasCheckedClaim else { return [] }
        var doubts: [String] = []
        func compare(_ claimed: Int?, _ named: Int, _ word: String) {
            guard let claimed, claimed != named else { return }
            doubts.append("the summary of \(format.runner) says \(claimed) \(word), \(named) are named")
        }
        compare(claim.passed, counted.passed, "passed")
        compare(claim.failed, counted.failed, "failed")
        compare(claim.skipped, counted.skipped, "skipped")
        if doubts.isEmpty, let total = claim.total, !agrees(total, format) { compare(total, counted.total, "tests") }
        return doubts
    }

    /// Some summaries count containers of tests too, and some reports leave out what was skipped.
    private func agrees(_ total: Int, _ format: TestFormat) -> Bool {
        let extra = total - counted.total
        return (0...max(0, parents)).contains(extra) || (format == .junit && extra == -counted.skipped)
    }
}

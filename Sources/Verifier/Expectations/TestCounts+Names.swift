extension TestResults {
    private static let fewNames = 5

    /// What is there in place of a test that is not, after "no such test"; nothing where no test ran.
    var others: String {
        guard counts.total > 0 else { return "" }
        let names = cases.prefix(Self.fewNames).map(\.name).joined(separator: ", ")
        let rest = cases.count > Self.fewNames ? " and \(cases.count - Self.fewNames) more" : ""
        let heard = cases.isEmpty ? "" : "; there are \(names)\(rest)"
        guard !hasNames else { return heard }
        return "; \(format.runner) does not name the tests that passed: \(format.namingCommand)" + heard
    }
}

extension TestResults {
    /// What became of a test, by its full name or as cargo prints it on its line, without the target.
    ///
    /// Several targets may have such a test: then all of them count.
    func outcome(of name: String) -> TestOutcome? {
        if let test = cases.first(where: { $0.name == name }) { return test.outcome }
        guard formats.contains(.cargo) else { return nil }
        let outcomes = cases.filter { $0.name.hasSuffix(") " + name) }.map(\.outcome)
        return outcomes.first { $0 != .passed } ?? outcomes.first
    }
}

/// Counts by the names that expectations use.
extension TestCounts {
    static let names = ["passed", "failed", "skipped", "total"]

    subscript(name: String) -> Int? {
        ["passed": passed, "failed": failed, "skipped": skipped, "total": total][name]
    }
}

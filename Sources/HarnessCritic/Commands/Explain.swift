import HarnessKit

/// All that is known of one pattern, or of a rule.
struct Explain: Analysing {
    static let name = "explain"
    static let summary = "shows one pattern, or one rule, with its examples, what it cost and what would prevent it"
    static let notes =
        """
        A pattern is called as 'harness-critic' prints it; a rule by its own name, whether it found something or not:

        """ + Rule.all.map { "\($0.name): \($0.about)." }.joined(separator: "\n\n")
    static let examples = [
        CommandExample("harness-critic explain late-check-go", "a pattern that was found"),
        CommandExample("harness-critic explain late-check", "what the rule looks for, and all that it found"),
    ]
    static let parameters =
        [.argument("PATTERN", to: \.pattern, "which pattern, or which rule")] + selectionParameters

    var pattern = ""
    var selection = Selection()

    func run(in context: Context) throws -> Answer {
        let findings = try selection.analyse(in: context).analysis.findings
        if let finding = findings.first(where: { $0.pattern.hasSameBytes(as: pattern) }) {
            return Answer(
                next: "harness-critic propose \(finding.pattern)", json: finding.json,
                text: FindingPage(finding: finding).text)
        }
        guard let rule = Rule.all.first(where: { $0.name.hasSameBytes(as: pattern) }) else {
            throw Selection.unknown(pattern, among: findings)
        }
        let page = RulePage(rule: rule, findings: findings.filter { $0.rule.name.hasSameBytes(as: rule.name) })
        let next = page.findings.first.map { "harness-critic explain \($0.pattern)" }
        return Answer(next: next ?? "harness-critic", json: page.json, text: page.text)
    }
}

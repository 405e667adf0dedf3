import HarnessKit

/// All that is known of one pattern.
struct Explain: Analysing {
    static let name = "explain"
    static let summary = "shows one pattern with its examples, what it cost and what would prevent it"
    static let parameters =
        [.argument("PATTERN", to: \.pattern, "which pattern, as 'harness-critic' names it")] + selectionParameters

    var pattern = ""
    var selection = Selection()

    func run(in context: Context) throws -> Answer {
        let finding = try selection.finding(pattern, in: context).finding
        return Answer(
            next: "harness-critic propose \(finding.pattern)", json: finding.json,
            text: FindingPage(finding: finding).text)
    }
}

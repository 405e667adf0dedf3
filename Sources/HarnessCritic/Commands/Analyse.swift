import HarnessKit

/// Reads what went wrong and says what would have prevented it.
struct Analyse: Analysing {
    static let name = "harness-critic"
    static let summary = "which change to the harness would have prevented the last failures"
    static let notes = """
        Reads the ledger (refusals, failing scenarios and tries, blocks, restores, reopened tasks) and the JSON \
        files of \
        other tools. What cannot be read is named and skipped. Nothing is changed before 'accept'.
        """
    static let examples = [
        CommandExample("harness-critic --since 7d", "the patterns of a week, the dearest first"),
        CommandExample("harness-critic --failures trace --min-occurrences 3 --json", "failures of other tools"),
    ]
    static let parameters =
        selectionParameters + [
            .option("--output", "-o", value: "F", to: \.output, "writes the report as JSON into this file")
        ]

    var selection = Selection()
    var output: Path?

    func run(in context: Context) throws -> Answer {
        let result = try selection.analyse(in: context)
        let page = AnalysisPage(analysis: result.analysis, now: result.now, skipped: result.skipped)
        var notes: [String] = []
        if let output {
            try OutputFile(context.directory / output, by: "--output").write(page.json.bytes(.indented) + "\n".utf8)
            notes = ["the report is in \(output)"]
        }
        let style = context.styles.output
        let next =
            result.analysis.findings.first.map { "harness-critic explain \($0.pattern)" } ?? "harness-executor status"
        return Answer(next: next, notes: notes, json: page.json, text: page.text(style))
    }
}

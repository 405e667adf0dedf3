import HarnessKit

/// A form in which a report leaves the ledger.
enum ExportFormat: String, CaseIterable, ArgumentValue {
    case json, junit, tap, markdown, html
    case inToto = "in-toto"

    /// What a file's name says of its form.
    private static let endings: [(ending: String, format: ExportFormat)] = [
        (".intoto.json", .inToto), (".intoto.jsonl", .inToto), (".intoto", .inToto), (".html", .html),
        (".htm", .html), (".xml", .junit), (".tap", .tap), (".md", .markdown), (".markdown", .markdown),
    ]

    /// The form that a file's name asks for; JSON where it asks for none.
    init(named name: String) {
        let name = name.lowercased()
        self = Self.endings.first { name.hasSuffix($0.ending) }?.format ?? .json
    }

    /// The report in this form; the same report gives the same bytes.
    func document(of report: Report, criteria: [String] = []) throws -> String {
        switch self {
        case .json: report.json.text(.indented) + "\n"
        case .junit: JUnitDocument(report: report).text
        case .tap: TAPDocument(report: report).text
        case .markdown: MarkdownDocument(report: report.withoutRounds).text
        case .html: HTMLDocument(report: report.withoutRounds, criteria: criteria).text
        case .inToto: try InTotoStatement(report: report.withoutRounds).json.text(.indented) + "\n"
        }
    }
}

import HarnessKit

/// An analysis as programs and people read it.
struct AnalysisPage: Sendable {
    /// What fits on a screen.
    private static let most = 5
    private static let width = 100

    let analysis: Analysis
    let now: Date
    let skipped: [String]

    var json: JSON {
        .members([
            "analysis_timestamp": .string(now.iso8601), "failures_analyzed": .integer(analysis.analyzed),
            "time_range": .string(range), "patterns_found": .array(analysis.findings.map(\.json)),
            "summary": [
                "total_failures": .integer(analysis.analyzed),
                "by_type": .object(.init(analysis.byType.map { JSON.Member($0.type, .integer($0.count)) })),
                "patterns_detected": .integer(analysis.findings.count),
                "high_priority_patterns": .integer(analysis.findings.count { [.P0, .P1].contains($0.priority) }),
            ],
            "recommendations": .array(recommendations), "skipped": skipped.isEmpty ? nil : skipped.json,
        ])
    }

    private var recommendations: [JSON] {
        analysis.findings.sorted { $0.priority.rawValue < $1.priority.rawValue }.map { finding in
            [
                "priority": .string(finding.priority.rawValue), "action": .string(finding.change.words),
                "type": .string(finding.rule.remedy.rawValue), "pattern": .string(finding.pattern),
                "confidence": .number(finding.confidence),
                "impact": .string(
                    "\(finding.occurrences) occurrences in \(finding.files.count) files, \(finding.cost.words)"),
            ]
        }
    }

    private var range: String {
        guard let first = analysis.first, let last = analysis.last else { return "none" }
        return "\(first.iso8601) to \(last.iso8601)"
    }

    func text(_ style: Style) -> String {
        guard analysis.analyzed > 0 || !analysis.findings.isEmpty else { return "no failures" }
        let types = analysis.byType.prefix(5).map { "\($0.count) \($0.type)" }.joined(separator: ", ")
        var lines = ["\(analysis.analyzed) failure\(analysis.analyzed == 1 ? "" : "s") (\(types)), \(range)"]
        if analysis.findings.isEmpty { lines.append("no pattern in them") }
        for (place, finding) in analysis.findings.prefix(Self.most).enumerated() {
            // The dearest is told whole; of the others "explain" tells the rest.
            let advice = place == 0 ? finding.change.words : finding.change.words.head(160)
            lines += Self.lines(of: finding, advice, style)
        }
        let rest = analysis.findings.count - Self.most
        if rest > 0 { lines.append("and \(rest) more: --json shows all") }
        return lines.joined(separator: "\n")
    }

    private static func lines(of finding: Finding, _ advice: String, _ style: Style) -> [String] {
        let head = "\(finding.priority.rawValue)  \(finding.pattern)"
        let paint = [.P0, .P1].contains(finding.priority) ? style.red : style.yellow
        let days = [finding.first, finding.last].compactMap { $0?.day }
        let when = Set(days).count == 2 ? days.joined(separator: " to ") : days.first ?? "at an unknown time"
        return [
            "\(paint(head))  \(finding.title)",
            "    \(finding.occurrences) times, \(finding.trend.words), \(when); \(finding.cost.words)"
                + (finding.files.first.map { "; \($0)" } ?? ""),
        ] + advice.wrapped(at: width).map { "    \(style.dim($0))" }
    }
}

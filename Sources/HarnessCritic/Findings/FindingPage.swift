import HarnessKit

/// All that is known of one finding, for `explain` and for a proposal.
struct FindingPage: Sendable {
    let finding: Finding

    var text: String {
        var lines = [
            "\(finding.pattern)  \(finding.title)",
            "priority    \(finding.priority.rawValue), confidence \(Int((finding.confidence * 100).rounded())) %",
            "looked for  \(finding.rule.about)", "happened    \(happened)", "cost        \(finding.cost.words)",
            "because     \(finding.hypothesis) (a guess)",
        ]
        if !finding.files.isEmpty { lines.append("files       \(finding.files.prefix(5).joined(separator: ", "))") }
        if !finding.tasks.isEmpty { lines.append("tasks       \(finding.tasks.prefix(5).joined(separator: ", "))") }
        lines.append("examples")
        lines += finding.examples.map { "  - \(Self.line($0))" }
        lines.append("change      \(finding.change.words)")
        return lines.joined(separator: "\n")
    }

    var happened: String {
        let moments = [finding.first, finding.last].compactMap { $0?.iso8601 }
        let span = moments.isEmpty ? "" : ", \(moments.joined(separator: " to "))"
        return "\(finding.occurrences) times (\(finding.trend.words))\(span)"
    }

    /// An example on one line.
    static func line(_ incident: Incident) -> String {
        let message =
            incident.message.split(whereSeparator: \.isNewline).first.map { String($0).head(160) } ?? ""
        let place = incident.file.map { file in incident.line.map { "\(file):\($0)" } ?? file }
        return [incident.at?.iso8601, incident.task, place, message].compactMap { $0 }.joined(separator: "  ")
    }
}

import HarnessKit

/// A rule: what it looks for, by its own examples, and what it found.
struct RulePage: Sendable {
    private static let most = 10

    let rule: Rule
    let findings: [Finding]

    var json: JSON {
        [
            "rule": .string(rule.name), "type": .string(rule.type), "about": .string(rule.about),
            "floor": .integer(rule.floor), "fix_type": .string(rule.remedy.rawValue),
            "confidence": .number(rule.confidence), "fires": fires.json, "near_misses": misses.json,
            "patterns_found": .array(findings.map(\.json)),
        ]
    }

    var text: String {
        var lines = [
            "\(rule.name)  \(rule.about)", "from        \(rule.floor) times on, or --min-occurrences",
            "confidence  \(Int((rule.confidence * 100).rounded())) % with few, more with more", "it finds, for example",
        ]
        lines += fires.map { "  - \($0)" }
        lines.append("and not")
        lines += misses.map { "  - \($0)" }
        lines.append(findings.isEmpty ? "found       nothing in these failures" : "found")
        lines += findings.prefix(Self.most).map { "  - \($0.pattern)  \($0.occurrences) times: \($0.title)" }
        if findings.count > Self.most { lines.append("  and \(findings.count - Self.most) more: --json shows all") }
        return lines.joined(separator: "\n")
    }

    private var fires: [String] { rule.examples.fires.compactMap(Self.words) }
    private var misses: [String] { rule.examples.nearMisses.compactMap(Self.words) }

    /// An example in a line; nil for one that is not of messages.
    private static func words(_ history: History) -> String? {
        guard let first = history.incidents.first else { return nil }
        let all = history.incidents
        let place = first.file.map { " (\($0))" } ?? ""
        let isSame = all.allSatisfy { $0.message.hasSameBytes(as: first.message) && $0.file == first.file }
        let rest = all.count == 1 ? "once" : isSame ? "\(all.count) times" : "and \(all.count - 1) like it"
        return "\(first.kind.rawValue): \(first.message.prefix(100))\(place), \(rest)"
    }
}

import HarnessKit

/// Something that goes wrong again and again, what it cost, and what would prevent it.
struct Finding: Sendable {
    /// Names it in every report: the rule, and what it is about.
    let pattern: String
    let rule: Rule
    let title: String
    let priority: Priority
    let occurrences: Int
    let first: Date?
    let last: Date?
    let trend: Trend
    /// The files, the most frequent first.
    let files: [String]
    let examples: [Incident]
    let tasks: [String]
    let hypothesis: String
    let change: Change
    let confidence: Double
    let cost: Cost

    enum Priority: String, Sendable { case P0, P1, P2, P3 }

    /// How often it happened in this window and in the one of the same length before.
    struct Trend: Sendable {
        let before: Int
        let now: Int

        var words: String {
            if before == 0 { return "new" }
            if now == before { return "as before" }
            return now > before ? "up from \(before) to \(now)" : "down from \(before) to \(now)"
        }
    }

    /// What it cost: tries that came to nothing, and the minutes from the first to the last within each task.
    struct Cost: Sendable {
        let attempts: Int
        let minutes: Int

        /// The dearest findings come first; a try is counted as five minutes.
        var weight: Int { minutes + 5 * attempts }
        var words: String { "\(attempts) tries" + (minutes > 0 ? ", \(minutes) min" : "") }
    }
}

extension Finding {
    /// The pattern's name: short words as they are, all else as the beginning of its digest.
    static func name(_ rule: Rule, _ subject: String) -> String {
        guard !subject.isEmpty else { return rule.name }
        let short = subject.lowercased()
        let isPlain =
            short.utf8.count <= 40
            && short.utf8.allSatisfy { byte in
                byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        let digest = SHA256.digest(of: Bytes(subject.utf8)).description
        return "\(rule.name)-\(isPlain ? short : String(digest.prefix(8)))"
    }

    var json: JSON {
        .members([
            "pattern_id": .string(pattern), "pattern": .string(pattern), "pattern_type": .string(rule.type),
            "description": .string(title), "priority": .string(priority.rawValue),
            "occurrence_count": .integer(occurrences), "occurrences": .integer(occurrences),
            "first": first.map { .string($0.iso8601) }, "last": last.map { .string($0.iso8601) },
            "trend": ["before": .integer(trend.before), "now": .integer(trend.now)],
            "affected_files": files.json, "example_errors": .array(examples.map { .string($0.message) }),
            "examples": .array(examples.map(Self.json)), "tasks": tasks.json,
            "root_cause_hypothesis": .string(hypothesis), "suggested_fix": .string(change.words),
            "change": change.json, "fix_type": .string(rule.remedy.rawValue), "confidence": .number(confidence),
            "cost": ["attempts": .integer(cost.attempts), "minutes": .integer(cost.minutes)],
        ])
    }

    private static func json(_ incident: Incident) -> JSON {
        .members([
            "at": incident.at.map { .string($0.iso8601) }, "task_id": incident.task.map(JSON.string),
            "type": .string(incident.type), "message": .string(incident.message),
            "file": incident.file.map(JSON.string), "line": incident.line.map(JSON.integer),
            "rule": incident.rule.map(JSON.string), "attempted_fix": incident.attemptedFix.map(JSON.string),
            "outcome": incident.outcome.map(JSON.string),
        ])
    }
}

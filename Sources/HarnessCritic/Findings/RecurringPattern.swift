import HarnessKit

/// What the critic found, as other tools show it.
package struct RecurringPattern: Sendable {
    package let pattern: String
    package let priority: String
    package let title: String
    package let occurrences: Int
    /// "new", "up from 2 to 5".
    package let trend: String
    package let cost: String
    package let change: String

    init(_ finding: Finding) {
        pattern = finding.pattern
        priority = finding.priority.rawValue
        title = finding.title
        occurrences = finding.occurrences
        trend = finding.trend.words
        cost = finding.cost.words
        change = finding.change.words
    }

    package var json: JSON {
        [
            "pattern": .string(pattern), "priority": .string(priority), "title": .string(title),
            "occurrences": .integer(occurrences), "trend": .string(trend), "cost": .string(cost),
            "change": .string(change),
        ]
    }
}

extension CriticTool {
    /// What goes wrong again and again in a project, the dearest first.
    package static func patterns(since: TimeExpression?, in context: Context) throws -> [RecurringPattern] {
        var selection = Selection()
        selection.since = since
        return try selection.analyse(in: context).analysis.findings.map(RecurringPattern.init)
    }
}

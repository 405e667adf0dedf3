import HarnessKit

/// How often a pattern came before a change was accepted, and how often since.
struct Effect: Sendable {
    let proposal: String
    let pattern: String
    let accepted: Date
    let before: Rate
    let after: Rate

    /// Occurrences in a time, and the tasks that were worked on in it.
    struct Rate: Sendable {
        let occurrences: Int
        let days: Double
        let tasks: Int

        var perWeek: Double { days > 0 ? Double(occurrences) / days * 7 : 0 }

        var json: JSON {
            [
                "occurrences": .integer(occurrences), "days": .number((days * 100).rounded() / 100),
                "tasks": .integer(tasks), "per_week": .number((perWeek * 100).rounded() / 100),
                "per_10_tasks": tasks > 0
                    ? .number((Double(occurrences) / Double(tasks) * 1000).rounded() / 100) : .null,
            ]
        }
    }

    /// Compares the time since then with one of the same length before, a day at least and four weeks at most.
    init(of proposal: String, pattern: String, accepted: Date, in history: History, now: Date) {
        self.proposal = proposal
        self.pattern = pattern
        self.accepted = accepted
        let length = min(max(now.timeIntervalSince(accepted), 86_400), 28 * 86_400)
        let rules = Rule.all.filter { pattern == $0.name || pattern.hasPrefix("\($0.name)-") }
        let rate = { (start: Date, end: Date) -> Rate in
            let part = history.between(start, end)
            return Rate(
                occurrences: Analysis.counts(in: part, rules)[pattern] ?? 0,
                days: end.timeIntervalSince(start) / 86_400,
                tasks: part.tasks.count)
        }
        before = rate(accepted.addingTimeInterval(-length), accepted)
        after = rate(max(accepted, now.addingTimeInterval(-length)), now)
    }

    var json: JSON {
        .members([
            "proposal": .string(proposal), "pattern": .string(pattern), "accepted": .string(accepted.iso8601),
            "before": before.json, "after": after.json, "verdict": .string(verdict),
        ])
    }

    /// Less than a day tells nothing.
    var verdict: String {
        guard after.days >= 1 else { return "too early" }
        if after.perWeek < before.perWeek * 0.8 { return "better" }
        return after.perWeek > before.perWeek * 1.2 ? "worse" : "no difference"
    }

    var text: String {
        """
        \(verdict)  \(proposal)
            before  \(Self.words(before))
            after   \(Self.words(after))
        """
    }

    private static func words(_ rate: Rate) -> String {
        let days = (rate.days * 10).rounded() / 10
        let week = (rate.perWeek * 10).rounded() / 10
        return "\(rate.occurrences) times in \(days) days, \(rate.tasks) tasks (\(week) a week)"
    }
}

import HarnessKit

/// What the rules find in a history, the dearest first.
struct Analysis: Sendable {
    let findings: [Finding]
    let analyzed: Int
    let byType: [(type: String, count: Int)]
    let first: Date?
    let last: Date?

    /// Runs the rules on a window; trends compare it with the window of the same length before, or, where there is
    /// no window, the later half of the time with the earlier.
    init(_ history: History, since: Date? = nil, now: Date, atLeast minimum: Int = 2, rules: [Rule] = Rule.all) {
        let part = history.between(since, nil)
        let evidence = Evidence(part)
        let times = part.incidents.lazy.compactMap(\.at)
        (first, last) = (times.min(), times.max())
        analyzed = part.incidents.count
        var counts: [String: Int] = [:]
        for incident in part.incidents { counts[incident.type, default: 0] += 1 }
        byType = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.precedes($1.key) }
            .map { (type: $0.key, count: $0.value) }
        let before = since.map { start in
            let length = now.timeIntervalSince(start)
            return Self.counts(in: history.between(start.addingTimeInterval(-length), start), rules)
        }
        let middle = Self.middle(first, last)
        findings = rules.flatMap { rule in
            rule.gather(evidence).compactMap { cluster in
                guard cluster.isMeant, cluster.count >= max(minimum, rule.floor) else { return nil }
                return Finding(rule, cluster, evidence, before: before, middle: middle)
            }
        }
        .sorted { $0.cost.weight != $1.cost.weight ? $0.cost.weight > $1.cost.weight : $0.pattern.precedes($1.pattern) }
    }

    private static func middle(_ first: Date?, _ last: Date?) -> Date? {
        guard let first, let last else { return nil }
        return first.addingTimeInterval(last.timeIntervalSince(first) / 2)
    }

    /// How often each pattern is there at all, few or many.
    static func counts(in history: History, _ rules: [Rule] = Rule.all) -> [String: Int] {
        let evidence = Evidence(history)
        var counts: [String: Int] = [:]
        for rule in rules {
            for cluster in rule.gather(evidence) { counts[Finding.name(rule, cluster.subject)] = cluster.count }
        }
        return counts
    }
}

extension Finding {
    fileprivate init(
        _ rule: Rule, _ cluster: Cluster, _ evidence: Evidence, before: [String: Int]?, middle: Date?
    ) {
        let incidents = evidence.incidents(cluster)
        let wording = rule.word(cluster, evidence)
        let times = incidents.compactMap(\.at)
        pattern = Self.name(rule, cluster.subject)
        self.rule = rule
        title = wording.title
        occurrences = incidents.count
        (first, last) = (times.min(), times.max())
        if let before {
            trend = Trend(before: before[pattern] ?? 0, now: incidents.count)
        } else {
            let early = middle.map { middle in times.count { $0 < middle } } ?? 0
            trend = Trend(before: early, now: times.count - early)
        }
        files = Self.files(of: incidents)
        let latest = incidents.sorted { ($0.at ?? .distantPast) > ($1.at ?? .distantPast) }
        examples = Array(latest.prefix(3))
        var seen: Set<String> = []
        tasks = Array(latest.compactMap(\.task).filter { seen.insert($0).inserted }.prefix(10))
        hypothesis = wording.hypothesis
        change = wording.change
        confidence = (min(0.95, rule.confidence + 0.02 * Double(incidents.count)) * 100).rounded() / 100
        cost = Cost(incidents)
        priority = Self.priority(cost, trend, confidence)
    }

    private static func files(of incidents: [Incident]) -> [String] {
        var counts: [String: Int] = [:]
        for incident in incidents { if let file = incident.file { counts[Rule.plainPath(file), default: 0] += 1 } }
        let sorted = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.precedes($1.key) }
        return sorted.prefix(20).map(\.key)
    }

    /// P0 costs a day and grows, P1 an hour or many tries; what is not sure is never above P2.
    private static func priority(_ cost: Cost, _ trend: Trend, _ confidence: Double) -> Priority {
        if confidence < 0.6 { return cost.weight >= 60 ? .P2 : .P3 }
        if cost.weight >= 480, trend.now >= trend.before { return .P0 }
        return cost.weight >= 25 ? .P1 : .P2
    }
}

extension Finding.Cost {
    /// At most a working day for each task: nobody worked on it all the while.
    private static let most = 480.0

    init(_ incidents: [Incident]) {
        var spans: [String: (first: Date, last: Date)] = [:]
        var minutes = 0.0
        for incident in incidents {
            minutes += (incident.seconds ?? 0) / 60
            guard let task = incident.task, let at = incident.at else { continue }
            let span = spans[task] ?? (at, at)
            spans[task] = (min(span.first, at), max(span.last, at))
        }
        for span in spans.values { minutes += min(Self.most, span.last.timeIntervalSince(span.first) / 60) }
        self.init(attempts: incidents.count, minutes: Int(minutes.rounded()))
    }
}

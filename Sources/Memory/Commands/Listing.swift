import HarnessKit

/// A list of entries without a question, the newest first.
struct EntryList: Sendable {
    var entries: [Entry]

    /// Those that are asked for and not forgotten, the newest first.
    static func all(in context: Context, where isWanted: (Entry) -> Bool) throws -> EntryList {
        let folder = try MemoryFolder.find(in: context)
        return try MemoryIndex.with(folder, in: context) { index in
            let facts = try index.facts()
            var found: [Entry] = []
            try index.forEachEntry { number, entry in
                if facts[number].isAlive, isWanted(entry) { found.append(entry) }
            }
            return EntryList(
                entries: found.sorted { ($0.milliseconds, $1.id) > ($1.milliseconds, $0.id) })
        }
    }

    func answer(limit: Int, none: String) -> Answer {
        let shown = Array(entries.prefix(limit))
        let rest = entries.count - shown.count
        return Answer(
            next: shown.first.map { "memory-query show \($0.id)" } ?? "memory-query stats",
            notes: rest > 0 ? ["\(rest) more; --limit shows more of them"] : [],
            json: .array(shown.map(\.listed)),
            text: shown.isEmpty ? none : shown.map(\.listLine).joined(separator: "\n"))
    }
}

extension Entry {
    /// Whether every word of the text stands in it, whatever its case.
    func holds(_ keyword: String?) -> Bool {
        guard let keyword else { return true }
        let text = (headTexts + bodyTexts).joined(separator: "\n").lowercased()
        return keyword.lowercased().split(whereSeparator: \.isWhitespace).allSatisfy { text.contains($0) }
    }
}

/// What tasks left, in the order of time.
struct Episodes: Command {
    static let name = "episodes"
    static let summary = "lists what tasks left, the newest first"
    static let parameters: [Parameter<Self>] = [
        .option("--since", value: "T", to: \.since, "only newer ones: 30m, 24h, 7d, 4w, a date or a time"),
        .option("--outcome", value: "OUTCOME", to: \.outcome, "only those that went so"),
        .option("--keyword", value: "K", to: \.keyword, "only those that hold these words"),
        .option("--limit", value: "N", to: \.limit, "at most so many; 20 where nothing is said"),
    ]

    var since: TimeExpression?
    var outcome: Outcome?
    var keyword: String?
    var limit = 20

    func run(in context: Context) throws -> Answer {
        try Limit.check(limit)
        let start = since?.moment(before: context.clock.now()).milliseconds ?? .min
        return try EntryList.all(in: context) {
            $0.type == .episodic && $0.milliseconds >= start && (outcome == nil || $0.outcome == outcome)
                && $0.holds(keyword)
        }.answer(limit: limit, none: "no episodes")
    }
}

/// Ways of doing something that worked.
struct Procedures: Command {
    static let name = "procedures"
    static let summary = "lists ways of doing something, those that worked most often first"
    static let parameters: [Parameter<Self>] = [
        .option("--min-success", value: "SHARE", to: \.least, "only those that worked at least so often, from 0 to 1"),
        .option("--keyword", value: "K", to: \.keyword, "only those that hold these words"),
    ]

    var least: Double?
    var keyword: String?

    func run(in context: Context) throws -> Answer {
        if let least, !(0...1).contains(least) {
            throw Failure(
                .usage, "--min-success takes a share from 0 to 1, not \(least)", hint: "give 0.8 for four times in five"
            )
        }
        var list = try EntryList.all(in: context) { entry in
            entry.type == .procedural && entry.holds(keyword) && (least.map { (entry.success ?? 0) >= $0 } ?? true)
        }
        list.entries.sort { ($0.success ?? 0, $1.id) > ($1.success ?? 0, $0.id) }
        return list.answer(limit: .max, none: "no procedures")
    }
}

/// Facts and lessons.
struct Knowledge: Command {
    static let name = "knowledge"
    static let summary = "lists facts and remembered lessons, the newest first"
    static let parameters: [Parameter<Self>] = [
        .option("--keyword", value: "K", to: \.keyword, "only those that hold these words")
    ]

    var keyword: String?

    func run(in context: Context) throws -> Answer {
        try EntryList.all(in: context) { $0.type == .semantic && $0.holds(keyword) }
            .answer(limit: .max, none: "no knowledge")
    }
}

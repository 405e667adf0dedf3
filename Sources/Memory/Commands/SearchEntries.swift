import HarnessKit

/// What narrows a question, the same for every command that asks one.
struct Narrowing: Sendable {
    var since: TimeExpression?
    var until: TimeExpression?
    var outcomes: [Outcome] = []
    var types: [EntryType] = []

    func apply(to query: inout SearchQuery, in context: Context) {
        let now = context.clock.now()
        query.since = since?.moment(before: now)
        query.until = until?.moment(before: now)
        query.outcomes = outcomes
        query.types = types
    }
}

/// Finds entries by words, the best first.
struct SearchEntries: Command {
    static let name = "search"
    static let summary = "finds what earlier tasks taught, the best first"
    static let notes = """
        Any text is a legal question. Words that no entry holds are taken for the nearest that one does, and the answer says \
        so. Several wordings (-q) find more than one: each counts alike. What was superseded comes after its successor.

        No result is no error: the exit status is 0, and the answer says how many entries were looked through.
        """
    static let examples = [
        CommandExample(#"memory-query search "flaky login test""#, "what is known of it"),
        CommandExample(
            #"memory-query search "retry" -q "backoff" --file src/net.c --since 90d"#, "narrower, in two wordings"),
    ]
    static let parameters: [Parameter<Self>] = [
        .arguments("TEXT", to: \.words, "what is looked for"),
        .repeated("--query", "-q", value: "TEXT", to: \.others, "the same in other words"),
        .repeated(
            "--type", value: "TYPE", to: \.narrowing.types, "only such entries: episodic, semantic or procedural"),
        .option("--since", value: "T", to: \.narrowing.since, "only newer ones: 30m, 24h, 7d, 4w, a date or a time"),
        .option("--until", value: "T", to: \.narrowing.until, "only older ones"),
        .repeated("--outcome", value: "OUTCOME", to: \.narrowing.outcomes, "only those that went so"),
        .repeated("--file", value: "PATH", to: \.files, "a file that is at hand; what touched it counts more"),
        .option("--limit", value: "N", to: \.limit, "at most so many; 10 where nothing is said"),
        .flag("--explain", to: \.isExplaining, "what each score is made of"),
    ]

    var words: [String] = []
    var others: [String] = []
    var narrowing = Narrowing()
    var files: [String] = []
    var limit = 10
    var isExplaining = false

    func run(in context: Context) throws -> Answer {
        try Limit.check(limit)
        let text = words.joined(separator: " ")
        guard !words.isEmpty || !others.isEmpty else {
            throw Failure(
                .usage, "nothing is looked for",
                hint: "name some words, as in 'memory-query search \"flaky login test\"'")
        }
        var query = SearchQuery((words.isEmpty ? [] : [text]) + others)
        query.files = files
        query.limit = limit
        narrowing.apply(to: &query, in: context)
        let results = try Recall.search(query, in: try MemoryFolder.find(in: context), context)
        let page = ResultsPage(
            query: text.isEmpty ? others.first ?? text : text, results: results, isExplaining: isExplaining)
        return Answer(
            next: results.hits.first.map { "memory-query show \($0.entry.id)" }
                ?? (results.searched == 0 && !query.isNarrow
                    ? "memory-query remember --lesson TEXT" : "memory-query search TEXT -q OTHER-WORDS"),
            notes: page.notes, json: page.json,
            text: page.text(context.styles.output))
    }
}

/// How many entries a command shows.
enum Limit {
    static func check(_ limit: Int) throws {
        guard limit < 1 else { return }
        throw Failure(
            .usage, "--limit takes a number from 1 on, not \(limit)", hint: "leave it out to see the first ones")
    }
}

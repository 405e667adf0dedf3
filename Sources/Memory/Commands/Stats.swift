import HarnessKit

/// Counts what there is.
struct Stats: Command {
    static let name = "stats"
    static let summary = "counts entries, words, files and torn lines"

    func run(in context: Context) throws -> Answer {
        let folder = try MemoryFolder.find(in: context)
        return try MemoryIndex.with(folder, in: context) { index in
            let table = try index.facts()
            let facts = (0..<table.count).map { table[$0] }
            let alive = facts.filter(\.isAlive)
            let types = EntryType.allCases.map { type in (type.rawValue, alive.count { $0.type == type }) }
            let outcomes = Outcome.allCases.map { outcome in (outcome.rawValue, alive.count { $0.outcome == outcome }) }
            let others = [
                ("entries", alive.count), ("superseded", alive.count { $0.flags.contains(.superseded) }),
                ("stale", alive.count { $0.flags.contains(.stale) }),
                ("forgotten", facts.count { $0.flags.contains(.forgotten) && !$0.flags.contains(.gone) }),
                ("files", try index.sourceCount()), ("terms", try index.termCount()),
            ]
            let torn = try index.torn()
            let rows = Array(others.prefix(1)) + types + outcomes + Array(others.dropFirst())
            return Answer(
                next: torn.count > 0
                    ? "memory-query doctor"
                    : alive.isEmpty ? "memory-query remember --lesson TEXT" : "memory-query search TEXT",
                json: .object(
                    .init(rows.map { .init($0.0, .integer($0.1)) } + [.init("torn_lines", torn.words.json)])),
                text: (rows.map { "\($0.0)  \($0.1)" } + torn.words.map { "torn  \($0)" }).joined(separator: "\n"))
        }
    }
}

/// Makes the index again.
struct Reindex: Command {
    static let name = "reindex"
    static let summary = "makes the index again from the files"

    func run(in context: Context) throws -> Answer {
        let folder = try MemoryFolder.find(in: context)
        guard try MemoryIndex.remove(of: folder) else {
            throw Failure(
                .busy, "other commands are using the index of \(folder.path) all the while",
                hint: "run 'memory-query reindex' again")
        }
        return try MemoryIndex.with(folder, in: context) { index in
            let (count, files) = (try index.facts().count, try index.sourceCount())
            return Answer(
                next: "memory-query doctor", json: ["entries": .integer(count), "files": .integer(files)],
                text: "\(count) entries indexed")
        }
    }
}

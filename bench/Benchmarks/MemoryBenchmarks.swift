import HarnessKit
import Memory
import TestSupport
import Testing

/// Figures for `make bench-memory`; they assert nothing.
@Suite(.serialized, .enabled(if: Environment.inherited["HARNESS_BENCH_MEMORY"] != nil, "only for make bench-memory"))
struct MemoryBenchmarks {
    private struct Question {
        let text: String
        let relevant: [String]
        let excluded: [String]
        let superseded: [String]
        let until: Date?

        init(_ json: JSON) {
            let texts = { (name: String) in (json[name]?.items ?? []).compactMap(\.string) }
            text = json["text"]?.string ?? ""
            relevant = texts("rel")
            excluded = texts("excluded")
            superseded = texts("superseded")
            until = json["until"]?.string.flatMap { Date(iso8601: $0) }
        }
    }

    private struct Score {
        var recall5 = 0.0
        var recall10 = 0.0
        var rank = 0.0
        var count = 0.0
        var amendedAfter = 0
        var amended = 0

        mutating func add(_ found: [String], for question: Question) {
            let found = found.filter { !question.excluded.contains($0) }
            let share = { (count: Int) in
                Double(Set(question.relevant).intersection(found.prefix(count)).count) / Double(question.relevant.count)
            }
            recall5 += share(5)
            recall10 += share(10)
            rank += found.prefix(10).firstIndex { question.relevant.contains($0) }.map { 1 / Double($0 + 1) } ?? 0
            count += 1
            for old in question.superseded {
                amended += 1
                if let place = found.firstIndex(of: old), place < found.firstIndex(of: question.relevant[0]) ?? .max {
                    amendedAfter += 1
                }
            }
        }

        var text: String {
            let figures = [recall5, recall10, rank].map { value in
                let tenths = Int((value / max(1, count) * 1000).rounded())
                return "\(tenths / 10).\(tenths % 10)"
            }
            let wrong = amended > 0 ? "   superseded above its successor: \(amendedAfter) of \(amended)" : ""
            return figures.map { String(repeating: " ", count: max(0, 5 - $0.count)) + $0 }.joined(separator: " ")
                + wrong
        }
    }

    private static let folder = Environment.inherited["HARNESS_BENCH_MEMORY"] ?? ""

    private func score(_ set: String, _ weights: RankingWeights, slip: Bool = false) throws -> Score {
        var score = Score()
        for group in try Folder(Path(Self.folder) / set).names() {
            let root = Path(Self.folder) / set / group
            let bytes = try #require(try Folder(root).read(try RelativePath(naming: "queries.json")))
            let world = World(directory: root)
            var context = world.context
            context.projectRoot = root
            let folder = try MemoryFolder.find(in: context)
            for question in try JSON.parse(bytes).items?.map(Question.init) ?? [] {
                var query = SearchQuery([slip ? slipped(question.text) : question.text])
                query.limit = 25
                query.until = question.until
                query.weights = weights
                score.add(
                    try Recall.search(query, in: folder, context).hits.flatMap { [$0.entry.id] + $0.similar },
                    for: question)
            }
        }
        return score
    }

    /// The text with two letters swapped in its longest word.
    private func slipped(_ text: String) -> String {
        var words = text.split(separator: " ").map(String.init)
        guard let longest = words.indices.max(by: { words[$0].count < words[$1].count }), words[longest].count >= 4
        else {
            return text
        }
        var letters = Array(words[longest])
        letters.swapAt(letters.count / 2, letters.count / 2 - 1)
        words[longest] = String(letters)
        return words.joined(separator: " ")
    }

    private func print(_ set: String, _ name: String, _ score: Score) {
        let pad = { (text: String, width: Int) in text + String(repeating: " ", count: max(1, width - text.count)) }
        Swift.print("bench: \(pad(set, 16)) \(pad(name, 44)) \(score.text)")
    }

    private static let ablations: [(name: String, change: @Sendable (inout RankingWeights) -> Void)] = [
        ("without neighbours", { $0.neighbours = [] }), ("without questions", { $0.question = 1 }),
        ("without the session's score", { $0.session = 0 }),
        ("without recency", { $0.recency = 0 }), ("without pairs", { $0.bigrams = 0 }),
        ("without correction", { $0.corrects = false }),
        ("k1 1.2, b 0.75", { ($0.saturation, $0.lengthNorm) = (1.2, 0.75) }),
        (
            "BM25 alone",
            {
                ($0.neighbours, $0.session, $0.recency) = ([], 0, 0)
                $0.bigrams = 0
            }
        ),
    ]

    @Test func `Recall on each data set, and what each part adds`() throws {
        for set in try Folder(Path(Self.folder)).names() where set != "generated" {
            print(set, "memory-query", try score(set, .standard))
            print(set, "one slip in each question", try score(set, .standard, slip: true))
            for ablation in Self.ablations {
                var weights = RankingWeights.standard
                ablation.change(&weights)
                print(set, ablation.name, try score(set, weights))
            }
        }
    }
}

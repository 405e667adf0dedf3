import HarnessKit

/// Ranked search over the index; holds the facts, so that several questions read them once.
struct Search {
    let index: MemoryIndex
    let facts: FactTable
    let stems = Stems()

    init(_ index: MemoryIndex) throws {
        self.index = index
        facts = try index.facts()
    }

    func results(for query: SearchQuery) throws -> SearchResults {
        let window = Window(facts, for: query)
        let sessions = try Sessions(facts, in: window)
        var results = SearchResults()
        results.searched = window.count
        var sums: [Int: Candidate] = [:]
        let texts = Self.distinct(query.texts)
        for text in texts {
            let found = try candidates(for: text, query, window, sessions, &results)
            // One wording is left as it is; of several each counts alike.
            let best = texts.count == 1 ? 1 : max(found.map(\.score).max() ?? 1, .leastNormalMagnitude)
            for candidate in found {
                var candidate = candidate
                candidate.score /= best
                if let before = sums[candidate.number] { candidate.score += before.score }
                sums[candidate.number] = candidate
            }
        }
        let ranked = sums.values.sorted { ($0.score, $0.number) > ($1.score, $1.number) }
        results.hits = try Presentation(self, query, window).hits(of: ranked)
        return results
    }

    /// An entry among the best, with what made it so.
    struct Candidate {
        let number: Int
        /// The entry, if it was read already.
        var entry: Entry?
        var score: Double
        var parts: [(name: String, value: Double)] = []
    }

    private func candidates(
        for text: String, _ query: SearchQuery, _ window: Window, _ sessions: Sessions,
        _ results: inout SearchResults
    ) throws -> [Candidate] {
        let terms = try QueryTerms(text, stems, in: index, correcting: query.weights.corrects)
        results.unknown += terms.unknown.filter { !results.unknown.contains($0) }
        results.corrected += terms.corrected.filter { new in !results.corrected.contains { $0.word == new.word } }
        var scoring = Scoring(facts, window: window, sessions: sessions, weights: query.weights)
        var telling: [String: Double] = [:]
        var marks: [String: Scoring.Marks] = [:]
        for (place, (term, weight)) in terms.found.enumerated() {
            telling[term.text] = try scoring.add(term, weight: weight, from: index)
            marks[term.text, default: 0] |= Scoring.mark(place)
        }
        let scores = scoring.scores()
        let best = Self.best(query.weights.depth, of: scores)
        guard let top = best.first.map({ scores[$0] }) else { return [] }
        let look = CloseLook(
            terms.sequence, telling: telling, marks: terms.found.count <= Scoring.Marks.bitWidth ? marks : nil,
            files: query.files, stems)
        return try best.map { number in
            let (weights, fact) = (query.weights, facts[number])
            let hasPairs = weights.bigrams != 0 && look.canHavePairs(scoring.held[number])
            let isRead = hasPairs || !query.files.isEmpty || fact.flags.contains(.expires)
            let entry = isRead ? try entry(number) : nil
            let pairs = hasPairs ? entry.map { top * weights.bigrams * look.pairs(in: $0) } ?? 0 : 0
            let files = entry.map { top * weights.files * look.files(in: $0) } ?? 0
            let experience = Self.experience(of: fact, isStale: isStale(number, entry, query), weights)
            let score = (scores[number] + pairs + files) * experience
            return Candidate(
                number: number, entry: entry, score: score,
                parts: [
                    ("words", scoring.own[number]),
                    ("neighbours, session, recency", scores[number] - scoring.own[number]),
                    ("pairs", pairs), ("files", files), ("factor", experience),
                ])
        }
    }

    func entry(_ number: Int) throws -> Entry {
        guard let entry = try index.entry(number) else { throw MemoryIndex.Doubt() }
        return entry
    }

    /// Whether its check failed or its time is over.
    func isStale(_ number: Int, _ entry: Entry?, _ query: SearchQuery) -> Bool {
        facts[number].flags.contains(.stale) || entry?.expires.map { $0 < query.now?.milliseconds ?? .min } ?? false
    }

    /// What became of it and of those who used it, as a factor.
    private static func experience(of facts: Facts, isStale: Bool, _ weights: RankingWeights) -> Double {
        var points = min(2, max(-2, Double(facts.helped - facts.hurt))) / 2
        if facts.outcome == .failure { points -= 0.25 }
        if facts.times > 1 { points += 0.25 }
        var factor = 1 + weights.experience * min(1, max(-1, points))
        if facts.flags.contains(.superseded) { factor *= weights.superseded }
        if isStale { factor *= weights.stale }
        return factor
    }

    /// The numbers of the highest scores above zero, the highest first, the newer of equals first.
    static func best(_ count: Int, of scores: [Double]) -> [Int] {
        var kept: [Int] = []
        var bar = 0.0
        for number in scores.indices where scores[number] > bar {
            kept.append(number)
            if kept.count >= count * 4 {
                kept = Array(kept.sorted { (scores[$0], $0) > (scores[$1], $1) }.prefix(count))
                bar = scores[kept[count - 1]]
            }
        }
        return Array(kept.sorted { (scores[$0], $0) > (scores[$1], $1) }.prefix(count))
    }

    private static func distinct(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}

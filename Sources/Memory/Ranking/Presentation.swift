import HarnessKit

/// Makes the list that is shown from what was ranked: successors first, near-copies together.
struct Presentation {
    private let search: Search
    private let query: SearchQuery
    private let window: Window

    init(_ search: Search, _ query: SearchQuery, _ window: Window) {
        self.search = search
        self.query = query
        self.window = window
    }

    func hits(of ranked: [Search.Candidate]) throws -> [Hit] {
        var hits: [Hit] = []
        var shown: [Set<String>] = []
        var placed: Set<Int> = []
        for candidate in ranked where hits.count < query.limit && !placed.contains(candidate.number) {
            let hit = try hit(of: candidate)
            for successor in try successors(of: hit) where hits.count < query.limit {
                guard placed.insert(successor.number).inserted else { continue }
                hits.append(successor)
                shown.append(terms(of: successor.entry))
            }
            guard hits.count < query.limit, placed.insert(candidate.number).inserted else { continue }
            let terms = terms(of: hit.entry)
            if let same = shown.firstIndex(where: { Self.isNearlySame($0, terms) }),
                hit.supersededBy == nil, hits[same].supersededBy == nil
            {
                hits[same].similar.append(hit.entry.id)
            } else {
                hits.append(hit)
                shown.append(terms)
            }
        }
        return hits
    }

    private func hit(of candidate: Search.Candidate) throws -> Hit {
        let facts = search.facts[candidate.number]
        let entry = try candidate.entry ?? search.entry(candidate.number)
        var hit = Hit(entry: entry, score: candidate.score, number: candidate.number)
        hit.times = facts.times
        hit.helped = facts.helped
        hit.hurt = facts.hurt
        hit.parts = candidate.parts
        hit.isStale = search.isStale(candidate.number, entry, query)
        if facts.flags.contains(.superseded) { hit.supersededBy = try search.index.successor(of: entry.id) }
        return hit
    }

    /// Whoever took an entry's place, the last first; each is counted a little higher than the entry.
    private func successors(of hit: Hit) throws -> [Hit] {
        var chain: [Hit] = []
        var seen: Set<String> = [hit.entry.id]
        var next = hit.supersededBy
        while let id = next, seen.insert(id).inserted {
            guard let number = try search.index.number(of: id), let entry = try search.index.entry(number),
                window.admitted[number]
            else { break }
            let candidate = Search.Candidate(number: number, entry: entry, score: hit.score, parts: hit.parts)
            let successor = try self.hit(of: candidate)
            chain.insert(successor, at: 0)
            next = successor.supersededBy
        }
        return chain
    }

    private func terms(of entry: Entry) -> Set<String> {
        Set((entry.headTexts + entry.details).flatMap { Tokenizer($0, search.stems).tokens.map(\.term) })
    }

    /// Whether two entries say the same but for a word in ten.
    static func isNearlySame(_ a: Set<String>, _ b: Set<String>) -> Bool {
        guard min(a.count, b.count) >= 4, min(a.count, b.count) * 10 >= max(a.count, b.count) * 9 else { return false }
        let common = a.intersection(b).count
        return common * 10 >= (a.count + b.count - common) * 9
    }
}

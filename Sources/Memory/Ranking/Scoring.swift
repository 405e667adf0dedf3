import HarnessKit

/// BM25 over the entries of a window, and what their neighbours lend them.
struct Scoring {
    let facts: [Facts]
    let window: Window
    let sessions: Sessions
    let weights: RankingWeights
    private(set) var own: [Double]
    private var ofSession: [Double]

    init(_ facts: [Facts], window: Window, sessions: Sessions, weights: RankingWeights) {
        self.facts = facts
        self.window = window
        self.sessions = sessions
        self.weights = weights
        own = [Double](repeating: 0, count: facts.count)
        ofSession = [Double](repeating: 0, count: sessions.lengths.count)
    }

    /// Adds a term's share; returns how telling the term is.
    mutating func add(_ term: Int, weight: Double, from index: MemoryIndex) throws -> Double {
        var postings: [(number: Int, count: Int)] = []
        try index.forEachPosting(of: term) { number, count in
            if number < window.admitted.count, window.admitted[number] { postings.append((number, count)) }
        }
        guard !postings.isEmpty else { return 0 }
        let telling = Self.telling(postings.count, of: window.count)
        let (k, b) = (weights.saturation, weights.lengthNorm)
        for (number, count) in postings {
            let norm = k * (1 - b + b * Double(facts[number].length) / window.meanLength)
            own[number] += weight * telling * Double(count) * (k + 1) / (Double(count) + norm)
        }
        if weights.session > 0, !ofSession.isEmpty { addToSessions(postings, weight) }
        return telling
    }

    private mutating func addToSessions(_ postings: [(number: Int, count: Int)], _ weight: Double) {
        var counts = [Int32](repeating: 0, count: ofSession.count)
        var seen: [Int] = []
        var alone = 0
        for (number, count) in postings {
            let session = Int(sessions.session[number])
            guard session >= 0 else {
                alone += 1
                continue
            }
            if counts[session] == 0 { seen.append(session) }
            counts[session] += Int32(count)
        }
        let telling = Self.telling(seen.count + alone, of: sessions.count)
        let (k, b) = (weights.saturation, weights.lengthNorm)
        for session in seen {
            let norm = k * (1 - b + b * Double(sessions.lengths[session]) / sessions.meanLength)
            let count = Double(counts[session])
            ofSession[session] += weight * telling * count * (k + 1) / (count + norm)
        }
    }

    /// The rarer a term, the more it tells.
    private static func telling(_ found: Int, of all: Int) -> Double {
        log(1 + (Double(all - found) + 0.5) / (Double(found) + 0.5))
    }

    /// The score of every entry, with what its neighbours and its session lend it, the newer the more.
    func scores() -> [Double] {
        var scores = own
        if !sessions.lengths.isEmpty {
            lend(to: &scores)
            if weights.session > 0 {
                for number in scores.indices {
                    let session = Int(sessions.session[number])
                    if session >= 0, scores[number] > 0 { scores[number] += weights.session * ofSession[session] }
                }
            }
        }
        if weights.session > 0 {
            for number in scores.indices where sessions.session[number] < 0 {
                scores[number] += weights.session * own[number]
            }
        }
        guard weights.recency > 0 else { return scores }
        for number in scores.indices where scores[number] > 0 {
            scores[number] *= 1 + weights.recency * exp(-Double(window.age[number]) / weights.recencyAge)
        }
        return scores
    }

    private func lend(to scores: inout [Double]) {
        for number in own.indices where own[number] > 0 && sessions.session[number] >= 0 {
            var (after, before) = (Int(sessions.next[number]), Int(sessions.previous[number]))
            for share in weights.neighbours {
                if after >= 0 {
                    scores[after] += share.after * own[number]
                    after = Int(sessions.next[after])
                }
                if before >= 0 {
                    scores[before] += share.before * own[number]
                    before = Int(sessions.previous[before])
                }
            }
        }
    }
}

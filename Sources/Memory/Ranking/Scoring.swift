import HarnessKit

/// BM25 over the entries of a window, and what their neighbours lend them.
struct Scoring {
    let window: Window
    let sessions: Sessions
    let weights: RankingWeights
    private(set) var own: [Double]
    private var ofSession: [Double]
    private var numbers: [Int32] = []
    private var counts: [Int32] = []

    init(window: Window, sessions: Sessions, weights: RankingWeights) {
        self.window = window
        self.sessions = sessions
        self.weights = weights
        own = [Double](repeating: 0, count: window.admitted.count)
        ofSession = [Double](repeating: 0, count: sessions.lengths.count)
    }

    /// Adds a term's share; returns how telling the term is.
    mutating func add(_ term: MemoryIndex.Term, weight: Double, from index: MemoryIndex) throws -> Double {
        numbers.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        numbers.reserveCapacity(term.count)
        counts.reserveCapacity(term.count)
        var visited = 0
        try index.forEachPosting(of: term.id) { number, count in
            visited += 1
            guard number < window.admitted.count, window.admitted[number] else { return }
            numbers.append(Int32(truncatingIfNeeded: number))
            counts.append(Int32(truncatingIfNeeded: count))
        }
        guard visited == term.count else { throw MemoryIndex.Doubt() }
        guard !numbers.isEmpty else { return 0 }
        let telling = Self.telling(numbers.count, of: window.count)
        let (k, b) = (weights.saturation, weights.lengthNorm)
        for place in numbers.indices {
            let (number, count) = (Int(numbers[place]), Double(counts[place]))
            let norm = k * (1 - b + b * Double(window.lengths[number]) / window.meanLength)
            own[number] += weight * telling * count * (k + 1) / (count + norm)
        }
        if weights.session > 0, !sessions.isEmpty { addToSessions(weight) }
        return telling
    }

    private mutating func addToSessions(_ weight: Double) {
        var sums = [Int32](repeating: 0, count: ofSession.count)
        var seen: [Int] = []
        var alone = 0
        for place in numbers.indices {
            let session = Int(sessions.session[Int(numbers[place])])
            guard session > 0 else {
                alone += 1
                continue
            }
            if sums[session] == 0 { seen.append(session) }
            sums[session] += counts[place]
        }
        let telling = Self.telling(seen.count + alone, of: sessions.count)
        let (k, b) = (weights.saturation, weights.lengthNorm)
        for session in seen {
            let norm = k * (1 - b + b * Double(sessions.lengths[session]) / sessions.meanLength)
            let count = Double(sums[session])
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
        if !sessions.isEmpty, !weights.neighbours.isEmpty { lend(to: &scores) }
        if weights.session > 0 {
            for number in scores.indices where scores[number] > 0 {
                let session = Int(sessions.session[number])
                scores[number] += weights.session * (session > 0 ? ofSession[session] : own[number])
            }
        }
        guard weights.recency > 0 else { return scores }
        for (age, number) in window.newest.enumerated() where scores[Int(number)] > 0 {
            scores[Int(number)] *= 1 + weights.recency * exp(-Double(age) / weights.recencyAge)
        }
        return scores
    }

    private func lend(to scores: inout [Double]) {
        for number in own.indices where own[number] > 0 && sessions.session[number] > 0 {
            var (after, before) = (Int(sessions.next[number]), Int(sessions.previous[number]))
            var factor = window.asks[number] ? weights.question : 1
            for share in weights.neighbours {
                if after >= 0 {
                    scores[after] += factor * share.after * own[number]
                    factor = 1
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

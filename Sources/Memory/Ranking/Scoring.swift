import HarnessKit

/// BM25 over the entries of a window, and what their neighbours lend them.
struct Scoring {
    /// The first terms of a question that an entry holds, a bit each.
    typealias Marks = UInt16

    let facts: FactTable
    let window: Window
    let sessions: Sessions
    let weights: RankingWeights
    private(set) var own: [Double]
    private(set) var held: [Marks]
    private var ofSession: [Double]
    private var terms = 0
    private var numbers: [Int32] = []
    private var counts: [Int32] = []

    init(_ facts: FactTable, window: Window, sessions: Sessions, weights: RankingWeights) {
        self.facts = facts
        self.window = window
        self.sessions = sessions
        self.weights = weights
        own = [Double](repeating: 0, count: window.admitted.count)
        held = [Marks](repeating: 0, count: window.admitted.count)
        ofSession = [Double](repeating: 0, count: sessions.lengths.count)
    }

    /// The mark of the term that is added after so many others.
    static func mark(_ place: Int) -> Marks { place < Marks.bitWidth ? 1 << place : 0 }

    /// Adds a term's share; returns how telling the term is.
    mutating func add(_ term: MemoryIndex.Term, weight: Double, from index: MemoryIndex) throws -> Double {
        try gather(term, from: index)
        defer { terms += 1 }
        guard !numbers.isEmpty else { return 0 }
        let telling = Self.telling(numbers.count, of: window.count)
        let (k, b, mean) = (weights.saturation, weights.lengthNorm, window.meanLength)
        let mark = Self.mark(terms)
        own.withUnsafeMutableBufferPointer { own in
            held.withUnsafeMutableBufferPointer { held in
                for place in numbers.indices {
                    let (number, count) = (Int(numbers[place]), Double(counts[place]))
                    let norm = k * (1 - b + b * Double(window.lengths[number]) / mean)
                    own[number] += weight * telling * count * (k + 1) / (count + norm)
                    held[number] |= mark
                }
            }
        }
        if weights.session > 0, !sessions.isEmpty { addToSessions(weight) }
        return telling
    }

    /// The entries of the window in which a term stands, and how often.
    private mutating func gather(_ term: MemoryIndex.Term, from index: MemoryIndex) throws {
        let admitted = window.admitted
        // A count that is wrong is noticed below; it is no reason to ask for all memory there is.
        let most = min(max(0, term.count), admitted.count)
        var visited = 0
        var counts = [Int32](repeating: 0, count: most)
        var filled = 0
        numbers = try [Int32](unsafeUninitializedCapacity: most) { numbers, initialized in
            try counts.withUnsafeMutableBufferPointer { counts in
                try index.forEachPosting(of: term.id) { number, count in
                    visited += 1
                    guard number < admitted.count, admitted[number], filled < most else { return }
                    numbers.initializeElement(at: filled, to: Int32(truncatingIfNeeded: number))
                    counts[filled] = Int32(truncatingIfNeeded: count)
                    filled += 1
                }
            }
            initialized = filled
        }
        guard visited == term.count else { throw MemoryIndex.Doubt() }
        self.counts = counts
    }

    private mutating func addToSessions(_ weight: Double) {
        var sums = [Int32](repeating: 0, count: ofSession.count)
        var seen: [Int32] = []
        seen.reserveCapacity(min(numbers.count, sums.count))
        var alone = 0
        for place in numbers.indices {
            let session = sessions.session[Int(numbers[place])]
            guard session > 0 else {
                alone += 1
                continue
            }
            if sums[Int(session)] == 0 { seen.append(session) }
            sums[Int(session)] &+= counts[place]
        }
        let telling = Self.telling(seen.count + alone, of: sessions.count)
        let (k, b) = (weights.saturation, weights.lengthNorm)
        ofSession.withUnsafeMutableBufferPointer { ofSession in
            for session in seen.lazy.map({ Int($0) }) {
                let norm = k * (1 - b + b * Double(sessions.lengths[session]) / sessions.meanLength)
                let count = Double(sums[session])
                ofSession[session] += weight * telling * count * (k + 1) / (count + norm)
            }
        }
    }

    /// The rarer a term, the more it tells.
    private static func telling(_ found: Int, of all: Int) -> Double {
        log(1 + (Double(all - found) + 0.5) / (Double(found) + 0.5))
    }

    /// The score of every entry, with what its neighbours and its session lend it, the newer the more.
    func scores() -> [Double] {
        var scores = own
        scores.withUnsafeMutableBufferPointer { scores in
            if !sessions.isEmpty, !weights.neighbours.isEmpty { lend(to: scores) }
            if weights.session > 0 {
                for number in scores.indices where scores[number] > 0 {
                    let session = Int(sessions.session[number])
                    scores[number] += weights.session * (session > 0 ? ofSession[session] : own[number])
                }
            }
            guard weights.recency > 0 else { return }
            for (age, number) in window.newest.enumerated() where scores[Int(number)] > 0 {
                scores[Int(number)] *= 1 + weights.recency * exp(-Double(age) / weights.recencyAge)
            }
        }
        return scores
    }

    private func lend(to scores: UnsafeMutableBufferPointer<Double>) {
        let (shares, session) = (weights.neighbours, sessions.session)
        facts.withRows { rows in
            sessions.next.withUnsafeBufferPointer { next in
                sessions.previous.withUnsafeBufferPointer { previous in
                    for number in session.indices where session[number] > 0 {
                        let own = own[number]
                        guard own > 0 else { continue }
                        var factor = rows.flags(number).contains(.asks) ? weights.question : 1
                        var (after, before) = (Int(next[number]), Int(previous[number]))
                        for share in shares {
                            if after >= 0 {
                                scores[after] += factor * share.after * own
                                factor = 1
                                after = Int(next[after])
                            }
                            if before >= 0 {
                                scores[before] += share.before * own
                                before = Int(previous[before])
                            } else if after < 0 {
                                break
                            }
                        }
                    }
                }
            }
        }
    }
}

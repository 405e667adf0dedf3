/// How much each part of the ranking counts; `make bench-memory` measures what each adds.
package struct RankingWeights: Sendable {
    /// How soon a term that stands often in an entry counts no more, and how much long entries are held back.
    package var saturation = 0.9
    package var lengthNorm = 0.4
    /// What entries of one task or session lend each other: to the next, and to the one before, by distance.
    package var neighbours: [(after: Double, before: Double)] = [
        (0.48, 0.36), (0.24, 0.18), (0.12, 0.1),
    ]
    /// How many times more an entry that puts a question lends to the next one: answers rarely say again what was asked.
    package var question = 2.0
    /// The score of the whole session.
    package var session = 1.0
    package var recency = 0.3
    package var recencyAge = 300.0
    /// Two words that stand side by side in the query and in the entry.
    package var bigrams = 0.2
    package var files = 0.3
    /// Outcome and use move a score by at most this share.
    package var experience = 0.1
    package var superseded = 0.5
    package var stale = 0.7
    package var corrects = true
    /// How many of the best are looked at closely.
    package var depth = 40

    /// From which age on, counted in entries, recency changes no score any more.
    var reach: Int { recency > 0 ? Int(min(recencyAge * 40, 1e9)) : 0 }

    package static let standard = RankingWeights()
}

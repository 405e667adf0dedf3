import HarnessKit

/// What is looked for.
package struct SearchQuery: Sendable {
    /// The question, in one or several wordings.
    package var texts: [String]
    package var files: [String] = []
    package var types: [EntryType] = []
    package var outcomes: [Outcome] = []
    package var since: Date?
    package var until: Date?
    package var limit = 10
    /// The moment of the question, after which entries may have run out.
    package var now: Date?
    package var weights = RankingWeights.standard

    package init(_ texts: [String]) {
        self.texts = texts
    }

    /// Whether more is asked of an entry than to be there.
    var isNarrow: Bool { !types.isEmpty || !outcomes.isEmpty || since != nil || until != nil }

    /// Whether an entry is among those that are asked for.
    func admits(_ facts: Facts) -> Bool {
        facts.isAlive && (types.isEmpty || types.contains(facts.type))
            && (outcomes.isEmpty || facts.outcome.map { outcomes.contains($0) } ?? false)
            && since.map { facts.milliseconds >= $0.milliseconds } ?? true
            && until.map { facts.milliseconds <= $0.milliseconds } ?? true
    }
}

/// What was found.
package struct SearchResults: Sendable {
    package var hits: [Hit] = []
    /// Words that no entry holds, in nothing like them.
    package var unknown: [String] = []
    /// Words that were taken for others.
    package var corrected: [(word: String, terms: [String])] = []
    /// Among how many entries was looked.
    package var searched = 0
}

/// An entry that was found.
package struct Hit: Sendable {
    package let entry: Entry
    package var score: Double
    package var supersededBy: String?
    package var isStale = false
    /// How often the same was learnt.
    package var times = 1
    package var helped = 0
    package var hurt = 0
    /// Others that say nearly the same.
    package var similar: [String] = []
    /// What the score is made of.
    package var parts: [(name: String, value: Double)] = []
    let number: Int
}

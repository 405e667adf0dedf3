import HarnessKit

/// A question's terms as the vocabulary has them.
struct QueryTerms {
    /// What to look for, with how much each counts.
    private(set) var found: [(term: MemoryIndex.Term, weight: Double)] = []
    private(set) var unknown: [String] = []
    private(set) var corrected: [(word: String, terms: [String])] = []
    /// All terms in order, for what stands side by side.
    let sequence: [String]

    /// Words beyond these are neither corrected nor named: somebody pasted a page.
    private static let mostUnknown = 24

    init(_ text: String, _ stems: Stems, in index: MemoryIndex, correcting: Bool = true) throws {
        let tokens = Tokenizer(text, stems).tokens
        sequence = tokens.filter { !$0.isWhole }.map(\.term)
        var counts: [String: Double] = [:]
        var order: [Tokenizer.Token] = []
        for token in tokens {
            if counts[token.term] == nil { order.append(token) }
            counts[token.term, default: 0] += 1
        }
        let neighbourhood = Neighbourhood(of: index)
        for token in order {
            let weight = counts[token.term] ?? 1
            if let term = try index.term(token.term) {
                found.append((term, weight))
            } else if !token.isWhole, unknown.count < Self.mostUnknown {
                let near = correcting ? try neighbourhood.nearest(to: token) : []
                if near.isEmpty {
                    unknown.append(token.word)
                } else {
                    corrected.append((token.word, near.map(\.text)))
                    found += near.map { ($0, weight / Double(near.count)) }
                }
            }
        }
    }
}

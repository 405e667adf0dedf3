/// How often each term stands in an entry, what matters more counted more often.
struct WeightedTerms {
    private(set) var counts: [String: Int] = [:]
    private(set) var length = 0

    static let headWeight = 2

    init(of entry: Entry, _ stems: Stems) {
        for text in entry.headTexts { add(text, Self.headWeight, stems) }
        for text in entry.bodyTexts { add(text, 1, stems) }
    }

    private mutating func add(_ text: String, _ weight: Int, _ stems: Stems) {
        for token in Tokenizer(text, stems).tokens {
            counts[token.term, default: 0] += weight
            length += weight
        }
    }
}

extension Entry {
    /// What an entry is found by first.
    var headTexts: [String] { [task] + lessons + (trigger.map { [$0] } ?? []) + aliases }

    var bodyTexts: [String] { details + steps + (validation.map { [$0] } ?? []) + files }

    /// Whether it was remembered by itself, and not with a task.
    var isLesson: Bool { id.hasPrefix("m-") }
}

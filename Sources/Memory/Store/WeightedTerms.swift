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

    /// Whether one of its texts puts a question; the "?" of an address or a pattern is none.
    var asks: Bool {
        (headTexts + details).contains { text in
            let letters = text.utf8
            return letters.indices.contains { place in
                guard letters[place] == UInt8(ascii: "?") else { return false }
                let after = letters.index(after: place)
                return after == letters.endIndex || Self.closers.contains(letters[after])
            } || text.unicodeScalars.contains("\u{FF1F}")
        }
    }

    /// What may stand right after the end of a sentence.
    private static let closers = Set("? !\n\t)\"'*_".utf8)

    /// Whether it was remembered by itself, and not with a task.
    var isLesson: Bool { id.hasPrefix("m-") }
}

import HarnessKit

/// Cuts text into the terms that are looked for; the same for what is stored and for what is asked.
struct Tokenizer {
    private(set) var tokens: [Token] = []
    private var parts: [Bytes] = []
    private var part = Bytes()
    private var last = LetterKind.other
    private var ideographs: [Unicode.Scalar] = []
    private let stems: Stems

    /// A term's longest form in bytes: the rest of a longer word is cut off.
    static let longest = 64

    /// The terms of a text, in order and with repetitions; stop words are left out.
    static func terms(of text: String) -> [String] { Tokenizer(text).tokens.map(\.term) }

    /// A term where it stands in a text.
    struct Token {
        let term: String
        /// What it looked like before it became a stem, for answers that name words.
        let word: String
        /// Whether its parts stand before it: the "foobar" of fooBar.
        let isWhole: Bool
    }

    init(_ text: String, _ stems: Stems = Stems()) {
        self.stems = stems
        var scalars = text.unicodeScalars.makeIterator()
        var present = scalars.next()
        while let scalar = present {
            let next = scalars.next()
            take(scalar, before: next)
            present = next
        }
        endWord()
        endIdeographs()
    }

    private mutating func take(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) {
        let kind = LetterKind(scalar)
        if kind != .ideograph, kind != .mark { endIdeographs() }
        switch kind {
        case .mark: return
        case .ideograph:
            endWord()
            ideographs.append(scalar)
        case .symbol:
            endWord()
            add(String(scalar), word: String(scalar))
        case .other:
            if scalar == "_", !part.isEmpty || !parts.isEmpty { endPart() } else { endWord() }
        case .lower, .upper, .digit:
            if !part.isEmpty, isBoundary(kind, before: next) { endPart() }
            scalar.appendFolded(to: &part)
        }
        last = kind
    }

    /// Whether a new part begins here: fooBar, HTTPServer, http2.
    private func isBoundary(_ kind: LetterKind, before next: Unicode.Scalar?) -> Bool {
        switch (last, kind) {
        case (.lower, .upper), (.digit, .lower), (.digit, .upper), (.lower, .digit), (.upper, .digit): true
        case (.upper, .upper): next.map { LetterKind($0) == .lower } ?? false
        default: false
        }
    }

    private mutating func endPart() {
        guard !part.isEmpty else { return }
        parts.append(part)
        part = []
    }

    private mutating func endWord() {
        endPart()
        guard !parts.isEmpty else { return }
        for part in parts { addWord(part) }
        if parts.count > 1 {
            let whole = Self.text(Bytes(parts.joined()))
            add(whole, word: whole, isWhole: true)
        }
        parts = []
    }

    private mutating func addWord(_ bytes: Bytes) {
        let word = Self.text(bytes)
        if bytes.count > Self.longest {
            add(word, word: word)
        } else if let stem = stems.stem(of: word) {
            add(stem, word: word)
        }
    }

    /// Two neighbours at a time, or the one that stands alone.
    private mutating func endIdeographs() {
        guard !ideographs.isEmpty else { return }
        let text = ideographs.map { String($0) }
        if text.count == 1 { add(text[0], word: text[0]) }
        for (left, right) in zip(text, text.dropFirst()) { add(left + right, word: left + right) }
        ideographs = []
    }

    private mutating func add(_ term: String, word: String, isWhole: Bool = false) {
        tokens.append(Token(term: term, word: word, isWhole: isWhole))
    }

    private static func text(_ bytes: Bytes) -> String { String(decoding: bytes.prefix(longest), as: UTF8.self) }
}

import HarnessKit

/// The terms of a text, by which it is looked for.
struct Tokenizer {
    private(set) var tokens: [Token] = []

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
        Cutter.cut(text) { piece in
            switch piece {
            case .word(let bytes):
                if let term = Self.term(of: bytes, stems) { add(term, word: Self.text(bytes)) }
            case .whole(let bytes):
                let whole = Self.text(bytes)
                add(whole, word: whole, isWhole: true)
            case .sign(let sign): add(sign, word: sign)
            }
        }
    }

    /// What a word is looked for by; nil where it says nothing.
    static func term(of word: UnsafeBufferPointer<UInt8>, _ stems: Stems) -> String? {
        word.count > longest ? text(word) : stems.stem(of: text(word))
    }

    private mutating func add(_ term: String, word: String, isWhole: Bool = false) {
        tokens.append(Token(term: term, word: word, isWhole: isWhole))
    }

    private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: bytes.prefix(longest), as: UTF8.self)
    }
}

/// A type that a word of the command line can become.
package protocol ArgumentValue: Sendable {
    /// What the word must be, for the message: "a whole number".
    static var expectation: String { get }
    /// The only possible words, where there are few; completion offers them.
    static var choices: [String] { get }
    init?(word: Word)
}

extension ArgumentValue {
    package static var choices: [String] { [] }
}

extension String: ArgumentValue {
    package static var expectation: String { "text in UTF-8" }

    package init?(word: Word) {
        guard let text = String(validating: word.bytes, as: UTF8.self) else { return nil }
        self = text
    }
}

extension Int: ArgumentValue {
    package static var expectation: String { "a whole number" }
    package init?(word: Word) { self.init(word.text) }
}

extension Double: ArgumentValue {
    package static var expectation: String { "a number" }

    package init?(word: Word) {
        guard let value = Double(word.text), value.isFinite else { return nil }
        self = value
    }
}

extension Path: ArgumentValue {
    package static var expectation: String { "a path" }

    package init?(word: Word) {
        guard !word.bytes.isEmpty else { return nil }
        self.init(bytes: word.bytes)
    }
}

extension ArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    package static var expectation: String { "one of " + choices.joined(separator: ", ") }
    package static var choices: [String] { allCases.map(\.rawValue) }
    package init?(word: Word) { self.init(rawValue: word.text) }
}

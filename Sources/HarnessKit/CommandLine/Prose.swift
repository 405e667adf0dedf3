/// Text that says something: not empty and not only spaces.
package struct Prose: ArgumentValue {
    package static let expectation = "some words"

    package var text = ""

    package init() {}

    package init?(word: Word) {
        guard let text = String(word: word), text.contains(where: { !$0.isWhitespace }) else { return nil }
        self.text = text
    }
}

import HarnessKit

/// A file that somebody names as changed or created, called as the work tree calls it.
struct NamedFile: ArgumentValue {
    static let expectation = "the name of a file"

    let path: String

    init?(word: Word) {
        guard let text = String(word: word), !text.isEmpty else { return nil }
        path = text.hasPrefix("./") && text.utf8.count > 2 ? String(text.dropFirst(2)) : text
    }
}

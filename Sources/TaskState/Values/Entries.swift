import HarnessKit
import Ledger

/// What `--decisions` and `--lessons` take: a JSON array, a JSON string, or plain text as one entry.
struct Entries: ArgumentValue {
    static let expectation = "JSON or text in UTF-8"

    let items: [JSON]

    init?(word: Word) {
        guard let text = String(word: word) else { return nil }
        switch try? JSON.parse(text) {
        case .array(let items): self.items = items
        case .string(let text): items = [.string(text)]
        case .object(let object): items = [.object(object)]
        default: items = text.isEmpty ? [] : [.string(text)]
        }
    }
}

extension JSON {
    /// An entry as a line for people.
    var line: String { string ?? text(.compact) }
}

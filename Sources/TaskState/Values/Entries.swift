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

/// Text that says something: not empty and not only spaces.
struct Prose: ArgumentValue {
    static let expectation = "some words"

    var text = ""

    init() {}

    init?(word: Word) {
        guard let text = String(word: word), text.contains(where: { !$0.isWhitespace }) else { return nil }
        self.text = text
    }
}

extension Parameter {
    /// The row that every command about one task has.
    static func taskID(to path: any WritableKeyPath<Root, TaskID?> & Sendable) -> Parameter {
        .option("--task-id", value: "ID", to: path, "which task; needed only where several are in progress")
    }
}

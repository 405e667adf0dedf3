import HarnessKit
import Ledger

/// Something that `watch` can look at.
enum Place: Equatable {
    /// A task of one of the ledgers.
    struct TaskKey: Equatable {
        let database: Path
        let id: TaskID
    }

    case tasks
    case task(TaskKey)
    case event(TaskKey, sequence: Int)
    case checkpoint(TaskKey, index: Int)
    case run(TaskKey, id: String)
    case exchange(TaskKey, run: String, index: Int)
}

/// A line of what is looked at, and what lies behind it.
struct PlaceRow: Equatable {
    let line: StyledLine
    var opens: Place?

    /// A line as the rows that it takes on a screen; nothing of it is cut, so that it can be copied.
    static func wrapped(_ line: StyledLine, _ columns: Int) -> [PlaceRow] {
        line.wrapped(at: max(20, columns)).map { PlaceRow(line: $0) }
    }
}

/// What is looked at, as it is at a moment.
struct PlaceContent {
    let title: String
    let rows: [PlaceRow]

    init(_ title: String, _ rows: [PlaceRow]) {
        self.title = title
        self.rows = rows
    }
}

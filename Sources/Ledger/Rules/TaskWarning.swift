import HarnessKit

/// What whoever reads a task must not overlook, with a code that programs know.
package struct TaskWarning: Sendable {
    package enum Code: String, CaseIterable, Sendable {
        case baseChosen = "W_BASE_CHOSEN"
    }

    package let code: Code
    package let text: String

    package var json: JSON { ["code": .string(code.rawValue), "message": .string(text)] }

    /// For people.
    package var line: String { "\(text) [\(code.rawValue)]" }
}

extension TaskRecord {
    package var warnings: [TaskWarning] {
        guard let chosenBase else { return [] }
        let text = "the base was chosen: \(chosenBase.words), not the work tree as it was at the start"
        return [TaskWarning(code: .baseChosen, text: text)]
    }
}

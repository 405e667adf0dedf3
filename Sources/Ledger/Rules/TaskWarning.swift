import HarnessKit

/// What whoever reads a task must not overlook, with a code that programs know.
package struct TaskWarning: Sendable {
    package enum Code: String, CaseIterable, Sendable {
        case baseChosen = "W_BASE_CHOSEN"
        case planNotApproved = "W_PLAN"
    }

    package let code: Code
    package let text: String

    package var json: JSON { ["code": .string(code.rawValue), "message": .string(text)] }

    /// For people.
    package var line: String { "\(text) [\(code.rawValue)]" }
}

extension TaskRecord {
    package var warnings: [TaskWarning] {
        var found: [TaskWarning] = []
        if let chosenBase {
            let text = "the base was chosen: \(chosenBase.words), not the work tree as it was at the start"
            found.append(TaskWarning(code: .baseChosen, text: text))
        }
        let phases = checkpoints.filter { $0.body.unapproved != nil }.map { "\($0.body.phase)" }
        if !phases.isEmpty {
            let words = phases.count == 1 ? "phase \(phases[0]) was" : "phases \(phases.joined(separator: ", ")) were"
            found.append(TaskWarning(code: .planNotApproved, text: "\(words) done without an approved plan"))
        }
        return found
    }
}

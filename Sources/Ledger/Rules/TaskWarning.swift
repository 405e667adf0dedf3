import HarnessKit

/// What whoever reads a task must not overlook, with a code that programs know.
package struct TaskWarning: Sendable {
    package enum Code: String, CaseIterable, Sendable {
        case baseChosen = "W_BASE_CHOSEN"
        case planNotApproved = "W_PLAN"
        case criterionWithdrawn = "W_CRITERION"
        case fileUnchanged = "W_FILES"
        case phaseSkipped = "W_PHASE"
    }

    package let code: Code
    package let text: String

    package var json: JSON { ["code": .string(code.rawValue), "message": .string(text)] }

    /// For people.
    package var line: String { "\(text) [\(code.rawValue)]" }
}

extension TaskRecord {
    /// Phases without a checkpoint in a task that ended as done; the last one needs none where those before have theirs.
    private var unfinishedPhases: ClosedRange<Int>.SubSequence {
        let isDone = status == .completed || status == .completedUnverified
        let all = 1...max(1, started.phases)
        guard isDone, !isForeign, lastPhase < started.phases - 1 else { return all.suffix(0) }
        return all.dropFirst(lastPhase)
    }

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
        let open = unfinishedPhases
        if let first = open.first, let last = open.last {
            let words = open.count == 1 ? "phase \(first) has" : "phases \(first) to \(last) have"
            found.append(
                TaskWarning(code: .phaseSkipped, text: "\(words) no checkpoint, of \(started.phases) that were planned")
            )
        }
        for criterion in withdrawnCriteria {
            let text = "the criterion \(criterion.id) was taken back: \(criterion.text)"
            found.append(TaskWarning(code: .criterionWithdrawn, text: text))
        }
        let unchanged = filesUnchanged
        if !unchanged.isEmpty {
            let rest = unchanged.count > 3 ? " and \(unchanged.count - 3) more" : ""
            let text = "named as changed, and as at the start: \(unchanged.prefix(3).joined(separator: ", "))\(rest)"
            found.append(TaskWarning(code: .fileUnchanged, text: text))
        }
        return found
    }
}

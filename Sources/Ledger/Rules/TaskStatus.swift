import HarnessKit

/// Where a task stands; always derived from its events.
package enum TaskStatus: String, CaseIterable, Sendable, ArgumentValue, JSONConvertible {
    case inProgress = "in_progress"
    case blocked
    case completed
    case completedUnverified = "completed-unverified"
    case failed
    case abandoned

    package var isFinal: Bool { self != .inProgress && self != .blocked }
}

/// What can be done to a task.
package enum TaskAction: String, CaseIterable, Sendable {
    case checkpoint, attempt, restore, plan, amend, block, reopen, complete, completeUnverified, fail, abandon

    package var verb: String { self == .completeUnverified ? "complete" : rawValue }
}

/// Which action leads from where to where: the whole life of a task.
package enum Transitions {
    package struct Row: Sendable {
        package let from: TaskStatus
        package let action: TaskAction
        package let to: TaskStatus
    }

    package static let table: [Row] = [
        Row(from: .inProgress, action: .checkpoint, to: .inProgress),
        Row(from: .inProgress, action: .attempt, to: .inProgress),
        Row(from: .inProgress, action: .restore, to: .inProgress),
        Row(from: .blocked, action: .restore, to: .blocked),
        Row(from: .inProgress, action: .plan, to: .inProgress),
        Row(from: .blocked, action: .plan, to: .blocked),
        Row(from: .inProgress, action: .amend, to: .inProgress),
        Row(from: .inProgress, action: .block, to: .blocked),
        Row(from: .inProgress, action: .complete, to: .completed),
        Row(from: .inProgress, action: .completeUnverified, to: .completedUnverified),
        Row(from: .inProgress, action: .fail, to: .failed),
        Row(from: .inProgress, action: .abandon, to: .abandoned),
        Row(from: .blocked, action: .amend, to: .blocked),
        Row(from: .blocked, action: .reopen, to: .inProgress),
        Row(from: .blocked, action: .complete, to: .completed),
        Row(from: .blocked, action: .completeUnverified, to: .completedUnverified),
        Row(from: .blocked, action: .fail, to: .failed),
        Row(from: .blocked, action: .abandon, to: .abandoned),
        Row(from: .completed, action: .reopen, to: .inProgress),
        Row(from: .completedUnverified, action: .reopen, to: .inProgress),
        Row(from: .failed, action: .reopen, to: .inProgress),
        Row(from: .abandoned, action: .reopen, to: .inProgress),
    ]

    /// The state after an action; refused with what is allowed instead.
    package static func status(after action: TaskAction, from status: TaskStatus, of id: TaskID) throws -> TaskStatus {
        if let row = table.first(where: { $0.from == status && $0.action == action }) { return row.to }
        var allowed: [String] = []
        for row in table where row.from == status && !allowed.contains(row.action.verb) {
            allowed.append(row.action.verb)
        }
        let next =
            allowed.contains("reopen")
            ? "task-state reopen --task-id \(id) --reason TEXT" : "task-state show --task-id \(id)"
        throw Failure(
            .refused,
            "\(id) is \(status.rawValue): '\(action.verb)' is not allowed, only \(allowed.joined(separator: ", "))",
            hint: "run '\(next)'")
    }
}

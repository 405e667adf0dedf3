import HarnessKit
import Ledger

extension TaskRecord {
    /// The exact command that brings this task further; it names the task unless it is the only one in progress.
    package func nextCommand(isOnly: Bool) -> String {
        let which = isOnly && !status.isFinal ? "" : " --task-id \(id)"
        return switch status {
        case .inProgress where lastPhase < started.phases && started.phases > 1:
            "task-state checkpoint\(which) --phase \(lastPhase + 1) --summary TEXT"
        case .inProgress: "task-state complete\(which) --summary TEXT"
        case .blocked: "task-state reopen\(which) --reason TEXT"
        case .completed, .completedUnverified, .failed, .abandoned: "task-state show\(which)"
        }
    }

    /// "2/3", as lists show it.
    var phaseText: String { "\(phase)/\(started.phases)" }

    /// What build, lint and test came to when they were run last; nil where they never were.
    var validationLine: String? {
        guard let (body, at) = validation else { return nil }
        let kinds = ["build", "lint", "test"].compactMap { kind in
            body.outcome(of: kind).map { "\(kind) \($0.rawValue)" }
        }
        return "\(kinds.joined(separator: ", ")) at \(at.iso8601)\(body.isPartial ? ", some of the steps" : "")"
    }
}

import HarnessKit
import Ledger

extension TaskRecord {
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

extension TaskRecord {
    /// The command that gives it another base, where it has none or lost it.
    package var choosingBase: String {
        "task-state amend --task-id \(id) --base \(started.baseCommit.map { String($0.prefix(12)) } ?? "HEAD") --reason TEXT"
    }
}

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

import HarnessKit

/// How far a task's end can be believed, in the words that people read.
package enum ProofWord: String, CaseIterable, Sendable {
    /// V2 and V3: every control held.
    case proved
    /// V1: the scenarios passed again.
    case replayed
    /// It ended in another store, whatever was shown there.
    case imported
    /// V0: nothing was shown.
    case unverified
    case failed
    case abandoned = "given up"

    package init(status: TaskStatus, level: String?) {
        self =
            switch status {
            case .failed: .failed
            case .abandoned: .abandoned
            case .completed where ["V2", "V3"].contains(level): .proved
            case .completed where level == "V1": .replayed
            default: .unverified
            }
    }

    /// Whether something was shown at all.
    package var isVerified: Bool { self == .proved || self == .replayed }
}

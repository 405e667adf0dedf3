import HarnessKit
import Ledger
import Worktree

/// Is what was saved of the work tree still there, and can git read it?
extension Examination {
    /// What is wrong with the snapshots' repository itself: that is mended before anybody calls a state lost.
    func snapshotFindings() throws -> [Finding] {
        guard let snapshots = try store.snapshots() else { return [] }
        if let flaw = snapshots.flaw() {
            return [Finding(subject: "snapshots.git", problem: flaw, remedy: .snapshots)]
        }
        return try snapshots.brokenRefs().map {
            Finding(subject: "snapshots.git", problem: "refs/snapshots/\($0) leads nowhere", remedy: .snapshots)
        }
    }

    /// Which commits the ledger knows by which names.
    func knownStates() throws -> [String: String] {
        var known: [String: String] = [:]
        for id in try store.ledger.streams().compactMap({ TaskID($0) }) {
            guard let task = try? store.ledger.task(id) else { continue }
            for phase in [0] + task.checkpoints.map(\.body.phase) {
                known["tasks/\(id)/\(phase)"] = task.snapshot(ofPhase: phase)
            }
        }
        return known
    }

    /// States of the work tree that the task needs and that are gone.
    func lostStates(of task: TaskRecord) throws -> String? {
        guard let snapshots = try store.snapshots() else { return nil }
        if let base = task.baseSnapshot, try !snapshots.lost(among: [base]).isEmpty {
            return "its base is lost: snapshots.git does not hold \(base.prefix(12)) any more"
        }
        let phases = try task.checkpoints.map(\.body).filter { body in
            try body.snapshot.map { try !snapshots.lost(among: [$0]).isEmpty } ?? false
        }
        return phases.isEmpty
            ? nil
            : "snapshots.git does not hold what was saved with phase "
                + phases.map { "\($0.phase)" }.joined(separator: ", ")
    }
}

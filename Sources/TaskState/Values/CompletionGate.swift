import HarnessKit
import Ledger
import Worktree

/// What `complete` asks before it ends a task: handed in by the coordinator, which knows the gate.
package struct CompletionGate: Sendable {
    package let examine: @Sendable (TaskRecord, TaskStore) throws -> GateVerdict

    /// Refuses an honest exit, by its code, whose claim is seen to be false.
    package let waive: @Sendable (String, TaskRecord, TaskStore) throws -> Void

    package init(
        examine: @escaping @Sendable (TaskRecord, TaskStore) throws -> GateVerdict,
        waive: @escaping @Sendable (String, TaskRecord, TaskStore) throws -> Void = { _, _, _ in }
    ) {
        self.examine = examine
        self.waive = waive
    }

    /// What stands in as long as nothing can be proved: it says so.
    package static let none = CompletionGate(examine: { _, _ in
        GateVerdict(isProved: false, level: "V0", code: "no-gate", reason: "this version cannot prove anything yet")
    })
}

/// What was found.
package struct GateVerdict {
    package let isProved: Bool
    package let level: String
    package let code: String?
    package let reason: String?
    /// What was shown, to be recorded together with the end of the task.
    package let receipt: GatePassed?
    /// What build, lint and tests came to meanwhile; nil where none ran.
    package let validation: ValidationFinished?
    /// The SHA-256 of a report that this rests on.
    package let evidence: String?
    /// What differs from the start in what was verified; nil where nobody looked.
    package let changes: [Snapshots.Change]?
    /// Files that were verified and that git is told not to see.
    package let hidden: [String]
    /// Looks once more, as the end is written, and fails with a `LateRefusal` where the proof is none any longer.
    package let confirm: () throws -> Void

    package init(
        isProved: Bool, level: String, code: String? = nil, reason: String? = nil, receipt: GatePassed? = nil,
        validation: ValidationFinished? = nil, evidence: String? = nil, changes: [Snapshots.Change]? = nil,
        hidden: [String] = [], confirm: @escaping () throws -> Void = {}
    ) {
        self.changes = changes
        self.validation = validation
        self.hidden = hidden
        self.confirm = confirm
        self.evidence = evidence
        self.receipt = receipt
        self.isProved = isProved
        self.level = level
        self.code = code
        self.reason = reason
    }
}

/// Why a task is not done after all, found out as its end was being written.
package struct LateRefusal: Error {
    let body: GateRefused
    let failure: Failure

    package init(body: GateRefused, failure: Failure) {
        self.body = body
        self.failure = failure
    }
}

/// A JSON value on the command line.
struct JSONText: ArgumentValue {
    static let expectation = "JSON"

    let json: JSON

    init?(word: Word) {
        guard let json = try? JSON.parse(word.bytes) else { return nil }
        self.json = json
    }
}

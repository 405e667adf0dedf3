import HarnessKit
import Ledger

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
package struct GateVerdict: Sendable {
    package let isProved: Bool
    package let level: String
    package let code: String?
    package let reason: String?
    /// What was shown, to be recorded together with the end of the task.
    package let receipt: GatePassed?
    /// The SHA-256 of a report that this rests on.
    package let evidence: String?

    package init(
        isProved: Bool, level: String, code: String? = nil, reason: String? = nil, receipt: GatePassed? = nil,
        evidence: String? = nil
    ) {
        self.evidence = evidence
        self.receipt = receipt
        self.isProved = isProved
        self.level = level
        self.code = code
        self.reason = reason
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

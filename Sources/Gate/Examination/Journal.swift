import HarnessKit
import Ledger

/// The parts of the gate's work that ended, so that none is done twice.
struct Journal {
    private let store: TaskStore
    private let task: TaskID
    /// Those of this task, the latest last, each with whether the gate has decided since.
    private var parts: [(body: ControlRan, isDecided: Bool)] = []
    /// What each copy looked like when it was left, whichever task used it.
    private(set) var copies: [String: String] = [:]

    init(of task: TaskID, in store: TaskStore) throws {
        self.store = store
        self.task = task
        for event in try store.ledger.history(of: [ControlRan.kind, GateRefused.kind, GatePassed.kind]) {
            guard event.kind == ControlRan.kind else {
                if event.stream == task.text { for index in parts.indices { parts[index].isDecided = true } }
                continue
            }
            let body: ControlRan = try event.decode()
            copies.merge(body.copies) { $1 }
            if event.stream == task.text { parts.append((body, false)) }
        }
    }

    /// What came of a part with just these inputs; where the gate has decided since, only if that may be used again.
    func result(of stage: String, _ key: String, evenIfDecided: Bool = true) -> ControlRan? {
        parts.last { $0.body.stage == stage && $0.body.key == key && (evenIfDecided || !$0.isDecided) }?.body
    }

    /// Notes that a part has ended.
    mutating func note(_ body: ControlRan) throws {
        try store.note(in: task.text) { [body] }
        parts.append((body, false))
        copies.merge(body.copies) { $1 }
    }

    /// A digest over all that a part depends on.
    static func key(_ parts: [String]) -> String {
        SHA256.digest(of: Bytes(parts.joined(separator: "\n").utf8)).description
    }
}

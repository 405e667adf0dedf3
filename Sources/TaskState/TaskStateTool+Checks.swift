import HarnessKit
import Ledger

extension TaskStateTool {
    /// What `doctor` looks at here.
    package static let checks = [
        Check("tasks") { context, _ in
            guard let store = try TaskStore.openForReading(in: context) else {
                return .ok("no task was ever started")
            }
            let found = try Examination(store: store).run()
            let tasks = try store.ledger.streams().count { $0 != TaskStore.commonStream }
            guard let first = found.first else {
                return .ok(
                    "\(tasks == 1 ? "1 task" : "\(tasks) tasks"), and \(tasks == 1 ? "its" : "their") store is whole")
            }
            let rest = found.count > 1 ? ", and \(found.count - 1) more" : ""
            let isMendable = found.allSatisfy(\.isMendable)
            return isMendable
                ? .warn("\(first.subject): \(first.problem)\(rest)", mend: "run 'task-state doctor --repair'")
                : .bad(
                    "\(first.subject): \(first.problem)\(rest)", mend: "run '\(first.advice ?? "task-state doctor")'")
        }
    ]
}

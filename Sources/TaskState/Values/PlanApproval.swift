import HarnessKit
import Ledger

/// Whether a task's plan is approved as it is now.
package enum PlanApproval {
    package static func holds(for task: TaskRecord, in store: TaskStore) throws -> Bool {
        try Plan(of: task, in: store.workspace)?.standing(for: task) == .approved
    }
}

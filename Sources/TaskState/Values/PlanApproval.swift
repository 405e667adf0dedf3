import HarnessKit
import Ledger

/// Whether a task's plan is approved as it is now.
package enum PlanApproval {
    package static func holds(for task: TaskRecord, in store: TaskStore) throws -> Bool {
        guard let path = task.planPath, let plan = try Plan(at: path, in: store.workspace) else { return false }
        return plan.standing(for: task) == .approved
    }
}

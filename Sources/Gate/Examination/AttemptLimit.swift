import HarnessKit
import Ledger
import TaskState

/// After how many refusals in a row a person looks at a task: it is blocked then, until somebody takes it up again.
///
/// The honest exits stay open. Who took it up, and why, stands in the log.
struct AttemptLimit {
    private let most: Int?
    private let task: TaskRecord

    init(_ policy: Policy, _ task: TaskRecord) {
        most = policy.maxFailedAttempts.map { max(1, $0) }
        self.task = task
    }

    private var words: String { "the gate refused it \(most ?? 0) times: the policy has a person look at it" }

    /// Nothing is examined once the limit is reached.
    func refuse() throws {
        guard let most, task.refusalsInARow >= most else { return }
        throw Failure(
            .no, "\(task.id) is not examined again: \(GateCode.attempts.rawValue) \(words)",
            hint: "have somebody read 'task-state log --task-id \(task.id)' and then run "
                + "'task-state reopen --task-id \(task.id) --reason TEXT'",
            codes: [GateCode.attempts.rawValue])
    }

    /// Called after a refusal: where that was the last one allowed, the task waits; returns what to say of that.
    func block(in store: TaskStore) throws -> [String] {
        guard let most, task.refusalsInARow + 1 >= most else { return [] }
        if task.status == .inProgress {
            _ = try store.record(.block, on: task.id) { _ in
                var body = TaskBlocked()
                body.code = "attempts"
                body.reason = words
                return [body]
            }
        }
        return ["it is blocked now: \(words), who then runs 'task-state reopen --task-id \(task.id) --reason TEXT'"]
    }
}

import HarnessKit
import Ledger

/// The checkpoint of the last phase, which `complete` makes by itself.
struct LastPhase {
    private let checkpoint: PhaseCheckpointed

    /// Nil where that phase has a checkpoint, or where an earlier one has none.
    init?(of task: TaskRecord, in store: TaskStore, saying text: String) {
        guard task.lastPhase == task.started.phases - 1 else { return nil }
        var checkpoint = store.checkpoint(for: task)
        checkpoint.phase = task.started.phases
        checkpoint.summary = text
        let name = "\(task.id)/\(checkpoint.phase)"
        checkpoint.snapshot = store.snapshot(named: name, saying: "phase \(checkpoint.phase) of \(task.id): \(text)")
        self.checkpoint = checkpoint
    }

    /// What is recorded, unless somebody checkpointed the phase meanwhile.
    func body(for task: TaskRecord) -> (any EventBody)? {
        task.lastPhase == checkpoint.phase - 1 ? checkpoint : nil
    }
}

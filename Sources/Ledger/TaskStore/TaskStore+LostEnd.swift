import HarnessKit

/// A ledger that is older than the files made from it: its log was lost, or it came back from an old copy.
extension TaskStore {
    /// How far a task's files in this work tree have come; nil where they do not say.
    package func mark(ofFiles id: TaskID) -> FileMark? {
        FileMark(in: workspace.harness / "tasks/\(id)")
    }

    /// Refuses to go on with a task whose files know of events that the ledger lost.
    package func requireEnd(of task: TaskRecord, whereFilesSay mark: FileMark?) throws {
        guard let mark, mark.isAhead(of: task), try ledger.worktree(of: task) == worktree else { return }
        throw Failure(
            .malformed,
            "the ledger lost its end: tasks/\(task.id)/state/task.json knows \(mark.events) events, "
                + (mark.events > task.head ? "and the ledger \(task.head)" : "and the ledger has others"),
            hint: "restore state.db, state.db-wal from a copy, or run 'task-state doctor' to see what is left",
            codes: ["E_LEDGER_END"])
    }
}

import HarnessKit
import Ledger

/// What `complete` asks when a task has ended: what goes wrong again and again. Handed in by the coordinator.
package struct Critique: Sendable {
    /// From so many ended tasks on it is asked.
    private static let leastTasks = 3

    let ask: @Sendable (TaskStore) throws -> String?

    package init(ask: @escaping @Sendable (TaskStore) throws -> String?) {
        self.ask = ask
    }

    package static let none = Critique { _ in nil }

    /// At most one line; whatever fails here is nothing to the task.
    func line(in store: TaskStore) -> String? {
        guard let ended = try? store.ledger.tasks().count(where: { $0.status.isFinal }), ended >= Self.leastTasks,
            let words = try? ask(store)
        else { return nil }
        return TerminalText.oneLine(words)
    }
}

import HarnessKit
import Ledger

/// Checks the whole store, and makes again what can be made again.
struct Doctor: Command {
    static let name = "doctor"
    static let summary = "checks the whole store: chains, caches, files"
    static let notes = """
        Exit status 0 means that nothing is wrong (any more). --repair makes caches and files again from the events; a broken \
        chain of events cannot be repaired, only told. What killed writers left beside the files is removed too.
        """
    static let parameters: [Parameter<Self>] = [
        .flag("--repair", to: \.isRepairing, "makes caches and files again from the events")
    ]

    var isRepairing = false

    func run(in context: Context) throws -> Answer {
        let store = isRepairing ? try TaskStore.open(in: context) : try TaskStore.existing(in: context)
        let examination = Examination(store: store)
        let found = try examination.run()
        let left = isRepairing && !found.isEmpty ? try examination.repair(found) : found
        let removed = isRepairing ? try Leftovers(store: store).remove() : 0
        let tasks = try store.ledger.streams().count
        let mendable = left.contains { $0.isMendable }
        return Answer(
            exit: left.isEmpty ? .yes : .no, next: mendable ? "task-state doctor --repair" : nil,
            json: [
                "tasks": .integer(tasks), "findings": .array(left.map(\.json)),
                "repaired": .integer(isRepairing ? found.count - left.count : 0), "removed": .integer(removed),
            ],
            text: text(found: found, left: left, removed: removed, tasks: tasks))
    }

    private func text(found: [Finding], left: [Finding], removed: Int, tasks: Int) -> String {
        var lines = left.map { "\($0.subject): \($0.problem)" }
        if isRepairing, found.count > left.count { lines.append("\(found.count - left.count) repaired") }
        if removed > 0 { lines.append("\(removed) leftovers of killed writers removed") }
        if left.isEmpty { lines.append("\(tasks) tasks, nothing wrong") }
        return lines.joined(separator: "\n")
    }
}

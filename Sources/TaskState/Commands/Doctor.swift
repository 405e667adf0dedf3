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
        let (store, found) = try examined(in: context)
        let examination = Examination(store: store)
        let left = isRepairing && !found.isEmpty ? try examination.repair(found) : found
        let removed = isRepairing ? try Leftovers(store: store).remove() : 0
        let tasks = try store.ledger.streams().count { $0 != TaskStore.commonStream }
        let mendable = left.contains { $0.isMendable }
        return Answer(
            exit: left.isEmpty ? .yes : .no,
            next: mendable ? "task-state doctor --repair" : left.lazy.compactMap(\.advice).first,
            json: [
                "tasks": .integer(tasks), "findings": .array(left.map(\.json)),
                "repaired": .integer(isRepairing ? found.count - left.count : 0), "removed": .integer(removed),
            ],
            text: text(found: found, left: left, removed: removed, tasks: tasks))
    }

    /// What is wrong; where the database itself cannot be read, what is left to do.
    private func examined(in context: Context) throws -> (TaskStore, [Finding]) {
        do {
            let store = isRepairing ? try TaskStore.open(in: context) : try TaskStore.existing(in: context)
            return (store, try Examination(store: store).run())
        } catch var error as DatabaseError where error.kind == .damaged || error.kind == .foreign {
            error.hint =
                "restore it together with its -wal and -shm from a copy; where there is none, move all three away "
                + "and remove store.json, which names it: then the tasks are read from their files"
            throw error
        }
    }

    private func text(found: [Finding], left: [Finding], removed: Int, tasks: Int) -> String {
        var lines = left.map { "\($0.subject): \($0.problem)" }
        if isRepairing, found.count > left.count { lines.append("\(found.count - left.count) repaired") }
        if removed > 0 { lines.append("\(removed) leftovers of killed writers removed") }
        if left.isEmpty { lines.append("\(tasks == 1 ? "1 task" : "\(tasks) tasks"), nothing wrong") }
        return lines.joined(separator: "\n")
    }
}

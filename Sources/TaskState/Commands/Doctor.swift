import HarnessKit
import Ledger

/// Checks the whole store, and makes again what can be made again.
struct Doctor: Command {
    static let name = "doctor"
    static let summary = "checks the whole store: chains, caches, files"
    static let notes = """
        Exit status 0 means that nothing is wrong (any more). --repair makes caches and files again from the events; a broken \
        chain of events cannot be repaired, only told. Files that know more than the ledger are set aside in the task's \
        folder, and never overwritten. What killed writers left beside the files is removed too.
        """
    static let parameters: [Parameter<Self>] = [
        .flag("--repair", to: \.isRepairing, "makes caches and files again from the events")
    ]

    var isRepairing = false

    func run(in context: Context) throws -> Answer {
        let (store, found) = try examined(in: context)
        let examination = Examination(store: store)
        let repair = isRepairing && !found.isEmpty ? try examination.repair(found) : Repair(left: found)
        let left = repair.left
        let removed = isRepairing ? try Leftovers(store: store).remove() : 0
        let tasks = try store.ledger.streams().count { $0 != TaskStore.commonStream }
        // What repairing would put out of the way is no step to take without a thought.
        let mendable = left.contains { $0.isMendable } && !left.contains { $0.remedy == .setAside }
        return Answer(
            exit: left.isEmpty ? .yes : .no,
            next: mendable ? "task-state doctor --repair" : left.lazy.compactMap(\.advice).first,
            json: [
                "tasks": .integer(tasks), "findings": .array(left.map(\.json)),
                "repaired": .integer(isRepairing ? found.count - left.count : 0), "removed": .integer(removed),
                "set_aside": repair.setAside.json,
            ],
            text: text(found: found, after: repair, removed: removed, tasks: tasks))
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

    private func text(found: [Finding], after repair: Repair, removed: Int, tasks: Int) -> String {
        let left = repair.left
        var lines = left.map { "\($0.subject): \($0.problem)" }
        if left.contains(where: { $0.remedy == .setAside }) {
            lines.append(
                "where there is no copy, 'task-state doctor --repair' goes by the ledger and sets the newer files aside"
            )
        }
        lines += repair.setAside.map { "set aside: \($0)" }
        if isRepairing, found.count > left.count { lines.append("\(found.count - left.count) repaired") }
        if removed > 0 { lines.append("\(removed) leftovers of killed writers removed") }
        if left.isEmpty { lines.append("\(tasks == 1 ? "1 task" : "\(tasks) tasks"), nothing wrong") }
        return lines.joined(separator: "\n")
    }
}

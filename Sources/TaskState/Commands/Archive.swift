import HarnessKit
import Ledger

/// Puts tasks that ended long ago out of the way, and loses nothing of them.
struct Archive: Command {
    static let name = "archive"
    static let summary = "puts tasks that ended long ago out of the way; nothing of them is lost"
    static let notes = """
        Each becomes one file, archive/YEAR/ID.json in the harness folder, with all its events, in place of its folder \
        tasks/ID; 'list' leaves it out, 'show' and 'log' still tell of it, and 'reopen' brings it back. A task that is in \
        progress or blocked is never archived.
        """
    static let examples = [
        CommandExample("task-state archive --older-than 90d --dry-run", "what would go"),
        CommandExample("task-state list --archived", "the list with those that went"),
    ]
    static let parameters: [Parameter<Self>] = [
        .required(
            "--older-than", value: "T", to: \.age, "those that ended before then: 24h, 90d, 12w ago, a date or a time"),
        .flag("--dry-run", to: \.isDryRun, "only says which"),
    ]

    private static let batch = 100

    var age = TimeExpression.ago(.zero)
    var isDryRun = false

    func run(in context: Context) throws -> Answer {
        let moment = age.moment(before: context.clock.now())
        let store = isDryRun ? try TaskStore.existing(in: context) : try TaskStore.open(in: context)
        let tasks = try store.ledger.tasks(endedBefore: moment)
        if isDryRun { return answer(tasks.map(\.id), freed: nil) }
        // What an earlier one was killed in is finished too.
        store.deliver()
        let (whole, broken) = try sorted(tasks.map(\.id), in: store)
        for line in broken { context.warn(line) }
        let progress = Progress(context)
        defer { progress.finish() }
        var archived: [TaskID] = []
        var freed = 0
        for start in stride(from: 0, to: whole.count, by: Self.batch) {
            progress.update("\(start) of \(whole.count) tasks archived")
            let some = whole[start..<min(start + Self.batch, whole.count)]
            let before = some.map { ($0.id, size(of: $0, in: store)) }
            let gone = try store.archive(some.map(\.id), endedBefore: moment)
            let sizes = Dictionary(uniqueKeysWithValues: before)
            freed += gone.reduce(0) { $0 + (sizes[$1.id] ?? 0) - size(of: $1, in: store) }
            archived += gone.map(\.id)
        }
        return answer(archived, freed: freed)
    }

    /// A task whose history was tampered with stays where it can be seen, and does not hold up the others.
    private func sorted(_ ids: [TaskID], in store: TaskStore) throws -> (whole: [TaskRecord], broken: [String]) {
        var (whole, broken): ([TaskRecord], [String]) = ([], [])
        for id in ids {
            do {
                whole.append(try store.task(id))
            } catch let failure as Failure where failure.code == .malformed {
                broken.append("\(id) is not archived: \(failure.message)")
            }
        }
        return (whole, broken)
    }

    private func size(of task: TaskRecord, in store: TaskStore) -> Int {
        ArchiveFile(task: task).size(in: store.workspace.harness)
    }

    private func answer(_ ids: [TaskID], freed: Int?) -> Answer {
        let count = ids.count == 1 ? "1 task" : "\(ids.count) tasks"
        let last = freed.map { "archived \(count), \(max(0, $0)) bytes freed" } ?? "\(count) would be archived"
        return Answer(
            next: freed == nil ? "task-state archive --older-than \(age.text)" : "task-state list --archived",
            json: .members(["archived": ids.map(\.text).json, "freed": freed.map { .integer(max(0, $0)) }]),
            text: (ids.map(\.text) + [last]).joined(separator: "\n"))
    }
}

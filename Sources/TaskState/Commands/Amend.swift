import HarnessKit
import Ledger

/// Changes on purpose what a task is about.
struct Amend: Command {
    static let name = "amend"
    static let summary = "changes a task's kind, base or criteria, visibly"
    static let notes = """
        A criterion that is taken back keeps its name: the others are called as before. The summary and the receipt's page say \
        that it was taken back.
        """
    static let examples = [
        CommandExample(
            #"task-state amend --remove-criterion AC-2 --reason "the user does not want it""#,
            "what need not hold after all")
    ]
    static let parameters: [Parameter<Self>] = [
        .option("--kind", value: "KIND", to: \.kind, "what sort of change it makes after all"),
        .repeated("--criterion", value: "TEXT", to: \.criteria, "what must hold as well"),
        .repeated("--remove-criterion", value: "AC-N", to: \.withdrawn, "what need not hold any more"),
        .option("--base", value: "REV", to: \.base, "a revision to compare with, in place of the start"),
        .required("--reason", value: "TEXT", to: \.reason, "why"),
        .taskID(to: \.taskID),
    ]

    var kind: TaskKind?
    var criteria: [Prose] = []
    var withdrawn: [String] = []
    var base: String?
    var reason = Prose()
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        guard kind != nil || !criteria.isEmpty || !withdrawn.isEmpty || base != nil else {
            throw Failure(
                .usage, "nothing to amend is named",
                hint: "add --kind KIND, --criterion TEXT, --remove-criterion AC-N or --base REV")
        }
        let store = try TaskStore.open(in: context)
        let id = try store.resolve(taskID)
        // Refused before anything is saved; and again in the transaction, where others may have been faster.
        _ = try Transitions.status(after: .amend, from: try store.task(id).status, of: id)
        let base = try base.map { try store.base(try BaseRevision($0, in: context), of: id) }
        let task = try store.record(.amend, on: id) { before in
            let gone = try takenBack(from: before)
            var body = TaskAmended()
            body.taskKind = kind
            body.criteria = criteria.map(\.text)
            body.withdrawn = gone
            body.base = base
            body.reason = reason.text
            return [body]
        }
        return Answer(
            next: try store.next(for: task),
            json: .members([
                "task_id": .string(id.text), "kind": task.kind.json, "criteria": task.criteria.json,
                "base_commit": task.chosenBase.map { .string($0.commit) },
            ]),
            text: "amended \(id): \(task.kind.rawValue), \(task.criteria.count) criteria"
                + (base.map { ", compared with \($0.words)" } ?? ""))
    }

    /// The names of those that do not count from now on; one must be left, or the task's name would be the criterion.
    private func takenBack(from task: TaskRecord) throws -> [String] {
        let known = task.namedCriteria.map(\.id)
        let gone = withdrawn.map { $0.uppercased() }
        for (name, given) in zip(gone, withdrawn) where !known.contains(name) {
            throw Failure(
                .missing, "\(task.id) has no criterion '\(given)'",
                hint: known.isEmpty ? "it has none" : "name one of: \(known.joined(separator: ", "))")
        }
        guard criteria.isEmpty, !gone.isEmpty, known.allSatisfy(gone.contains) else { return gone }
        throw Failure(
            .refused, "\(task.id) would be left without a criterion, and be judged by its name",
            hint: "say what must hold instead in the same command, with --criterion TEXT")
    }
}

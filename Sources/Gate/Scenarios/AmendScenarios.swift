import HarnessKit
import Ledger
import Verifier

/// Records a deliberate change of a task's scenarios.
struct AmendScenarios: Command {
    static let name = "amend"
    static let summary = "records a deliberate change of the task's scenarios, and why"
    static let notes = """
        What is weaker than it was registered keeps a task from being completed, unless it is amended. The receipt prints the \
        reason and what was weakened.
        """
    static let examples = [
        CommandExample(
            #"verify amend --reason "the answer is 410 now, not 404""#, "the scenarios count as they are now")
    ]
    static let parameters: [Parameter<Self>] = [
        .required("--reason", value: "TEXT", to: \.reason, "why"),
        .repeated("--removed-test", value: "NAME", to: \.removedTests, "a test that was taken away on purpose"),
        .taskID(to: \.taskID),
    ]

    var reason = Prose()
    var removedTests: [String] = []
    var taskID: TaskID?

    /// Where it is known which tests ran before the work, one that did not was not taken away.
    private func refuseUnknown(_ former: Set<String>) throws {
        guard !former.isEmpty,
            let name = removedTests.first(where: { written in
                !former.contains { TestsControl.isMeant($0, by: written, among: Array(former)) }
            })
        else { return }
        let near = Suggestion.nearest(to: name, among: former.sorted { $0.precedes($1) })
        throw Failure(
            .usage, "no test called '\(name)' ran before the work",
            hint: near.map { "did you mean '\($0)'?" }
                ?? "give the name as 'task-state complete' prints it, or its beginning and *")
    }

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context)
        let task = try store.task(try store.resolve(taskID))
        guard !task.status.isFinal else {
            throw Failure(
                .refused, "\(task.id) is \(task.status.rawValue): its scenarios are fixed",
                hint: "run 'task-state reopen --task-id \(task.id) --reason TEXT' first")
        }
        let scenarios = try TaskScenarios.read(of: task, in: store)
        guard !scenarios.weakened.isEmpty || !removedTests.isEmpty else {
            throw Failure(
                .refused, "nothing of \(task.id) is weaker than it was registered",
                hint: "run 'task-state complete --summary TEXT'")
        }
        try refuseUnknown(try FormerTests.names(of: task.id, in: store))
        try store.note(in: task.id.text) {
            var body = ScenariosAmended()
            body.reason = reason.text
            body.removedTests = removedTests
            body.changes = scenarios.weakened
            // An earlier task's file is taken in where it was weakened.
            let meant =
                scenarios.own
                + scenarios.earlier.filter { source in
                    scenarios.weakened.contains { $0.hasPrefix("\(source.name): ") }
                }
            body.files = try meant.map { source in
                var file = RegisteredFile()
                file.path = source.name
                file.digest = try store.ledger.keep(context.secrets.redact(source.bytes)).description
                file.scenarios = source.file.scenarios.map(\.id)
                return file
            }
            let present = scenarios.all.map(\.name)
            let known = try Desk(store: store).registered(for: task.id) + task.started.rules.map(\.path)
            body.retired = known.filter { !present.contains($0) && $0.contains("/scenarios/") }
            return [body]
        }
        return Answer(
            next: "verify run",
            json: [
                "task_id": .string(task.id.text), "changes": scenarios.weakened.json,
                "removed_tests": removedTests.json,
            ],
            text: (["amended \(task.id):"]
                + (scenarios.weakened + removedTests.map { "the test \($0) was taken away" })
                .map { "  - \($0)" }).joined(separator: "\n"))
    }
}

import HarnessKit
import Ledger
import Verifier

/// Ends a scenario whose behaviour was changed on purpose.
struct RetireScenario: Command {
    static let name = "retire"
    static let summary = "ends a scenario whose behaviour was changed on purpose, and says why"
    static let notes = """
        The scenario is taken out of its file (a file that would be empty moves to harness/scenarios/retired), and noted \
        with its reason in harness/config/retired.json, which git carries. It is no part of later regression suites, its \
        absence is no weakening, and the receipt of the task that is in progress prints the reason.
        """
    static let examples = [
        CommandExample(
            #"verify retire unknown-is-404 --reason "unknown notes answer 410 now""#, "it does not count any more")
    ]
    static let parameters: [Parameter<Self>] = [
        .argument("SCENARIO", to: \.scenario, "its id"),
        .required("--reason", value: "TEXT", to: \.reason, "why it is no longer true"), .taskID(to: \.taskID),
    ]

    var scenario = ""
    var reason = Prose()
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.open(in: context, creating: true)
        let task = try store.meant(taskID)
        let workspace = store.workspace
        let sources = try ScenarioSource.paths(in: workspace.harness / "scenarios").map {
            try ScenarioSource(at: $0, below: workspace.root)
        }
        guard let source = sources.first(where: { $0.file.scenarios.contains { $0.id == scenario } }) else {
            let known = sources.flatMap(\.file.scenarios).map(\.id)
            let guess = Suggestion.nearest(to: scenario, among: known)
            throw Failure(
                .missing, "there is no scenario '\(scenario)' in \(workspace.harnessName)/scenarios",
                hint: guess.map { "did you mean '\($0)'?" } ?? "name one of \(known.prefix(10).joined(separator: ", "))"
            )
        }
        try store.note(in: task?.text ?? TaskStore.commonStream) {
            var body = ScenarioRetired()
            body.scenario = scenario
            body.file = source.name
            body.reason = reason.text
            body.bytes = try store.ledger.keep(context.secrets.redact(source.bytes)).description
            return [body]
        }
        try list(source, in: workspace, at: context.clock.now())
        let moved = try takeOut(of: source, in: workspace)
        let text =
            moved.map { "retired \(scenario): \(source.name) is \($0) now" }
            ?? "retired \(scenario): it is out of \(source.name)"
        return Answer(
            next: try task.map { try store.next(for: store.task($0)) } ?? "verify run",
            json: .members([
                "scenario": .string(scenario), "file": .string(source.name), "moved_to": moved.map(JSON.string),
                "reason": .string(reason.text), "task_id": task.map { .string($0.text) },
            ]), text: text)
    }

    private func list(_ source: ScenarioSource, in workspace: Workspace, at now: Date) throws {
        var retired = try RetiredScenarios.read(in: workspace.harness)
        var entry = RetiredScenarios.Entry()
        entry.id = scenario
        entry.reason = reason.text
        entry.file = source.name
        entry.at = now.iso8601
        retired.scenarios.append(entry)
        let bytes = retired.json.bytes(.indented) + [UInt8(ascii: "\n")]
        try Folder(workspace.harness).write(bytes, to: try RelativePath(naming: RetiredScenarios.file), .synced)
    }

    /// Takes it out of its file; where nothing would be left, the file moves and its new name is returned.
    private func takeOut(of source: ScenarioSource, in workspace: Workspace) throws -> String? {
        let root = try Folder(workspace.root)
        let name = try RelativePath(naming: source.name)
        guard source.file.scenarios.count > 1 else {
            let target = "\(workspace.harnessName)/scenarios/retired/\(Path(source.name).name)"
            try root.write(source.bytes, to: try RelativePath(naming: target), .synced)
            try root.remove(name)
            return target
        }
        guard case .object(var object) = try JSON.Source(name: source.name, bytes: source.bytes).value(),
            let all = object["scenarios"]?.items
        else { return nil }
        object["scenarios"] = .array(all.filter { $0["id"]?.string != scenario })
        try root.write(JSON.object(object).bytes(.indented) + [UInt8(ascii: "\n")], to: name, .synced)
        return nil
    }
}

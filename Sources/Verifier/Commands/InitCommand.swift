import HarnessKit
import Ledger

/// Writes a first scenario file and `environment.json`, filled from what the project's folder tells.
struct InitCommand: Command {
    static let name = "init"
    static let summary = "writes a first scenario, and how the application is started, from what is found"
    static let notes = """
        Nothing is run, and no file is overwritten. What could not be found is left out, with a comment that says what \
        to write; scenarios that are still to be completed fail until they are.
        """
    static let examples = [
        CommandExample("verify init --kind server", "a first scenario for each criterion of the task"),
        CommandExample(
            #"verify init --from-curl "curl -X POST localhost:8080/notes -d '{\"title\": \"x\"}'""#, "with that request"
        ),
        CommandExample(#"verify init --from-test "npm test -- notes""#, "with the results of those tests"),
    ]
    static let parameters: [Parameter<Self>] = [
        .option("--kind", value: "KIND", to: \.kind, "what the application is; found by itself otherwise"),
        .option("--from-curl", value: "COMMAND", to: \.curl, "a curl command whose request becomes the first step"),
        .option("--from-test", value: "COMMAND", to: \.test, "a test command whose results become the first step"),
        .option("--name", value: "NAME", to: \.title, "the scenario file's name; the task's where nothing is said"),
        .flag("--dry-run", to: \.isDry, "shows the files and writes nothing"), .taskID(to: \.taskID),
    ]

    static let instead = [
        "--force": "nothing is written over: give another --name, or delete the file that is to be written anew",
        "--file": "give the scenario file's name with --name",
    ]

    let propose: @Sendable (Workspace) throws -> Proposal
    var kind: Application.Kind?
    var curl: Prose?
    var test: Prose?
    var title: String?
    var isDry = false
    var taskID: TaskID?

    init(propose: @escaping @Sendable (Workspace) throws -> Proposal) {
        self.propose = propose
    }

    func run(in context: Context) throws -> Answer {
        guard curl == nil || test == nil else {
            throw Failure(
                .usage, "--from-curl and --from-test are two first steps",
                hint: "give one of them, and the other with another --name")
        }
        let request = try curl.map { try CurlCommand($0.text) }
        let tests = try test.map { try TestCommand($0.text) }
        let workspace = try Workspace.find(in: context)
        let task = try task(in: context)
        if let task, task.kind == .docs, title == nil, kind == nil, request == nil, tests == nil {
            return asDocuments(task)
        }
        let proposal = try propose(workspace)
        let files = try NewFiles(in: workspace)
        var plan = ScenarioDraft.Plan(
            name: try name(for: task, proposal), kind: .server, criteria: task?.criteria ?? [],
            names: task?.namedCriteria.map(\.id) ?? [])
        plan.keepsBehaviour = task?.kind.keepsBehaviour ?? false
        plan.proposal = proposal
        let naming = plan.nameTests()
        plan.given = request?.step ?? tests?.step
        plan.probe = files.existing?.ready?.http
        var notes =
            [try workspace.whereabouts(in: context)].compactMap(\.self) + proposal.notes + (request?.notes ?? [])
        let found = files.kind(noting: &notes) ?? proposed(proposal)
        plan.kind = kind ?? (isToServe(found, plan, files) ? .server : found)
        let outcome = try files.place(
            ScenarioDraft(plan), named: plan.name, EnvironmentDraft(proposal, kind: plan.kind), isDry: isDry)
        if let other = files.existing?.kind, other != plan.kind {
            notes.append("\(files.environment) says \(other.rawValue), the scenario is for a \(plan.kind.rawValue)")
        }
        if let note = tests?.note ?? (plan.showsTests ? naming : nil) { notes.append(note) }
        let page = InitPage(outcome: outcome, notes: notes, isDry: isDry)
        return Answer(
            next: next(outcome, task, workspace.typed(outcome.scenario, in: context)), notes: notes, json: page.json,
            text: page.text)
    }

    /// Of documents, what they say is held against the project: a scenario is only for what somebody wants to see run.
    private func asDocuments(_ task: TaskRecord) -> Answer {
        Answer(
            next: "task-state complete --summary TEXT\(taskID.map { " --task-id \($0)" } ?? "")",
            json: ["written": [], "kept": [], "missing": [], "notes": []],
            text: "\(task.id) is of documents and needs no scenario: 'complete' holds what they name and link against "
                + "the project; to run something as well, add --name, --from-test or --from-curl")
    }

    private func next(_ outcome: NewFiles.Outcome, _ task: TaskRecord?, _ file: String) -> String? {
        if isDry { return nil }
        // What is still to be written is written first: nothing registers or runs it before.
        guard outcome.missing.isEmpty else { return "verify check" }
        if task != nil {
            return "verify register \(ShellLine.quoted(file))\(taskID.map { " --task-id \($0)" } ?? "")"
        }
        return "verify run \(ShellLine.quoted(file))"
    }

    /// The task that is meant, if there is any.
    private func task(in context: Context) throws -> TaskRecord? {
        if taskID != nil {
            let store = try TaskStore.existing(in: context)
            return try store.task(try store.resolve(taskID))
        }
        guard let store = try TaskStore.openForReading(in: context) else { return nil }
        return try store.meant(nil).map { try store.task($0) }
    }

    private func name(for task: TaskRecord?, _ proposal: Proposal) throws -> String {
        guard let title else { return TaskID.slug(of: task?.started.name ?? proposal.name) }
        let name = title.hasSuffix(".json") ? String(title.dropLast(5)) : title
        // Its scenarios' ids begin with it.
        guard !name.isEmpty, name.count <= 80, !name.hasPrefix("."), !name.hasPrefix("-"),
            name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) })
        else {
            throw Failure(
                .usage, "'\(title)' is no name for a scenario file",
                hint: "give --name letters, digits, '-', '_' and '.'")
        }
        return name
    }

    /// Whether criteria tell of requests where nothing is there yet that could answer them.
    private func isToServe(_ found: Application.Kind, _ plan: ScenarioDraft.Plan, _ files: NewFiles) -> Bool {
        guard found == .library, plan.given == nil, plan.proposal.applications.isEmpty, files.existing?.start == nil
        else { return false }
        let methods: Set<Substring> = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
        return plan.criteria.contains { criterion in
            let words = criterion.split(separator: " ")
            return zip(words, words.dropFirst()).contains { methods.contains($0) && $1.hasPrefix("/") }
        }
    }

    private func proposed(_ proposal: Proposal) -> Application.Kind {
        curl == nil ? proposal.kind : .server
    }
}

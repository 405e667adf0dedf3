import HarnessKit
import Ledger

/// Gives a project its harness: how it is run, built and judged, and what agents read first.
struct Bootstrap: Command {
    static let name = "bootstrap"
    static let summary = "gives a project its harness, from what is found in it"
    static let notes = """
        It writes environment.json, validation.json and policy.json into the harness folder's config, and rules for git. \
        With --docs also AGENTS.md, docs/ARCHITECTURE.md and docs/DEVELOPMENT.md where they are missing; a CLAUDE.md gets \
        the line '@AGENTS.md'.

        Nothing that exists is overwritten but a file that says that nothing was found, and a second run changes \
        nothing. The commands that it writes down are run \
        first, unless --no-run; what could not be found is marked to be filled in.
        """
    static let examples = [
        CommandExample("harness-executor bootstrap --dry-run", "shows what would be written, and runs nothing"),
        CommandExample("harness-executor bootstrap --docs", "with the documents that agents read"),
        CommandExample("harness-executor bootstrap --private", "in .harness, unseen by git"),
    ]
    static let parameters: [Parameter<Self>] = [
        .flag("--docs", to: \.withDocuments, "also AGENTS.md and docs, where they are missing"),
        .flag("--private", to: \.isPrivate, "in .harness, which git does not see; 'publish' shares it later"),
        .flag("--dry-run", to: \.isDry, "shows the files and writes nothing"),
        .flag("--no-run", to: \.runsNothing, "writes the commands down without trying them"),
    ]

    let siblings: Siblings
    var withDocuments = false
    var isPrivate = false
    var isDry = false
    var runsNothing = false

    init(siblings: Siblings) {
        self.siblings = siblings
    }

    func run(in context: Context) throws -> Answer {
        let workspace = try Workspace.find(in: context)
        let desk = ValidationDesk(workspace: workspace, context: context)
        try desk.refuseLink()
        let harness = try folder(in: workspace)
        let root = try Folder(workspace.root)
        let draft = try desk.draft()
        let configuration = try configuration(harness, draft, workspace)
        let settings = try Groundwork(configuration, in: root, documents: false)
        let isMissingDocument = try withDocuments && Self.documents.contains { try !Groundwork.exists($0, in: root) }
        let isNewValidation = settings.files.contains { $0.path.hasSuffix(ValidationFile.path) }
        let tried =
            isNewValidation || isMissingDocument
            ? try attempt(
                draft, harness, workspace, isNew: isNewValidation, isTrying: !isDry && !runsNothing,
                in: context) : []
        var files = configuration
        if withDocuments { files += try documents(tried, workspace).files }
        let work = try Groundwork(files, in: root, documents: withDocuments)
        let written = isDry ? [] : try work.write(in: root, harness)
        let place = try workspace.whereabouts(in: context)
        return answer(work, written, tried, [place].compactMap(\.self) + draft.notes)
    }

    private static let documents = ["AGENTS.md", "docs/ARCHITECTURE.md", "docs/DEVELOPMENT.md"]

    /// The folder that is used, or would be.
    private func folder(in workspace: Workspace) throws -> String {
        guard isPrivate else { return workspace.harnessName }
        guard !withDocuments else {
            throw Failure(
                .usage, "--private keeps git from seeing anything, and --docs writes what git sees",
                hint: "leave one of them out; run 'harness-executor publish' to share a private harness")
        }
        guard workspace.harnessName == ".harness" || FileStatus(of: workspace.root / "harness") == nil else {
            throw Failure(
                .refused, "harness is there already, and a project has one harness",
                hint: "leave --private out, or remove it first with 'harness-executor remove'")
        }
        return ".harness"
    }

    private func configuration(
        _ harness: String, _ draft: ValidationDraft, _ workspace: Workspace
    ) throws -> [Groundwork.File] {
        let environment = try siblings.environment(workspace)
        let lacking = draft.steps.isEmpty ? ["how it is built, linted and tested"] : []
        let rules = isPrivate ? "*\n" : HarnessFolder.ignoreRules
        return [
            .init(path: "\(harness)/.gitignore", text: rules),
            .init(path: "\(harness)/.gitattributes", text: HarnessFolder.mergeRules),
            .init(
                path: "\(harness)/config/environment.json", text: environment.text, missing: environment.missing,
                nothing: environment.nothing),
            .init(
                path: "\(harness)/\(ValidationFile.path)", text: draft.text, missing: lacking,
                nothing: ValidationDraft.nothing),
            .init(path: "\(harness)/config/policy.json", text: PolicyDraft.text),
        ]
    }

    /// The steps that will count, each run once if that is wanted.
    private func attempt(
        _ draft: ValidationDraft, _ harness: String, _ workspace: Workspace, isNew: Bool,
        isTrying: Bool, in context: Context
    ) throws -> [Documents.Tried] {
        let name = "\(harness)/\(ValidationFile.path)"
        let source =
            try (isNew ? nil : ValidationSource.existing(in: workspace))
            ?? ValidationSource(name: name, bytes: Bytes(draft.text.utf8))
        let steps = source.file.order
        guard isTrying, !steps.isEmpty else { return steps.map { .init(step: $0, record: nil) } }
        let validation = Validation(
            in: workspace.root, environment: source.file.variables(from: context.environment), clock: context.clock,
            hiding: context.secrets, readTests: siblings.readTests)
        let progress = Progress(context)
        defer { progress.finish() }
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let outcomes = try withExtendedLifetime(interruption) {
            try validation.run(steps, on: loop) { if let line = $0.line { progress.update(line) } }
        }
        return zip(steps, outcomes).map { .init(step: $0, record: $1.record) }
    }

    private func documents(_ tried: [Documents.Tried], _ workspace: Workspace) throws -> Documents {
        let tree = try SourceTree(workspace.root)
        let detection = try Detection(of: workspace.root)
        let readme = ["README.md", "Readme.md", "readme.md", "README"].lazy.compactMap { tree.text(of: $0) }.first
        return Documents(
            name: detection.units.first?.name ?? workspace.root.name,
            purpose: readme.flatMap { Documents.purpose(in: $0) }, steps: tried, programs: detection.programs,
            layers: Layers(of: tree))
    }

    private func answer(
        _ work: Groundwork, _ written: [String], _ tried: [Documents.Tried], _ notes: [String]
    ) -> Answer {
        let page = BootstrapPage(work: work, written: written, tried: tried, isDry: isDry)
        return Answer(
            next: isDry ? nil : work.missing.isEmpty ? "harness-executor validate" : "harness-executor doctor",
            notes: notes, json: page.json, text: page.text)
    }
}

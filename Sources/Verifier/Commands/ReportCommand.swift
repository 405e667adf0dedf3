import HarnessKit
import Ledger

/// Writes a run's report in a form that others read.
struct ReportCommand: Command {
    static let name = "report"
    static let summary = "writes a run's report in a form that others read"
    static let notes = """
        Without --format the ending of --output decides: .html, .xml (JUnit), .tap, .md, .intoto.json; JSON elsewhere. \
        The HTML is one file without scripts, to be opened in a browser or printed.
        """
    static let examples = [
        CommandExample("verify report --output report.html", "the latest run, to be read in a browser"),
        CommandExample("verify report --format junit --output junit.xml", "for a CI system"),
        CommandExample("verify report --format markdown", "for a pull request"),
    ]
    static let parameters: [Parameter<Self>] = [
        .argument("RUN", to: \.run, "which run; the latest where none is named"),
        .option("--format", value: "FORMAT", to: \.format, "in what form"),
        .option("--output", value: "FILE", to: \.output, "writes it there instead of printing it"),
        .taskID(to: \.taskID),
    ]

    var run: String?
    var format: ExportFormat?
    var output: Path?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.existing(in: context)
        let (_, recorded) = try RunStore(store: store).report(run, of: try taskID.map { try store.resolve($0) })
        // Before anything is escaped, where a secret still looks like itself.
        let report = try Desk(store: store).held(try Report(json: context.secrets.redact(recorded.json)))
        let form = format ?? ExportFormat(named: output?.name ?? "")
        let criteria = try report.task.flatMap { TaskID($0) }.flatMap { try store.ledger.task($0) }?.everyText ?? []
        let document = context.secrets.redact(
            try form.document(of: report, criteria: criteria.map { context.secrets.redact($0) }))
        guard let output else {
            return Answer(
                json: form == .json ? report.json : ["format": .string(form.rawValue), "document": .string(document)],
                text: document)
        }
        let path = context.directory / output
        try refuseOwnFiles(path, of: store)
        try OutputFile(path, by: "--output").write(Bytes(document.utf8))
        return Answer(
            json: ["format": .string(form.rawValue), "output": .string(path.description)], text: path.description)
    }

    /// The ledger, wherever it lies, and what is made from it are not written over.
    private func refuseOwnFiles(_ path: Path, of store: TaskStore) throws {
        let own = [store.workspace.harness, store.location.database.parent].compactMap { try? $0?.resolved() }
        guard let folder = try? path.parent?.resolved(), own.contains(where: { folder.isIn($0) }) else { return }
        throw Failure(
            .refused, "\(path) lies among the harness's own files",
            hint: "name a file outside \(store.workspace.harnessName)/, such as --output report.html")
    }
}

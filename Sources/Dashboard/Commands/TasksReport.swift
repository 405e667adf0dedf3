import HarnessCritic
import HarnessKit
import Ledger

/// What all tasks come to: as text, as JSON, as one page for a browser.
struct TasksReport: Command {
    static let name = "report"
    static let summary = "what all tasks came to: verified share, failures, tries, times, what recurs"
    static let notes = """
        With --html the page is written into a file: no script, nothing from the network, light and dark. Archived tasks \
        count too.
        """
    static let examples = [
        CommandExample("harness-executor report --since 7d", "the last week as text"),
        CommandExample("harness-executor report --html report.html", "all of it as one page"),
    ]
    static let parameters: [Parameter<Self>] = [
        .option(
            "--since", "-s", value: "T", to: \.since,
            "only what happened since then: 30m, 24h, 7d, 4w, a date or a time"),
        .option("--html", value: "FILE", to: \.html, "writes the page into this file"),
    ]

    var since: TimeExpression?
    var html: Path?

    func run(in context: Context) throws -> Answer {
        let progress = Progress(context)
        defer { progress.finish() }
        progress.update("reading the ledgers")
        let now = context.clock.now()
        let set = try LedgerSet(in: context)
        var figures = try TasksFigures(of: set, since: since?.moment(before: now), now: now)
        progress.update("looking for what recurs")
        for member in set.members {
            var there = context
            there.projectRoot = member.store.workspace.root
            figures.patterns += try CriticTool.patterns(since: since, in: there)
        }
        let final = figures
        if let html {
            let page = context.secrets.redact(TasksPage(figures: final).text)
            try OutputFile(context.directory / html, by: "--html").write(Bytes(page.utf8))
        }
        let style = context.styles.output
        let notes = html.map { ["the page is in \($0)"] } ?? []
        let window = since.map { " --since \($0.text)" } ?? ""
        let next = html == nil ? "harness-executor report\(window) --html report.html" : nil
        return Answer(
            next: final.trails.isEmpty ? "harness-executor start TEXT" : next, notes: notes, json: final.json,
            text: TasksSummary(figures: final).lines.map { $0.painted(style) }.joined(separator: "\n"))
    }
}

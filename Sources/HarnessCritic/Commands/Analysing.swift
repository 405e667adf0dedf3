import HarnessKit
import Ledger

/// A command that looks at the failures of a window.
protocol Analysing: Command {
    var selection: Selection { get set }
}

/// Which failures are looked at, and from how many on they are a pattern.
struct Selection: Sendable {
    var since: TimeExpression?
    var minimum = 2
    var sources = HistorySources()

    struct Result {
        let analysis: Analysis
        let workspace: Workspace
        let now: Date
        let skipped: [String]
    }

    func analyse(in context: Context) throws -> Result {
        guard minimum >= 1 else {
            throw Failure(
                .usage, "--min-occurrences takes a number from 1 on, not \(minimum)", hint: "leave it out for 2")
        }
        let workspace = try Workspace.find(in: context)
        let store = try TaskStore.openForReading(in: context)
        let history = try sources.history(in: workspace, store, context)
        for line in history.skipped.prefix(5) { context.warn("skipped: \(line)") }
        if history.skipped.count > 5 { context.warn("and \(history.skipped.count - 5) more were skipped") }
        let now = context.clock.now()
        let analysis = Analysis(history, since: since?.moment(before: now), now: now, atLeast: minimum)
        return Result(analysis: analysis, workspace: workspace, now: now, skipped: history.skipped)
    }

    /// The finding of that name in a window.
    func finding(_ pattern: String, in context: Context) throws -> (finding: Finding, workspace: Workspace) {
        let result = try analyse(in: context)
        let findings = result.analysis.findings
        guard let found = findings.first(where: { $0.pattern.hasSameBytes(as: pattern) }) else {
            throw Self.unknown(pattern, among: findings)
        }
        return (found, result.workspace)
    }

    /// A rule's name is not a pattern's; near misses of both are guessed.
    static func unknown(_ pattern: String, among findings: [Finding]) -> Failure {
        if Rule.all.contains(where: { $0.name.hasSameBytes(as: pattern) }) {
            let own = findings.filter { $0.rule.name.hasSameBytes(as: pattern) }.map(\.pattern)
            return Failure(
                .missing, "'\(pattern)' is a rule, not one of the patterns that it found",
                hint: own.isEmpty ? "run 'harness-critic explain \(pattern)'" : "name one of these",
                details: Array(own.prefix(10)))
        }
        let guess = Suggestion.nearest(to: pattern, among: findings.map(\.pattern) + Rule.all.map(\.name))
        return Failure(
            .missing, "there is no pattern '\(pattern)' in these failures, and no such rule",
            hint: guess.map { "did you mean '\($0)'?" } ?? "run 'harness-critic' to see all",
            details: findings.prefix(10).map(\.pattern))
    }
}

extension Analysing {
    static var selectionParameters: [Parameter<Self>] {
        [
            .option(
                "--since", "-s", value: "T", to: \.selection.since,
                "only failures since then: 30m, 24h, 7d, 4w, a date or a time"),
            .option("--min-occurrences", "-m", value: "N", to: \.selection.minimum, "the least that is a pattern"),
            .option(
                "--failures", "-f", value: "DIR", to: \.selection.sources.failures,
                "failures of other tools, in place of trace/failures"),
            .option(
                "--episodes", "-e", value: "DIR", to: \.selection.sources.episodes,
                "episodes of other tools, in place of memory/episodes"),
        ]
    }
}

import HarnessKit
import Ledger

/// How all tasks stand, on one screen.
struct Status: Command {
    static let name = "status"
    static let summary = "how all tasks stand: phase, last event, what is in the way, the next command"
    static let notes = """
        The ledgers of every work tree are read. A task in progress counts as proved by nothing, whatever its runs said; \
        'proved', 'replayed' and 'unverified' are said of tasks that ended.
        """
    static let examples = [
        CommandExample("harness-executor status", "one screen"),
        CommandExample("harness-executor status --line", "one line, for a prompt or a hook"),
        CommandExample("harness-executor status --json", "the same for programs"),
    ]
    static let parameters: [Parameter<Self>] = [
        .flag("--line", to: \.isLine, "one line only"),
        .flag("--all", "-a", to: \.isAll, "every task in progress, and the last 50 that ended"),
    ]

    var isLine = false
    var isAll = false

    /// What fits on a screen.
    private static let mostOpen = 8
    private static let mostEnded = 5

    func run(in context: Context) throws -> Answer {
        let set = try LedgerSet(in: context)
        let isJSON = context.format == .json
        let overview = try Overview(
            of: set, now: context.clock.now(), mostOpen: isAll || isJSON ? nil : isLine ? 20 : Self.mostOpen,
            mostEnded: isAll || isJSON ? 50 : isLine ? 0 : Self.mostEnded)
        let style = context.styles.output
        let columns = max(40, context.output.terminalWidth ?? 100)
        let text =
            isLine
            ? overview.line
            : StatusPage(overview: overview, columns: columns).lines.map { $0.painted(style) }.joined(separator: "\n")
        // Each task says its own next command.
        let next = overview.open.isEmpty && !isLine ? "harness-executor start TEXT" : nil
        return Answer(next: next, json: overview.json, text: text)
    }
}

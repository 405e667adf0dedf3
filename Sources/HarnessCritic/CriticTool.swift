import HarnessKit
import Ledger

/// The tool's commands; by itself it analyses.
package enum CriticTool {
    package static func node() -> CommandNode {
        CommandNode(
            Analyse(),
            children: [
                CommandNode(Explain()), CommandNode(Propose()), CommandNode(Accept()), CommandNode(Decline()),
                CommandNode(ShowEffect()),
            ])
    }

    /// The dearest pattern of the last week in one line, with the command that tells more; nil where there is none.
    @Sendable package static func line(in store: TaskStore) throws -> String? {
        let history = try HistorySources().history(in: store.workspace, store, store.context)
        let now = store.context.clock.now()
        let analysis = Analysis(history, since: now.addingTimeInterval(-7 * 24 * 3600), now: now, atLeast: 2)
        guard let first = analysis.findings.first else { return nil }
        let command = "harness-executor harness-critic explain \(first.pattern)"
        return "\(first.title), \(first.occurrences) times this week: '\(command)' tells more"
    }
}

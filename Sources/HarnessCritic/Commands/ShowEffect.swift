import HarnessKit
import Ledger

/// Whether the accepted changes helped.
struct ShowEffect: Command {
    static let name = "effect"
    static let summary = "compares how often each pattern came before its change was accepted and since"
    static let notes = """
        The time since then is compared with one of the same length before: a day at least, four weeks at most.
        """
    static let parameters: [Parameter<Self>] = [
        .option("--failures", "-f", value: "DIR", to: \.sources.failures, "failures of other tools"),
        .option("--episodes", "-e", value: "DIR", to: \.sources.episodes, "episodes of other tools"),
    ]

    var sources = HistorySources()

    func run(in context: Context) throws -> Answer {
        let workspace = try Workspace.find(in: context)
        let store = try TaskStore.openForReading(in: context)
        let accepted = try ProposalBook(in: workspace, store?.ledger).verdicts.filter(\.value.isAccepted)
            .sorted { ($0.value.at, $1.key) < ($1.value.at, $0.key) }
        guard !accepted.isEmpty else {
            return Answer(next: "harness-critic", json: ["effects": []], text: "no proposal was accepted yet")
        }
        let history = try sources.history(in: workspace, store, context)
        let now = context.clock.now()
        let effects = accepted.map { name, verdict in
            Effect(of: name, pattern: verdict.pattern, accepted: verdict.at, in: history, now: now)
        }
        return Answer(
            next: effects.contains { $0.verdict == "worse" } ? "harness-critic" : nil,
            json: ["effects": .array(effects.map(\.json))], text: effects.map(\.text).joined(separator: "\n"))
    }
}

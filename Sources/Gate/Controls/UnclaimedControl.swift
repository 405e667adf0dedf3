import Ledger
import Verifier

/// Scenarios that lie in the folder and that no task ever registered, or none that ended: what fails of them now may
/// never have held.
struct UnclaimedControl {
    let shop: Workshop
    let scenarios: TaskScenarios
    let isRehearsal: Bool

    /// What such a scenario did on the state before the work, as it was then.
    enum Before: Equatable { case failed, held, unknown }

    struct Outcome {
        /// By the scenario's name: its file, and how it was before.
        var failing: [String: (file: String, before: Before)] = [:]
        /// The task under way that such a scenario belongs to, by the scenario's name.
        var owners: [String: String] = [:]

        init() {}

        init(_ sources: [ScenarioSource], on base: BaseControl.Outcome) {
            for source in sources {
                for scenario in source.file.scenarios {
                    let before: Before = !base.hasRun ? .unknown : base.failed[scenario.id] == nil ? .held : .failed
                    failing[scenario.id] = (source.name, before)
                }
            }
        }
    }

    /// What of such files fails, as what is asked about.
    static func failing(_ report: Report, of sources: [ScenarioSource], unclaimed: Set<String>) -> [ScenarioSource] {
        guard report.trouble == nil else { return [] }
        let failed = Set(report.others.filter { $0.status == .fail }.map(\.name))
        var sources = sources.filter { !$0.isOwn && unclaimed.contains($0.name) }
            .compactMap { $0.keeping { failed.contains($0.id) } }
        for index in sources.indices { sources[index].isOwn = true }
        return sources
    }

    func run(_ replay: Report) throws -> Outcome {
        let names = scenarios.unclaimed.union(scenarios.underWay.keys)
        let sources = Self.failing(replay, of: scenarios.earlier, unclaimed: names)
        guard !sources.isEmpty else { return Outcome() }
        var control = BaseControl(shop: shop, scenarios: sources, isRehearsal: isRehearsal)
        control.laysTests = false
        var outcome = Outcome(sources, on: try control.run())
        for (name, found) in outcome.failing {
            guard let owner = scenarios.underWay[found.file] else { continue }
            outcome.owners[name] = owner
            // What held once was done, whoever registered it since.
            if found.before == .failed, try hasPassed(name) { outcome.failing[name]?.before = .held }
        }
        return outcome
    }

    /// Whether a run on the files of whatever time found that it holds.
    private func hasPassed(_ scenario: String) throws -> Bool {
        try shop.store.ledger.runs().contains { run in
            run.purpose != RunFinished.onBase
                && shop.report(run.id)?.scenarios.contains { $0.name == scenario && $0.status == .pass } == true
        }
    }
}

import Ledger
import Verifier

/// Scenarios that lie in the folder and that no task ever registered: what fails of them now may never have held.
struct UnclaimedControl {
    let shop: Workshop
    let scenarios: TaskScenarios
    let isRehearsal: Bool

    /// What such a scenario did on the state before the work, as it was then.
    enum Before: Equatable { case failed, held, unknown }

    struct Outcome {
        /// By the scenario's name: its file, and how it was before.
        var failing: [String: (file: String, before: Before)] = [:]

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
        let sources = Self.failing(replay, of: scenarios.earlier, unclaimed: scenarios.unclaimed)
        guard !sources.isEmpty else { return Outcome() }
        var control = BaseControl(shop: shop, scenarios: sources, isRehearsal: isRehearsal)
        control.laysTests = false
        return Outcome(sources, on: try control.run())
    }
}

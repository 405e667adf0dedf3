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
    }

    func run(_ replay: Report) throws -> Outcome {
        let failed = Set(replay.others.filter { $0.status == .fail }.map(\.name))
        var sources = scenarios.earlier.filter { scenarios.unclaimed.contains($0.name) }
            .compactMap { $0.keeping { failed.contains($0.id) } }
        // They are what is asked about here.
        for index in sources.indices { sources[index].isOwn = true }
        guard !sources.isEmpty, replay.trouble == nil else { return Outcome() }
        var control = BaseControl(shop: shop, scenarios: sources, isRehearsal: isRehearsal)
        control.laysTests = false
        let base = try control.run()
        var outcome = Outcome()
        for source in sources {
            for scenario in source.file.scenarios {
                let before: Before = !base.hasRun ? .unknown : base.failed[scenario.id] == nil ? .held : .failed
                outcome.failing[scenario.id] = (source.name, before)
            }
        }
        return outcome
    }
}

import HarnessKit
import Ledger
import Verifier
import Worktree

/// The same scenarios on the project as it was before the work: they must notice that it is missing.
struct BaseControl {
    let shop: Workshop
    let scenarios: [ScenarioSource]

    /// What came of it; scenarios by whether they failed there.
    struct Outcome {
        var run: String?
        /// Why nothing can be said of the state before.
        private(set) var obstacle: String?
        /// Why a failure there says nothing.
        private(set) var doubt: String?
        /// Scenarios that failed, by id, with what they said.
        var failed: [String: String] = [:]
        var failedSteps: Set<StepName> = []

        /// Whether what failed there can be held against the state before.
        var hasRun: Bool { obstacle == nil && doubt == nil }
        var reason: String? { obstacle ?? doubt }

        init(obstacle: String) { self.obstacle = obstacle }

        init(_ report: Report) {
            run = report.run
            if let trouble = report.trouble {
                obstacle = "the state before the work could not be run: \(trouble.message)"
                return
            }
            for scenario in report.own where scenario.status == .fail {
                failed[scenario.name] = scenario.failure ?? ""
                if let step = scenario.steps.last(where: { !$0.hasPassed }) {
                    failedSteps.insert(StepName(scenario.name, step.id))
                }
            }
        }

        /// What failed may have failed for another reason than the missing work; what passed has passed.
        mutating func doubt(because reason: String) {
            doubt = reason
            failedSteps = []
        }

        /// The criteria of which no scenario failed.
        func passing(_ criteria: [Criterion]) -> [Criterion] {
            guard obstacle == nil else { return [] }
            return criteria.filter { criterion in
                !criterion.scenarios.isEmpty && criterion.scenarios.allSatisfy { failed[$0.id] == nil }
            }
        }
    }

    private static let stage = "base"

    func run() throws -> Outcome {
        var outcome = try played()
        if shop.obstacle != nil {
            outcome.doubt(
                because: "a copy of the project does not run, and so a copy of the state before proves nothing")
        }
        return outcome
    }

    private func played() throws -> Outcome {
        let key = Journal.key(shop.baseKey + [shop.environmentDigest] + Workshop.key(of: scenarios))
        if shop.task.baseSnapshot != nil, let former = shop.journal.result(of: Self.stage, key),
            let report = shop.report(former.run)
        {
            return Outcome(report)
        }
        let site: Site
        switch try shop.beforeWork() {
        case .success(let made): site = made
        case .failure(let obstacle): return Outcome(obstacle: obstacle.reason)
        }
        shop.progress.update("playing the scenarios on the state before the work")
        let order = shop.order(scenarios, at: site, seeds: [shop.seed()])
        let report = try shop.play(order, at: site, as: "base")
        let outcome = Outcome(report)
        // What could not be run may be possible later.
        if outcome.hasRun { try shop.ended(Self.stage, key, run: report.run) }
        return outcome
    }
}

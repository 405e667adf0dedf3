import HarnessKit
import Ledger
import Verifier
import Worktree

/// Whether the state before did what the work is for, given what its environment.json gave it then.
///
/// A program fails as well where a variable is taken from it, or a folder that was shared with it.
struct GivenThenControl {
    let shop: Workshop
    let scenarios: [ScenarioSource]
    let criteria: [Criterion]
    let base: BaseControl.Outcome
    var isRehearsal = false

    /// What it did; nil where it did nothing, or was given the same.
    func run() throws -> ControlResult? {
        guard base.hasRun, let project = try shop.projectAtStart() else { return nil }
        let missed = Set(base.failed.keys)
        let failing = scenarios.compactMap { $0.keeping { missed.contains($0.id) } }
        guard !failing.isEmpty else { return nil }
        var control = BaseControl(shop: shop, scenarios: failing, isRehearsal: isRehearsal)
        control.project = project
        let then = try control.run()
        let held = criteria.first { then.passes($0.scenarios.map(\.id).filter(missed.contains)) }
        guard then.hasRun, let held else { return nil }
        return ControlResult(
            "environment", .couldNotRun,
            "\(held.id) holds before the work with what environment.json said then: it was missed only for what that file "
                + "says now",
            code: GateCode.environmentChanged.rawValue)
    }
}

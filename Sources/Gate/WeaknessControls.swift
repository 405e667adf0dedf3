import HarnessKit
import Ledger
import Verifier

/// Whether the scenarios would notice: altered answers, and programs that know nothing.
struct WeaknessControls {
    let order: RunOrder
    let store: TaskStore
    let loop: PollLoop
    let progress: Progress

    struct Outcome {
        var controls: [ControlResult] = []
        var reasons: [NamedNote] = []
        /// The grade of each criterion.
        var grades: [String: Int] = [:]
    }

    func run(on replay: Report, base: BaseControl.Outcome) throws -> Outcome {
        var outcome = Outcome()
        var report = replay
        Grading(sources: order.sources, failedOnBase: base.failedSteps).grade(&report)
        judge(report.criteria, baseRan: base.control.outcome != .couldNotRun, &outcome)
        try playStandIns(knowing: report, base.failedSteps, &outcome)
        return outcome
    }

    /// A literal is worth what the base shows; where that could not run, a low grade is no verdict.
    private func judge(_ criteria: [CriterionStrength], baseRan: Bool, _ outcome: inout Outcome) {
        for criterion in criteria {
            outcome.grades[criterion.id.uppercased()] = criterion.grade
            guard let finding = criterion.finding else { continue }
            guard baseRan || finding.code != StrengthCode.grade.rawValue else { continue }
            outcome.reasons.append(NamedNote(finding.code, "\(criterion.id): \(finding.message)", hint: finding.hint))
        }
        let lowest = criteria.map(\.grade).min() ?? 0
        let isWeak = lowest < ScenarioStrength.best
        outcome.controls.append(
            ControlResult(
                "strength", isWeak ? (outcome.reasons.isEmpty ? .couldNotRun : .failed) : .held,
                isWeak && outcome.reasons.isEmpty
                    ? "the lowest grade is \(lowest) of 3, and what it is worth only the state before the work could show"
                    : "the lowest grade is \(lowest) of 3"))
    }

    private func playStandIns(knowing report: Report, _ failed: Set<StepName>, _ outcome: inout Outcome) throws {
        var order = order
        order.failedOnBase = failed
        order.sources = order.sources.filter(\.isOwn)
        do {
            let played = try StandInControl(order, previous: report, on: loop, in: store.context, progress: progress)
                .run()
            let findings = played.compactMap(\.finding)
            outcome.reasons += findings.map { NamedNote($0.code, $0.message, hint: $0.hint) }
            outcome.controls.append(
                ControlResult(
                    "stand-ins", findings.isEmpty ? .held : .failed,
                    "\(played.count { !$0.hasPassed }) of \(played.count) plays against stand-ins failed, as they should"
                ))
        } catch let failure as Failure where failure.code == .unavailable {
            outcome.controls.append(ControlResult("stand-ins", .couldNotRun, failure.message))
        }
    }
}

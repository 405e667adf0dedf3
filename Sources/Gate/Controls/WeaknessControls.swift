import HarnessKit
import Ledger
import Verifier

/// Whether the scenarios would notice: altered answers, and programs that know nothing.
struct WeaknessControls {
    let shop: Workshop
    let replay: ReplayControl.Outcome
    let base: BaseControl.Outcome
    /// What the scenarios failed by there.
    let red: RedControl.Outcome
    var criteria: [Criterion] = []

    struct Outcome {
        var controls: [ControlResult] = []
        var reasons: [NamedNote] = []
        var warnings: [NamedNote] = []
        /// The grade of each criterion.
        var grades: [String: Int] = [:]
    }

    private static let stage = "stand-ins"

    func run() throws -> Outcome {
        var outcome = Outcome()
        var report = replay.report
        Grading(sources: replay.order.sources, failedOnBase: failedOnBase).grade(&report)
        judge(report, &outcome)
        try askServer(report, &outcome)
        noteFilesAlone(report, &outcome)
        let own = replay.order.sources.filter(\.isOwn)
        let key = Journal.key(try shop.presentKey + Workshop.key(of: own) + [base.run ?? "no base"])
        if let former = shop.journal.result(of: Self.stage, key) {
            outcome.controls += former.controls
            outcome.reasons += former.reasons
            return outcome
        }
        var played = Outcome()
        try playStandIns(own, knowing: report, &played)
        if !played.controls.contains(where: { $0.outcome == .couldNotRun }) {
            try shop.ended(Self.stage, key, controls: played.controls, reasons: played.reasons)
        }
        outcome.controls += played.controls
        outcome.reasons += played.reasons
        return outcome
    }

    private var failedOnBase: Set<StepName> { base.failedSteps.union(red.shown) }

    /// A literal is worth what the base shows; where that could not run, a low grade is no verdict.
    private func judge(_ report: Report, _ outcome: inout Outcome) {
        let criteria = report.criteria
        for finding in report.own.flatMap({ $0.strength?.findings ?? [] }) where finding.code.hasPrefix("W_") {
            let note = NamedNote(finding.code, finding.message, hint: finding.hint)
            if !outcome.warnings.contains(note) { outcome.warnings.append(note) }
        }
        outcome.warnings +=
            SharedScenarios(criteria: self.criteria, report: report, passedTests: base.passedTests).notes()
        var refusal = Refusal()
        refusal.add(findingsOf: report, for: criteria)
        outcome.reasons += refusal.reasons
        for criterion in criteria {
            outcome.grades[criterion.id.uppercased()] = criterion.grade
            guard let finding = criterion.finding, !isBreakdown(criterion, in: report) else { continue }
            guard base.hasRun || finding.code != StrengthCode.grade.rawValue else { continue }
            outcome.reasons.append(NamedNote(finding.code, "\(criterion.id): \(finding.message)", hint: finding.hint))
        }
        if outcome.reasons.isEmpty {
            outcome.warnings += criteria.filter { !isBreakdown($0, in: report) }.compactMap(unjudged)
        }
        let lowest = criteria.map(\.grade).min() ?? 0
        let isWeak = lowest < ScenarioStrength.best
        outcome.controls.append(
            ControlResult(
                "strength", isWeak ? (outcome.reasons.isEmpty ? .couldNotRun : .failed) : .held,
                isWeak && outcome.reasons.isEmpty
                    ? "the lowest grade is \(lowest) of 3, and nothing shows what it is worth"
                    : "the lowest grade is \(lowest) of 3"))
    }

    /// A low grade that no state from before could make more of, and what would.
    private func unjudged(_ criterion: CriterionStrength) -> NamedNote? {
        guard let finding = criterion.finding else { return nil }
        let place = criterion.scenario.map { "in '\($0)'" } ?? "in a scenario of it"
        let fresh = finding.hint.flatMap { $0.contains("\"fresh\"") ? $0 : nil }
        let way =
            fresh ?? "send a value that is new in every run (\"vars\": {\"value\": {\"fresh\": \"word\"}}, sent as "
            + "\"{{value}}\") and expect what comes of it, or ask twice, with a single value that differs and another answer"
        return NamedNote(
            GateCode.lowGrade.rawValue, "\(finding.message), and nothing from before the work shows what it is worth",
            hint:
                "for V2 \(place) \(way); run 'task-state reopen --task-id \(shop.task.id) --reason TEXT' where it has ended, "
                + "and complete it again")
    }

    private func askServer(_ report: Report, _ outcome: inout Outcome) throws {
        guard outcome.reasons.isEmpty else { return }
        let shop = shop
        let control = ServerControl(
            order: replay.order, report: report, base: base, shown: red.shown, loop: shop.loop,
            context: replay.site.context, progress: shop.progress,
            tests: { try DeclaredTests(in: shop.testFiles(), of: shop.store.workspace.root) })
        // That nobody asks it at all is said before what else it is not asked for.
        if let asked = try control.run(), !asked.warnings.isEmpty || red.server == nil {
            outcome.controls.append(asked.control)
            outcome.warnings += asked.warnings
        } else if let server = red.server {
            outcome.controls.append(server)
            outcome.warnings += red.notes.filter(\.isOfServer)
        }
    }

    /// A criterion that files alone show: nothing was started or asked, and so no stand-in could tell what that is worth.
    private func noteFilesAlone(_ report: Report, _ outcome: inout Outcome) {
        let isServer = report.kind == Application.Kind.server.rawValue
        let code: GateCode = isServer ? .serverNotAsked : .programNotRun
        let notes = criteria.compactMap { criterion -> NamedNote? in
            let failed = criterion.scenarios.filter { base.failed[$0.id] != nil }
            let deciding = failed.isEmpty ? criterion.scenarios : failed
            guard !red.doubted.contains(criterion.id), !deciding.isEmpty, deciding.allSatisfy(\.onlyLooksAtFiles) else {
                return nil
            }
            let names = deciding.map { "'\($0.id)'" }.joined(separator: ", ")
            let deed = isServer ? "asks the server" : "runs the program"
            return NamedNote(
                code.rawValue, "\(criterion.id) is shown by files alone: no step of \(names) \(deed)",
                hint: "for V2 add a step that \(deed) and expects what is new, "
                    + "run 'task-state reopen --task-id \(shop.task.id) --reason TEXT' where it has ended, "
                    + "and complete it again")
        }
        guard let first = notes.first, !outcome.warnings.contains(where: { $0.code == code.rawValue }) else { return }
        let rest = notes.count > 1 ? " and \(notes.count - 1) more" : ""
        outcome.controls.append(ControlResult("files", .couldNotRun, first.message + rest, code: code.rawValue))
        outcome.warnings += notes
    }

    /// Whether all that is expected is that the application breaks, and it did not before: said, and worth no more than V1.
    private func isBreakdown(_ criterion: CriterionStrength, in report: Report) -> Bool {
        report.own.contains { scenario in
            scenario.proves.contains(criterion.id) && base.failed[scenario.name] != nil
                && scenario.strength?.findings.contains { $0.code == StrengthCode.expectsError.rawValue } == true
        }
    }

    private func playStandIns(_ own: [ScenarioSource], knowing report: Report, _ outcome: inout Outcome) throws {
        var order = replay.order
        order.failedOnBase = failedOnBase
        order.sources = own
        let (control, findings) = try Self.playStandIns(
            order, knowing: report, on: shop.loop, in: replay.site.context, progress: shop.progress)
        outcome.controls.append(control)
        outcome.reasons += findings.map { NamedNote($0.code, $0.message, hint: $0.hint) }
    }

    /// Programs that know nothing, in place of the application: what came of it, and which scenarios they passed.
    static func playStandIns(
        _ order: RunOrder, knowing report: Report, on loop: PollLoop, in context: Context, progress: Progress
    ) throws -> (control: ControlResult, findings: [StrengthFinding]) {
        let name = "stand-ins"
        var order = order
        order.sources = order.sources.compactMap { $0.keeping { !$0.onlyLooksAtFiles } }
        do {
            let played = try StandInControl(order, previous: report, on: loop, in: context, progress: progress).run()
            let findings = played.compactMap(\.finding)
            let text =
                played.isEmpty
                ? "tests or files only: there is nothing that a stand-in could answer"
                : "\(played.count { !$0.hasPassed }) of \(played.count) plays against stand-ins failed, as they should"
            return (ControlResult(name, findings.isEmpty ? .held : .failed, text), findings)
        } catch let failure as Failure where failure.code == .unavailable {
            return (ControlResult(name, .couldNotRun, failure.message), [])
        } catch let trouble as RunTrouble {
            return (ControlResult(name, .couldNotRun, trouble.message), [])
        }
    }
}

extension Scenario {
    /// Whether it starts nothing and asks nobody.
    fileprivate var onlyLooksAtFiles: Bool { !steps.isEmpty && steps.allSatisfy { $0.file != nil } }
}

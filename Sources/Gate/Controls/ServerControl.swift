import HarnessKit
import Ledger
import Verifier
import Worktree

/// Whether each criterion of a server is shown by asking it, or by tests of its code that look at what it does.
struct ServerControl {
    let order: RunOrder
    /// The scenarios' run, graded with what failed on the base.
    let report: Report
    let base: BaseControl.Outcome
    /// The steps that failed there and show something.
    let shown: Set<StepName>
    let loop: PollLoop
    let context: Context
    let progress: Progress
    /// The declared tests of the project, read when they are asked for.
    let tests: () throws -> DeclaredTests

    struct Outcome {
        let control: ControlResult
        var warnings: [NamedNote] = []
    }

    /// Nil where the project is no server, or no criterion is shown anyhow.
    func run() throws -> Outcome? {
        let shown = report.criteria.filter { $0.grade == ScenarioStrength.best }
        guard !shown.isEmpty,
            let absence = try ServerAbsence(order, knowing: report, on: loop, in: context, progress: progress)
        else { return nil }
        let scenarios = order.sources.filter(\.isOwn).flatMap(\.file.scenarios)
        var hollow: Set<StepName> = []
        var notes: [NamedNote] = []
        for criterion in shown {
            let proving = scenarios.filter { $0.claims(criterion.id.uppercased()) }
            if proving.contains(where: absence.isAsked) { continue }
            if try proving.contains(where: { try showsCode($0, &hollow) }) { continue }
            let passing = try absence.passing(proving, leavingOut: hollow)
            guard proving.allSatisfy({ passing.contains($0.id) }) else { continue }
            notes.append(note(of: criterion, proving, hollow))
        }
        guard let first = notes.first else {
            return Outcome(
                control: ControlResult("server", .held, "every criterion is shown by the server or its code"))
        }
        let rest = notes.count > 1 ? " and \(notes.count - 1) more" : ""
        return Outcome(
            control: ControlResult(
                "server", .couldNotRun, "\(first.message)\(rest)", code: GateCode.serverNotAsked.rawValue),
            warnings: notes)
    }

    /// Whether a suite that failed on the base checks more than that something is there.
    private func showsCode(_ scenario: Scenario, _ hollow: inout Set<StepName>) throws -> Bool {
        for (index, step) in scenario.steps.enumerated() where step.tests != nil {
            let name = StepName(scenario.id, step.id ?? "step-\(index + 1)")
            guard base.failedSteps.union(shown).contains(name) else { continue }
            let played = report.own.first { $0.name == scenario.id }?.steps.first { $0.id == name.step }
            let new = (played?.passedTests ?? []).subtracting(base.passedTests[name] ?? [])
            if try !tests().onlyLookForNames(new) { return true }
            hollow.insert(name)
        }
        return false
    }

    private func note(of criterion: CriterionStrength, _ proving: [Scenario], _ hollow: Set<StepName>) -> NamedNote {
        let names = proving.map { "'\($0.id)'" }.joined(separator: ", ")
        let isHollow = proving.contains { scenario in hollow.contains { $0.scenario == scenario.id } }
        let what =
            isHollow
            ? "its tests only look whether something is there" : "it passes without the server as well"
        let better = isHollow ? "have a test compare what the code gives, or " : ""
        let step = #"{"http": {"path": "/"}, "expect": {"status": 200}}"#
        return NamedNote(
            GateCode.serverNotAsked.rawValue,
            "\(criterion.id) says nothing of what the server does: no step of \(names) asks it, and \(what)",
            hint: "for V2 \(better)add a step that asks it, such as \(step) with the values that are new, "
                + "run 'task-state reopen --task-id \(order.task ?? "ID") --reason TEXT' where it has ended, "
                + "and complete it again")
    }
}

extension StepReport {
    /// The names of the tests that passed in a step that runs a suite.
    var passedTests: Set<String> {
        Set((response["tests"]?.items ?? []).filter { $0["outcome"] == "passed" }.compactMap { $0["name"]?.string })
    }
}

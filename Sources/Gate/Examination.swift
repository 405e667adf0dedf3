import HarnessKit
import Ledger
import TaskState
import Verifier
import Worktree

/// What `complete` does before it calls a task done: it makes the evidence again.
struct Examination {
    let task: TaskRecord
    let store: TaskStore
    /// Which program this is, for the receipt.
    let tool: String

    private var context: Context { store.context }

    func run() throws -> GateVerdict {
        let claim = try store.ledger.claim("complete/\(task.id)", for: "task-state complete")
        defer { try? store.ledger.release(claim) }
        let policy = try Policy.read(in: store.workspace)
        var finding = GateFinding(failedAttempts: try failedAttempts())
        do {
            if let skip = try SkipReport(for: task, in: store) { return skip.verdict }
            try refuseUnplanned(policy)
            if task.kind == .docs {
                try DocumentsControl(task: task, store: store).run(&finding)
            } else {
                try replay(policy, &finding)
            }
            try refuseBelow(policy, finding)
        } catch let refusal as Refusal {
            try record(refusal, finding)
            throw refusal.failure(of: task.id)
        }
        return verdict(finding)
    }

    private func failedAttempts() throws -> Int {
        try store.ledger.events(of: task.id.text).count { $0.kind == GateRefused.kind }
    }

    // What must be there before anything is run.

    private func refuseUnplanned(_ policy: Policy) throws {
        guard policy.requiresPlanApproval, task.planPath != nil, !(try PlanApproval.holds(for: task, in: store)) else {
            return
        }
        var refusal = Refusal()
        refusal.reasons = [
            NamedNote(
                "E_PLAN", "the policy asks for an approved plan, and \(task.planPath ?? "") is not approved",
                hint: "have it approved: 'task-state plan approve --by WHO'")
        ]
        throw refusal
    }

    private func scenarios(_ finding: inout GateFinding) throws -> (TaskScenarios, [Criterion]) {
        let scenarios = try TaskScenarios.read(of: task, in: store)
        let criteria = Criterion.all(of: task, in: scenarios.own)
        var refusal = Refusal()
        if criteria.allSatisfy(\.scenarios.isEmpty), !(keepsBehaviour && !scenarios.own.isEmpty) {
            refusal.add(
                .noScenario, "no scenario proves anything of this task: nothing was verified",
                hint: "run 'verify init --task-id \(task.id)', complete what it wrote, then 'verify run'")
        } else if !keepsBehaviour {
            for criterion in criteria where criterion.scenarios.isEmpty {
                refusal.add(
                    .uncovered, "\(criterion.id) has no scenario: \(criterion.text)",
                    hint: "write one with \"proves\": [\"\(criterion.id)\"], then 'verify run'")
            }
        }
        for line in scenarios.weakened {
            refusal.add(
                .weaker, "weaker than it was registered: \(line)",
                hint: "restore it, or say why: 'verify amend --reason TEXT'")
        }
        guard refusal.reasons.isEmpty else { throw refusal }
        finding.note(scenarios, criteria)
        return (scenarios, criteria)
    }

    /// A change that must not change anything that can be seen.
    private var keepsBehaviour: Bool { task.kind == .refactor || task.kind == .chore }

    // The evidence, made again.

    private func replay(_ policy: Policy, _ finding: inout GateFinding) throws {
        let (scenarios, criteria) = try scenarios(&finding)
        let desk = Desk(store: store)
        let project = try desk.project()
        finding.environment = SHA256.digest(of: project.json.bytes(.compact)).description
        let tree = try TreeControl(of: task, in: store)
        finding.note(tree.before)
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let progress = Progress(context)
        let leftovers = try desk.leftovers()
        leftovers.clear()
        let rounds = finding.failedAttempts > 3 ? 5 : 2
        var order = RunOrder(
            id: RunStore.newID(in: context), task: task.id.text, sources: scenarios.all, project: project,
            root: store.workspace.root, seeds: (0..<rounds).map { _ in context.random(16).hexadecimal })
        order.leftovers = leftovers
        let started = context.clock.now()
        progress.update("playing the scenarios again, with \(rounds) sets of new values")
        try withExtendedLifetime(interruption) {
            let report = try Run(order, on: loop, in: context, progress: progress).execute()
            try RunStore(store: store).record(report, of: task.id, started: started, purpose: "replay")
            finding.runs.append(report.run)
            try judge(report, rounds, &finding)
            try refuseMovedTree(tree, &finding)
            let base = try BaseControl(
                task: task, store: store, criteria: keepsBehaviour ? [] : criteria, project: project, loop: loop,
                progress: progress
            ).run(scenarios.own)
            try judge(base, policy, &finding)
            if !keepsBehaviour {
                let weakness = WeaknessControls(order: order, store: store, loop: loop, progress: progress)
                try judge(try weakness.run(on: report, base: base), &finding)
            }
        }
        progress.finish()
    }

    private func judge(_ weakness: WeaknessControls.Outcome, _ finding: inout GateFinding) throws {
        finding.controls += weakness.controls
        for index in finding.criteria.indices {
            finding.criteria[index].grade = weakness.grades[finding.criteria[index].id]
        }
        guard weakness.reasons.isEmpty else { throw Refusal(reasons: weakness.reasons) }
    }

    /// What was verified must be what lies there.
    private func refuseMovedTree(_ tree: TreeControl, _ finding: inout GateFinding) throws {
        let moved = try tree.moved()
        finding.controls.append(
            ControlResult(
                "tree", moved.isEmpty ? .held : .failed, "\(tree.before.entries.count) files, none changed meanwhile"))
        guard let first = moved.first else { return }
        var refusal = Refusal()
        let rest = moved.count > 1 ? " and \(moved.count - 1) more" : ""
        refusal.add(
            .treeMoved, "\(first)\(rest) changed while it was being verified",
            hint: "stop what writes it, or add it to .gitignore where a run makes it; then run the same command again")
        throw refusal
    }

    private func judge(_ base: BaseControl.Outcome, _ policy: Policy, _ finding: inout GateFinding) throws {
        finding.controls.append(base.control)
        if let run = base.run { finding.runs.append(run) }
        for index in finding.criteria.indices where base.control.outcome != .couldNotRun {
            finding.criteria[index].failedOnBase = !base.passing.contains { $0.id == finding.criteria[index].id }
        }
        if base.control.outcome == .couldNotRun { finding.warn(.noBase, base.control.reason) }
        guard policy.redBeforeGreen.contains(task.kind.rawValue), !base.passing.isEmpty else { return }
        var refusal = Refusal()
        for criterion in base.passing {
            refusal.add(
                .basePasses,
                "\(criterion.id) is not shown: its scenarios pass without the change as well (\(criterion.text))",
                hint:
                    "expect what is new in \(criterion.scenarios.map(\.id).joined(separator: ", ")): 'verify explain \(base.run ?? "")'"
            )
        }
        throw refusal
    }

    private func judge(_ report: Report, _ rounds: Int, _ finding: inout GateFinding) throws {
        finding.warnings += report.warnings.map { NamedNote($0.code, $0.message) }
        var refusal = Refusal()
        if let trouble = report.trouble {
            refusal.add(
                .replayFailed, "the scenarios could not be played again: \(trouble.message)",
                hint: "run 'verify explain'")
            refusal.reasons.append(NamedNote(trouble.code, trouble.message, hint: trouble.hint))
        }
        for scenario in report.own where scenario.status == .fail {
            let round = scenario.round.map { $0 > 1 ? " with other values" : "" } ?? ""
            refusal.add(
                .replayFailed, "the scenario '\(scenario.name)' fails\(round): \(scenario.failure ?? "")",
                hint: "run 'verify explain \(report.run)'")
        }
        finding.controls.append(
            ControlResult(
                "replay", refusal.reasons.isEmpty ? .held : .failed,
                "\(report.own.count { $0.status == .pass }) of \(report.own.count) passed, in \(rounds) rounds"))
        let broken = report.others.filter { $0.status == .fail }
        for scenario in broken {
            refusal.add(
                .regression, "the scenario '\(scenario.name)' of an earlier task fails now: \(scenario.failure ?? "")",
                hint: "mend it; where its behaviour changed on purpose, change that scenario")
        }
        if !report.others.isEmpty {
            finding.controls.append(
                ControlResult(
                    "regression", broken.isEmpty ? .held : .failed,
                    "\(report.others.count - broken.count) of \(report.others.count) scenarios of earlier tasks passed")
            )
        }
        guard refusal.reasons.isEmpty else { throw refusal }
        finding.level = .replayed
        for name in ["validation", "tests"] {
            finding.controls.append(ControlResult(name, .couldNotRun, "this version does not run it yet"))
        }
    }

    private func refuseBelow(_ policy: Policy, _ finding: GateFinding) throws {
        let minimum = policy.minimum(for: task.kind)
        guard finding.level < minimum else { return }
        let missing = finding.controls.filter { $0.outcome != .held }.map(\.name).joined(separator: ", ")
        var refusal = Refusal()
        refusal.add(
            .level,
            "the policy asks for \(minimum.rawValue), and \(finding.level.rawValue) was shown (missing: \(missing))",
            hint: "end it honestly: 'task-state complete --summary TEXT --unverified CODE --reason TEXT'")
        throw refusal
    }

    // What is left behind.

    private func record(_ refusal: Refusal, _ finding: GateFinding) throws {
        try store.note(in: task.id.text) {
            var body = GateRefused()
            body.reasons = refusal.reasons
            body.controls = finding.controls
            body.runs = finding.runs
            return [body]
        }
    }

    private func verdict(_ finding: GateFinding) -> GateVerdict {
        var receipt = GatePassed()
        receipt.level = finding.level.rawValue
        receipt.criteria = finding.criteria
        receipt.controls = finding.controls
        receipt.runs = finding.runs
        receipt.baseCommit = task.started.baseCommit
        receipt.files = finding.files
        receipt.warnings = finding.warnings
        receipt.amendments = finding.amendments + task.amendments.map(\.reason)
        receipt.failedAttempts = finding.failedAttempts
        receipt.tool = tool
        receipt.environment = finding.environment
        receipt.manifest = finding.manifest
        return GateVerdict(isProved: true, level: finding.level.rawValue, receipt: receipt)
    }
}

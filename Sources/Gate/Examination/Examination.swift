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

    func run() throws -> GateVerdict {
        let claim = try store.ledger.claim("complete/\(task.id)", for: "task-state complete")
        defer { try? store.ledger.release(claim) }
        var finding = GateFinding(failedAttempts: try failedAttempts())
        let policy = try Policy.read(for: task, in: store, &finding)
        do {
            if let skip = try SkipReport(for: task, in: store) { return skip.verdict }
            try refuseUnplanned(policy)
            if task.kind == .docs {
                try DocumentsControl(task: task, store: store).run(&finding)
            } else {
                try examine(policy, &finding)
            }
            try refuseBelow(policy, finding)
        } catch let refusal as Refusal {
            try record(refusal, finding)
            throw refusal.failure(of: task.id)
        }
        return verdict(finding)
    }

    /// The same without a verdict.
    func rehearse() throws -> (GateFinding, Refusal?) {
        let claim = try store.ledger.claim("complete/\(task.id)", for: "verify run --controls")
        defer { try? store.ledger.release(claim) }
        var finding = GateFinding(failedAttempts: try failedAttempts())
        let policy = try Policy.read(for: task, in: store, &finding)
        do {
            try examine(policy, &finding, isRehearsal: true)
            try refuseBelow(policy, finding)
            return (finding, nil)
        } catch let refusal as Refusal {
            return (finding, refusal)
        }
    }

    private func failedAttempts() throws -> Int {
        try store.ledger.events(of: task.id.text).count { $0.kind == GateRefused.kind }
    }

    /// The evidence, made again; what ended in an earlier attempt is not done twice.
    private func examine(_ policy: Policy, _ finding: inout GateFinding, isRehearsal: Bool = false) throws {
        let (scenarios, criteria) = try scenarios(&finding)
        let shop = try Workshop(for: task, in: store)
        defer { shop.progress.finish() }
        finding.environment = shop.environmentDigest
        finding.note(shop.tree.before)
        try validate(in: shop, scenarios, &finding)
        let rounds = finding.failedAttempts > 3 ? 5 : 2
        let replay = try ReplayControl(shop: shop, scenarios: scenarios, rounds: rounds, isRehearsal: isRehearsal).run()
        try finding.judge(replay)
        try finding.judge(shop.tree.moved(), of: shop.tree.before.entries.count)
        let base = try BaseControl(shop: shop, scenarios: scenarios.own).run()
        if let reason = shop.obstacle { finding.controls.append(ControlResult("copy", .couldNotRun, reason)) }
        if task.kind.keepsBehaviour {
            try finding.judge(unchanged: base)
        } else {
            try finding.judge(base, criteria, mustFail: policy.redBeforeGreen.contains(task.kind.rawValue), task.kind)
            try finding.judge(WeaknessControls(shop: shop, replay: replay, base: base).run())
        }
        finding.settleLevel()
    }

    private func validate(in shop: Workshop, _ scenarios: TaskScenarios, _ finding: inout GateFinding) throws {
        let validation = try ValidationControl(shop: shop).run()
        try finding.judge(validation)
        let tests = validation.results.filter { $0.record.kind == "test" }
        guard !tests.isEmpty else { return }
        guard let before = validation.before else {
            if task.kind != .newProject {
                finding.controls.append(
                    ControlResult("tests", .couldNotRun, validation.noBase ?? "nothing to compare with"))
            }
            return
        }
        let formerTests = before.filter { $0.record.kind == "test" }
        if let unbuilt = formerTests.first(where: { ![.pass, .fail].contains($0.record.outcome) }) {
            finding.controls.append(
                ControlResult(
                    "tests", .couldNotRun,
                    "'\(unbuilt.record.name)' could not be run before the work: \(unbuilt.record.reason ?? "")"))
            return
        }
        try finding.judge(TestsControl(now: tests, before: formerTests, amended: scenarios.removedTests).run())
    }

    private func scenarios(_ finding: inout GateFinding) throws -> (TaskScenarios, [Criterion]) {
        let scenarios = try TaskScenarios.read(of: task, in: store)
        let criteria = Criterion.all(of: task, in: scenarios.own)
        var refusal = Refusal()
        let keeps = task.kind.keepsBehaviour
        if criteria.allSatisfy(\.scenarios.isEmpty), !(keeps && !scenarios.own.isEmpty) {
            refusal.add(
                .noScenario, "no scenario proves anything of this task: nothing was verified",
                hint: "run 'verify init --task-id \(task.id)', complete what it wrote, then 'verify run'")
        } else if !keeps {
            for criterion in criteria where criterion.scenarios.isEmpty {
                refusal.add(
                    .uncovered, "\(criterion.id) has no scenario: \(criterion.text)",
                    hint: "write one with \"proves\": [\"\(criterion.id)\"], then 'verify run'")
            }
        }
        for line in scenarios.weakened {
            refusal.add(
                .weaker, "weaker than it was: \(line)", hint: "restore it, or say why: 'verify amend --reason TEXT'")
        }
        try refusal.raise()
        finding.note(scenarios, criteria)
        return (scenarios, criteria)
    }

    // What is demanded.

    private func refuseUnplanned(_ policy: Policy) throws {
        guard policy.requiresPlanApproval, task.planPath != nil, !(try PlanApproval.holds(for: task, in: store)) else {
            return
        }
        var refusal = Refusal()
        refusal.add(
            .plan, "the policy asks for an approved plan, and \(task.planPath ?? "") is not approved",
            hint: "have it approved: 'task-state plan approve --by WHO'")
        throw refusal
    }

    private func refuseBelow(_ policy: Policy, _ finding: GateFinding) throws {
        let minimum = policy.minimum(for: task.kind)
        guard finding.level < minimum else { return }
        let missing = finding.controls.filter { $0.outcome != .held }.map { "\($0.name): \($0.reason)" }
        var refusal = Refusal()
        refusal.add(
            .level,
            "the policy asks for \(minimum.rawValue), and \(finding.level.rawValue) was shown (\(missing.joined(separator: "; ")))",
            hint:
                "mend what could not run, or end it honestly: 'task-state complete --summary TEXT --unverified CODE --reason TEXT'"
        )
        throw refusal
    }

    // What is left behind.

    private func record(_ refusal: Refusal, _ finding: GateFinding) throws {
        try store.note(in: task.id.text) {
            var body = GateRefused()
            body.reasons = refusal.reasons
            body.controls = finding.controls
            body.runs = finding.runs
            body.manifest = finding.manifest
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
        receipt.removedTests = finding.removedTests
        receipt.failedAttempts = finding.failedAttempts
        receipt.tool = tool
        receipt.environment = finding.environment
        receipt.manifest = finding.manifest
        return GateVerdict(isProved: true, level: finding.level.rawValue, receipt: receipt)
    }
}

extension TaskKind {
    /// A change that must not change anything that can be seen.
    var keepsBehaviour: Bool { self == .refactor || self == .chore }
}

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
    /// Whether nothing can be loaded into this program from outside.
    var isStatic = true
    /// Reasons that are passed over, and how many sets of values there are: only tests say so, to see what each keeps out.
    var ignoring: Set<GateCode> = []
    var rounds: Int?

    func run() throws -> GateVerdict {
        try store.requireBase(of: task)
        let claim = try store.ledger.claim("complete/\(task.id)", for: "task-state complete")
        defer { try? store.ledger.release(claim) }
        var finding = GateFinding(failedAttempts: try failedAttempts())
        let policy = try Policy.read(for: task, in: store, &finding)
        do {
            try hold { try refuseLies() }
            if let skip = try SkipReport(for: task, in: store) { return skip.verdict }
            try AttemptLimit(policy, task).refuse()
            try hold { try refuseUnplanned(policy) }
            if task.kind == .docs {
                try hold { try DocumentsControl(task: task, store: store).run(&finding) }
            } else {
                try examine(policy, &finding)
            }
            try hold { try refuseBelow(policy, finding) }
        } catch let refusal as Refusal {
            try record(refusal, finding)
            var failure = refusal.failure(of: task.id)
            failure.details += try AttemptLimit(policy, task).block(in: store)
            throw failure
        }
        return try verdict(finding)
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

    /// Does a part; what it refuses for reasons that are passed over is let through.
    private func hold(_ part: () throws -> Void) throws {
        do {
            try part()
        } catch let refusal as Refusal {
            guard !refusal.isOnly(ignoring) else { return }
            throw refusal
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
        finding.tree = shop.tree
        finding.note(shop.tree.before)
        try Surroundings(shop: shop).note(&finding)
        let runners = try RunnerChange(scenarios.all, in: shop).run()
        for words in runners.words { finding.warn(.testRunner, words) }
        try UnheldControl(shop: shop).run(&finding)
        finding.warnings += try Given(scenarios.all, in: shop).notes()
        finding.note(shadowed: try ShadowedModules(shop: shop, scenarios: scenarios.all).run())
        let rounds = rounds ?? (finding.failedAttempts > 3 ? 5 : 2)
        if let seconds = try Estimate(task: task.id, store: store).seconds(rounds: rounds), seconds > 1 {
            store.context.say("this takes about \(seconds) s, as far as earlier runs tell")
        }
        try validate(in: shop, scenarios, runners, &finding)
        let replay = try ReplayControl(shop: shop, scenarios: scenarios, rounds: rounds, isRehearsal: isRehearsal).run()
        let unclaimed = try UnclaimedControl(shop: shop, scenarios: scenarios, isRehearsal: isRehearsal)
            .run(replay.report)
        try hold { try finding.judge(replay, unclaimed) }
        let moved = try shop.tree.moved()
        try hold { try finding.judge(moved, replay.written, of: shop.tree.before.entries.count) }
        let base = try BaseControl(shop: shop, scenarios: scenarios.own, isRehearsal: isRehearsal).run()
        finding.note(obstacle: shop)
        let promises = PromisesControl(task: task, criteria: criteria)
        finding.note(promises: promises.run(), hint: promises.hint)
        finding.note(change: try ChangeControl(shop: shop).run(), hint: try ChangeControl(shop: shop).hint())
        finding.note(unseen: try ChangeControl(shop: shop).unseen())
        if task.kind.keepsBehaviour {
            try hold { try finding.judge(unchanged: base, FirstTests(shop: shop, base: base).run()) }
        } else {
            try hold {
                do {
                    try finding.judge(
                        base, criteria, mustFail: policy.redBeforeGreen.contains(task.kind.rawValue), task.kind,
                        LateStart(task: task, store: store))
                } catch var refusal as Refusal {
                    refusal.add(findingsOf: replay.report, for: replay.report.criteria)
                    throw refusal
                }
            }
            let held = HeldBefore(
                shop: shop, scenarios: scenarios.own, criteria: criteria, base: base, isRehearsal: isRehearsal)
            finding.note(given: try held.givenAsThen())
            finding.note(committed: try held.committed())
            let red = try RedControl(criteria, replay, base, in: shop, isRehearsal: isRehearsal).run()
            finding.note(red: red)
            finding.note(FailingTests(report: replay.report).notes)
            finding.note(hollow: try HollowTests(criteria, replay, base, in: shop).run())
            finding.warnings += try NewLeftOutTests(criteria: criteria, report: replay.report, shop: shop).notes()
            let weakness = try WeaknessControls(
                shop: shop, replay: replay, base: base, red: red, criteria: criteria
            ).run()
            try hold { try finding.judge(weakness) }
        }
        try hold { try refuseUnchanged(in: shop) }
        finding.changes = try shop.former.changes()
        finding.settleLevel()
    }

    /// Whatever the scenarios say: where nothing was done, nothing can have been done.
    private func refuseUnchanged(in shop: Workshop) throws {
        guard task.kind != .newProject, let changes = try shop.former.changes(), changes.isEmpty,
            try shop.former.manifest(of: .start).digest == shop.tree.before.digest
        else { return }
        var refusal = Refusal()
        refusal.add(
            .kind, "no file has changed since the task began",
            hint: "do the work; if it was done before, 'task-state amend --base HEAD~1 --reason TEXT'")
        throw refusal
    }

    private func validate(
        in shop: Workshop, _ scenarios: TaskScenarios, _ runners: RunnerChange.Outcome, _ finding: inout GateFinding
    ) throws {
        let control = ValidationControl(shop: shop)
        let validation = try control.run()
        finding.validated = validation.record(on: shop.tree.before)
        try hold { try finding.judge(validation) }
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
        try TestTexts(shop: shop, amended: scenarios.removedTests).note(&finding)
        let compared = try control.compare(tests, with: formerTests, amended: scenarios.removedTests)
        try hold { try finding.judge(compared) }
        let old = OldTestsControl(shop: shop, amended: scenarios.removedTests)
        finding.note(oldTests: try old.run(formerTests), keeping: task.kind.keepsBehaviour)
        finding.note(runners: try RunnerControl(shop: shop, change: runners).run(tests, formerTests))
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
        for source in scenarios.own {
            for open in source.file.unfinished {
                refusal.add(
                    .noScenario, "'\(open)' of \(source.name) still holds a TODO: it would prove nothing",
                    hint: "write what it says TODO for, then 'verify register \(ShellLine.quoted(source.name))'")
            }
        }
        for line in scenarios.weakened {
            refusal.add(
                .weaker, "weaker than it was: \(line)", hint: "restore it, or say why: 'verify amend --reason TEXT'")
        }
        try hold { try refusal.raise() }
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

    private static let loaders = ["LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES"]

    /// What would mislead the gate itself: other code within it, a list that its events do not bear out.
    private func refuseLies() throws {
        let said = try store.ledger.cachedStatus(of: task.id)
        guard said == nil || said == task.status.rawValue else {
            throw Failure(
                .malformed,
                "the list of tasks says that \(task.id) is \(said ?? ""), and its events say \(task.status.rawValue)",
                hint: "run 'task-state doctor --repair'", codes: ["E_CHAIN"])
        }
        guard !isStatic, let name = Self.loaders.first(where: { store.context.environment.nonEmpty($0) != nil }) else {
            return
        }
        var refusal = Refusal()
        refusal.add(
            .environment, "the variable \(name) loads other code into this program",
            hint: "run it with 'env -u \(name)'")
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
            hint: finding.warnings.first { $0.hint?.hasPrefix("for V2 ") == true }?.hint
                ?? "mend what could not run, or end it honestly: 'task-state complete --summary TEXT --unverified CODE --reason TEXT'"
        )
        throw refusal
    }
}

import HarnessKit
import Ledger
import Verifier

/// What each control means: a note, a lower level, or a refusal.
extension GateFinding {
    /// The scenarios, played again.
    mutating func judge(_ replay: ReplayControl.Outcome, _ unclaimed: UnclaimedControl.Outcome) throws {
        let report = replay.report
        runs.append(report.run)
        warnings += report.warnings.map { NamedNote($0.code, $0.message) }
        var refusal = Refusal()
        if let trouble = report.trouble {
            // What this process may not do says nothing of the work.
            guard trouble.code != RunCode.noSockets.rawValue else {
                throw Failure(.unavailable, trouble.message, hint: trouble.hint, codes: [trouble.code])
            }
            refusal.add(
                .replayFailed, "the scenarios could not be played again: \(trouble.message)",
                hint: "run 'verify explain \(report.run)'")
            refusal.reasons.append(NamedNote(trouble.code, trouble.message, hint: trouble.hint))
        }
        for scenario in report.own where scenario.status == .fail {
            let isLater = scenario.round.map { $0 > 1 } ?? false
            let heldBefore = isLater && report.own.contains { $0.name == scenario.name && $0.status == .pass }
            refusal.add(
                .replayFailed,
                "the scenario '\(scenario.name)' fails\(isLater ? " with other values" : ""): \(scenario.failure ?? "")",
                hint: "run 'verify explain \(report.run)'"
                    + (heldBefore && replay.sharing.contains(scenario.name)
                        ? "; where what the first values left is in its way, give it an application of its own: "
                            + "\"isolated\": true" : ""))
            if let code = scenario.code, !refusal.reasons.contains(where: { $0.code == code }) {
                refusal.reasons.append(NamedNote(code, RunCode(rawValue: code)?.meaning ?? scenario.failure ?? ""))
            }
        }
        let rounds = replay.order.seeds.count
        controls.append(
            ControlResult(
                "replay", refusal.reasons.isEmpty ? .held : .failed,
                "\(report.own.count { $0.status == .pass }) of \(report.own.count) passed, in \(rounds) rounds"))
        judge(others: report, unclaimed, replay.sharing, &refusal)
        try refusal.raise()
        level = .replayed
    }

    /// Scenarios that share one application may find what others left in it.
    private mutating func judge(
        others report: Report, _ unclaimed: UnclaimedControl.Outcome, _ sharing: Set<String>, _ refusal: inout Refusal
    ) {
        let failing = report.others.filter { $0.status == .fail }
        let broken = failing.filter { unclaimed.failing[$0.name]?.before != .failed }
        for scenario in failing {
            guard let (file, before) = unclaimed.failing[scenario.name], before == .failed else { continue }
            let what = "the scenario '\(scenario.name)' of \(file) fails, and failed before the work as well"
            if let owner = unclaimed.owners[scenario.name] {
                warn(
                    .unregistered, "\(what); \(owner), which is still under way, registered it",
                    hint: "do that task, then 'task-state complete --task-id \(owner) --summary TEXT'")
            } else {
                warn(
                    .unregistered, "\(what); no task registered it",
                    hint: "write what holds and run 'verify register \(file)', or delete it")
            }
        }
        for scenario in broken {
            let owner = unclaimed.owners[scenario.name]
            let what = unclaimed.failing[scenario.name].map { file, before in
                "of \(file), which \(owner ?? "no task") registered, fails now, "
                    + (before != .held
                        ? "and whether it did before could not be seen"
                        : owner == nil ? "and passes without the change" : "and passed before")
            }
            refusal.add(
                .regression,
                "the scenario '\(scenario.name)' \(what ?? "of an earlier task fails now"): \(scenario.failure ?? "")",
                hint:
                    "mend it; where its behaviour changed on purpose, 'verify retire \(scenario.name) --reason TEXT', or "
                    + "change that scenario and run 'verify amend --reason TEXT'"
                    + (sharing.contains(scenario.name)
                        ? "; where it fails only beside others, give the new scenario an application of its own: "
                            + "\"isolated\": true" : ""))
        }
        let count = report.others.count - (failing.count - broken.count)
        guard count > 0 else { return }
        controls.append(
            ControlResult(
                "regression", broken.isEmpty ? .held : .failed,
                "\(count - broken.count) of \(count) scenarios of earlier tasks passed"))
    }

    /// Build, lint and tests.
    mutating func judge(_ validation: ValidationControl.Outcome) throws {
        for result in validation.flaky {
            warn(.flaky, "'\(result.record.name)' failed, and passed when it was repeated")
        }
        for result in validation.known {
            warn(
                .validationFails,
                validation.noBase == nil
                    ? "'\(result.record.name)' fails, and failed before the work as well"
                    : "'\(result.record.name)' fails, and there is no state from before to compare with")
        }
        var refusal = Refusal()
        for result in validation.broken {
            let error = result.record.firstErrors.first.map { ": \($0.text)" } ?? result.record.reason.map { ": \($0)" }
            let then = validation.before?.first { $0.record.name == result.record.name }
            let before =
                validation.noBase != nil
                ? "" : then?.hasPassed == false ? ", in more than before the work" : ", and passed before the work"
            guard !result.isSilenced else {
                refusal.addSilenced(result)
                continue
            }
            refusal.add(
                .validation,
                "'\(result.record.name)' fails (\(result.record.arguments.joined(separator: " ")))\(before)\(error ?? "")",
                hint: validation.dropped.contains(result.record.name)
                    ? "mend what it says, and put that step back into validation.json: it ran when the task began"
                    : "run 'harness-executor validate --step \(result.record.name)' and mend what it says")
        }
        if validation.isEmpty {
            if let lack = validation.lack { warn(.validationFails, lack.reason, hint: lack.hint) }
            // What was not run has not held.
            return
        }
        let missing = validation.results.filter { $0.record.outcome == .couldNotRun }
        let outcome: ControlResult.Outcome =
            !refusal.reasons.isEmpty ? .failed : missing.isEmpty ? .held : .couldNotRun
        let steps = validation.results.count
        let text =
            missing.first.map { "'\($0.record.name)': \($0.record.reason ?? "it could not be run")" }
            ?? "\(validation.results.count(where: \.hasPassed)) of \(steps) step\(steps == 1 ? "" : "s") passed"
        controls.append(
            ControlResult(
                "validation", outcome, text,
                code: refusal.reasons.isEmpty ? nil : GateCode.validation.rawValue))
        try refusal.raise()
    }

    /// The tests of before must still run.
    mutating func judge(_ tests: TestsControl.Outcome) throws {
        for words in tests.reworded { warn(.testsChanged, words) }
        var refusal = Refusal()
        for (names, what) in [(tests.gone, "gone, or called otherwise"), (tests.skipped, "skipped now")] {
            let words = names.prefix(10).map { "--removed-test \"\($0)\"" }.joined(separator: " ")
            let first =
                "bring \(names.count == 1 ? "it" : "them") back, or say why: 'verify amend \(words) --reason TEXT'"
            for (index, name) in names.prefix(10).enumerated() {
                refusal.add(
                    .testsRemoved, "the test '\(name)' ran before the work and is \(what)",
                    hint: index == 0 ? first : nil)
            }
            if names.count > 10 {
                refusal.add(
                    .testsRemoved, "and \(names.count - 10) more of them \(names.count == 11 ? "is" : "are") \(what)",
                    hint:
                        "a name may end with *: 'verify amend --removed-test \"\(names[10].prefix(12))*\" --reason TEXT'"
                )
            }
        }
        if let fewer = tests.fewer {
            refusal.add(
                .testCount, "\(Self.tests(fewer.now)) ran, and \(fewer.before) before the work",
                hint: "bring them back, or name each: 'verify amend --removed-test NAME --reason TEXT'")
        }
        let failed = refusal.reasons.first?.code
        controls.append(
            ControlResult(
                "tests", failed == nil ? .held : .failed,
                "\(Self.tests(tests.ran)) ran, \(tests.ranBefore) before the work"
                    + (tests.moved > 0 ? "; \(tests.moved) of them from a file that was moved" : ""), code: failed))
        try refusal.raise()
    }

    private static func tests(_ count: Int) -> String { "\(count) test\(count == 1 ? "" : "s")" }

    static func some(of names: [String]) -> String? {
        names.first.map { $0 + (names.count > 1 ? " and \(names.count - 1) more" : "") }
    }

    /// The state before the work must not do what the work is for.
    mutating func judge(
        _ base: BaseControl.Outcome, _ criteria: [Criterion], mustFail: Bool, _ kind: TaskKind,
        _ lateStart: LateStart
    ) throws {
        if let run = base.run { runs.append(run) }
        let passing = base.passing(criteria)
        if base.hasRun {
            for index in self.criteria.indices {
                self.criteria[index].failedOnBase = !passing.contains { $0.id == self.criteria[index].id }
            }
        }
        // A new project is held against stand-ins instead, if it is one.
        if kind != .newProject {
            note(base, missed: criteria.count - passing.count, of: criteria.count)
        } else if base.hasRun, !passing.isEmpty {
            let names = passing.map(\.id).joined(separator: ", ")
            let reason = "the project was there when the task began, and \(names) held already"
            controls.append(ControlResult("base", .couldNotRun, reason, code: GateCode.noBase.rawValue))
            warn(.noBase, reason)
        }
        guard mustFail else { return }
        var refusal = Refusal()
        let advice = passing.isEmpty ? "" : lateStart.advice
        for criterion in passing {
            let names = criterion.scenarios.map(\.id).joined(separator: ", ")
            refusal.add(
                .basePasses,
                "\(criterion.id) is not shown: its scenarios pass without the change as well (\(criterion.text))",
                hint: "expect what is new in \(names): 'verify explain \(base.run ?? "")'\(advice)")
        }
        try refusal.raise()
    }

    private mutating func note(_ base: BaseControl.Outcome, missed: Int, of all: Int) {
        if let reason = base.reason, missed == all {
            controls.append(ControlResult("base", .couldNotRun, reason, code: GateCode.noBase.rawValue))
            warn(.noBase, reason)
            return
        }
        controls.append(
            ControlResult(
                "base", missed == all ? .held : .failed, "\(missed) of \(all) criteria are missed without the change",
                code: missed == all ? nil : GateCode.basePasses.rawValue))
    }

    /// A change that nobody is to notice: what holds now must have held before.
    ///
    /// Scenarios that run the project's first tests say nothing of what was before.
    mutating func judge(unchanged base: BaseControl.Outcome, _ first: Set<String>) throws {
        if let run = base.run { runs.append(run) }
        if let reason = base.reason {
            controls.append(ControlResult("base", .couldNotRun, reason, code: GateCode.noBase.rawValue))
            warn(.noBase, reason)
            return
        }
        for index in criteria.indices where !criteria[index].scenarios.isEmpty {
            criteria[index].failedOnBase = criteria[index].scenarios.contains { base.failed[$0] != nil }
        }
        var refusal = Refusal()
        let failed = base.failed.filter { !first.contains($0.key) }
        for (name, failure) in failed.sorted(by: { $0.key.precedes($1.key) }) {
            refusal.add(
                .baseFails,
                "the scenario '\(name)' fails on the state before the work, and so something has changed: \(failure)",
                hint:
                    "verify what held before as well; if behaviour changes, 'task-state amend --kind feature --reason TEXT'"
            )
        }
        if !base.withOwnTests.isEmpty { noteOwnTests(base.withOwnTests) }
        guard !failed.isEmpty || first.isEmpty else { return noteFirstTests(first) }
        controls.append(
            ControlResult(
                "base", failed.isEmpty ? .held : .failed,
                failed.isEmpty ? "the same scenarios passed before the work" : "\(failed.count) failed before it",
                code: failed.isEmpty ? nil : GateCode.baseFails.rawValue))
        try refusal.raise()
    }

    private mutating func noteOwnTests(_ scenarios: Set<String>) {
        warn(
            .testsChanged,
            "the tests of now cannot be loaded on the state before the work; \(Self.quoted(scenarios)) passed there with "
                + "the tests of then")
    }

    private static func quoted(_ names: Set<String>) -> String {
        names.sorted { $0.precedes($1) }.map { "'\($0)'" }.joined(separator: ", ")
    }

    private mutating func noteFirstTests(_ scenarios: Set<String>) {
        let reason = "the project had no tests before the work, and \(Self.quoted(scenarios)) could not run there"
        controls.append(ControlResult("base", .couldNotRun, reason, code: GateCode.testsNotRun.rawValue))
        warn(
            .testsNotRun, reason,
            hint: "for V2 start the runner itself in the step, such as [\"node\", \"--test\"]: files of tests are laid "
                + "over the state before, scripts are not")
    }

    /// Whether the scenarios would notice.
    mutating func judge(_ weakness: WeaknessControls.Outcome) throws {
        controls += weakness.controls
        warnings += weakness.warnings
        for index in criteria.indices { criteria[index].grade = weakness.grades[criteria[index].id] }
        guard weakness.reasons.isEmpty else { throw Refusal(reasons: weakness.reasons) }
    }

    /// V2 where every control held; a control that could not run lowers the level and is named.
    mutating func settleLevel() {
        level = controls.allSatisfy { $0.outcome == .held } ? .controlled : .replayed
    }
}

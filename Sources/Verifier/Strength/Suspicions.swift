import HarnessKit

/// What is wrong with a scenario, whatever its grade.
struct Suspicions {
    let scenario: Scenario
    let trials: [StrengthProbe.Trial]
    let probes: [StepProbe]
    let provenance: Provenance

    var all: [StrengthFinding] {
        (notReached.map { [$0] } ?? []) + selfMade + tautologies + vacuous + (expectsError.map { [$0] } ?? [])
    }

    private var notReached: StrengthFinding? {
        guard trials.allSatisfy({ $0.addressee == .nobody }) else { return nil }
        return StrengthFinding(
            .notReached, "no step of '\(scenario.id)' reaches the application, its files or a declared service",
            hint: "add a step that asks it: \(question)")
    }

    /// A step of the kind that the scenario has already.
    private var question: String {
        scenario.steps.contains { $0.http != nil || $0.tcp != nil } || scenario.steps.allSatisfy { $0.exec == nil }
            ? #"{"http": {"path": "/"}, "expect": {"status": 200}}"#
            : #"{"exec": {"argv": ["ITS PROGRAM", "INPUT"]}, "expect": {"stdout": {"contains": "ITS ANSWER"}}}"#
    }

    private var selfMade: [StrengthFinding] {
        trials.compactMap { trial in
            guard let maker = trial.maker, trial.step.expect?.isEmpty == false else { return nil }
            return StrengthFinding(
                .selfMade, "'\(trial.id)' asserts what the step '\(maker)' wrote, not the application", step: trial.id,
                hint: "take '\(maker)' out, or let the application do its work")
        }
    }

    private var tautologies: [StrengthFinding] {
        trials.flatMap { trial in
            (trial.step.expect?.claims ?? []).filter { provenance.isTautology($0, in: trial) }.map { claim in
                StrengthFinding(
                    .tautology, "'\(trial.id)' compares \(claim.subject) with what the same request gave",
                    step: trial.id, hint: "compare it with a value that an earlier step sent: {\"eq\": \"{{name}}\"}")
            }
        }
    }

    private var vacuous: [StrengthFinding] {
        zip(trials, probes).compactMap { trial, probe in
            guard trial.step.expect?.isEmpty == false, probe.tried > 0, probe.notice == .nothing else { return nil }
            return StrengthFinding(
                .vacuous, "what '\(trial.id)' expects holds for each of \(probe.tried) altered answers",
                step: trial.id, hint: "say what must be there: \(vacuousExample(trial.step))")
        }
    }

    private func vacuousExample(_ step: Step) -> String {
        ["http": "\"status\": 200", "exec": "\"exit\": 0", "file": "\"file\": {\"exists\": true}"][step.kind]
            ?? "a value with \"eq\""
    }

    // Errors as results.

    /// A refusal is a result, a breakdown is not: 5xx, or the words of a crash.
    private var expectsError: StrengthFinding? {
        let asserting = trials.filter { $0.step.expect?.isEmpty == false }
        guard !scenario.proves.isEmpty, !asserting.isEmpty, asserting.allSatisfy(isBreakdown) else { return nil }
        return StrengthFinding(
            .expectsError, "every step of '\(scenario.id)' expects the application to break",
            hint: "add a step that shows what works: \(question)")
    }

    private static let crash = [
        "traceback", "panic", "unhandled", "segmentation", "stack trace", "internal server error",
    ]

    private func isBreakdown(_ trial: StrengthProbe.Trial) -> Bool {
        if let status = trial.observation.status { return status >= 500 || (status < 400 && says(["error"], trial)) }
        return says(Self.crash, trial)
    }

    /// Whether one of the words stands in what is asserted.
    private func says(_ words: [String], _ trial: StrengthProbe.Trial) -> Bool {
        let texts = (trial.step.expect?.claims ?? []).flatMap { $0.operands(trial.bindings) }.compactMap(\.string)
        return texts.contains { text in
            let text = text.lowercased()
            return (words + Self.crash).contains { text.contains($0) }
        }
    }
}

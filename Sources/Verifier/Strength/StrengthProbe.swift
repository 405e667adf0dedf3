import HarnessKit

/// Gathers, while a scenario is played, what its steps would have noticed; no observation is kept afterwards.
final class StrengthProbe {
    private let scenario: Scenario
    /// The names of the values that are new in every run.
    private let fresh: Set<String>
    private let reach: Reach
    private let selfMade: SelfMade
    private var last: Trial?
    private var trials: [Trial] = []

    /// A step that was played, and what it found.
    struct Trial {
        let index: Int
        let id: String
        let step: Step
        let observation: Observation
        let bindings: Bindings
        var addressee = Addressee.nobody
        var maker: String?
        /// What the step asks, as it is written, and the names in it: looked at for each of the other steps.
        var asked = JSON.null
        var names: Set<String> = []
        /// The files that it looks at, where that is all it does.
        var looksAt: Set<Path>?
        /// Whether these lay there before the scenario, as they are.
        var isOfBefore = false
    }

    init(_ scenario: Scenario, fresh: Set<String>, in scene: Scene) {
        self.scenario = scenario
        self.fresh = fresh
        reach = Reach(stage: scene.stage, application: scene.application)
        selfMade = SelfMade(scenario, in: scene)
    }

    /// Before a step is played.
    func begin(_ index: Int, _ bindings: Bindings) {
        last = nil
        if mayMakeEvidence(index, bindings) { selfMade.begin(index, bindings) }
    }

    /// What an attempt found; a later one takes its place.
    func saw(_ observation: Observation, at index: Int, named id: String, _ bindings: Bindings) {
        last = Trial(
            index: index, id: id, step: scenario.steps[index], observation: observation, bindings: bindings)
    }

    /// After a step has passed, with what was captured from it.
    func end(_ index: Int, _ bindings: Bindings) {
        guard var trial = last else { return }
        trial.addressee = reach.addressee(of: trial.step, trial.bindings)
        trial.maker = selfMade.makers[index] ?? maker(of: trial)
        trial.asked = trial.step.asked
        trial.names = Set(Template(trial.asked.text(.compact)).names)
        trial.looksAt = reach.looksAt(trial.step, trial.bindings)
        trial.isOfBefore = trial.looksAt.map { selfMade.wereThere($0) } ?? false
        trials.append(trial)
        if mayMakeEvidence(index, trial.bindings) { selfMade.end(index, named: trial.id, bindings) }
    }

    private func mayMakeEvidence(_ index: Int, _ bindings: Bindings) -> Bool {
        scenario.steps[index].exec.map { reach.mayMakeEvidence($0, bindings) } ?? false
    }

    /// Who wrote all that a foreign program reads.
    private func maker(of trial: Trial) -> String? {
        guard let exec = trial.step.exec, trial.addressee == .files else { return nil }
        let makers = reach.files(namedBy: exec, trial.bindings).map { selfMade.maker(of: $0) }
        return makers.allSatisfy { $0 != nil } ? makers.first ?? nil : nil
    }

    /// The sum of it, once the scenario has passed.
    func strength() -> ScenarioStrength {
        var strength = ScenarioStrength()
        var probes: [StepProbe] = []
        for trial in trials {
            let probe = StepProbe(trial.id, trial.step.expect ?? Expectation(), trial.observation, trial.bindings)
            strength.killed += probe.killed
            strength.tried += probe.tried
            strength.survived += probe.survived
            probes.append(probe)
        }
        let provenance = Provenance(trials: trials, fresh: fresh)
        for (trial, probe) in zip(trials, probes) {
            var step = StepStrength()
            step.id = trial.id
            step.notice = probe.notice
            step.proof = provenance.proof(of: trial, probe)
            step.void = void(trial, provenance)
            strength.steps.append(step)
        }
        strength.findings = Suspicions(scenario: scenario, trials: trials, probes: probes, provenance: provenance).all
        strength.grade = strength.computedGrade
        if strength.grade < ScenarioStrength.best {
            strength.advice = Advice(trials: trials, probes: probes, fresh: fresh, strength: strength).text
        }
        return strength
    }

    private func void(_ trial: Trial, _ provenance: Provenance) -> String? {
        if let maker = trial.maker { return "the step '\(maker)' of the scenario wrote what it asserts" }
        if trial.addressee == .nobody { return "it reaches neither the application nor its files" }
        if provenance.isTautology(trial) { return "it compares an answer with an earlier one to the same request" }
        return nil
    }
}

extension ScenarioStrength {
    /// The best of its steps, within what its findings allow.
    var computedGrade: Int {
        let best = steps.map(\.grade).max() ?? 0
        let codes = Set(findings.map(\.code))
        if codes.contains(StrengthCode.notReached.rawValue) { return 0 }
        return codes.contains(StrengthCode.expectsError.rawValue) ? min(best, 1) : best
    }
}

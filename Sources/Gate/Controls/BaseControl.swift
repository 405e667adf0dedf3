import HarnessKit
import Ledger
import Verifier
import Worktree

/// The same scenarios on the project as it was before the work: they must notice that it is missing.
struct BaseControl {
    let shop: Workshop
    let scenarios: [ScenarioSource]
    /// What is played beforehand, in whatever surroundings, is nothing that a verdict could rest on.
    var isRehearsal = false
    /// Which state it is.
    var before = StateBefore.start
    /// Steps that may fail there: whether anything else does is to be seen.
    var tolerated: Set<StepName> = []
    /// What is laid over it, so that steps can be started there.
    var starters = Starters()
    /// Whether the tests of now are laid over it for those that run tests.
    var laysTests = true
    /// How the project is run there; as today where nothing is said.
    var project: ProjectEnvironment?
    /// Whether what fails there is to show something, and not only to be known.
    var isProof = true

    /// What came of it; scenarios by whether they failed there.
    struct Outcome {
        var run: String?
        /// Why nothing can be said of the state before.
        private(set) var obstacle: String?
        /// Why a failure there says nothing.
        private(set) var doubt: String?
        /// Scenarios that failed, by id, with what they said.
        var failed: [String: String] = [:]
        /// Those of them whose tests keep the state before from being built.
        private(set) var unbuilt: Set<String> = []
        /// Those at which the application died, which is an answer as well.
        private(set) var deadly: Set<String> = []
        var failedSteps: Set<StepName> = []
        /// The step that each of them failed by; none where it was something else.
        private(set) var failures: [String: StepReport] = [:]
        /// The tests that passed in steps that failed all the same.
        var passedTests: [StepName: Set<String>] = [:]
        /// Scenarios that passed, and in which tests did.
        private(set) var tested: Set<String> = []
        /// Those of them that passed there with the tests of before, since those of now cannot be loaded.
        private(set) var withOwnTests: Set<String> = []

        /// Whether what failed there can be held against the state before.
        var hasRun: Bool { obstacle == nil && doubt == nil }
        var reason: String? { obstacle ?? doubt }

        init() {}

        init(obstacle: String, run: String? = nil) {
            self.obstacle = obstacle
            self.run = run
        }

        init(_ report: Report, tolerating tolerated: Set<StepName> = []) {
            run = report.run
            if let trouble = report.trouble {
                obstacle = "the state before the work could not be run: \(trouble.message)"
                return
            }
            tested = Set(report.own.filter { $0.status == .pass && $0.hasRunTests }.map(\.name))
            for scenario in report.own where scenario.status == .fail {
                failed[scenario.name] = scenario.failure ?? ""
                if scenario.code == RunCode.died.rawValue { deadly.insert(scenario.name) }
                let failures = scenario.steps.filter {
                    !$0.hasPassed && !tolerated.contains(StepName(scenario.name, $0.id))
                }
                if let step = failures.last {
                    self.failures[scenario.name] = step
                    failedSteps.insert(StepName(scenario.name, step.id))
                    passedTests[StepName(scenario.name, step.id)] = step.passedTests
                }
            }
        }

        /// What failed may have failed for another reason than the missing work; what passed has passed.
        mutating func doubt(because reason: String) {
            doubt = reason
            failedSteps = []
        }

        /// The criteria of which no scenario failed.
        func passing(_ criteria: [Criterion]) -> [Criterion] {
            criteria.filter { passes($0.scenarios.map(\.id)) }
        }

        /// What one of those that failed did so by.
        func redness(of scenario: String, with laid: () throws -> LaidTests) -> Redness {
            guard !deadly.contains(scenario) else { return .played }
            return unbuilt.contains(scenario) ? .unloadable : failures[scenario]?.redness(with: laid) ?? .played
        }

        /// Whether there are such scenarios, and none of them failed.
        func passes(_ scenarios: [String]) -> Bool {
            obstacle == nil && !scenarios.isEmpty && scenarios.allSatisfy { failed[$0] == nil }
        }
    }

    private static let stage = "base"

    func run() throws -> Outcome {
        var outcome = try played()
        if shop.obstacle != nil {
            outcome.doubt(
                because: "a copy of the project does not run, and so a copy of the state before proves nothing")
        }
        return outcome
    }

    private func played() throws -> Outcome {
        guard laysTests else {
            return try play(
                scenarios, starters.key, on: { try shop.beforeWork(before, with: LaidTests(starters)) })
        }
        let tests = try shop.laidTests(before)
        let isKept = { (laid: Outcome, name: String) in
            laid.unbuilt.contains(name) || laid.failures[name]?.hasNotLoaded(with: { tests }) == true
        }
        return try Self.outcome(
            of: scenarios, hasTestFiles: !tests.isEmpty, isProof: isProof,
            keeping: shop.task.kind.keepsBehaviour ? isKept : nil
        ) { sources, place in
            switch place {
            case .before:
                try play(
                    sources, starters.key, on: { try shop.beforeWork(before, with: LaidTests(starters)) })
            case .withTestFiles:
                try play(
                    sources, tests.starting(starters).key,
                    on: { try shop.beforeWork(before, with: tests.starting(starters)) })
            }
        }
    }

    /// The state before the work, as it was or with the tests of now.
    enum Place { case before, withTestFiles }

    /// Named tests need the tests of now; everything else is played on just what was there.
    ///
    /// Where behaviour is kept, those of now may know new names only: what they cannot load is asked of the tests of then.
    static func outcome(
        of scenarios: [ScenarioSource], hasTestFiles: Bool, isProof: Bool = true,
        keeping isUnloaded: ((Outcome, String) -> Bool)? = nil,
        playing play: ([ScenarioSource], Place) throws -> Outcome
    ) rethrows -> Outcome {
        let plain = scenarios.compactMap { $0.keeping { !$0.runsTests } }
        let testing = scenarios.compactMap { $0.keeping(\.runsTests) }
        var outcome = Outcome()
        if !plain.isEmpty { outcome.add(try play(plain, .before)) }
        guard !testing.isEmpty, outcome.obstacle == nil else { return outcome }
        var laid = try play(testing, .withTestFiles)
        guard laid.obstacle != nil else {
            let names = laid.failed.keys.filter { hasTestFiles && isUnloaded?(laid, $0) == true }
            let sources = testing.compactMap { $0.keeping { names.contains($0.id) } }
            if !sources.isEmpty { laid.settle(by: try play(sources, .before)) }
            if isProof, isUnloaded == nil {
                let asked = testing.compactMap { $0.askingNamedTests { laid.failures[$0] } }
                if !asked.isEmpty { laid.replace(asked, by: try play(asked, .withTestFiles)) }
            }
            outcome.add(laid)
            return outcome
        }
        // What cannot even be built with the new tests may be what they ask for, if it could be built without them.
        let alone = try play(testing, .before)
        if isUnloaded != nil, alone.obstacle == nil {
            var kept = laid.obstacle == nil ? laid : alone.failingThroughout(testing, laid)
            kept.settle(by: alone)
            outcome.add(kept)
            return outcome
        }
        outcome.add(alone.obstacle == nil && hasTestFiles ? alone.failingThroughout(testing, laid) : laid)
        return outcome
    }

    /// Plays with today's environment.json; where nothing can be started so, with that of the start.
    private func play(
        _ sources: [ScenarioSource], _ files: String, on site: () throws -> Result<Site, SiteMaker.Obstacle>
    ) throws -> Outcome {
        let projects = try project.map { [$0] } ?? [shop.project] + [shop.projectAtStart()].compactMap(\.self)
        let keys = projects.map { key(sources, files, $0) }
        for key in keys { if let known = former(key) { return known } }
        let outcome = try play(sources, in: projects[0], keys[0], on: site)
        guard outcome.obstacle != nil, outcome.run != nil, projects.count > 1 else { return outcome }
        let again = try play(sources, in: projects[1], keys[1], on: site)
        return again.obstacle == nil ? again : outcome
    }

    private func key(_ sources: [ScenarioSource], _ files: String, _ project: ProjectEnvironment) -> String {
        Journal.key(
            shop.baseKey(before) + [Workshop.digest(of: project), files] + Workshop.key(of: sources)
                + sources.flatMap { $0.file.scenarios.flatMap { [$0.id] + $0.stepsOfTests } }
                + tolerated.map { "\($0.scenario) \($0.step)" }.sorted { $0.precedes($1) })
    }

    /// What came of it in an attempt that was not decided.
    private func former(_ key: String) -> Outcome? {
        guard shop.task.baseSnapshot != nil, !isRehearsal,
            let former = shop.journal.result(of: Self.stage, key, evenIfDecided: false),
            let report = shop.report(former.run)
        else { return nil }
        return Outcome(report, tolerating: tolerated)
    }

    private func play(
        _ sources: [ScenarioSource], in project: ProjectEnvironment, _ key: String,
        on site: () throws -> Result<Site, SiteMaker.Obstacle>
    ) throws -> Outcome {
        switch try site() {
        case .failure(let obstacle): return Outcome(obstacle: obstacle.reason)
        case .success(let site):
            shop.progress.update("playing the scenarios on the state before the work")
            var order = shop.order(sources, at: site, seeds: [shop.seed()])
            order.tolerated = tolerated
            order.project = project
            let report = try shop.play(order, at: site, as: RunFinished.onBase)
            let outcome = Outcome(report, tolerating: tolerated)
            // What could not be run may be possible later.
            if outcome.hasRun { try shop.ended(isRehearsal ? "rehearsal" : Self.stage, key, run: report.run) }
            return outcome
        }
    }
}

extension BaseControl.Outcome {
    /// What failed there only with the tests of now, and passes with those of then, has held.
    fileprivate mutating func settle(by alone: Self) {
        guard alone.obstacle == nil else { return }
        for name in alone.tested where failed[name] != nil {
            failed[name] = nil
            failures[name] = nil
            unbuilt.remove(name)
            deadly.remove(name)
            failedSteps = failedSteps.filter { $0.scenario != name }
            withOwnTests.insert(name)
        }
    }

    /// Takes what else came of these scenarios for what they did.
    fileprivate mutating func replace(_ sources: [ScenarioSource], by other: Self) {
        guard other.obstacle == nil else { return }
        let names = Set(sources.flatMap(\.file.scenarios).map(\.id))
        for name in names {
            failed[name] = nil
            failures[name] = nil
            unbuilt.remove(name)
            deadly.remove(name)
        }
        failedSteps = failedSteps.filter { !names.contains($0.scenario) }
        passedTests = passedTests.filter { !names.contains($0.key.scenario) }
        if other.failed.count < names.count { run = other.run }
        add(other)
    }

    fileprivate mutating func add(_ other: Self) {
        run = run ?? other.run
        if let reason = other.obstacle { self = Self(obstacle: obstacle ?? reason, run: run) }
        failed.merge(other.failed) { first, _ in first }
        unbuilt.formUnion(other.unbuilt)
        deadly.formUnion(other.deadly)
        tested.formUnion(other.tested)
        withOwnTests.formUnion(other.withOwnTests)
        failedSteps.formUnion(other.failedSteps)
        failures.merge(other.failures) { first, _ in first }
        passedTests.merge(other.passedTests) { first, _ in first }
    }

    /// Every test step counts as failed: the new tests keep the state before the work from being built.
    fileprivate func failingThroughout(_ sources: [ScenarioSource], _ laid: Self) -> Self {
        var outcome = Self()
        outcome.run = laid.run ?? run
        for scenario in sources.flatMap(\.file.scenarios) {
            outcome.failed[scenario.id] = "the tests of now cannot be built on the state before the work"
            outcome.unbuilt.insert(scenario.id)
            for (index, step) in scenario.steps.enumerated() where step.tests != nil {
                outcome.failedSteps.insert(StepName(scenario.id, step.id ?? "step-\(index + 1)"))
            }
        }
        return outcome
    }
}

extension ScenarioReport {
    /// Whether each of its steps that are to run tests has run some.
    fileprivate var hasRunTests: Bool {
        let steps = steps.filter { $0.kind == "tests" }
        return !steps.isEmpty && steps.allSatisfy { ($0.response["counts"]?["passed"]?.integer ?? 0) > 0 }
    }
}

extension Scenario {
    var runsTests: Bool { steps.contains { $0.tests != nil } }
}

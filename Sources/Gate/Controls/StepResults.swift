import HarnessKit
import Ledger
import Project

/// What build, lint and tests came to in one folder, each step noted when it ends.
struct StepResults {
    /// One step: how it ended, and which tests it ran.
    struct Result {
        let record: ValidatedStep
        let tests: StepTests?

        var hasPassed: Bool { record.outcome == .pass }
        /// Whether it ended well although its runner printed tests that failed.
        var isSilenced: Bool { hasPassed && (tests?.counts.failed ?? 0) > 0 }

        /// The tests that failed, and did not in another attempt of the same run.
        var failed: Set<String> {
            let cases = tests?.cases.filter(\.isTest) ?? []
            return names(cases, .failed).subtracting(names(cases, .passed))
        }

        var passed: Set<String> { names(tests?.cases.filter(\.isTest) ?? [], .passed) }

        /// Whether tests fail that passed then; more of them, where names do not tell.
        func failsMore(than then: Result) -> Bool {
            guard let tests, let former = then.tests else { return false }
            guard tests.hasNames, former.hasNames else { return tests.counts.failed > former.counts.failed }
            return !failed.isDisjoint(with: names(former.cases, .passed))
        }

        private func names(_ cases: [StepTest], _ outcome: StepTest.Outcome) -> Set<String> {
            Set(cases.filter { $0.outcome == outcome }.map { TestsControl.stable($0.name) })
        }
    }

    let shop: Workshop
    let source: ValidationSource
    let stage: String
    /// What the results depend on, the step itself apart.
    let key: [String]

    /// Runs steps at a site, those left out that ended before with the same inputs.
    func run(_ steps: [ValidationStep], at site: Site, again: Bool = false) throws -> [Result] {
        var results: [Result?] = again ? steps.map { _ in nil } : try steps.map { try former($0) }
        guard results.contains(where: { $0 == nil }) else { return results.compactMap(\.self) }
        let missing = steps.indices.filter { results[$0] == nil }
        // Tests need what was built: builds are repeated in a folder that may be new.
        let builds = steps.indices.filter { steps[$0].kind == .build && !missing.contains($0) }
        let order = (builds + missing).sorted()
        let validation = Validation(
            in: site.root, environment: source.file.variables(from: site.context.environment),
            clock: shop.store.context.clock, hiding: shop.store.context.secrets, readTests: GateTool.readTests)
        var next = order.makeIterator()
        try shop.running(at: site) {
            _ = try validation.run(order.map { steps[$0] }, on: shop.loop) { news in
                if let line = news.line { shop.progress.update("\(stage): \(line)") }
                guard case .ended(let outcome) = news, let index = next.next() else { return }
                results[index] = Result(record: outcome.record, tests: outcome.tests)
                if !again { try note(outcome) }
            }
        }
        return results.compactMap(\.self)
    }

    /// Of these tests, those that fail in two runs: what fails once may be chance.
    func failingTwice(_ tests: Set<String>, in steps: [ValidationStep], at site: Site) throws -> [String] {
        var open = tests
        for _ in 0..<2 where !open.isEmpty {
            let results = try run(steps, at: site, again: true).filter { $0.record.kind == "test" }
            open.formIntersection(results.reduce(into: Set<String>()) { $0.formUnion($1.failed) })
        }
        return open.sorted { $0.precedes($1) }
    }

    private func key(of step: ValidationStep) -> String {
        Journal.key(key + [step.json.text(.compact), source.file.pass.joined(separator: ",")])
    }

    private func note(_ outcome: StepOutcome) throws {
        // What could not be run may be possible the next time.
        guard [.pass, .fail].contains(outcome.outcome) else { return }
        let store = shop.store
        let tests = try outcome.tests.map { try store.ledger.keep($0.json.bytes(.compact)).description }
        try shop.ended(
            stage, key(of: outcome.step),
            state: .members(["step": outcome.record.json, "tests": tests.map(JSON.string)]))
    }

    /// What was noted of a step, or recorded by `harness-executor validate` on the same bytes.
    private func former(_ step: ValidationStep) throws -> Result? {
        guard let body = shop.journal.result(of: stage, key(of: step)), let state = body.state,
            let record = try? state["step"].map({ try ValidatedStep(json: $0) }), record.outcome == .pass
        else { return nil }
        guard let digest = state["tests"]?.string.flatMap(Digest.init) else {
            return Result(record: record, tests: nil)
        }
        guard let bytes = try? shop.store.ledger.blob(digest), let tests = StepTests(json: try JSON.parse(bytes)) else {
            return nil
        }
        return Result(record: record, tests: tests)
    }
}

/// The tests of before the work, as they were recorded when they ran.
enum FormerTests {
    /// None where none ran yet, or their names are not known.
    static func names(of task: TaskID, in store: TaskStore) throws -> Set<String> {
        var names: Set<String> = []
        for event in try store.ledger.events(of: task.text) where event.kind == ControlRan.kind {
            let body: ControlRan = try event.decode()
            guard body.stage == ValidationControl.base, let state = body.state,
                let digest = state["tests"]?.string.flatMap(Digest.init)
            else { continue }
            guard let tests = StepTests(json: try JSON.parse(store.ledger.blob(digest))), tests.hasNames else {
                return []
            }
            names.formUnion(tests.cases.map(\.name))
        }
        return names
    }
}

extension StepTests {
    fileprivate var json: JSON {
        let byOutcome = Dictionary(grouping: cases.filter(\.isTest), by: \.outcome)
        return [
            "names": .bool(hasNames), "counts": counts.json, "doubts": doubts.json,
            "passed": (byOutcome[.passed] ?? []).map(\.name).json,
            "failed": (byOutcome[.failed] ?? []).map(\.name).json,
            "skipped": (byOutcome[.skipped] ?? []).map(\.name).json,
        ]
    }

    fileprivate init?(json: JSON) {
        guard let counts = try? json["counts"].map({ try CountedTests(json: $0) }) else { return nil }
        let cases = [StepTest.Outcome.passed, .failed, .skipped].flatMap { outcome in
            (json[outcome.rawValue]?.items ?? []).compactMap { $0.string.map { StepTest($0, outcome) } }
        }
        self.init(
            cases: cases, counts: counts, hasNames: json["names"] == true,
            doubts: json["doubts"]?.items?.compactMap(\.string) ?? [])
    }
}

import HarnessKit
import Ledger
import Project
import Worktree

/// Build, lint and tests on the bytes of now, and what came of them before the work.
struct ValidationControl {
    let shop: Workshop

    struct Outcome {
        var results: [StepResults.Result] = []
        /// The test steps before the work; nil where nothing can be said of it, and why.
        var before: [StepResults.Result]?
        var noBase: String?
        /// Steps that fail now and did not before.
        var broken: [StepResults.Result] = []
        /// Steps that fail, and did so before, or fail with no state from before to compare with.
        var known: [StepResults.Result] = []
        /// Steps that failed and passed when they were repeated.
        var flaky: [StepResults.Result] = []
        /// Those that were run as they were when the task began, for there is no test step any more.
        var dropped: Set<String> = []
        /// Why nothing was run, and what helps.
        var lack: Lack?
        /// The bytes of validation.json, and how many steps it has.
        var file: Digest?
        var planned = 0
        var isEmpty: Bool { results.isEmpty }

        /// The same as it is recorded; nil where nothing ran.
        func record(on manifest: Manifest) -> ValidationFinished? {
            guard !isEmpty, let file else { return nil }
            var body = ValidationFinished()
            body.steps = results.map(\.record)
            let outcomes = body.steps.map(\.outcome)
            body.outcome = [.fail, .couldNotRun].first(where: outcomes.contains) ?? .pass
            body.file = file.description
            body.manifest = manifest.digest.description
            body.isPartial = results.count < planned
            return body
        }
    }

    struct Lack {
        let reason: String
        let hint: String
    }

    static let present = "validation"
    static let base = "base-validation"
    private static let repetitions = 2

    func run() throws -> Outcome {
        var outcome = Outcome()
        let source = try ValidationSource.known(in: shop.store.workspace, shop.store.context)
        let steps = try source?.file.order(about: shop.changed()) ?? []
        let dropped = try droppedTests(from: source)
        guard !steps.isEmpty || dropped != nil else {
            outcome.lack =
                source.map { $0.file.order.isEmpty ? lack(isWritten: true) : Lack.unconcerned($0) }
                ?? lack(isWritten: false)
            return outcome
        }
        outcome.file = (source ?? dropped?.0)?.digest
        outcome.planned = source?.file.steps.count ?? 0
        if let source, !steps.isEmpty { try runNow(steps, of: source, &outcome) }
        if let dropped { try runDropped(dropped, &outcome) }
        let failing = outcome.results.filter { $0.record.outcome == .fail || $0.isSilenced }
        let tests = outcome.results.filter { $0.record.kind == "test" }
        if !failing.isEmpty || !tests.isEmpty { try runBefore(failing, &outcome) }
        return outcome
    }

    /// What tested when the task began, where nothing does any more: a plan without tests hides none that fail.
    private func droppedTests(from source: ValidationSource?) throws -> (ValidationSource, [ValidationStep])? {
        guard source?.file.order.contains(where: { $0.kind == .test }) != true,
            let start = try shop.validationAtStart(), start.file.order.contains(where: { $0.kind == .test })
        else { return nil }
        return (start, start.file.order.filter { $0.kind != .lint })
    }

    private func runDropped(_ dropped: (ValidationSource, [ValidationStep]), _ outcome: inout Outcome) throws {
        let (source, steps) = dropped
        let runner = StepResults(shop: shop, source: source, stage: Self.present, key: try shop.presentKey)
        let tests = try runner.run(steps, at: shop.present()).filter { $0.record.kind == "test" }
        outcome.results += tests
        outcome.dropped = Set(tests.map(\.record.name))
    }

    /// Nothing was found that builds or tests it, so that only a person can say it.
    private func lack(isWritten: Bool) -> Lack {
        let name = "\(shop.store.workspace.harnessName)/config/validation.json"
        let step = #"{"name": "test", "kind": "test", "argv": ["PROGRAM", "WORD"]}"#
        return Lack(
            reason: "nothing says how this project is built, linted or tested",
            hint: (isWritten ? "" : "run 'harness-executor bootstrap', then ")
                + "write \(step) with a command that checks it into \"steps\" of \(name)")
    }

    /// Which tests are gone: what is missing is looked for a second time, now and then before the work.
    func compare(
        _ now: [StepResults.Result], with before: [StepResults.Result], amended: [String]
    ) throws -> TestsControl.Outcome {
        var comparison = TestsControl(now: now, before: before, amended: amended)
        if !comparison.run().isWhole { try lookElsewhere(&comparison) }
        if !comparison.run().isWhole {
            shop.progress.update("a test seems to be gone; running them again")
            comparison.nowAgain = try repeatNow()
        }
        if !comparison.run().isWhole { comparison.beforeAgain = try repeatBefore() }
        return comparison.run()
    }

    /// Where the tests that seem to be gone lie now.
    private func lookElsewhere(_ comparison: inout TestsControl) throws {
        let (gone, before, now) = (comparison.run().gone, try shop.former.manifest(of: .start), shop.tree.before)
        var moved = MovedTests(from: before, to: now)
        defer { comparison.moved = moved }
        guard !gone.isEmpty, let snapshot = shop.task.baseSnapshot, let snapshots = try shop.store.snapshots() else {
            return
        }
        let top = try Folder(shop.store.workspace.root)
        let then = { (paths: Set<RelativePath>) in try snapshots.contents(of: paths, in: snapshot) }
        try moved.pairEdited(holding: gone, then: then, now: { try top.read($0) })
        comparison.moved = moved
        guard !comparison.run().isWhole else { return }
        comparison.transferred = try TransferredTests(from: before, to: now, then: then, now: { try top.read($0) })
    }

    /// What writes files, once more.
    func repeatBuildsAndTests() throws { _ = try repeatNow([.build, .test]) }

    /// Steps of now once more.
    private func repeatNow(_ kinds: [ValidationStep.Kind] = [.test]) throws -> [StepResults.Result] {
        let known = try ValidationSource.known(in: shop.store.workspace, shop.store.context)
        let dropped = try droppedTests(from: known)
        guard let source = dropped?.0 ?? known else { return [] }
        let steps = try (dropped?.1 ?? source.file.order(about: shop.changed())).filter { kinds.contains($0.kind) }
        let runner = StepResults(shop: shop, source: source, stage: Self.present, key: try shop.presentKey)
        return try runner.run(steps, at: shop.present(), again: true)
    }

    /// The tests of before the work once more.
    private func repeatBefore() throws -> [StepResults.Result] {
        guard let source = try shop.validationAtStart(), case .success(let site) = try shop.beforeWork() else {
            return []
        }
        let runner = StepResults(shop: shop, source: source, stage: Self.base, key: shop.baseKey(.start))
        return try runner.run(source.file.order.filter { $0.kind == .test }, at: site, again: true)
    }

    private func runNow(_ steps: [ValidationStep], of source: ValidationSource, _ outcome: inout Outcome) throws {
        let key = try shop.presentKey
        let runner = StepResults(shop: shop, source: source, stage: Self.present, key: key)
        let site = try shop.present()
        outcome.results = try runner.run(steps, at: site)
        guard outcome.results.contains(where: { !$0.hasPassed || $0.isSilenced }) else { return }
        if site.copy != nil, !shop.tree.before.hidden.isEmpty {
            let here = try runner.run(steps, at: Site(inPlace: shop.store), again: true)
            if here.allSatisfy({ $0.hasPassed && !$0.isSilenced }),
                let first = outcome.results.first(where: { !$0.hasPassed })
            {
                _ = shop.inPlace(
                    because:
                        "'\(first.record.name)' passes only in the project's own folder, which has ignored files that a copy lacks",
                    lackingIgnored: true)
                outcome.results = here
                return
            }
        }
        for (index, result) in outcome.results.enumerated()
        where result.record.kind == "test" && (result.record.outcome == .fail || result.isSilenced) {
            for _ in 0..<Self.repetitions {
                shop.progress.update("'\(result.record.name)' failed; running it again")
                guard let step = steps.first(where: { $0.name == result.record.name }),
                    let again = try runner.run([step], at: shop.present(), again: true).first, again.hasPassed,
                    !again.isSilenced
                else { continue }
                outcome.flaky.append(result)
                outcome.results[index] = again
                break
            }
        }
    }

    /// The rules of the start count for the state of the start: a shorter list of tests would hide itself.
    private func runBefore(_ failing: [StepResults.Result], _ outcome: inout Outcome) throws {
        guard let source = try shop.validationAtStart() else { return }
        let names = failing.map(\.record.name)
        let wanted = source.file.order.filter { $0.kind != .lint || names.contains($0.name) }
        let before: [StepResults.Result]
        switch try shop.beforeWork() {
        case .failure(let obstacle):
            outcome.noBase = obstacle.reason
            // What a step says of itself counts where there is nothing to hold its tests against.
            let (silenced, broken) = (failing.filter(\.isSilenced), failing.filter { !$0.isSilenced })
            outcome.known = silenced
            if shop.task.kind == .newProject { outcome.broken = broken } else { outcome.known += broken }
            return
        case .success(let site):
            let runner = StepResults(shop: shop, source: source, stage: Self.base, key: shop.baseKey(.start))
            before = try runner.run(wanted, at: site)
        }
        outcome.before = before
        for result in failing {
            let then = before.first { $0.record.name == result.record.name }
            if then.map({ isWorse(result, than: $0) }) ?? !result.isSilenced {
                outcome.broken.append(result)
            } else if !result.isSilenced {
                outcome.known.append(result)
            }
        }
    }

    /// Whether something fails that passed before, or was not there.
    private func isWorse(_ now: StepResults.Result, than then: StepResults.Result) -> Bool {
        if now.isSilenced { return now.failsMore(than: then) }
        if then.hasPassed { return true }
        guard let tests = now.tests, let former = then.tests, tests.hasNames, former.hasNames else { return false }
        let failed = Set(former.cases.filter { $0.outcome == .failed }.map(\.name))
        return tests.cases.contains { $0.outcome == .failed && !failed.contains($0.name) }
    }
}

extension ValidationControl.Lack {
    /// Steps are there, for other files than those that changed.
    fileprivate static func unconcerned(_ source: ValidationSource) -> Self {
        Self(
            reason: "no step of \(source.name) is about a file that changed",
            hint: "add a step without \"paths\" to \(source.name), or widen those of one")
    }
}

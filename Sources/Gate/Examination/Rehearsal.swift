import HarnessKit
import Ledger
import Project
import Verifier
import Worktree

/// What the gate would say, without its verdict.
struct Rehearsal {
    private let task: TaskRecord
    private let store: TaskStore

    init(of task: TaskRecord, in store: TaskStore) {
        self.task = task
        self.store = store
    }

    /// The task's scenarios on the state before the work; nil where there is none, or none of them proves anything.
    func beforeWork() throws -> BeforeWork? {
        guard ![.newProject, .docs].contains(task.kind), task.baseSnapshot != nil else { return nil }
        let scenarios = try TaskScenarios.read(of: task, in: store)
        let criteria = Criterion.all(of: task, in: scenarios.own)
        let mustFail = task.kind == .bugfix
        let base: BaseControl.Outcome
        let laid: LaidTests
        var advice = ""
        var foretold = ""
        var firstTests: Set<String> = []
        do {
            let shop = try Workshop(for: task, in: store)
            defer { shop.progress.finish() }
            base = try BaseControl(shop: shop, scenarios: scenarios.own, isRehearsal: true).run()
            laid = try shop.laidTests()
            let inputs = IgnoredInputs(of: shop.tree.before, shop.project, in: store.workspace)
            firstTests = try FirstTests(shop: shop, base: base).run()
            foretold = DeclaredElsewhere(base, tree: shop.tree.before, laid: laid).text ?? ""
            advice = inputs.advice.map { "; where it needs what git ignores, \($0)" } ?? ""
        } catch let failure as Failure where failure.code == .missing || failure.code == .unavailable {
            return BeforeWork(
                .couldNotRun, "not played before the work: \(failure.message)", mustFail: mustFail, run: nil)
        }
        let broken = broken(base, scenarios.own, laid)
        if let unread = unread(base, mustFail: mustFail, broken, laid, foretold) { return unread }
        if task.kind.keepsBehaviour { return try unchanged(base, firstTests, broken, laid, scenarios) }
        if let obstacle = base.obstacle {
            return BeforeWork(.couldNotRun, obstacle + advice, mustFail: mustFail, run: base.run)
        }
        guard scenarios.own.contains(where: { $0.file.scenarios.contains { !$0.proves.isEmpty } }) else {
            return BeforeWork(
                .couldNotRun, "no scenario that proves something is registered yet", mustFail: mustFail, run: base.run,
                broken: broken)
        }
        let passing = base.passing(criteria)
        guard passing.isEmpty else {
            let names = passing.map(\.id).joined(separator: ", ")
            let text =
                mustFail
                ? "not reproduced: \(names) holds on the state before the work as well"
                : "\(names) holds without the change already; its scenarios must expect what is new"
            var before = BeforeWork(
                .passes, text + LateStart(task: task, store: store).advice, mustFail: mustFail, run: base.run,
                broken: broken)
            // What proves something that is missed there as well may be half of what shows it.
            let missed = Set(passing.map(\.id))
            let idle = passing.flatMap(\.scenarios).filter { $0.proves.allSatisfy { missed.contains($0.uppercased()) } }
            before.tried = tried(text, base, idle, scenarios)
            return before
        }
        let held = Set(broken.map(\.scenario))
        let first = base.failed.filter { !held.contains($0.key) }.sorted { $0.key.precedes($1.key) }.first
        if mustFail, let first, base.failed.keys.allSatisfy({ base.redness(of: $0) { laid } != .played }) {
            // A test that cannot be loaded fails whatever the bug is.
            return BeforeWork(
                .couldNotRun, "could not be run before the work, and so reproduces nothing: \(first.value)",
                mustFail: mustFail, run: base.run, broken: broken)
        }
        let what = mustFail ? "reproduced" : "the state before the work fails, as it should"
        return BeforeWork(
            .fails, (first.map { "\(what): \($0.value)" } ?? what) + foretold, mustFail: mustFail, run: base.run,
            broken: broken)
    }

    /// What shows nothing, and with which files that was seen.
    private func tried(
        _ words: String, _ base: BaseControl.Outcome, _ idle: [Scenario], _ scenarios: TaskScenarios
    ) -> ScenariosTried {
        var body = ScenariosTried()
        body.reason = words
        body.run = base.run
        body.plan = Desk(store: store).plan(for: task.id)
        let ids = Set(idle.map(\.id))
        body.idle = scenarios.own.compactMap { source in
            var file = RegisteredFile()
            file.path = source.name
            file.digest = SHA256.digest(of: store.context.secrets.redact(source.bytes)).description
            file.scenarios = source.file.scenarios.map(\.id).filter(ids.contains)
            return file.scenarios.isEmpty ? nil : file
        }
        // What a test says may change with the test.
        if idle.contains(where: \.runsTests) {
            body.manifest = (try? TreeState(for: task, in: store))?.before.digest.description
        }
        return body
    }

    /// What runs to its end, content, and prints nothing that is known: its tests can never be told.
    ///
    /// A command that failed may not have come to its tests yet.
    private func unread(
        _ base: BaseControl.Outcome, mustFail: Bool, _ broken: [BeforeWork.Broken], _ laid: LaidTests,
        _ foretold: String
    ) -> BeforeWork? {
        let unread = base.failures.filter(\.value.isUnread).sorted { $0.key.precedes($1.key) }
        let content = unread.first { $0.value.response["exit"] == "exit 0" }
        let isAll =
            !mustFail && !task.kind.keepsBehaviour && unread.count == base.failed.count
            && unread.allSatisfy { base.redness(of: $0.key, with: { laid }) == .nothing }
        guard base.hasRun, let (name, step) = content ?? (isAll ? unread.first : nil) else { return nil }
        var before = BeforeWork(
            .couldNotRun,
            "'\(name)' shows nothing before the work: what step '\(step.id)' printed cannot be read "
                + "(\(step.response["error"]?.string ?? step.assertion))\(foretold)",
            mustFail: mustFail, run: base.run, broken: broken)
        before.isUnreadable = content != nil
        return before
    }

    /// Scenarios that say what is to be kept, and that the state before the work does not keep.
    ///
    /// A suite of tests may hold new ones by now, which have to fail there.
    private func broken(
        _ base: BaseControl.Outcome, _ sources: [ScenarioSource], _ laid: LaidTests
    ) -> [BeforeWork.Broken] {
        sources.flatMap(\.file.scenarios).filter { $0.proves.isEmpty && !$0.runsTests }.compactMap { scenario in
            guard let reason = base.failed[scenario.id], base.redness(of: scenario.id, with: { laid }) != .nothing
            else {
                return nil
            }
            return BeforeWork.Broken(scenario: scenario.id, reason: reason)
        }
    }

    /// What a refactoring or chore keeps, held against the state before; its first tests have nothing to fail there.
    private func unchanged(
        _ base: BaseControl.Outcome, _ tests: Set<String>, _ broken: [BeforeWork.Broken], _ laid: LaidTests,
        _ scenarios: TaskScenarios
    ) throws -> BeforeWork {
        if let obstacle = base.obstacle { return BeforeWork(.couldNotRun, obstacle, mustFail: false, run: base.run) }
        guard let first = base.failed.sorted(by: { $0.key.precedes($1.key) }).first else {
            return BeforeWork(.fails, "they pass before the work, as they should", mustFail: false, run: base.run)
        }
        let whose = task.kind == .chore ? "a chore" : "a refactoring"
        let other = "'task-state amend --kind feature --reason TEXT\(try store.naming(task.id))'"
        if base.failed.keys.allSatisfy({ base.redness(of: $0) { laid } == .nothing }) {
            let advice =
                base.failed.keys.allSatisfy(tests.contains)
                ? ""
                : "\nwhat \(whose) keeps must be seen to hold before the work as well: have it run there, or, where "
                    + "behaviour is to change, and be it how long something takes, \(other)"
            return BeforeWork(
                .couldNotRun, "'\(first.key)' could not be run before the work: \(first.value)\(advice)",
                mustFail: false, run: base.run)
        }
        let text =
            broken.isEmpty
            ? "'\(first.key)' fails before the work already: \(first.value)"
            : "what is to stay as it is does not hold before the work"
        let advice =
            "\nwhat \(whose) keeps must hold before the work as well; where behaviour is to change, \(other)"
        var before = BeforeWork(.passes, text + advice, mustFail: false, run: base.run, broken: broken)
        let all = scenarios.own.flatMap(\.file.scenarios)
        // A suite of tests may become another until the end.
        before.isUnkept = all.contains { scenario in
            base.failed[scenario.id] != nil && !scenario.runsTests
                && base.redness(of: scenario.id, with: { laid }) != .nothing
        }
        // What never held is no promise that anybody could take back.
        let names = Set(broken.map(\.scenario))
        let idle = all.filter { names.contains($0.id) }
        if !idle.isEmpty { before.tried = tried(broken[0].line, base, idle, scenarios) }
        return before
    }

    /// Every control, and what would be refused.
    func all() throws -> Answer {
        let (finding, refusal) = try Examination(task: task, store: store, tool: "").rehearse()
        let lines =
            finding.controls.map { "\($0.outcome.mark)  \($0.name): \($0.reason)" }
            + (refusal?.reasons ?? []).map { "\($0.code)  \($0.message)" + ($0.hint.map { " (\($0))" } ?? "") }
        let (level, controls, criteria, warnings) = (
            finding.level.rawValue, finding.controls, finding.criteria, finding.warnings
        )
        let which = try store.naming(task.id)
        return Answer(
            exit: refusal == nil ? .yes : .no,
            next: refusal == nil ? "task-state complete\(which) --summary TEXT" : "verify explain\(which)",
            notes: warnings.map(\.line),
            json: [
                "level": .string(level), "controls": controls.json,
                "reasons": (refusal?.reasons ?? []).json, "criteria": criteria.json,
                "warnings": warnings.json,
            ],
            text: (lines + ["it would \(refusal == nil ? "end as \(level)" : "be refused")"])
                .joined(separator: "\n"))
    }
}

extension ControlResult.Outcome {
    fileprivate var mark: String {
        switch self {
        case .held: "held      "
        case .failed: "failed    "
        case .couldNotRun: "not run   "
        }
    }
}

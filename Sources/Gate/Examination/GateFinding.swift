import HarnessKit
import Ledger
import Project
import Verifier
import Worktree

/// What has been found so far.
struct GateFinding {
    let failedAttempts: Int
    var level = Level.unverified
    var criteria: [CriterionShown] = []
    /// What build, lint and tests came to.
    var validated: ValidationFinished?
    var controls: [ControlResult] = []
    var runs: [String] = []
    var files: [RegisteredFile] = []
    var warnings: [NamedNote] = []
    var amendments: [String] = []
    var removedTests: [String] = []
    var environment: String?
    var manifest: String?
    /// Every scenario file as it was played, by its name.
    var played: [String: String] = [:]
    /// What a task of documentation changed.
    var documents: [String]?
    /// The files that were verified; nil where there are none.
    var tree: TreeState?
    /// What differs there from the start.
    var changes: [Snapshots.Change]?

    init(failedAttempts: Int) {
        self.failedAttempts = failedAttempts
    }

    mutating func warn(_ code: GateCode, _ message: String, hint: String? = nil) {
        warnings.append(NamedNote(code.rawValue, message, hint: hint))
    }

    /// Takes in why no copy of the project could be run, and what would change that.
    mutating func note(obstacle shop: Workshop) {
        guard let reason = shop.obstacle else { return }
        controls.append(ControlResult("copy", .couldNotRun, reason))
        let inputs = IgnoredInputs(of: shop.tree.before, shop.project, in: shop.store.workspace)
        guard shop.lacksIgnored, let advice = inputs.advice else { return }
        warn(
            .notShared,
            "a copy of the project lacks \(inputs.names.joined(separator: ", ")), which git ignores: it ran in its own "
                + "folder, and so no more than V1 is shown",
            hint:
                "for V2 \(advice), run 'task-state reopen --task-id \(shop.task.id) --reason TEXT' where it has ended, "
                + "and complete it again")
    }

    /// Takes in what was promised and is not asked for.
    mutating func note(promises control: ControlResult?, hint: String) {
        guard let control else { return }
        controls.append(control)
        warn(.promises, control.reason, hint: hint)
    }

    /// Takes in what a commit did before.
    mutating func note(committed control: ControlResult?) {
        guard let control else { return }
        controls.append(control)
        warn(
            .heldBefore, control.reason,
            hint: "for V2 prove what no commit does; look at what 'git diff' said when the task began")
    }

    /// Takes in what the scenarios failed by on the base.
    mutating func note(red: RedControl.Outcome) {
        for index in criteria.indices where red.unknown.contains(criteria[index].id) {
            criteria[index].failedOnBase = nil
        }
        guard let control = red.control else { return }
        controls.append(control)
        warnings += red.notes.filter { !$0.isOfServer }
    }

    mutating func note(_ notes: [NamedNote]) { warnings += notes }

    /// Takes in which tests look at what stands there, and at nothing that is done.
    mutating func note(hollow: HollowTests.Outcome) {
        if let control = hollow.control { controls.append(control) }
        warnings += hollow.notes
    }

    /// Takes in that tests of before pass only as they are run now.
    mutating func note(runners control: ControlResult?) {
        guard let control else { return }
        controls.append(control)
        warn(
            .testRunner, control.reason,
            hint: "for V2 have them pass as they were run before, or change what runs them in a task of its own")
    }

    /// Takes in that tests of before fail as they were: of work that is to keep all as it is, nobody can tell then that it did.
    mutating func note(oldTests words: String?, keeping: Bool) {
        guard let words else { return }
        if keeping {
            controls.append(ControlResult("old tests", .couldNotRun, words, code: GateCode.testsChanged.rawValue))
        }
        warn(
            .testsChanged, words,
            hint: keeping
                ? "for V2 have them pass as they were, or 'task-state amend --kind feature --reason TEXT'" : nil)
    }

    /// Takes in what the files of the project are.
    mutating func note(_ tree: Manifest) {
        manifest = tree.digest.description
        note(findings: tree)
    }

    /// Takes in which files somebody could miss; a pipe or socket is in no commit, and in nothing that is verified.
    mutating func note(findings tree: Manifest) {
        for finding in tree.findings.filter({ $0.reason != .noFile }).prefix(20) { note(hidden: finding) }
    }

    /// Takes in which files changed without git telling of it.
    mutating func note(hiddenFrom git: Git?) throws {
        for finding in try git?.hiddenChanges().prefix(20) ?? [] { note(hidden: finding) }
    }

    mutating func note(hidden finding: Manifest.Finding) {
        warnings.append(
            NamedNote("W_HIDDEN_FILE", "\(finding.path) is part of what was verified (\(finding.reason.rawValue))"))
    }

    /// Takes in that no commit of the project would hold what was done.
    mutating func note(unheld work: [String]) {
        guard let what = Self.some(of: work) else { return }
        let reason = "the project's git would commit nothing of the work: of \(what) it keeps other bytes, or none"
        controls.append(ControlResult("commit", .couldNotRun, reason, code: "W_HIDDEN_FILE"))
        warnings.append(
            NamedNote(
                "W_HIDDEN_FILE", reason,
                hint:
                    "for V2 have 'git add' take it in as it is: see 'git ls-files -v', 'git check-attr --all' and "
                    + "'git config --list'"))
    }

    /// Takes in that something new is found before what runs tests.
    mutating func note(shadowed control: ControlResult?) {
        guard let control else { return }
        controls.append(control)
        warn(.shadowed, control.reason, hint: "for V2 give it another name, or have it lie in a package of the project")
    }

    /// Takes in that the state before was only given less than then.
    mutating func note(given control: ControlResult?) {
        guard let control else { return }
        controls.append(control)
        warn(
            .environmentChanged, control.reason,
            hint: "for V2 prove what the program does beside that, or give it what it was given")
    }

    mutating func note(unseen control: ControlResult?) {
        guard let control else { return }
        controls.append(control)
        warnings.append(
            NamedNote(
                "W_HIDDEN_FILE", control.reason,
                hint: "commit it in its own repository and name that commit here, or move it into the project"))
    }

    /// Takes in that nothing was done that could be held against the state before.
    mutating func note(change control: ControlResult?, hint: String) {
        guard let control else { return }
        controls.append(control)
        warn(.noChange, control.reason, hint: hint)
    }

    private mutating func noteLate(_ files: [String], of count: Int) {
        guard let some = Self.some(of: files) else { return }
        let what = files.count == count ? "the scenarios were" : files.count == 1 ? "\(some) was" : "\(some) were"
        warn(.latePlan, "\(what) fixed after the work had begun")
    }

    /// Takes in what the scenario files say.
    mutating func note(_ scenarios: TaskScenarios, _ criteria: [Criterion]) {
        self.criteria = criteria.map { $0.shown(nil) }
        amendments = scenarios.amendments
        removedTests = scenarios.removedTests
        files = scenarios.own.map { source in
            var file = RegisteredFile()
            file.path = source.name
            file.digest = source.digest.description
            file.scenarios = source.file.scenarios.map(\.id)
            return file
        }
        played = Dictionary(scenarios.all.map { ($0.name, $0.digest.description) }) { $1 }
        noteLate(scenarios.late, of: scenarios.own.count)
        for name in scenarios.unfinished {
            warn(
                .unfinished, "\(name) still holds a TODO, and what does is no part of the regression suite",
                hint: "write it and run 'verify register \(name)', or delete it")
        }
        for lost in scenarios.lost { warn(.scenarioGone, lost.words, hint: lost.hint) }
        let known = criteria.map(\.id)
        for scenario in scenarios.own.flatMap(\.file.scenarios) {
            for id in scenario.proves where !known.contains(id.uppercased()) {
                warn(.unknownCriterion, "'\(scenario.id)' proves \(id), which this task does not have")
            }
        }
    }
}

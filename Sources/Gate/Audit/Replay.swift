import HarnessKit
import Ledger
import Verifier
import Worktree

/// A receipt's scenarios, played again on files that were written for it, without the ledger that made it.
///
/// The base is the commit that the receipt names, and is asked where this clone has it.
struct Replay {
    let receipt: Receipt
    /// A throw-away folder with all files of the project, the harness's too.
    let checkout: AuditCheckout
    let git: Git
    let context: Context
    let loop: PollLoop
    let progress: Progress
    /// The work tree, where only that runs the project, as it did when the receipt was made.
    private var workTree: Path?

    init(
        receipt: Receipt, checkout: AuditCheckout, git: Git, context: Context, loop: PollLoop, progress: Progress
    ) {
        self.receipt = receipt
        self.checkout = checkout
        self.git = git
        self.context = context
        self.loop = loop
        self.progress = progress
    }

    private var root: Path { workTree ?? checkout.root }

    mutating func run(into audited: inout AuditedReceipt) throws {
        guard !receipt.isOfDocuments else {
            return try DocumentsReplay(receipt: receipt, checkout: checkout, git: git).run(into: &audited)
        }
        let suite = try AuditedSuite(of: receipt, in: checkout, before: git)
        let sources = suite.sources
        guard sources.contains(where: \.isOwn) else { return leaveOut("the receipt names no scenario file", &audited) }
        let project = try project()
        var played = try play(sources, project, in: root, rounds: 2)
        if played.status != .pass, receipt.wasMadeInPlace {
            switch try checkout.workTree(in: context) {
            case .failure(let obstacle):
                return leaveOut(
                    "it was made in the project's own folder, a copy fails, and \(obstacle.reason)", &audited)
            case .success(let path):
                workTree = path
                let first = played.scenarios.first { $0.status == .fail }
                let why = played.trouble?.message ?? first.map { "'\($0.name)', \($0.failure ?? "")" } ?? ""
                progress.update("in a copy of the commit this fails: \(why); trying it in a work tree")
                played = try play(sources, project, in: path, rounds: 2)
            }
        }
        if played.status != .pass, let missing = GateFinding.some(of: checkout.missing) {
            let first = played.trouble?.message ?? played.scenarios.first { $0.status == .fail }?.failure ?? ""
            return leaveOut(
                "\(missing), which share in \(checkout.harness)/config/environment.json names, is not there, and without it "
                    + "this fails: \(first)", &audited)
        }
        for name in suite.unfinished {
            audited.warn(.unfinished, "\(name) still holds a TODO, and no receipt names it: what does was left out")
        }
        let failing = UnclaimedControl.failing(played, of: sources, unclaimed: suite.unclaimed)
        judge(
            played, failing.isEmpty ? .init() : .init(failing, on: try self.base(failing, project, laying: false)),
            &audited)
        guard audited.holds else { return audited.level = .unverified }
        audited.level = min(audited.level, .replayed)
        if let words = try rewritten() {
            audited.controls.append(ControlResult("tree", .couldNotRun, words, code: GateCode.treeMoved.rawValue))
        }
        let base = receipt.keepsBehaviour ? BaseControl.Outcome() : try base(sources.filter(\.isOwn), project)
        let isNew = try? FormerTree.find(for: receipt, checkout, git).get().isOfNewProject
        audited.controls.append(control(of: base, isNew: isNew ?? false))
        // What fails where nothing is says no more of a new project than it did when the receipt was made.
        let former = isNew == true ? .init(obstacle: "a new project has no state from before") : base
        if !receipt.keepsBehaviour { try judgeStrength(played, sources, project, former, &audited) }
        guard audited.holds else { return audited.level = .unverified }
        // What could not be repeated here keeps it from being more than it was played again.
        let isWhole = audited.controls.allSatisfy { $0.outcome == .held }
        if receipt.level >= .controlled, isWhole { audited.level = .independent }
    }

    /// Code of the commit that what was run made another: then something else was played.
    private func rewritten() throws -> String? {
        guard workTree == nil else { return nil }
        let top = try Folder(root)
        let paths = checkout.manifest.entries.filter { entry in
            guard entry.kind != .link, let bytes = try? top.read(entry.path) else { return false }
            return SHA256.digest(of: bytes) != entry.digest
        }.map(\.path)
        return GateFinding.some(of: try WrittenFiles(paths, in: root).sources).map {
            "\($0) was rewritten by what was run: what was played is not what is committed"
        }
    }

    /// Nothing was played: nothing holds, and nothing is broken.
    private func leaveOut(_ reason: String, _ audited: inout AuditedReceipt) {
        audited.controls.append(ControlResult("replay", .couldNotRun, reason))
        audited.level = .unverified
        audited.wasNotRun = true
    }

    private func project() throws -> ProjectEnvironment {
        let name = "\(checkout.harness)/config/environment.json"
        guard let bytes = try Folder(checkout.root).read(try RelativePath(naming: name)) else {
            throw Failure(
                .missing, "\(name) is not in this commit: nothing says how the project is run",
                hint: "commit it, and run the same command again")
        }
        return try JSON.Source(name: name, bytes: bytes).decode()
    }

    private func order(
        _ sources: [ScenarioSource], _ project: ProjectEnvironment, in root: Path, rounds: Int
    ) -> RunOrder {
        RunOrder(
            id: RunStore.newID(in: context), task: receipt.task, sources: sources, project: project, root: root,
            seeds: (0..<rounds).map { _ in context.random(16).hexadecimal })
    }

    private func play(
        _ sources: [ScenarioSource], _ project: ProjectEnvironment, in root: Path, rounds: Int,
        _ tolerated: Set<StepName> = []
    ) throws -> Report {
        var order = order(sources, project, in: root, rounds: rounds)
        order.tolerated = tolerated
        return try Run(order, on: loop, in: checkout.context(in: root, like: context), progress: progress).execute()
    }

    private func judge(_ report: Report, _ unclaimed: UnclaimedControl.Outcome, _ audited: inout AuditedReceipt) {
        if let trouble = report.trouble {
            return audited.controls.append(
                ControlResult("replay", .failed, trouble.message, code: GateCode.replayFailed.rawValue))
        }
        audited.judge("replay", report.own, code: .replayFailed)
        let idle = audited.note(unclaimed)
        audited.judge("regression", report.others.filter { !idle.contains($0.name) }, code: .regression)
    }

    /// The same scenarios without the work: for each criterion one must fail.
    private func base(
        _ own: [ScenarioSource], _ project: ProjectEnvironment, tolerating tolerated: Set<StepName> = [],
        starting starters: Starters = Starters(), laying laysTests: Bool = true
    ) throws -> BaseControl.Outcome {
        let former: FormerTree
        switch try FormerTree.find(for: receipt, checkout, git) {
        case .failure(let obstacle): return BaseControl.Outcome(obstacle: obstacle.reason)
        case .success(let found): former = found
        }
        guard workTree == nil else {
            return BaseControl.Outcome(obstacle: "a copy of the project does not run, and so none of the state before")
        }
        progress.update("playing the scenarios on the state before the work")
        let folder = try TemporaryFolder(in: context.environment, named: "tree")
        let manifest = try former.export(from: git, into: folder.path)
        try checkout.share(folder.path, project, manifest)
        let tests = laysTests ? try laidTests() : LaidTests(starters)
        return try BaseControl.outcome(of: own, hasTestFiles: !tests.isEmpty, isProof: laysTests) { sources, place in
            let tests = (place == .withTestFiles ? tests : LaidTests(starters)).starting(starters)
            guard !tests.isEmpty else {
                return BaseControl.Outcome(
                    try playBefore(sources, project, in: folder.path, tolerated), tolerating: tolerated)
            }
            let other = try TemporaryFolder(in: context.environment, named: "tree")
            let copy = try KeptCopy(in: other.path, named: checkout.root.name)
            let wanted = try tests.lay(
                over: manifest, at: folder.path, into: copy, from: checkout.root, at: context.clock.now())
            try checkout.share(copy.tree, project, wanted)
            return BaseControl.Outcome(
                try playBefore(sources, project, in: copy.tree, tolerated), tolerating: tolerated)
        }
    }

    /// Plays with the environment.json of what is audited; where nothing can be started so, with that of the base.
    private func playBefore(
        _ sources: [ScenarioSource], _ project: ProjectEnvironment, in root: Path, _ tolerated: Set<StepName>
    ) throws -> Report {
        let report = try play(sources, project, in: root, rounds: 1, tolerated)
        guard report.trouble != nil, let commit = receipt.body.baseCommit,
            let path = RelativePath("\(checkout.harness)/\(ProjectEnvironment.file)"),
            let bytes = try git.contents(of: [path], in: commit)[path],
            let former: ProjectEnvironment = try? JSON.Source(name: "\(path) of \(commit)", bytes: bytes).decode()
        else { return report }
        let again = try play(sources, former, in: root, rounds: 1, tolerated)
        return again.trouble == nil ? again : report
    }

    /// The tests of what is audited, as they can be laid over the commit that the work began with.
    private func laidTests() throws -> LaidTests {
        try LaidTests(
            of: checkout.manifest, at: checkout.root, among: { _ in true },
            before: { paths in try receipt.body.baseCommit.map { try git.contents(of: paths, in: $0) } ?? [:] })
    }

    private func control(of base: BaseControl.Outcome, isNew: Bool) -> ControlResult {
        guard !receipt.keepsBehaviour else { return ControlResult("base", .held, "not asked of a \(receipt.kind)") }
        if let reason = base.reason {
            guard !isNew else { return ControlResult("base", .held, "a new project: no program was there before") }
            return ControlResult("base", .couldNotRun, reason, code: GateCode.noBase.rawValue)
        }
        guard let passing = receipt.body.criteria.first(where: { base.passes($0.scenarios) }) else {
            let place = receipt.body.baseCommit == nil ? "where nothing is" : "without the change"
            return ControlResult("base", .held, "every criterion is missed \(place)")
        }
        return ControlResult(
            "base", .failed, "the scenarios of \(passing.id) pass without the change as well",
            code: GateCode.basePasses.rawValue)
    }

    /// What they failed by without the work.
    private func red(
        _ played: Report, _ order: RunOrder, _ project: ProjectEnvironment, _ base: BaseControl.Outcome
    ) throws -> RedControl.Outcome {
        let context = checkout.context(in: root, like: context)
        let reading = RedReading(
            played, at: root, files: checkout.manifest.entries,
            absence: { [loop, progress] in
                try ServerAbsence(order, knowing: played, on: loop, in: context, progress: progress)
            }, tests: { [checkout] in try DeclaredTests(in: checkout.manifest.entries, of: checkout.root) },
            laid: laidTests)
        return try RedControl(
            criteria: receipt.body.criteria.map { ($0.id, $0.scenarios) }, order: order, report: played, base: base,
            reading: reading, again: { try self.base($0, project, tolerating: $1, starting: $2) }
        ).run()
    }

    /// What they would notice, and programs that know nothing.
    private func judgeStrength(
        _ played: Report, _ sources: [ScenarioSource], _ project: ProjectEnvironment, _ base: BaseControl.Outcome,
        _ audited: inout AuditedReceipt
    ) throws {
        let own = sources.filter(\.isOwn)
        var report = played
        let red = try red(played, order(own, project, in: root, rounds: 1), project, base)
        red.control.map { audited.controls.append($0) }
        let failedOnBase = base.failedSteps.union(red.shown)
        Grading(sources: own, failedOnBase: failedOnBase).grade(&report)
        let known = receipt.body.criteria.map(\.id)
        let judged = report.criteria.filter { known.contains($0.id.uppercased()) }
        let findings = judged.compactMap(\.finding).filter { base.hasRun || $0.code != StrengthCode.grade.rawValue }
        let lowest = judged.map(\.grade).min() ?? 0
        let isWeak = lowest < ScenarioStrength.best
        audited.controls.append(
            ControlResult(
                "strength", findings.isEmpty ? (isWeak ? .couldNotRun : .held) : .failed,
                findings.first?.message ?? "the lowest grade is \(lowest) of 3", code: findings.first?.code))
        var order = order(own, project, in: root, rounds: 1)
        let asked = try ServerControl(
            order: order, report: report, base: base, shown: red.shown, loop: loop,
            context: checkout.context(in: root, like: context), progress: progress,
            tests: { [checkout] in try DeclaredTests(in: checkout.manifest.entries, of: checkout.root) }
        ).run()
        let isAsked = asked?.warnings.isEmpty ?? true
        (isAsked ? red.server ?? asked?.control : asked?.control).map { audited.controls.append($0) }
        order.failedOnBase = failedOnBase
        let (standIns, passed) = try WeaknessControls.playStandIns(
            order, knowing: report, on: loop, in: checkout.context(in: root, like: context), progress: progress)
        audited.controls.append(
            passed.first.map { ControlResult(standIns.name, .failed, $0.message, code: $0.code) } ?? standIns)
    }
}

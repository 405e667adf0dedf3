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
    let root: Path
    let harness: String
    let git: Git
    let context: Context
    let loop: PollLoop
    let progress: Progress
    /// Puts the ignored files that a copy needs beside it.
    let share: (Path, ProjectEnvironment, Manifest) throws -> Void

    private struct BaseOutcome {
        let control: ControlResult
        var failedSteps: Set<StepName> = []
        var ran = false
    }

    func run(into audited: inout AuditedReceipt) throws {
        let sources = try sources()
        guard sources.contains(where: \.isOwn) else {
            audited.controls.append(ControlResult("replay", .couldNotRun, "the receipt names no scenario file"))
            audited.level = min(audited.level, .unverified)
            return
        }
        let project = try project()
        let played = try play(sources, project, in: root, rounds: 2)
        try judge(played, &audited)
        guard audited.holds else { return audited.level = .unverified }
        audited.level = min(audited.level, .replayed)
        let base = try base(sources.filter(\.isOwn), project)
        audited.controls.append(base.control)
        if !receipt.keepsBehaviour { try judgeStrength(played, sources, project, base, &audited) }
        guard audited.holds else { return audited.level = .unverified }
        // What could not be repeated here keeps it from being more than it was played again.
        let isWhole = audited.controls.allSatisfy { $0.outcome == .held }
        if receipt.level >= .controlled, isWhole { audited.level = .independent }
    }

    private func project() throws -> ProjectEnvironment {
        let name = "\(harness)/config/environment.json"
        guard let bytes = try Folder(root).read(try RelativePath(naming: name)) else {
            throw Failure(
                .missing, "\(name) is not in this commit: nothing says how the project is run",
                hint: "commit it, and run the same command again")
        }
        return try JSON.Source(name: name, bytes: bytes).decode()
    }

    /// The receipt's own files, and all others as those of earlier tasks.
    private func sources() throws -> [ScenarioSource] {
        let own = receipt.body.files.map(\.path)
        let folder = root / harness / "scenarios"
        var sources = try ScenarioSource.paths(in: folder).map { try ScenarioSource(at: $0, below: root) }
        for index in sources.indices { sources[index].isOwn = own.contains(sources[index].name) }
        for name in own where !sources.contains(where: { $0.name == name }) {
            guard FileStatus(following: root / Path(name)) != nil else { continue }
            sources.append(try ScenarioSource(at: root / Path(name), below: root))
        }
        try ScenarioSource.check(sources)
        return sources
    }

    private func order(
        _ sources: [ScenarioSource], _ project: ProjectEnvironment, in root: Path, rounds: Int
    ) -> RunOrder {
        RunOrder(
            id: RunStore.newID(in: context), task: receipt.task, sources: sources, project: project, root: root,
            seeds: (0..<rounds).map { _ in context.random(16).hexadecimal })
    }

    private func play(
        _ sources: [ScenarioSource], _ project: ProjectEnvironment, in root: Path, rounds: Int
    ) throws -> Report {
        try Run(order(sources, project, in: root, rounds: rounds), on: loop, in: context, progress: progress).execute()
    }

    private func judge(_ report: Report, _ audited: inout AuditedReceipt) throws {
        if let trouble = report.trouble {
            return audited.controls.append(
                ControlResult("replay", .failed, trouble.message, code: GateCode.replayFailed.rawValue))
        }
        for (name, code, scenarios) in [
            ("replay", GateCode.replayFailed, report.own), ("regression", .regression, report.others),
        ] where !scenarios.isEmpty {
            let failed = scenarios.filter { $0.status == .fail }
            let reason = failed.first.map { "'\($0.name)' fails: \($0.failure ?? "")" }
            audited.controls.append(
                ControlResult(
                    name, failed.isEmpty ? .held : .failed,
                    reason ?? "\(scenarios.count) of \(scenarios.count) passed",
                    code: reason == nil ? nil : code.rawValue))
        }
    }

    /// The same scenarios without the work: for each criterion one must fail.
    private func base(_ own: [ScenarioSource], _ project: ProjectEnvironment) throws -> BaseOutcome {
        guard !receipt.keepsBehaviour else {
            return BaseOutcome(control: ControlResult("base", .held, "not asked of a \(receipt.kind)"))
        }
        guard let name = receipt.body.baseCommit, git.commit(of: name) != nil else {
            let what = receipt.body.baseCommit.map { "the commit \($0.prefix(12)) is not in this clone" }
            return BaseOutcome(
                control: ControlResult(
                    "base", .couldNotRun, what ?? "the receipt names no commit", code: GateCode.noBase.rawValue))
        }
        progress.update("playing the scenarios on the state before the work")
        let folder = try TemporaryFolder(in: context.environment, named: "tree")
        let export = try git.export(name, into: folder.path)
        try share(folder.path, project, export.manifest)
        let report = try play(own, project, in: folder.path, rounds: 1)
        if let trouble = report.trouble {
            return BaseOutcome(
                control: ControlResult(
                    "base", .couldNotRun, "the state before the work could not be run: \(trouble.message)",
                    code: GateCode.noBase.rawValue))
        }
        let failed = report.own.filter { $0.status == .fail }
        let steps = failed.compactMap { scenario in
            scenario.steps.last { !$0.hasPassed }.map { StepName(scenario.name, $0.id) }
        }
        let names = Set(failed.map(\.name))
        let passing = receipt.body.criteria.filter { criterion in
            !criterion.scenarios.isEmpty && criterion.scenarios.allSatisfy { !names.contains($0) }
        }
        let control = ControlResult(
            "base", passing.isEmpty ? .held : .failed,
            passing.first.map { "the scenarios of \($0.id) pass without the change as well" }
                ?? "every criterion is missed without the change",
            code: passing.isEmpty ? nil : GateCode.basePasses.rawValue)
        return BaseOutcome(control: control, failedSteps: Set(steps), ran: true)
    }

    /// What they would notice, and programs that know nothing.
    private func judgeStrength(
        _ played: Report, _ sources: [ScenarioSource], _ project: ProjectEnvironment, _ base: BaseOutcome,
        _ audited: inout AuditedReceipt
    ) throws {
        let own = sources.filter(\.isOwn)
        var report = played
        Grading(sources: own, failedOnBase: base.failedSteps).grade(&report)
        let known = receipt.body.criteria.map(\.id)
        let judged = report.criteria.filter { known.contains($0.id.uppercased()) }
        let findings = judged.compactMap(\.finding).filter { base.ran || $0.code != StrengthCode.grade.rawValue }
        let lowest = judged.map(\.grade).min() ?? 0
        let isWeak = lowest < ScenarioStrength.best
        audited.controls.append(
            ControlResult(
                "strength", findings.isEmpty ? (isWeak ? .couldNotRun : .held) : .failed,
                findings.first?.message ?? "the lowest grade is \(lowest) of 3", code: findings.first?.code))
        var order = order(own, project, in: root, rounds: 1)
        order.failedOnBase = base.failedSteps
        do {
            let outcomes = try StandInControl(order, previous: report, on: loop, in: context, progress: progress).run()
            let finding = outcomes.compactMap(\.finding).first
            let noticed = outcomes.count { !$0.hasPassed }
            audited.controls.append(
                ControlResult(
                    "stand-ins", finding == nil ? .held : .failed,
                    finding?.message
                        ?? "\(noticed) of \(outcomes.count) plays against stand-ins failed, as they should",
                    code: finding?.code))
        } catch let failure as Failure where failure.code == .unavailable {
            audited.controls.append(ControlResult("stand-ins", .couldNotRun, failure.message))
        }
    }
}

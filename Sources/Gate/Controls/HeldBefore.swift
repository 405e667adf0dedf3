import HarnessKit
import Ledger
import Verifier
import Worktree

/// Whether what the state before failed was there already, and only kept from it.
struct HeldBefore {
    let shop: Workshop
    let scenarios: [ScenarioSource]
    let criteria: [Criterion]
    let base: BaseControl.Outcome
    var isRehearsal = false

    /// In the commit that was checked out when the task began; nil where nothing was, or where nobody can tell.
    ///
    /// The state before the work is the work tree as it was then; what had been taken out of it just before stands in that
    /// commit.
    func committed() throws -> ControlResult? {
        guard base.hasRun, let commit = try otherCommit(),
            let held = try held(in: { try play($0, before: .commit(commit)) })
        else { return nil }
        return ControlResult(
            "committed", .couldNotRun,
            "\(held.id) holds in commit \(commit.prefix(12)) already, which was checked out when the task began: it was "
                + "missed only by what was changed there without a commit",
            code: GateCode.heldBefore.rawValue)
    }

    /// With what environment.json gave it then: a program fails as well where a variable is taken from it.
    func givenAsThen() throws -> ControlResult? {
        guard base.hasRun, let project = try shop.projectAtStart(),
            let held = try held(in: { try play($0, as: project) })
        else { return nil }
        return ControlResult(
            "environment", .couldNotRun,
            "\(held.id) holds before the work with what environment.json said then: it was missed only for what that file "
                + "says now",
            code: GateCode.environmentChanged.rawValue)
    }

    /// A criterion that was missed, and that holds where its scenarios are played otherwise.
    private func held(in play: ([ScenarioSource]) throws -> BaseControl.Outcome) throws -> Criterion? {
        let missed = Set(base.failed.keys)
        let failing = scenarios.compactMap { $0.keeping { missed.contains($0.id) } }
        guard !failing.isEmpty else { return nil }
        let other = try play(failing)
        guard other.hasRun else { return nil }
        return criteria.first { other.passes($0.scenarios.map(\.id).filter(missed.contains)) }
    }

    private func play(
        _ sources: [ScenarioSource], before: StateBefore = .start, as project: ProjectEnvironment? = nil
    ) throws -> BaseControl.Outcome {
        var control = BaseControl(shop: shop, scenarios: sources, isRehearsal: isRehearsal, before: before)
        control.project = project
        return try control.run()
    }

    /// The commit of the start, where the work tree was something else than it.
    private func otherCommit() throws -> String? {
        guard shop.task.chosenBase == nil, let commit = shop.task.started.baseCommit,
            let git = Git(of: shop.store.workspace, in: shop.store.context), git.commit(of: commit) != nil
        else { return nil }
        let committed = Set(try shop.former.manifest(of: .commit(commit)).entries.map(Mark.init))
        let start = Set(try shop.former.manifest(of: .start).entries.map(Mark.init))
        let differs = committed.symmetricDifference(start).contains { !DocumentsControl.isDocument("\($0.path)") }
        return differs ? commit : nil
    }

    private struct Mark: Hashable {
        let path: RelativePath
        let kind: Manifest.Kind
        let digest: Digest

        init(_ entry: Manifest.Entry) { (path, kind, digest) = (entry.path, entry.kind, entry.digest) }
    }
}

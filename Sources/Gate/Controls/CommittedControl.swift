import HarnessKit
import Ledger
import Verifier
import Worktree

/// Whether the commit that was checked out when the task began did already what the work is for.
///
/// The state before the work is the work tree as it was then; what had been taken out of it just before stands in that
/// commit.
struct CommittedControl {
    let shop: Workshop
    let scenarios: [ScenarioSource]
    let criteria: [Criterion]
    let base: BaseControl.Outcome
    var isRehearsal = false

    /// What was there already; nil where nothing was, or where nobody can tell.
    func run() throws -> ControlResult? {
        guard base.hasRun, let commit = try otherCommit() else { return nil }
        let missed = Set(base.failed.keys)
        let failing = scenarios.compactMap { $0.keeping { missed.contains($0.id) } }
        guard !failing.isEmpty else { return nil }
        let committed = try BaseControl(
            shop: shop, scenarios: failing, isRehearsal: isRehearsal, before: .commit(commit)
        ).run()
        let held = criteria.first { criterion in
            let open = criterion.scenarios.map(\.id).filter(missed.contains)
            return committed.passes(open)
        }
        guard committed.hasRun, let held else { return nil }
        return ControlResult(
            "committed", .couldNotRun,
            "\(held.id) holds in commit \(commit.prefix(12)) already, which was checked out when the task began: it was "
                + "missed only by what was changed there without a commit",
            code: GateCode.heldBefore.rawValue)
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

import HarnessKit
import Ledger
import Worktree

/// The state before the work, as an audit can make it: a commit, or nothing at all.
struct FormerTree {
    /// Nil where nothing was committed when the work began.
    let commit: String?
    /// Whether it is of a new project, in which no program was there: stand-ins are what that is held against.
    let isOfNewProject: Bool

    /// Finds it, or says why it cannot be made.
    static func find(
        for receipt: Receipt, _ checkout: AuditCheckout, _ git: Git
    ) throws -> Result<FormerTree, SiteMaker.Obstacle> {
        let isNew = receipt.kind == "new-project"
        guard let name = receipt.body.baseCommit else {
            // What was merely taken out of a receipt is no beginning with nothing.
            guard isNew, receipt.body.hadCommit == false else {
                return .failure(.init(reason: "the receipt names no commit"))
            }
            let obstacle = try doubt(of: receipt, checkout, git)
            return obstacle.map { .failure(.init(reason: $0)) } ?? .success(.init(commit: nil, isOfNewProject: true))
        }
        guard git.commit(of: name) != nil else {
            return .failure(.init(reason: "the commit \(name.prefix(12)) is not in this clone"))
        }
        if let chosen = receipt.chosenBase, !checkout.revisions.contains(where: { git.isAncestor(name, of: $0) }) {
            let revisions = checkout.revisions.joined(separator: " or ")
            return .failure(.init(reason: "the base that was chosen, \(chosen), is no ancestor of \(revisions)"))
        }
        let hadProgram = try isNew ? git.export(name, into: nil).manifest.hasProgram() : true
        return .success(.init(commit: name, isOfNewProject: !hadProgram))
    }

    /// Why a history does not bear out that it began after the task; nil where it does.
    private static func doubt(of receipt: Receipt, _ checkout: AuditCheckout, _ git: Git) throws -> String? {
        guard let start = TaskID(receipt.task)?.moment else { return "the task's id does not say when it began" }
        guard let beginnings = try git.beginnings(of: checkout.revisions), let first = beginnings.min() else {
            return "the first commit is not in this clone: fetch the history ('fetch-depth: 0')"
        }
        guard first < start else { return nil }
        return "the receipt says that nothing was committed when the work began, and the first commit is older "
            + "(\(first.iso8601))"
    }

    /// Writes it into an empty folder.
    func export(from git: Git, into folder: Path) throws -> Manifest {
        try commit.map { try git.export($0, into: folder).manifest } ?? .empty
    }
}

extension Manifest {
    /// Whether a program lies in it: a project is new where none does.
    func hasProgram() throws -> Bool {
        let paths = try TestPaths()
        return entries.contains { entry in
            guard case .code = paths.role(of: entry.path) else { return false }
            return paths.language(of: entry.path.description) != nil
        }
    }
}

import HarnessKit
import Ledger
import Worktree

/// A revision of the project that somebody named as the base of a task; known to be there.
struct BaseRevision {
    let text: String
    let commit: String

    init(_ text: String, in context: Context) throws {
        let workspace = try Workspace.find(in: context)
        guard let git = Git(of: workspace, in: context) else {
            throw Failure(
                .unavailable,
                "--base names a revision of git, and \(workspace.lackOfGit), or there is no git",
                hint: "leave --base out: the base is then the start of the task")
        }
        guard let commit = git.commit(of: text) else {
            if git.refusal != nil { throw git.ignorance(of: text) }
            throw Failure(
                .missing, "there is no commit '\(text)' in \(workspace.root)",
                hint: "run 'git log --oneline' and name one of those with --base REV")
        }
        // What was made aside, to be missed, shows nothing of what was done.
        guard git.isReachable(commit) else {
            throw Failure(
                .usage, "no branch and no tag leads to the commit '\(text)', and neither does HEAD",
                hint: "name one that 'git log --all --oneline' shows with --base REV")
        }
        self.text = text
        self.commit = commit
    }
}

extension TaskStore {
    /// Saves the files of a revision as what a task's work is compared with.
    func base(_ revision: BaseRevision, of id: TaskID) throws -> ChosenBase {
        guard let snapshots = try snapshots() else { throw noSnapshots }
        var base = ChosenBase()
        base.revision = revision.text
        base.commit = revision.commit
        base.snapshot = try snapshots.take(
            revision.commit, named: "\(id)/base-\(revision.commit)", saying: "base of \(id): \(revision.text)")
        return base
    }
}

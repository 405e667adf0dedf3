import HarnessKit
import Ledger
import Worktree

/// What happened in the work tree since a task's last checkpoint, that no checkpoint tells.
struct Movement {
    let commits: [Git.Commit]
    /// Changed files that the task never mentioned.
    let files: [String]
    /// Why this is not known, where it is not.
    let gap: String?

    private static let most = 20

    init(since task: TaskRecord, in workspace: Workspace, _ context: Context) {
        guard let git = Git(of: workspace, in: context) else {
            let place = workspace.gitTopAbove == nil ? "not in a git work tree" : "not at the top of a git work tree"
            (commits, files, gap) = ([], [], "\(place): edits since then are not known")
            return
        }
        do {
            let since = Self.start(of: task, in: git)
            let mentioned = Set(task.filesChanged + task.filesCreated)
            var seen: Set<String> = []
            // A repository without a commit has no log.
            let all = try git.filesChanged() + ((try? git.filesCommitted(since: since)) ?? [])
            files = all.filter { file in
                !file.hasPrefix("\(workspace.harnessName)/") && !mentioned.contains(file) && !Residue.holds(file)
                    && seen.insert(file).inserted
            }
            commits = (try? git.commits(since: since, limit: Self.most)) ?? []
            gap = nil
        } catch {
            (commits, files, gap) = ([], [], Failure(translating: error).message)
        }
    }

    /// The commit that was checked out then; its time, where that is not known or git has it no more.
    private static func start(of task: TaskRecord, in git: Git) -> Git.Start {
        let last = task.checkpoints.last
        let commit = last == nil ? task.started.baseCommit : last?.body.commit
        if let commit, git.commit(of: commit) == commit { return .commit(commit) }
        return .moment(last?.at ?? task.startedAt)
    }
}

import HarnessKit
import Worktree

/// Whether what the task changed stands in a commit that was there when it began, beside the state that it began with.
///
/// Whoever steps back, begins a task and steps forward again has done nothing in it.
struct EarlierWork {
    let shop: Workshop

    private static let mostCommits = 20
    private static let mostFiles = 200
    /// How many of a hundred lines must stand there.
    private static let share = 80
    /// Shorter lines stand everywhere.
    private static let leastLine = 4

    /// What was there; nil where nothing was, where the base was chosen, or where nobody can tell.
    func words() throws -> String? {
        let task = shop.task
        guard task.chosenBase == nil, let base = task.started.baseCommit,
            let git = Git(of: shop.store.workspace, in: shop.store.context)
        else { return nil }
        let harness = shop.store.workspace.harnessName + "/"
        let changed = try ChangedLines(of: shop) { path in
            let name = path.description
            return !DocumentsControl.isDocument(name) && !name.hasPrefix(harness)
        }
        let files = changed.files.prefix(Self.mostFiles).map { file in
            (path: file.path, lines: file.lines.map(\.text).filter { $0.utf8.count >= Self.leastLine })
        }.filter { !$0.lines.isEmpty }
        let count = files.reduce(0) { $0 + $1.lines.count }
        let commits = git.commits(
            beside: base, before: task.startedAt, touching: files.map(\.path), limit: Self.mostCommits)
        for commit in commits {
            let texts = try git.contents(of: Set(files.map(\.path)), in: commit.hash)
            let known = files.reduce(0) { sum, file in
                guard let text = texts[file.path] else { return sum }
                let there = Set(ChangedLines.lines(of: text))
                return sum + file.lines.count(where: there.contains)
            }
            guard known * 100 >= count * Self.share else { continue }
            let subject = TerminalText.oneLine(String(commit.subject.prefix(60)))
            return "\(known) of \(count) lines that are new since the task began stand in commit "
                + "\(commit.hash.prefix(12)) ('\(subject)'), which was there before it"
        }
        return nil
    }
}

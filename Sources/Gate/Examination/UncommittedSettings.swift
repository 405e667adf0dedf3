import HarnessKit
import Ledger
import Project
import Verifier
import Worktree

/// Settings that said something else in the commit than in the work tree when the task began: nobody had committed that.
///
/// What counts is the start. Steps that were taken away just before it, or a policy, are no change of the task's.
struct UncommittedSettings {
    let task: TaskRecord
    let store: TaskStore

    static let files: [(file: String, code: GateCode)] = [
        (ProjectEnvironment.file, .environmentChanged), (ValidationFile.path, .validationChanged),
        (Policy.file, .policyChanged),
    ]

    /// A line for each file, by its code.
    func notes() throws -> [(code: GateCode, words: String)] {
        guard let commit = task.started.baseCommit, let git = Git(of: store.workspace, in: store.context),
            git.commit(of: commit) != nil
        else { return [] }
        let harness = store.workspace.harnessName
        let paths = try Self.files.map { try RelativePath(naming: "\(harness)/\($0.file)") }
        let committed = try git.contents(of: Set(paths), in: commit)
        return try zip(Self.files, paths).compactMap { settings, path in
            guard let former = committed[path], !SettingsChange.saysNothing(former) else { return nil }
            guard let kept = task.started.rules.first(where: { $0.path == path.description }) else {
                return (settings.code, "\(path) was deleted before the task began, and is committed")
            }
            guard !SettingsChange.isSame(former, kept, in: store),
                let start = try SettingsChange(task: task, store: store, file: settings.file).bytesAtStart(),
                let changed = SettingsChange.difference(from: former, to: start)
            else { return nil }
            return (settings.code, "\(path) was changed before the task began, and not committed: \(changed)")
        }
    }
}

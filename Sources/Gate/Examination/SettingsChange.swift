import HarnessKit
import Ledger
import Verifier
import Worktree

/// What a file of settings says now that it did not when the task began: what is given to the application, what validates.
///
/// New variables, shares and steps are as often honest as not: whoever reads the receipt is told of them.
struct SettingsChange {
    let task: TaskRecord
    let store: TaskStore
    /// Below the harness's folder.
    let file: String

    private static let mostNames = 4

    /// What was changed; nil where nothing was, or where there was no such file: setting up is work as well.
    func words() throws -> String? {
        guard let (path, kept, now) = try change() else { return nil }
        let name = kept.path
        guard let former = try former(path), isSame(former, kept) else { return "\(name) was changed during the task" }
        return Self.difference(from: former, to: now).map { "\(name) was changed during the task: \($0)" }
    }

    /// Which values differ; nil where none does.
    static func difference(from former: Bytes, to now: Bytes) -> String? {
        let (before, after) = (values(former), values(now))
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        guard !changed.isEmpty else { return nil }
        let shown = changed.sorted { $0.precedes($1) }.prefix(mostNames).joined(separator: ", ")
        return shown + (changed.count > mostNames ? " and \(changed.count - mostNames) more" : "")
    }

    /// Whether a file says no more than that nothing was found: to write what is there is to set it up.
    static func saysNothing(_ bytes: Bytes) -> Bool {
        var values = values(bytes)
        values["schema"] = nil
        return [["steps": "[]"], ["app.kind": "\"library\""], [:]].contains(values)
    }

    /// What the file said at the start; nil where that was not kept.
    func bytesAtStart() throws -> Bytes? {
        let name = "\(store.workspace.harnessName)/\(file)"
        if let former = try formerBytes() { return former }
        guard try change() == nil, let path = RelativePath(name) else { return nil }
        return try Folder(store.workspace.root).read(path)
    }

    /// What the file said at the start, where it says something else now; nil where that is not known.
    func formerBytes() throws -> Bytes? {
        guard let (path, kept, _) = try change() else { return nil }
        if let former = try former(path), isSame(former, kept) { return former }
        guard kept.isKept != false else { return nil }
        return Digest(kept.digest).flatMap { try? store.ledger.blob($0) }
    }

    /// The file as it was noted at the start, and as it is now; nil where it is the same, or was not there.
    private func change() throws -> (path: RelativePath, kept: RegisteredFile, now: Bytes)? {
        let name = "\(store.workspace.harnessName)/\(file)"
        guard let kept = task.started.rules.first(where: { $0.path == name }), let path = RelativePath(name),
            let now = try Folder(store.workspace.root).read(path), !isSame(now, kept)
        else { return nil }
        return (path, kept, now)
    }

    /// What was kept at the start has its secrets taken out; what was only told apart has them in it.
    private func isSame(_ bytes: Bytes, _ kept: RegisteredFile) -> Bool { Self.isSame(bytes, kept, in: store) }

    static func isSame(_ bytes: Bytes, _ kept: RegisteredFile, in store: TaskStore) -> Bool {
        [bytes, store.context.secrets.redact(bytes)].contains { SHA256.digest(of: $0).description == kept.digest }
    }

    /// What the commit says on which the task began.
    private func former(_ path: RelativePath) throws -> Bytes? {
        guard let commit = task.started.baseCommit, let git = Git(of: store.workspace, in: store.context),
            git.commit(of: commit) != nil
        else { return nil }
        return try git.contents(of: [path], in: commit)[path]
    }

    /// Every value by where it stands: "app.share", "env.PORT".
    private static func values(_ bytes: Bytes) -> [String: String] {
        var values: [String: String] = [:]
        func visit(_ json: JSON, _ place: String) {
            guard case .object(let object) = json, !object.members.isEmpty else {
                values[place] = json.text(.compact)
                return
            }
            for member in object.members {
                visit(member.value, place.isEmpty ? member.name : "\(place).\(member.name)")
            }
        }
        (try? JSON.parse(bytes, .handwritten)).map { visit($0, "") }
        return values
    }
}

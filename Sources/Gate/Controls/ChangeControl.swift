import HarnessKit
import Ledger
import Worktree

/// Whether a task has changed anything at all that is run.
///
/// What passes before and after shows that behaviour was kept. Where only comments, blank space or documents changed,
/// nothing could have been otherwise, and of what the task is for nothing was shown. A document may be what a new feature
/// shows; a comment is not.
struct ChangeControl {
    let shop: Workshop

    private static let mostBytes = 1024 * 1024

    /// Nil where something else was changed, or nobody can tell.
    func run() throws -> ControlResult? {
        let isKept = shop.task.kind.keepsBehaviour
        guard shop.task.kind != .newProject, let changes = try shop.former.changes(),
            case .success(let before) = try shop.beforeWork()
        else { return nil }
        // What no snapshot tells, in a repository inside the project for one, may be the work.
        guard !changes.isEmpty,
            try changes.allSatisfy({
                try (isKept && DocumentsControl.isDocumentation($0.path)) || isIdle($0, before.root)
            })
        else { return nil }
        let names = changes.map(\.path)
        let rest = names.count > 1 ? " and \(names.count - 1) more" : ""
        return ControlResult(
            "change", .couldNotRun,
            "nothing was changed but comments\(isKept ? ", blank space or documents" : " or blank space") "
                + "(\(names[0])\(rest)): what the task is for was not run",
            code: GateCode.noChange.rawValue)
    }

    /// What shows more than that; of comments in code no run can.
    func hint() throws -> String {
        let changes = try shop.former.changes() ?? []
        return changes.allSatisfy { DocumentsControl.isDocumentation($0.path) }
            ? "for V2 do the work; what is only documentation is a task of kind docs"
            : "for V2 do the work; what only comments say stays V1, for no run shows it"
    }

    /// Where git tells of no change at all, what differs is nothing that a commit of the project would hold.
    func unseen() throws -> ControlResult? {
        guard shop.task.kind != .newProject, let changes = try shop.former.changes(), changes.isEmpty else {
            return nil
        }
        let (former, now) = (try shop.former.manifest(of: .start), shop.tree.before)
        let before = Dictionary(former.entries.map { ($0.path, $0.digest) }) { first, _ in first }
        let after = Set(now.entries.map(\.path))
        let names =
            now.entries.filter { before[$0.path] != $0.digest }.map(\.path.description)
            + former.entries.map(\.path).filter { !after.contains($0) }.map(\.description)
        guard let what = GateFinding.some(of: names.sorted { $0.precedes($1) }) else { return nil }
        return ControlResult(
            "change", .couldNotRun,
            "git tells of no change since the task began: \(what) differs, in a repository of its own or left out, and no "
                + "commit of the project would hold it",
            code: "W_HIDDEN_FILE")
    }

    /// Whether what is run cannot tell a change.
    private func isIdle(_ change: Snapshots.Change, _ base: Path) throws -> Bool {
        guard change.kind == "M", let then = try Self.text(change.path, in: base) else { return false }
        return try Self.differsIdly(change.path, in: shop.store.workspace.root, from: then)
    }

    /// Whether a file is another than it was, and only by comments or blank space.
    static func differsIdly(_ name: String, in root: Path, from then: Bytes) throws -> Bool {
        guard then.count <= mostBytes, let now = try text(name, in: root), now != then,
            let code = CodeText(now, named: name), let former = CodeText(then, named: name)
        else { return false }
        return code == former
    }

    private static func text(_ name: String, in root: Path) throws -> Bytes? {
        guard let path = RelativePath(name), let status = FileStatus(of: root / name), status.kind == .file,
            status.size <= mostBytes
        else { return nil }
        return try Folder(root).read(path)
    }
}

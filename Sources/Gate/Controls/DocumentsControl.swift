import HarnessKit
import Ledger
import Project
import Worktree

/// A change of documentation needs no scenario, but it must be one, and its links must lead somewhere.
struct DocumentsControl {
    let task: TaskRecord
    let store: TaskStore

    func run(_ finding: inout GateFinding) throws {
        guard let snapshot = task.baseSnapshot, let folder = store.location.database.parent,
            let snapshots = try Snapshots(of: store.workspace, beside: folder, in: store.context)
        else {
            let top = store.workspace.wayToGitTop
            let place =
                top.map { "the project is a folder inside the git work tree at \($0)" } ?? "there is no git here"
            finding.warn(.noBase, "\(place): what changed cannot be told")
            var refusal = Refusal()
            refusal.add(
                .kind,
                "whether only documentation changed cannot be told "
                    + (top.map { "in a folder inside the git work tree at \($0), only from there" } ?? "outside git"),
                hint: "end it honestly: 'task-state complete --summary TEXT --unverified no-runnable-app --reason TEXT'"
            )
            throw refusal
        }
        finding.note(findings: try TreeState(for: task, in: store).before)
        try finding.note(hiddenFrom: Git(of: store.workspace, in: store.context))
        let changes = try snapshots.changes(since: snapshot)
        var refusal = Refusal()
        let others = try changes.filter { try !Self.isDocumentation($0.path) || isScript($0.path) }
        if let first = others.first {
            let rest = others.count > 1 ? " and \(others.count - 1) more" : ""
            refusal.add(
                .kind, "the task is of kind docs, and \(first.path)\(rest) is no documentation",
                hint: try advice(on: others, since: snapshot, snapshots))
        }
        if changes.isEmpty {
            refusal.add(
                .kind, "nothing has changed since the task began",
                hint: "write it, or 'task-state abandon --reason TEXT'")
        }
        for change in changes where change.kind != "D" && change.path.hasSuffix(".md") {
            for link in try Self.links(in: change.path, below: store.workspace.root).broken {
                refusal.add(.kind, "\(change.path) leads to '\(link)', which is not there", hint: "mend the link")
            }
        }
        finding.controls.append(
            ControlResult(
                "documents", refusal.reasons.isEmpty ? .held : .failed,
                "\(changes.count) document\(changes.count == 1 ? "" : "s") changed, their links checked"))
        finding.documents = changes.map(\.path).sorted { $0.precedes($1) }
        finding.level = .replayed
        finding.criteria = Criterion.all(of: task, in: []).map { $0.shown(nil) }
        try refusal.raise()
    }

    /// How many relative links a Markdown file has, and those whose target does not exist. One that is itself a link to
    /// another file of the project has that one.
    static func links(in name: String, below root: Path) throws -> (count: Int, broken: [String]) {
        let folder = (root / name).parent ?? root
        if let target = (root / name).linkTarget {
            return (1, FileStatus(following: folder / target) == nil ? [target.description] : [])
        }
        guard let path = RelativePath(name), let bytes = try Folder(root).read(path) else { return (0, []) }
        let targets = MarkdownLinks.targets(in: String(decoding: bytes, as: UTF8.self))
            .compactMap { target in Self.place(of: target, in: path).map { (target, $0) } }
        return (targets.count, targets.filter { FileStatus(following: root / $0.1) == nil }.map(\.0))
    }

    /// Where a target lies below the project's top; nil where it leads out, as `../../issues` does on GitHub.
    private static func place(of target: String, in document: RelativePath) -> Path? {
        let isFromTop = target.hasPrefix("/")
        let folder = isFromTop ? nil : Path(bytes: document.bytes).parent
        let place = ((folder ?? ".") / Path(isFromTop ? "./" + target.drop { $0 == "/" } : target)).plain
        return place == ".." || place.isIn("..") ? nil : place
    }

    /// Which kind the task is after all.
    private func advice(
        on others: [Snapshots.Change], since snapshot: String, _ snapshots: Snapshots
    ) throws -> String {
        let isIdle = try others.allSatisfy { change in
            guard change.kind == "M", let path = RelativePath(change.path),
                let then = try snapshots.contents(of: [path], in: snapshot)[path]
            else { return false }
            return try ChangeControl.differsIdly(change.path, in: store.workspace.root, from: then)
        }
        return isIdle
            ? "make it a chore, since only comments or blank space of code changed: "
                + "'task-state amend --kind chore --reason TEXT'"
            : "say what it is after all: 'task-state amend --kind feature --reason TEXT'"
    }

    /// What is called like a document and says by which program it is run.
    private func isScript(_ name: String) throws -> Bool {
        guard !Path(name).name.contains("."), FileStatus(of: store.workspace.root / name)?.kind == .file,
            let path = RelativePath(name), let bytes = try Folder(store.workspace.root).read(path)
        else { return false }
        return bytes.starts(with: "#!".utf8)
    }
}

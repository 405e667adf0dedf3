import HarnessKit
import Ledger

/// What an agent must not write by its own hand: the record, the proof, the bar, and who watches over them.
struct ProtectedFiles {
    fileprivate struct Row {
        let path: Path
        let what: String
        /// Whether all that lies below is meant too, or what has the name for a beginning.
        var reach = Reach.itself
        /// Whether it counts only where it calls our hooks: it is the user's own file otherwise.
        var isHookFile = false
    }

    fileprivate enum Reach { case itself, below, beginning }

    private let rows: [Row]

    init(of place: HookPlace) {
        let harness = place.workspace.harness.settled
        let ledger = place.location.database.settled
        var rows = [
            Row(path: ledger, what: "the ledger", reach: .beginning),
            Row(path: (harness / "state.db"), what: "the ledger", reach: .beginning),
            Row(path: harness / "store.json", what: "the ledger"),
            Row(path: harness / "snapshots.git", what: "the snapshots", reach: .below),
            Row(path: (ledger.parent ?? harness) / "snapshots.git", what: "the snapshots", reach: .below),
            Row(path: harness / "receipts", what: "the receipts", reach: .below),
            Row(path: harness / Policy.file, what: "the gate's policy"),
        ]
        let home = place.context.environment.nonEmpty("HOME").map { [Path($0).settled] } ?? []
        let names = [
            ".claude/settings.json", ".claude/settings.local.json", ".codex/hooks.json", ".codex/config.toml",
        ]
        for top in [place.workspace.root] + home {
            rows += names.map { Row(path: (top / $0).settled, what: "a hook file", isHookFile: true) }
        }
        if let plugin = place.context.environment.nonEmpty("CLAUDE_PLUGIN_ROOT") {
            rows.append(Row(path: (Path(plugin) / "hooks/hooks.json").settled, what: "a hook file", isHookFile: true))
        }
        self.rows = rows
    }

    /// What would be written if this path were; nil where nobody minds.
    func what(writing path: Path) -> String? {
        let path = path.settled
        let row = rows.first(where: { row in
            guard row.reaches(path) || row.isSameFile(as: path) else { return false }
            return !row.isHookFile || row.callsHooks
        })
        return row?.what
    }

    /// The same for a path that is taken away with all below it, which may hold `*` and `?`.
    func what(removing path: Path) -> String? {
        let isPattern = path.bytes.contains { "*?[".utf8.contains($0) }
        if !isPattern, let what = what(writing: path) { return what }
        let pattern = isPattern ? path : path.settled
        let row = rows.first(where: { row in
            row.lies(below: pattern) && FileStatus(of: row.path) != nil && (!row.isHookFile || row.callsHooks)
        })
        return row?.what
    }

    /// Names by which a program's text can mean one of them.
    static let names = ["state.db", "harness/store.json", "snapshots.git", "harness/receipts", "config/policy.json"]
}

extension ProtectedFiles.Row {
    fileprivate func reaches(_ other: Path) -> Bool {
        switch reach {
        case .itself: other == path
        case .below: other == path || other.bytes.starts(with: path.bytes + [UInt8(ascii: "/")])
        case .beginning: other.bytes.starts(with: path.bytes) && other.parent == path.parent
        }
    }

    /// Whether it is the same file under another name.
    fileprivate func isSameFile(as other: Path) -> Bool {
        guard reach != .below, let ours = FileStatus(of: path), ours.kind == .file, let theirs = FileStatus(of: other)
        else { return false }
        return ours.inode == theirs.inode && ours.device == theirs.device
    }

    /// Whether a path, or one that the pattern stands for, leads here on its way down, or is here or below.
    fileprivate func lies(below pattern: Path) -> Bool {
        let slash = UInt8(ascii: "/")
        let (own, wanted) = (path.bytes.split(separator: slash), pattern.bytes.split(separator: slash))
        guard wanted.count <= own.count || reach == .below else { return false }
        return zip(wanted, own).allSatisfy { part, name in
            Path(bytes: Bytes(part)).withCString { part in
                Path(bytes: Bytes(name)).withCString { fnmatch(part, $0, FNM_PERIOD) == 0 }
            }
        }
    }

    /// Whether the file that is there calls our hooks.
    fileprivate var callsHooks: Bool {
        guard let folder = path.parent, let name = RelativePath(path.name),
            let bytes = try? Folder(folder).read(name)
        else { return false }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains("harness-executor") && text.contains("hook ")
    }
}

extension Path {
    /// The path with links followed and dots taken out, as far as it exists.
    var settled: Path {
        var rest = bytes.split(separator: UInt8(ascii: "/")).map(Bytes.init)[...]
        var done = Path("/")
        var links = 0
        while let part = rest.popFirst() {
            if part == Bytes(".".utf8) { continue }
            if part == Bytes("..".utf8) {
                done = done.parent ?? done
                continue
            }
            let next = done / Path(bytes: part)
            guard let target = next.linkTarget, links < 40 else {
                done = next
                continue
            }
            links += 1
            if target.isAbsolute { done = "/" }
            rest = target.bytes.split(separator: UInt8(ascii: "/")).map(Bytes.init)[...] + rest
        }
        return done
    }
}

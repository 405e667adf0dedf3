import HarnessKit
import Ledger
import Verifier
import Worktree

/// A folder in which the project is built and run: its own, or a copy of some state of it.
struct Site {
    let root: Path
    /// Nil in the project's own folder.
    let copy: KeptCopy?
    /// The caller's world, with everything that led into the project leading into the copy.
    let context: Context

    /// The project's own folder.
    init(inPlace store: TaskStore) {
        root = store.workspace.root
        copy = nil
        context = store.context
    }

    init(_ copy: KeptCopy, of store: TaskStore) {
        self.copy = copy
        root = copy.tree
        var context = store.context
        context.environment.redirect(from: store.workspace.root, to: copy.tree)
        self.context = context
    }

    /// What everything in a copy amounts to, builds included, told from sizes and times of change.
    var fingerprint: String? {
        guard let copy else { return nil }
        let top = RelativePath("tree").map { [$0] } ?? []
        return try? IgnoredFingerprint.take(of: top, in: copy.folder).digest.description
    }
}

extension Environment {
    /// Variables that say where people keep things, whatever lies there.
    private static let homes: Set = ["HOME", "TMPDIR", "PWD", "OLDPWD", "HARNESS_CACHE_DIR", "HARNESS_STATE_DIR"]

    /// Has every path that lies in a folder, `PATH` and `VIRTUAL_ENV` for instance, lie in another.
    mutating func redirect(from origin: Path, to target: Path) {
        let (old, new) = (origin.description, target.description)
        for name in names where !Self.homes.contains(name) && !name.hasPrefix("XDG_") {
            guard let value = self[name], value.contains(old) else { continue }
            self[name] = value.split(separator: ":", omittingEmptySubsequences: false).map { part in
                part == old || part.hasPrefix(old + "/") ? new + part.dropFirst(old.count) : String(part)
            }.joined(separator: ":")
        }
    }
}

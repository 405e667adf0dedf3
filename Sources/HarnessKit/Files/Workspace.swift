/// The user's project, as the harness sees it.
package struct Workspace: Sendable, Equatable {
    /// The folder that everything is relative to.
    package let root: Path
    /// What made it the root.
    package let origin: Origin
    /// The top of the main work tree where this is a linked one, so that both share a ledger.
    package let mainRoot: Path?
    /// `.harness` where that exists, else `harness`.
    package let harnessName: String

    package enum Origin: Sendable { case option, git, agents, harness, currentFolder }

    /// Whether the root is the top of a git work tree.
    package var isGit: Bool { GitFolder(of: root) != nil }

    /// The top of the git work tree that the root is only a folder of; nil where it is the top, or in none.
    package var gitTopAbove: Path? {
        isGit ? nil : root.parent?.nearest { GitFolder(of: $0) != nil }
    }

    /// How one gets there, for what others read elsewhere: such as "../..".
    package var wayToGitTop: String? {
        gitTopAbove.map { top in
            let depth = root.bytes.split(separator: UInt8(ascii: "/")).count
            let above = top.bytes.split(separator: UInt8(ascii: "/")).count
            return Array(repeating: "..", count: depth - above).joined(separator: "/")
        }
    }

    /// What the root is where it is no work tree of git's.
    package var lackOfGit: String {
        gitTopAbove.map { "\(root) is a folder inside the git work tree \($0), and not its top" }
            ?? "\(root) is no git work tree"
    }

    /// Where the project's git objects lie, those of the main tree for a linked one.
    package var gitObjects: Path? { GitFolder(of: root)?.objects }

    /// Where git keeps the index of this work tree.
    package var gitIndex: Path? { GitFolder(of: root).map { $0.path / "index" } }

    package var harness: Path { root / harnessName }

    /// Finds the workspace of a command: the option, else the git work tree, else AGENTS.md or a harness, else here.
    package static func find(in context: Context) throws -> Workspace {
        if let chosen = context.projectRoot {
            let path = context.directory / chosen
            guard FileStatus(following: path)?.kind == .folder else {
                throw Failure(
                    .missing, "the project root \(chosen) is not a folder",
                    hint: "give --project-root the top folder of the project")
            }
            return try Workspace(root: path.resolved(), origin: .option)
        }
        let here = try context.directory.resolved()
        if let top = here.nearest(where: { GitFolder(of: $0) != nil }) { return Workspace(root: top, origin: .git) }
        let isNamed = { (folder: Path) in
            FileStatus(following: folder / "AGENTS.md")?.kind == .file && (folder == here || !isOpenToAll(folder))
        }
        if let top = here.nearest(where: { isNamed($0) || holdsHarness($0) }) {
            return Workspace(root: top, origin: isNamed(top) ? .agents : .harness)
        }
        return Workspace(root: here, origin: .currentFolder)
    }

    /// Says which folder is meant where that is not the one somebody stands in; nil where they know.
    package func whereabouts(in context: Context) throws -> String? {
        let here = try context.directory.resolved()
        guard origin != .option, here != root else { return nil }
        let why =
            switch origin {
            case .git: "the top of the git work tree"
            case .agents: "where AGENTS.md lies"
            default: "where the harness lies"
            }
        let own = here.nearest { $0 == root || Self.holdsHarness($0) || Self.hasStore($0) }
        if let own, own != root {
            return TerminalText.oneLine(
                "the project is \(root), \(why); the harness of \(own) is not used: "
                    + "for that add '--project-root \(own == here ? "." : own.description)'")
        }
        return TerminalText.oneLine(
            "the project is \(root), \(why); for \(here.name) alone add '--project-root .'")
    }

    /// How somebody types a path of the project where they stand: from within a folder it begins with "../".
    package func typed(_ path: String, in context: Context) -> String {
        guard let here = try? context.directory.resolved(), here != root, here.isIn(root) else { return path }
        let depth =
            here.bytes.split(separator: UInt8(ascii: "/")).count - root.bytes.split(separator: UInt8(ascii: "/")).count
        return String(repeating: "../", count: depth) + path
    }

    /// Where everybody may write, as in /tmp, a stranger's file would say what we run.
    private static func isOpenToAll(_ folder: Path) -> Bool {
        FileStatus(following: folder).map { $0.mode & 0o002 != 0 } ?? true
    }

    /// Whether a folder has a harness folder of ours by its name and what lies in it, or one that is still empty.
    private static func hasStore(_ folder: Path) -> Bool {
        [".harness", "harness"].contains { name in
            guard FileStatus(of: folder / name)?.kind == .folder else { return false }
            let names = (try? Folder(folder / name).names(atMost: 100)) ?? []
            return names.isEmpty || names.contains { ["state.db", "config", "scenarios", "memory"].contains($0) }
        }
    }

    /// Whether a folder holds what our commands write first; any folder may be called "harness".
    private static func holdsHarness(_ folder: Path) -> Bool {
        guard !isOpenToAll(folder) else { return false }
        return [".harness", "harness"].contains { name in
            ["store.json", "config/environment.json", "config/validation.json"].contains {
                FileStatus(following: folder / name / $0)?.kind == .file
            }
        }
    }

    private init(root: Path, origin: Origin) {
        self.root = root
        self.origin = origin
        mainRoot = GitFolder(of: root)?.mainWorkTree
        let isHidden = FileStatus(of: root / ".harness")?.kind == .folder
        // An empty `.harness` that somebody makes later does not hide what is there.
        let hasStore = { (name: String) in FileStatus(of: root / name / "store.json") != nil }
        harnessName = isHidden && !(hasStore("harness") && !hasStore(".harness")) ? ".harness" : "harness"
    }
}

extension Path {
    /// This folder or the first above it that meets the condition.
    package func nearest(where condition: (Path) -> Bool) -> Path? {
        var folder: Path? = self
        while let candidate = folder {
            if condition(candidate) { return candidate }
            folder = candidate.parent
        }
        return nil
    }
}

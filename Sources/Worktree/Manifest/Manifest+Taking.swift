import HarnessKit

extension Manifest {
    /// Takes the manifest of a work tree.
    ///
    /// A path is hidden only where the `.gitignore` files that are there now and those of the base both hide it.
    /// The cache is a folder of ours; without one every byte is read. Fails where more than `most` bytes would be.
    package static func take(
        of workspace: Workspace, base: IgnoreFiles? = nil, cache: Folder? = nil, reading most: Int = .max,
        in context: Context
    ) throws -> Manifest {
        let git = Git(of: workspace, in: context)
        let remembered = FileCache(in: cache, at: context.clock.now())
        var walk = ManifestWalk(
            rules: .init(base: base, local: git.map { LocalExcludes(of: workspace, $0, in: context.environment) }),
            git: git, hasher: FileHasher(remembered, reading: most))
        // What was read is known the next time, also where it was not all.
        defer { remembered.save() }
        try walk.run(in: Folder(workspace.root))
        return Manifest(
            entries: walk.entries, findings: walk.findings, hidden: walk.hidden, ignoreFiles: walk.ignoreFiles)
    }

    /// Takes in everything that lies in a folder, whatever ignore files say; the harness's own folders are left out.
    package static func everything(in folder: Path) throws -> Manifest {
        var walk = ManifestWalk(rules: nil, git: nil, hasher: FileHasher(nil))
        try walk.run(in: Folder(folder))
        return Manifest(entries: walk.entries, findings: walk.findings)
    }

    /// Folders at the top that are never part of a manifest.
    package static let ownFolders = [Bytes("harness".utf8), Bytes(".harness".utf8)]
}

/// What keeps files from git's sight on this machine alone; it hides nothing from us, and is reported.
struct LocalExcludes {
    let infoExclude: IgnoreRules
    let globalExcludes: IgnoreRules

    init(of workspace: Workspace, _ git: Git, in environment: Environment) {
        infoExclude = Self.rules(workspace.gitObjects?.parent.map { $0 / "info/exclude" })
        globalExcludes = Self.rules(git.globalExcludes(in: environment))
    }

    /// A file that cannot be read has nothing to report.
    private static func rules(_ file: Path?) -> IgnoreRules {
        guard let file = try? file?.resolved(), let folder = file.parent.flatMap({ try? Folder($0) }),
            let name = RelativePath(bytes: Bytes(file.bytes.split(separator: UInt8(ascii: "/")).last ?? [])),
            let text = try? folder.read(name)
        else { return IgnoreRules([]) }
        return IgnoreRules(text)
    }

    /// Which of them git would take for its reason to ignore a path.
    func reason(path: Bytes, nameAt offset: Int, isFolder: Bool) -> Manifest.Reason? {
        path.withUnsafeBufferPointer { path in
            let name = UnsafeBufferPointer(rebasing: path[offset...])
            if let decision = infoExclude.decision(on: path, name: name, isFolder: isFolder) {
                return decision == .ignored ? .infoExclude : nil
            }
            let isGlobal = globalExcludes.decision(on: path, name: name, isFolder: isFolder) == .ignored
            return isGlobal ? .globalExcludes : nil
        }
    }
}

import HarnessKit

/// Writes commits, those of submodules in their places.
struct BaseWriter {
    private let git: Git
    private let largeFiles: LargeFiles?
    private var targets: FolderTrail?
    private var entries: [Manifest.Entry] = []
    private var missing: [RelativePath] = []
    private let scope: ExportScope
    private let overlay: Overlay?

    init(
        into folder: Path?, of git: Git, largeFiles: Path?, scope: ExportScope = .project, overlay: Overlay? = nil
    ) throws {
        self.git = git
        self.scope = scope
        self.overlay = overlay
        self.largeFiles = largeFiles.map { LargeFiles(folder: $0) }
        targets = try folder.map { FolderTrail(from: try Folder($0), .isMade) }
    }

    mutating func export(_ revision: String, from objects: GitObjects) throws -> BaseExport {
        try export(commit: objects.knownCommit(revision), from: objects)
    }

    mutating func export(commit: String, from objects: GitObjects) throws -> BaseExport {
        try write(commit, from: objects, below: [], depth: 0)
        entries.sort { $0.path < $1.path }
        return BaseExport(commit: commit, manifest: Manifest(entries: entries), missing: missing)
    }

    private mutating func write(_ commit: String, from objects: GitObjects, below folder: Bytes, depth: Int) throws {
        let nodes = try nodes(of: commit, in: objects, below: folder).filter { node in
            guard scope == .project, folder.isEmpty, let top = node.path.components.first else { return true }
            return !Manifest.ownFolders.contains(top) || node.path.bytes == top
        }
        try objects.forEachContent(of: nodes.filter { $0.kind != .commit }) { node, content in
            try write(node, content, below: folder)
        }
        for node in nodes where node.kind == .commit {
            let path = try path(of: node, below: folder)
            if let inside = module(at: path, commit: node.name), depth < 10 {
                try write(node.name, from: inside, below: path.bytes + [slash], depth: depth + 1)
            } else {
                missing.append(path)
            }
        }
    }

    /// Those of the commit; at the top, the overlay's in their places.
    private func nodes(of commit: String, in objects: GitObjects, below folder: Bytes) throws -> [GitObjects.Node] {
        let nodes = try objects.nodes(of: commit)
        guard folder.isEmpty, let overlay else { return nodes }
        let others = try objects.nodes(of: objects.knownCommit(overlay.revision))
        let kept = nodes.filter { !overlay.paths.contains($0.path) }
        return (kept + others.filter { overlay.paths.contains($0.path) }).sorted { $0.path < $1.path }
    }

    private func path(of node: GitObjects.Node, below folder: Bytes) throws -> RelativePath {
        guard let path = RelativePath(bytes: folder + node.path.bytes) else {
            throw Failure(.malformed, "'\(node.path)' is no path within a folder", hint: "choose another revision")
        }
        return path
    }

    private mutating func write(_ node: GitObjects.Node, _ content: ArraySlice<UInt8>, below folder: Bytes) throws {
        let path = try path(of: node, below: folder)
        var content = Bytes(content)
        if node.kind == .link {
            guard !content.isEmpty, !content.contains(0) else {
                throw Failure(.malformed, "the link '\(path)' says nothing", hint: "choose another revision")
            }
            if var trail = targets {
                let place = try trail.place(of: path)
                try place.folder.makeLink(place.name, saying: content)
                targets = trail
            }
            add(path, .link, content)
            return
        }
        if let pointer = largeFiles?.pointer(content) {
            if let whole = pointer.content { content = whole } else { missing.append(path) }
        }
        if var trail = targets {
            let place = try trail.place(of: path)
            let file = try place.folder.makeFile(place.name)
            try file.send(content, to: path.description)
            guard fchmod(file.number, node.kind == .executable ? 0o755 : 0o644) == 0 else {
                throw SystemError("write", path.description)
            }
            targets = trail
        }
        add(path, node.kind == .executable ? .executable : .file, content)
    }

    private mutating func add(_ path: RelativePath, _ kind: Manifest.Kind, _ content: Bytes) {
        entries.append(.init(path: path, kind: kind, size: content.count, digest: SHA256.digest(of: content)))
    }

    /// The repository of a submodule, where it is on this machine and has the commit.
    private func module(at path: RelativePath, commit: String) -> GitObjects? {
        let place = git.root / Path(bytes: path.bytes)
        let kept = git.commonFolder.map { $0 / "modules" / Path(bytes: path.bytes) }
        let candidates = [
            GitObjects(git, in: place, with: ["GIT_DIR": ".git", "GIT_WORK_TREE": "."]),
            // Its settings name a work tree that may be gone.
            kept.map { GitObjects(git, in: $0, with: ["GIT_DIR": ".", "GIT_WORK_TREE": "."]) },
        ]
        return candidates.compactMap { $0 }.first { $0.commit(named: commit) == commit }
    }
}

/// The local store of git-lfs.
struct LargeFiles {
    let folder: Path

    /// What stands in for a large file, and the file where it is here.
    struct Pointer {
        let content: Bytes?
    }

    /// Nil where the content is no pointer.
    func pointer(_ content: Bytes) -> Pointer? {
        guard content.count < 1024, content.starts(with: "version https://git-lfs.github.com/spec/v1\n".utf8) else {
            return nil
        }
        let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
        guard let name = lines.first(where: { $0.hasPrefix("oid sha256:") })?.dropFirst(11),
            let digest = Digest(String(name))
        else { return nil }
        let path = "\(name.prefix(2))/\(name.dropFirst(2).prefix(2))/\(name)"
        let found = RelativePath(path).flatMap { try? Folder(folder).read($0) }
        return Pointer(content: found.flatMap { SHA256.digest(of: $0) == digest ? $0 : nil })
    }
}

private let slash = UInt8(ascii: "/")

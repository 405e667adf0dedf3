import HarnessKit

/// The tree of a commit, written into a folder from git's objects.
///
/// Nothing of the user's settings has a part in it: no checkout, attributes, filters, hooks or replaced objects.
/// The harness's own folders are left out, as they are from a manifest.
package struct BaseExport: Sendable {
    package let commit: String
    /// What was written; its digest is the same for the same commit, wherever it is made.
    package let manifest: Manifest
    /// Submodules and large files whose objects are not on this machine.
    package let missing: [RelativePath]
}

/// Which files of a commit are written.
package enum ExportScope: Sendable {
    /// All but the harness's own folders.
    case project
    case everything
}

/// Files that are taken from another revision, or are left out where that has none of them.
package struct Overlay: Sendable {
    package let revision: String
    package let paths: Set<RelativePath>

    package init(_ paths: some Sequence<RelativePath>, of revision: String) {
        self.revision = revision
        self.paths = Set(paths)
    }
}

extension Snapshots {
    /// Writes a snapshot into an empty folder; without one its manifest alone is made.
    package func export(_ commit: String, into folder: Path?) throws -> BaseExport {
        try reading(commit) {
            var writer = try BaseWriter(into: folder, of: git, largeFiles: nil)
            return try writer.export(commit: commit, from: objects)
        }
    }

    /// The ignore files that a snapshot holds.
    package func ignoreFiles(of commit: String) throws -> IgnoreFiles {
        try reading(commit) { try objects.ignoreFiles(of: commit) }
    }
}

extension Git {
    /// Writes a revision of the user's repository into an empty folder; without one its manifest alone is made.
    package func export(
        _ revision: String, into folder: Path?, _ scope: ExportScope = .project, with overlay: Overlay? = nil
    ) throws -> BaseExport {
        var writer = try BaseWriter(
            into: folder, of: self, largeFiles: commonFolder.map { $0 / "lfs/objects" }, scope: scope,
            overlay: overlay)
        return try writer.export(revision, from: GitObjects(self))
    }

    /// The ignore files that a revision holds.
    package func ignoreFiles(of revision: String) throws -> IgnoreFiles {
        let objects = GitObjects(self)
        return try objects.ignoreFiles(of: objects.knownCommit(revision))
    }
}

extension GitObjects {
    func ignoreFiles(of commit: String) throws -> IgnoreFiles {
        let name = Bytes(".gitignore".utf8)
        let nodes = try nodes(of: commit).filter { node in
            node.kind != .link && node.kind != .commit && node.path.components.last == name
        }
        var files = IgnoreFiles()
        try forEachContent(of: nodes) { node, content in
            files.add(Bytes(content), in: Bytes(node.path.bytes.dropLast(name.count).dropLast(1)))
        }
        return files
    }

    func knownCommit(_ revision: String) throws -> String {
        if let commit = commit(named: revision) { return commit }
        throw git.ignorance(of: revision)
    }
}

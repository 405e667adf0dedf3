import HarnessKit

/// A copy of a work tree, or of an earlier state of it, that is kept: what was built in it need not be built again.
///
/// Beside the tree lie the paths that were copied, so that a file that is gone is taken away here too. What a build
/// added stays.
package struct KeptCopy {
    /// The copy's own folder, and the tree in it, which is called as the project's own folder is.
    package let folder: Path
    package let tree: Path

    private static let list = "files"

    /// The folder is made where it is missing; only its owner may enter it.
    package init(in folder: Path, named name: String) throws {
        self.folder = folder
        // The top of the file system has no name, and "/" would lead there.
        let isPlain = !name.contains("/") && RelativePath(name) != nil
        tree = folder / "tree" / (isPlain ? name : "project")
        try FileSystem.makePrivateFolder(folder)
    }

    /// Removes all of it.
    package func remove() {
        FileSystem.removeTree(folder)
    }

    package var isThere: Bool { FileStatus(of: tree)?.kind == .folder }

    /// Makes the tree's files those of a manifest, each checked on its own bytes.
    ///
    /// Some of them may come from elsewhere than the rest.
    package func bring(to manifest: Manifest, from origin: Path, others: [Source] = [], at now: Date) throws {
        do {
            try FileSystem.makePrivateFolder(tree)
            try update(to: manifest, from: origin, others, at: now)
        } catch let error as SystemError where [ENOTDIR, ELOOP, EISDIR, ENOTEMPTY].contains(error.number) {
            // What was built stands where a file is to be: it is easier made afresh.
            FileSystem.removeTree(tree)
            try FileSystem.makePrivateFolder(tree)
            try update(to: manifest, from: origin, others, at: now)
        }
    }

    /// Where some files come from.
    package struct Source {
        let paths: Set<RelativePath>
        let origin: Path

        package init(_ paths: some Sequence<RelativePath>, in origin: Path) {
            self.paths = Set(paths)
            self.origin = origin
        }
    }

    private func update(to manifest: Manifest, from origin: Path, _ others: [Source], at now: Date) throws {
        let former = try noted()
        let wanted = Set(manifest.entries.map(\.path))
        let gone = former.filter { !wanted.contains($0) }
        // Should we be killed, nothing that was copied is forgotten.
        try note(manifest.entries.map(\.path) + gone)
        let top = try Folder(tree)
        for path in gone { try? top.remove(path) }
        var sources = FolderTrail(from: try Folder(origin), .isError)
        var further = try others.map { FolderTrail(from: try Folder($0.origin), .isError) }
        var targets = FolderTrail(from: top, .isMade)
        let copier = FileCopier()
        func source(of entry: Manifest.Entry) throws -> (folder: Folder, name: Bytes) {
            try others.firstIndex { $0.paths.contains(entry.path) }.map { try further[$0].place(of: entry.path) }
                ?? sources.place(of: entry.path)
        }
        let differing = try differing(from: manifest, at: now, inOrder: !former.isEmpty, lyingIn: source)
        if !former.isEmpty, !(differing.isEmpty && gone.isEmpty) { try sweep(top, around: manifest) }
        for entry in differing {
            let target = try targets.place(of: entry.path)
            // What came in the place of something else is new here, however old the project says it is: else what was
            // built from the other would pass for up to date.
            var age = former.isEmpty ? CopiedAge.likeSource : .new(unlike: nil)
            if let status = try target.folder.status(of: target.name) {
                guard status.kind != .folder else { throw SystemError("replace", "\(entry.path)", number: EISDIR) }
                try RelativePath(bytes: target.name).map { try target.folder.remove($0) }
                age = .new(unlike: status.modified)
            }
            try TreeCopy.copy(entry, to: target, with: copier, aged: age) { try source(of: entry) }
        }
        try note(manifest.entries.map(\.path))
    }

    /// Removes what runs left beside the files of a manifest: a database, an object without its source.
    ///
    /// It came of other files than are brought now. Folders that hold nothing else, of a build for instance, stay.
    private func sweep(_ top: Folder, around manifest: Manifest) throws {
        var names: [Bytes: Set<Bytes>] = [:]
        for entry in manifest.entries {
            var parts = entry.path.components[...]
            while let last = parts.popLast() {
                guard
                    names[Bytes(parts.joined(separator: [UInt8(ascii: "/")])), default: []].insert(Bytes(last)).inserted
                else { break }
            }
        }
        for (folder, known) in names {
            let place =
                folder.isEmpty ? top : try? RelativePath(bytes: folder).map { try top.folder($0, creating: nil) }
            guard let place else { continue }
            for name in try place.names() {
                let bytes = Bytes(name.utf8)
                guard !known.contains(bytes), name != ".git", let path = RelativePath(bytes: bytes),
                    let status = try place.status(of: bytes), status.kind != .folder
                else { continue }
                try? place.remove(path)
            }
        }
    }

    /// What has to be copied; the oldest first where times are to tell what was built from what.
    private func differing(
        from manifest: Manifest, at now: Date, inOrder: Bool,
        lyingIn source: (Manifest.Entry) throws -> (folder: Folder, name: Bytes)
    ) throws -> [Manifest.Entry] {
        var entries: [(entry: Manifest.Entry, modified: Int64)] = []
        try forEachDifference(from: manifest, at: now) { entry in
            let place = inOrder ? try? source(entry) : nil
            entries.append((entry, (try? place?.folder.status(of: place?.name ?? []))??.modified ?? 0))
        }
        return (inOrder ? entries.sorted { $0.modified < $1.modified } : entries).map(\.entry)
    }

    /// Makes the tree anew by a writer that is given its folder, unless every file of the manifest lies there.
    @discardableResult
    package func bring(to manifest: Manifest, at now: Date, writing write: (Path) throws -> Void) throws -> Bool {
        if try holds(manifest, at: now) { return false }
        FileSystem.removeTree(tree)
        try FileSystem.makePrivateFolder(tree)
        do {
            try write(tree)
            try note(manifest.entries.map(\.path))
        } catch {
            FileSystem.removeTree(tree)
            throw error
        }
        return true
    }

    /// Whether every file of a manifest lies here as it says.
    private func holds(_ manifest: Manifest, at now: Date) throws -> Bool {
        guard isThere else { return false }
        var differs = false
        try forEachDifference(from: manifest, at: now) { _ in differs = true }
        return !differs
    }

    /// The files that are not what a manifest says, by now.
    package func differences(from manifest: Manifest, at now: Date) throws -> [RelativePath] {
        var paths: [RelativePath] = []
        try forEachDifference(from: manifest, at: now) { paths.append($0.path) }
        return paths
    }

    private func forEachDifference(
        from manifest: Manifest, at now: Date, _ body: (Manifest.Entry) throws -> Void
    ) throws {
        let remembered = FileCache(in: try Folder(folder), at: now)
        let hasher = FileHasher(remembered)
        var trail = FolderTrail(from: try Folder(tree), .isError)
        for entry in manifest.entries {
            let place = try? trail.place(of: entry.path)
            let found = try place.flatMap { place in
                try [.file, .link].contains(place.folder.status(of: place.name)?.kind)
                    ? hasher.entry(for: entry.path, place.name, in: place.folder) : nil
            }
            if found != entry { try body(entry) }
        }
        remembered.save()
    }

    // The paths that were copied.

    private func noted() throws -> [RelativePath] {
        let bytes = try Folder(folder).read(try RelativePath(naming: Self.list)) ?? []
        return bytes.split(separator: 0).compactMap { RelativePath(bytes: Bytes($0)) }
    }

    private func note(_ paths: [RelativePath]) throws {
        let bytes = Bytes(paths.map(\.bytes).joined(separator: [0]))
        try Folder(folder).write(bytes, to: try RelativePath(naming: Self.list), .renamed)
    }
}

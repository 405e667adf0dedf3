import HarnessKit

/// Ignored files and folders that a copy needs: `node_modules`, `.venv`, `.env`.
///
/// They belong to lock files. Kept under the digest of these, they can be given to a copy of an earlier state, whose
/// dependencies are no longer installed.
package struct SharedInputs {
    private let root: Path
    private let cache: Folder?
    private let limit: Int

    /// How many states of the lock files are kept at most.
    private static let mostKept = 4

    /// The cache is a folder of ours. Over the limit of bytes nothing is copied, where they cannot be shared.
    package init(of workspace: Workspace, cache: Folder?, limit: Int = 1 << 30) {
        root = workspace.root
        self.cache = cache
        self.limit = limit
    }

    /// Puts each name into a copy of a manifest; the lock files are those of the work tree now.
    package func share(
        _ names: [RelativePath], into copy: Path, of manifest: Manifest, locks: Digest
    ) throws -> [SharedInput] {
        let wanted = LockFiles.digest(of: manifest)
        let target = try Folder(copy)
        return try names.map { try share($0, into: target, of: manifest, wanted: wanted, present: locks) }
    }

    private func share(
        _ name: RelativePath, into copy: Folder, of manifest: Manifest, wanted: Digest, present: Digest
    ) throws -> SharedInput {
        guard !manifest.entries.contains(where: { $0.path == name }) else {
            return SharedInput(name: name, outcome: .tracked)
        }
        guard let (source, outcome) = try source(of: name, wanted: wanted, present: present) else {
            return SharedInput(name: name, outcome: .missing)
        }
        var targets = FolderTrail(from: copy, .isMade)
        let target = try targets.place(of: name)
        guard try isCheap(source.folder, target.folder) || isSmall(source.name, in: source.folder) else {
            return SharedInput(name: name, outcome: .tooLarge)
        }
        var tree = SharedTree(Redirection(from: root, to: try copy.path.resolved()))
        try tree.copy(source.name, in: source.folder, to: target.name, in: target.folder, at: name)
        return SharedInput(name: name, outcome: outcome, rewritten: tree.rewritten, unresolved: tree.unresolved)
    }

    private typealias Place = (folder: Folder, name: Bytes)

    private func source(
        of name: RelativePath, wanted: Digest, present: Digest
    ) throws -> (Place, SharedInput.Outcome)? {
        var kept: Place?
        if let shelf = try? shelf(of: name, wanted), try shelf.status(of: Self.mark) != nil {
            kept = (shelf, Self.tree)
        }
        let here = try place(of: name)
        if let here, wanted == present { return (here, .shared) }
        if let kept { return (kept, .kept) }
        return here.map { ($0, .ofOtherLocks) }
    }

    /// Where the work tree has it, if it does.
    private func place(of name: RelativePath) throws -> Place? {
        var trail = FolderTrail(from: try Folder(root), .isError)
        guard let place = try? trail.place(of: name), try place.folder.status(of: place.name) != nil else { return nil }
        return place
    }

    /// Keeps what the work tree has now for copies of states with these lock files; true where it is kept.
    ///
    /// What is too large to be copied is not kept where bytes cannot be shared.
    @discardableResult
    package func keep(_ name: RelativePath, locks: Digest) throws -> Bool {
        guard let cache, let source = try place(of: name) else { return false }
        return try cache.locked(try RelativePath(naming: ".shared.lock"), within: .seconds(300)) {
            try keep(name, from: source, locks, in: cache)
        }
    }

    private func keep(_ name: RelativePath, from source: Place, _ locks: Digest, in cache: Folder) throws -> Bool {
        let fingerprint = Bytes(try IgnoredFingerprint.take(of: [name], in: root).digest.description.utf8)
        let mark = try RelativePath(naming: "\(Self.folder(of: name, locks))/mark")
        guard try cache.read(mark) != fingerprint else { return true }
        let folder = try cache.folder(try RelativePath(naming: Self.folder(of: name, locks)), creating: .renamed)
        guard try isCheap(source.folder, folder) || isSmall(source.name, in: source.folder) else { return false }
        // Without its mark nobody takes it: neither while it is made nor when we are killed.
        try cache.remove(mark)
        FileSystem.removeTree(folder.path / Path(bytes: Self.tree))
        var tree = SharedTree(nil)
        try tree.copy(source.name, in: source.folder, to: Self.tree, in: folder, at: name)
        try cache.write(fingerprint, to: mark, .renamed)
        try prune(keeping: locks)
        return true
    }

    private static let tree = Bytes("tree".utf8)
    private static let mark = Bytes("mark".utf8)

    private static func folder(of name: RelativePath, _ locks: Digest) -> String {
        let key = SHA256.digest(of: name.bytes).description.prefix(16)
        return "shared/\(locks.description.prefix(32))/\(key)"
    }

    private func shelf(of name: RelativePath, _ locks: Digest) throws -> Folder? {
        try cache?.folder(try RelativePath(naming: Self.folder(of: name, locks)), creating: nil)
    }

    /// Removes what was kept longest ago.
    private func prune(keeping locks: Digest) throws {
        guard let all = try cache?.folder(try RelativePath(naming: "shared"), creating: nil) else { return }
        let present = Bytes(locks.description.utf8.prefix(32))
        let others = try all.entries().map(\.name).filter { $0 != present }
        let byAge = try others.map { ($0, try all.status(of: $0)?.changed ?? 0) }.sorted { $0.1 > $1.1 }
        for (name, _) in byAge.dropFirst(Self.mostKept - 1) { FileSystem.removeTree(all.path / Path(bytes: name)) }
    }

    private func isSmall(_ name: Bytes, in folder: Folder) throws -> Bool {
        try SharedTree.size(of: name, in: folder, upTo: limit) <= limit
    }

    /// Whether files of one folder can share their bytes with files of the other.
    private func isCheap(_ source: Folder, _ target: Folder) throws -> Bool {
        guard try source.status(of: [UInt8(ascii: ".")])?.device == target.status(of: [UInt8(ascii: ".")])?.device
        else {
            return false
        }
        let name = Bytes(".probe-\(getpid())".utf8)
        let other = name + Bytes("-too".utf8)
        let removeProbes = {
            for name in [name, other].compactMap({ RelativePath(bytes: $0) }) { try? target.remove(name) }
        }
        removeProbes()
        defer { removeProbes() }
        let from = try target.makeFile(name)
        try from.send(Bytes(repeating: 0x61, count: 4096), to: "a probe")
        return from.clone(to: try target.makeFile(other))
    }
}

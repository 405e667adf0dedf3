import HarnessKit

extension Git {
    /// Changed files of which a commit of everything would hold other bytes than lie there, or none.
    ///
    /// A program that tells git what changed, a setting, a mark or a filter can see to that. So the user's git is asked with
    /// all of the user's settings: it adds them to a copy of its index, and what it writes goes into a store that is thrown
    /// away. Other line ends, UTF-16 and a pointer of git-lfs to just these bytes hold them as well.
    package func unheld(among changes: [Snapshots.Change], of tree: Manifest) throws -> Set<RelativePath> {
        var there: [RelativePath: String] = [:]
        for change in changes {
            guard let object = change.object, let path = RelativePath(change.path),
                let status = FileStatus(of: root / Path(bytes: path.bytes)), status.size <= TrialIndex.mostBytes
            else { continue }
            there[path] = object
        }
        guard !there.isEmpty, let common = commonFolder else { return [] }
        let trial = try TrialIndex(of: self, common)
        guard let held = try trial.adding(there.keys.sorted()) else { return [] }
        let others = Set(there.filter { held[$0.key] != $0.value }.keys)
        return try others.subtracting(trial.converted(held.filter { others.contains($0.key) }, of: tree))
    }
}

/// A copy of the index and a store of objects, for as long as something is tried.
private struct TrialIndex {
    private let git: Git
    private let store: TemporaryFolder
    private let variables: [String: String]

    /// How many files git is asked for by their names.
    private static let mostNames = 500
    /// Larger files are not asked for.
    static let mostBytes = 16 * 1024 * 1024

    init(of git: Git, _ common: Path) throws {
        self.git = git
        store = try TemporaryFolder(in: git.environment, named: "index")
        let folder = try Folder(store.path)
        _ = try folder.folder(try RelativePath(naming: "objects/pack"), creating: .renamed)
        if let index = git.index, let parent = index.parent, let name = RelativePath(index.name),
            let status = FileStatus(of: index), let bytes = try Folder(parent).read(name)
        {
            try folder.write(bytes, to: try RelativePath(naming: "index"), .renamed)
            // By its age git knows which files may have been changed right after they were added.
            try folder.openFile(Bytes("index".utf8)).imitate(status, named: "index")
        }
        variables = [
            "GIT_INDEX_FILE": (store.path / "index").description,
            "GIT_OBJECT_DIRECTORY": (store.path / "objects").description,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": (common / "objects").description, "GIT_CONFIG_NOSYSTEM": "0",
        ]
    }

    /// The objects of these files in the index once they are added; nil where git cannot add, which it tells everybody,
    /// or is too old to be asked so.
    func adding(_ paths: [RelativePath]) throws -> [RelativePath: String]? {
        // Hooks, warnings of line ends and a second file of the index have no part in what is added.
        let settings = [
            "core.hooksPath=/dev/null", "core.safecrlf=false", "core.splitIndex=false", "core.looseCompression=0",
            "protocol.allow=never",
        ]
        .flatMap { ["-c", $0] }
        let isFew = paths.count <= Self.mostNames
        let words =
            isFew
            ? ["--literal-pathspecs", "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"]
            : ["add", "--all", "--", ".", ":(top,exclude)harness", ":(top,exclude).harness"]
        let names = isFew ? Bytes(paths.map { $0.bytes + [0] }.joined()) : []
        let outcome = try git.call(
            words, with: variables, input: names, accepting: [0, 1, 128, 129], settings: settings)
        let isLost = outcome.errors.text.contains("did not match any file")
        guard [.exited(0), .exited(1)].contains(outcome.exit) || isLost else { return nil }
        let listed = try git.call(
            ["--literal-pathspecs", "ls-files", "-s", "-z", "--"] + (isFew ? paths.map(\.description) : []),
            with: variables)
        return listed.output.text.split(separator: "\0").map(String.init).compactMap(Staged.init).reduce(into: [:]) {
            objects, staged in
            RelativePath(staged.path).map { objects[$0] = staged.object }
        }
    }

    /// Those among these files whose objects are what git or git-lfs makes of just the bytes that lie there.
    func converted(_ objects: [RelativePath: String], of tree: Manifest) throws -> Set<RelativePath> {
        let entries = tree.entries.filter { objects[$0.path] != nil && $0.kind != .link && $0.size <= Self.mostBytes }
        guard !entries.isEmpty else { return [] }
        let digests = Dictionary(entries.map { ($0.path, $0.digest) }) { first, _ in first }
        let nodes = entries.map {
            GitObjects.Node(path: $0.path, kind: .file, name: objects[$0.path] ?? "", size: $0.size)
        }
        let top = try Folder(git.root)
        var found: Set<RelativePath> = []
        do {
            try GitObjects(git, with: variables).forEachContent(of: nodes) { node, content in
                let kept = Bytes(content)
                let isPointer = digests[node.path].map { Self.isPointer(kept, to: $0) } ?? false
                let isSame = try isPointer || top.read(node.path).map { Self.text($0) == Self.text(kept) } ?? false
                if isSame { found.insert(node.path) }
            }
        } catch is Failure {
            // What is much larger than the file, or is not here, was not made of it.
        }
        return found
    }

    private static func isPointer(_ kept: Bytes, to digest: Digest) -> Bool {
        kept.count < 1024 && kept.starts(with: "version https://git-lfs.github.com/spec/".utf8)
            && kept.offset(of: Bytes("\noid sha256:\(digest)\n".utf8)) != nil
    }

    /// What a text says, whatever its line ends and with or without a mark in front.
    private static func text(_ bytes: Bytes) -> Bytes {
        let isLittle = bytes.starts(with: [0xFF, 0xFE])
        guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return bytes.filter { $0 != 0x0D } }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { place in
            let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return Bytes(String(decoding: units, as: UTF16.self).utf8).filter { $0 != 0x0D }
    }
}

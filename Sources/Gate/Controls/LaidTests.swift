import HarnessKit
import Worktree

/// What is laid over a state of before, so that the tests of now run there.
struct LaidTests {
    /// Files of tests, and what belongs to them, as they are now.
    let files: [Manifest.Entry]
    /// Files of code that end with their tests, and those that declare some: the code of before, with the tests of now.
    ///
    /// Of new files of code it is the tests alone.
    private(set) var mixed: [(path: RelativePath, tests: InlineTests)] = []
    /// What steps cannot be started without.
    private(set) var starters = Starters()

    private static let mostBytes = 1024 * 1024

    /// No tests, but what steps cannot be started without.
    init(_ starters: Starters) {
        files = []
        self.starters = starters
    }

    /// The same with what steps cannot be started without.
    func starting(_ starters: Starters) -> Self {
        var laid = self
        laid.starters = starters
        return laid
    }

    /// Reads what may hold both, among these paths, beside what it was.
    init(
        of tree: Manifest, at root: Path, among paths: (RelativePath) -> Bool,
        before: (Set<RelativePath>) throws -> [RelativePath: Bytes]
    ) throws {
        let roles = try TestPaths()
        files = tree.entries.filter { roles.isTest($0.path) }
        let inline = tree.entries.filter { entry in
            (InlineTests.mayBe(in: entry.path) || InlineTests.isCMake(entry.path)) && entry.kind != .link
                && entry.size <= Self.mostBytes
                && paths(entry.path) && !roles.isTest(entry.path)
        }
        guard !inline.isEmpty else { return }
        let (top, former) = (try Folder(root), try before(Set(inline.map(\.path))))
        var now: [RelativePath: Bytes] = [:]
        for entry in inline { now[entry.path] = try top.read(entry.path) }
        var declared: [RelativePath: [String]] = [:]
        var new: [(RelativePath, InlineTests)] = []
        for (path, text) in now.sorted(by: { $0.key < $1.key }) where former[path] == nil {
            // A new file of code and tests: its tests alone, where a file that was there declares it now.
            guard let tests = InlineTests(base: [], commit: text), let (module, files) = InlineTests.parents(of: path),
                let parent = files.first(where: { file in
                    former[file].map { !InlineTests.declares(module, in: $0) } ?? false
                        && now[file].map { InlineTests.declares(module, in: $0) } ?? false
                })
            else { continue }
            declared[parent, default: []].append(module)
            new.append((path, tests))
        }
        mixed =
            new
            + inline.map(\.path).compactMap { path in
                guard let base = former[path], let text = now[path] else { return nil }
                let tests =
                    InlineTests.isCMake(path)
                    ? InlineTests(cmake: base, commit: text) { name in
                        let folder = path.parent.map { $0.bytes + [UInt8(ascii: "/")] } ?? []
                        return roles.isTest(RelativePath(bytes: folder + name.bytes) ?? name)
                    } : InlineTests(base: base, commit: text, declaring: declared[path] ?? [])
                return tests.map { (path, $0) }
            }
    }

    var isEmpty: Bool { files.isEmpty && mixed.isEmpty && starters.isEmpty }

    /// What results with them depend on.
    var key: String {
        Journal.key(
            files.map { "\($0.path) \($0.digest)" } + mixed.map { "\($0.path) \(SHA256.digest(of: $0.tests.mixed))" }
                + (starters.isEmpty ? [] : [starters.key]))
    }

    /// Whether a place in the state with them belongs to tests: a path as a compiler names it, and a line.
    func holds(_ file: String, line: Int?) -> Bool {
        func isNamed(_ path: RelativePath) -> Bool {
            let name = path.description
            return file == name || file.hasSuffix("/" + name) || name.hasSuffix("/" + file)
        }
        return files.contains { isNamed($0.path) }
            || mixed.contains { isNamed($0.path) && (line ?? 0) >= $0.tests.line }
    }

    /// Makes a copy a state of before with them; returns what it holds.
    func lay(
        over state: Manifest, at base: Path, into copy: KeptCopy, from root: Path, at now: Date
    ) throws -> Manifest {
        let kinds = Dictionary(state.entries.map { ($0.path, $0.kind) }) { first, _ in first }
        let folder = try Folder(copy.folder).folder(try RelativePath(naming: "mixed"), creating: .renamed)
        let entries = try mixed.map { path, tests in
            try folder.write(tests.mixed, to: path, .renamed)
            return Manifest.Entry(
                path: path, kind: kinds[path] ?? .file, size: tests.mixed.count,
                digest: SHA256.digest(of: tests.mixed))
        }
        let missing = starters.missing(in: state.overlaid(with: files + entries))
        let wanted = state.overlaid(with: files + entries + missing)
        let others = [
            KeptCopy.Source((files + missing).map(\.path), in: root),
            KeptCopy.Source(entries.map(\.path), in: folder.path),
        ]
        try copy.bring(to: wanted, from: base, others: others, at: now)
        try starters.makeFolders(in: copy.tree)
        return wanted
    }
}

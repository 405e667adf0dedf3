import HarnessKit
import Ledger
import TaskState
import Verifier
import Worktree

/// Makes the folders that a task is examined in: the bytes of now, and those of before the work.
struct SiteMaker {
    let store: TaskStore
    let project: ProjectEnvironment
    /// How it was run when the task began, where that is not as today.
    let projectAtStart: ProjectEnvironment?
    /// What copies looked like when they were left; one that somebody touched since is made afresh.
    let left: [String: String]

    /// What kept a copy from being made.
    struct Obstacle: Error {
        let reason: String
    }

    static let present = "now"

    static func base(_ snapshot: String) -> String { "base-\(snapshot.prefix(16))" }

    /// A copy of exactly these bytes.
    func present(of manifest: Manifest) throws -> Site {
        let copy = try kept(Self.present)
        try copy.bring(to: manifest, from: store.workspace.root, at: store.context.clock.now())
        try share(into: copy, of: manifest, locks: LockFiles.digest(of: manifest))
        if let head = Git(of: store.workspace, in: store.context)?.head() { shadow?.give(copy, at: head) }
        return Site(copy, of: store)
    }

    /// A state from before the work, with today's ignored inputs.
    func base(
        named name: String, at commit: String?, locks: Digest, of wanted: Manifest,
        writtenBy write: (Path) throws -> Void
    ) throws -> Site {
        try refuseInstalledProject()
        let copy = try kept(name)
        try copy.bring(to: wanted, at: store.context.clock.now(), writing: write)
        try share(into: copy, of: wanted, locks: locks, asThen: true)
        if let commit { shadow?.give(copy, at: commit) }
        return Site(copy, of: store)
    }

    /// The same with the tests of now, beside the one without them.
    func base(
        at base: Site, with tests: LaidTests, named name: String, locks: Digest, of state: Manifest,
        writtenBy write: (Path) throws -> Void
    ) throws -> Site {
        // What ran there may have rewritten files that git tracks, such as Python's caches.
        try base.copy?.bring(to: state, at: store.context.clock.now(), writing: write)
        let copy = try kept(name)
        let wanted = try tests.lay(
            over: state, at: base.root, into: copy, from: store.workspace.root, at: store.context.clock.now())
        try share(into: copy, of: wanted, locks: locks, asThen: true)
        return Site(copy, of: store)
    }

    /// The bytes of now, with some files as they were once; those that are empty then are not there.
    func present(of manifest: Manifest, named name: String, with former: [RelativePath: Bytes?]) throws -> Site {
        let copy = try kept(name)
        let folder = try Folder(copy.folder).folder(try RelativePath(naming: "former"), creating: .renamed)
        let kinds = Dictionary(manifest.entries.map { ($0.path, $0.kind) }) { first, _ in first }
        let entries = try former.compactMap { path, bytes -> Manifest.Entry? in
            guard let bytes else { return nil }
            let kind = kinds[path] ?? .file
            try folder.write(bytes, to: path, .renamed)
            try folder.setMode(ofFile: path, isExecutable: kind == .executable)
            return Manifest.Entry(
                path: path, kind: kind, size: bytes.count, digest: SHA256.digest(of: bytes))
        }
        let wanted = manifest.overlaid(with: entries, leavingOut: Set(former.keys))
        try copy.bring(
            to: wanted, from: store.workspace.root, others: [KeptCopy.Source(entries.map(\.path), in: folder.path)],
            at: store.context.clock.now())
        try share(into: copy, of: wanted, locks: LockFiles.digest(of: manifest))
        return Site(copy, of: store)
    }

    private var shadow: ShadowRepository? { ShadowRepository(of: store.workspace, in: store.context) }

    private func kept(_ name: String) throws -> KeptCopy {
        // What runs there cannot tell from the folder's name which state of the project it is.
        let place = String(SHA256.digest(of: Bytes("\(store.workspace.root) \(name)".utf8)).description.prefix(12))
        let folder = try CopyPlace(of: store.workspace, in: store.context).folder(named: place)
        // Many programs go by their folder's name; none is to tell by it that this is a copy.
        let copy = try KeptCopy(in: folder, named: store.workspace.root.name)
        if copy.isThere, Site(copy, of: store).fingerprint != left[name] { copy.remove() }
        return try KeptCopy(in: folder, named: store.workspace.root.name)
    }

    // Ignored inputs.

    /// What was shared when the task began is shared with the state before, too: it may need it.
    private func share(into copy: KeptCopy, of manifest: Manifest, locks: Digest, asThen: Bool = false) throws {
        let inputs = SharedInputs(of: store.workspace, cache: nil)
        let former = asThen ? try projectAtStart?.sharedPaths() ?? [] : []
        for path in Set(try project.sharedPaths() + former) where try isStale(path, in: copy, locks) {
            FileSystem.removeTree(copy.tree / Path(bytes: path.bytes))
            for outcome in try inputs.share([path], into: copy.tree, of: manifest, locks: locks) {
                switch outcome.outcome {
                case .tooLarge:
                    throw Obstacle(
                        reason: "'\(path)' is more than may be copied, and sharing bytes is not possible here")
                // What the project's own folder lacks, a copy need not have.
                case .missing: continue
                default: break
                }
                if let first = outcome.unresolved.first {
                    throw Obstacle(reason: "'\(first)' leads into the work tree and cannot be pointed at a copy")
                }
            }
            try note(path, in: copy, locks)
        }
    }

    /// Whether what lies in the copy is not what the work tree has.
    private func isStale(_ path: RelativePath, in copy: KeptCopy, _ locks: Digest) throws -> Bool {
        guard FileStatus(of: copy.tree / Path(bytes: path.bytes)) != nil else { return true }
        return try Folder(copy.folder).read(mark(of: path)) != state(of: path, locks)
    }

    private func note(_ path: RelativePath, in copy: KeptCopy, _ locks: Digest) throws {
        try Folder(copy.folder).write(state(of: path, locks), to: mark(of: path), .renamed)
    }

    private func mark(of path: RelativePath) throws -> RelativePath {
        try RelativePath(naming: "shared-\(SHA256.digest(of: path.bytes).description.prefix(16))")
    }

    private func state(of path: RelativePath, _ locks: Digest) throws -> Bytes {
        let fingerprint = try IgnoredFingerprint.take(of: [path], in: store.workspace.root)
        return Bytes("\(fingerprint.digest) \(locks)".utf8)
    }

    /// Python packages that are installed from the work tree answer for every copy of it.
    private func refuseInstalledProject() throws {
        let environment = store.context.environment
        let programs = (environment["PATH"] ?? "").split(separator: ":").map { Path(String($0)) }
        let own = environment.nonEmpty("HOME").map { Path($0) / ".local/bin" }
        let root = store.workspace.root
        for place in programs + [own].compactMap(\.self) {
            guard let above = place.parent, !above.bytes.starts(with: root.bytes) else { continue }
            let libraries = (try? Folder(above / "lib").names(atMost: 2000)) ?? []
            for library in libraries where library.hasPrefix("python3") {
                for packages in ["site-packages", "dist-packages"] {
                    try refuse(above / "lib" / Path(library) / Path(packages), leadingTo: root)
                }
            }
        }
    }

    private func refuse(_ packages: Path, leadingTo root: Path) throws {
        guard let folder = try? Folder(packages) else { return }
        let names = try folder.names(atMost: 20_000)
        for name in names where name.hasSuffix(".pth") || name.hasSuffix(".egg-link") || name.hasPrefix("__editable__")
        {
            guard let file = RelativePath(name), let text = try? folder.read(file),
                text.offset(of: root.bytes) != nil
            else { continue }
            throw Obstacle(
                reason:
                    "the Python packages in \(packages) are installed from the work tree; a '.venv' in the project, named under \"share\", can be copied"
            )
        }
    }
}

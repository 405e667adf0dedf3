import HarnessKit

/// Goes through a work tree in the byte order of its paths, deciding of each name whether it belongs to it.
struct ManifestWalk {
    /// What decides; nothing hides a file where there is none.
    struct Rules {
        let base: IgnoreFiles?
        let local: LocalExcludes?
    }

    private let rules: Rules?
    private let git: Git?
    private let hasher: FileHasher
    private(set) var entries: [Manifest.Entry] = []
    private(set) var findings: [Manifest.Finding] = []
    private(set) var hidden: [RelativePath] = []
    private(set) var ignoreFiles = IgnoreFiles()
    private var present = IgnoreStack()
    private var atBase = IgnoreStack()
    /// From the top to what is being looked at.
    private var path = Bytes()

    init(rules: Rules?, git: Git?, hasher: FileHasher) {
        self.rules = rules
        self.git = git
        self.hasher = hasher
    }

    /// What holds for all that is in a folder.
    private struct Surroundings {
        /// Ignored by the rules of now, and by those of the base.
        var isIgnored = false
        var wasIgnored = false
        /// What is to be reported of the first file in here that is not tracked.
        var doubt: Doubt?
        var tracked: TrackedFiles
        /// Where paths begin that the nearest repository knows.
        var repositoryStart = 0
        var depth = 0

        var isHidden: Bool { isIgnored && wasIgnored }
    }

    /// A path that something else than the rules would have hidden, with all that is in it.
    private final class Doubt {
        let finding: Manifest.Finding
        var isReported = false

        init(_ finding: Manifest.Finding) { self.finding = finding }
    }

    /// Each open folder takes a descriptor, of which a process has few.
    static let mostLevels = 200

    mutating func run(in folder: Folder) throws {
        let git = git
        try visit(folder, Surroundings(tracked: TrackedFiles { try git?.trackedPaths() ?? [] }))
    }

    private mutating func visit(_ folder: Folder, _ outside: Surroundings) throws {
        guard outside.depth < Self.mostLevels else {
            throw Failure(
                .unavailable, "\(folder.path) lies more than \(Self.mostLevels) folders deep",
                hint: "remove it, or let a .gitignore name a folder above it")
        }
        var surroundings = outside
        surroundings.depth += 1
        let children = try sorted(folder)
        let depths = (present.depth, atBase.depth)
        defer {
            present.cut(to: depths.0)
            atBase.cut(to: depths.1)
        }
        if children.contains(where: { $0.name == Self.git }) { try enterRepository(folder, &surroundings) }
        try readRules(folder, children, surroundings)
        let length = path.count
        for child in children where !isLeftOut(child) {
            if !path.isEmpty { path.append(UInt8(ascii: "/")) }
            let offset = path.count
            path += child.name
            try look(at: child, nameAt: offset, in: folder, surroundings)
            path.removeLast(path.count - length)
        }
    }

    private static let git = Bytes(".git".utf8)
    private static let ignoreFile = Bytes(".gitignore".utf8)

    private struct Child {
        let name: Bytes
        let kind: FileStatus.Kind
    }

    /// A folder's name is compared with its slash, so that whole paths come in byte order.
    private func sorted(_ folder: Folder) throws -> [Child] {
        var children: [Child] = []
        for entry in try folder.entries() {
            guard let kind = try entry.kind ?? folder.status(of: entry.name)?.kind else { continue }
            children.append(Child(name: entry.name + (kind == .folder ? [UInt8(ascii: "/")] : []), kind: kind))
        }
        children.sort { $0.name.lexicographicallyPrecedes($1.name) }
        return children.map { $0.kind == .folder ? Child(name: $0.name.dropLast(), kind: .folder) : $0 }
    }

    private func isLeftOut(_ child: Child) -> Bool {
        if child.name == Self.git { return true }
        return path.isEmpty && child.kind == .folder && Manifest.ownFolders.contains(child.name)
    }

    /// A repository inside the work tree is entered like any folder; it alone knows what of it is tracked.
    private mutating func enterRepository(_ folder: Folder, _ surroundings: inout Surroundings) throws {
        guard !path.isEmpty, let git else { return }
        // A submodule is known to the project's own, and a work tree that is left out is told of anyhow.
        if rules != nil, surroundings.doubt == nil, !surroundings.isHidden, try !isTracked(surroundings) {
            findings.append(.init(path: try relative(), reason: .ownRepository))
        }
        let place = folder.path
        surroundings.tracked = TrackedFiles { (try? git.trackedPaths(in: place)) ?? [] }
        surroundings.repositoryStart = path.count + 1
    }

    private mutating func readRules(_ folder: Folder, _ children: [Child], _ surroundings: Surroundings) throws {
        guard let rules else { return }
        // Git does not read one that is a link, nor what lies in an ignored folder.
        if !surroundings.isIgnored, children.contains(where: { $0.name == Self.ignoreFile && $0.kind == .file }) {
            guard let name = RelativePath(bytes: Self.ignoreFile), let text = try folder.read(name) else { return }
            present.push(IgnoreRules(text), of: path)
            ignoreFiles.add(text, in: path)
        }
        if let rules = rules.base?.rules(of: path) { atBase.push(rules, of: path) }
    }

    private mutating func look(
        at child: Child, nameAt offset: Int, in folder: Folder, _ outside: Surroundings
    ) throws {
        var here = outside
        try decide(&here, nameAt: offset, isFolder: child.kind == .folder)
        switch child.kind {
        case .folder:
            if here.isHidden, try !here.tracked.holdsSomething(in: path[here.repositoryStart...]) {
                hidden.append(try relative())
            } else {
                try visit(folder.enter(child.name), here)
            }
        case .file, .link:
            if here.isIgnored, child.kind == .file, Residue.isNote(path), try !isTracked(here) {
                // Nobody needs it, and nobody calls it hidden.
            } else if here.isHidden, try !isTracked(here) {
                hidden.append(try relative())
            } else if let entry = try hasher.entry(for: relative(), child.name, in: folder) {
                entries.append(entry)
                try report(here)
            }
        case .other:
            if !here.isHidden { findings.append(.init(path: try relative(), reason: .noFile)) }
        }
    }

    /// Brings what holds around a path to what holds for it.
    private mutating func decide(_ here: inout Surroundings, nameAt offset: Int, isFolder: Bool) throws {
        guard let rules else { return }
        // Python writes what it compiled wherever it runs; it is hidden like the ignored, unless it is tracked.
        if isFolder, path[offset...].elementsEqual(Residue.compiled) {
            (here.isIgnored, here.wasIgnored) = (true, true)
        }
        let decision = present.decision(on: path, nameAt: offset, isFolder: isFolder)
        here.isIgnored = here.isIgnored || decision == .ignored
        if rules.base == nil {
            here.wasIgnored = here.isIgnored
        } else if !here.wasIgnored {
            here.wasIgnored = atBase.decision(on: path, nameAt: offset, isFolder: isFolder) == .ignored
        }
        guard !here.isHidden else {
            // A submodule is tracked as a whole.
            if isFolder, try isTracked(here) { (here.isIgnored, here.wasIgnored) = (false, false) }
            return
        }
        guard here.doubt == nil else { return }
        let reason: Manifest.Reason? =
            here.isIgnored
            ? .newIgnoreLine
            : decision == nil ? rules.local?.reason(path: path, nameAt: offset, isFolder: isFolder) : nil
        if let reason { here.doubt = Doubt(.init(path: try relative(), reason: reason)) }
    }

    /// Reports once for a folder; what is tracked is hidden from nobody.
    private mutating func report(_ here: Surroundings) throws {
        guard let doubt = here.doubt, !doubt.isReported, try !isTracked(here) else { return }
        doubt.isReported = true
        findings.append(doubt.finding)
    }

    private func isTracked(_ here: Surroundings) throws -> Bool {
        try here.tracked.contains(path[here.repositoryStart...])
    }

    private func relative() throws -> RelativePath {
        guard let relative = RelativePath(bytes: path) else {
            throw Failure(.malformed, "'\(Path(bytes: path))' is no path within a folder", hint: "rename it")
        }
        return relative
    }
}

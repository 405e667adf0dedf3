import HarnessKit

extension Snapshots {
    /// Saves the present state, to go back to another; what no snapshot holds and would be lost keeps it from beginning.
    package func save(before commit: String, as name: String) throws -> String {
        guard try lost(among: [commit]).isEmpty else {
            throw Failure(
                .missing, "there is no snapshot \(commit)", hint: "run 'task-state log' to see those that are there")
        }
        let saved = try take(named: name, saying: "before going back to \(commit.prefix(12))")
        let lost = try unsaved(in: saved, whereGoingTo: commit)
        guard let first = lost.first else { return saved }
        let rest = lost.count > 1 ? " and \(lost.count - 1) more" : ""
        throw Failure(
            .refused,
            "'\(first)'\(rest) would be lost: git ignores it, no snapshot holds it, and it lies where a file comes back",
            hint: "move it away, and run the same command again")
    }

    /// Makes the work tree what it was, all of the present state being saved.
    ///
    /// No git goes on writing after us: it ends when we are killed, and a signal ends it before us. Returns the files that
    /// were given other permissions.
    @discardableResult
    package func restore(
        _ commit: String, from saved: String, progress: @escaping () -> Void = {}
    ) throws -> [String] {
        var given: [String] = []
        let words = ["read-tree", "--reset", "-u", "\(commit)^{tree}"]
        try exclusively {
            // A snapshot of an earlier version has no permissions: the files keep those that they have.
            let modes = try savedModes(of: commit) ?? savedModes(of: saved)
            // Also where it ends half-way: what was private is not left open.
            defer { if let modes { given = (try? give(modes, toFilesOf: commit)) ?? [] } }
            try git.callGuarded(words, with: variables, progress: progress)
        }
        return given
    }

    /// What makes one saved state of another.
    package func changes(from saved: String, to commit: String) throws -> [Change] {
        let fields = try git.call(
            ["diff-tree", "-r", "-z", "--no-renames", "--name-status", saved, commit], with: variables
        ).output.text.split(separator: "\0").map(String.init)
        return stride(from: 0, to: fields.count - 1, by: 2).map { Change(kind: fields[$0], path: fields[$0 + 1]) }
    }

    /// Which of these files a state has as another has it, or none of the two; what git ignores is not known.
    package func unchanged(among files: [String], from base: String, to commit: String) throws -> [String] {
        guard !files.isEmpty else { return [] }
        let changed = Set(try changes(from: base, to: commit).map(\.path))
        let doubtful = files.filter { file in
            let name = relative(file)
            return !name.isEmpty && !changed.contains(name) && !changed.contains { $0.hasPrefix(name + "/") }
        }
        guard !doubtful.isEmpty else { return [] }
        let held = Set(try names(["ls-tree", "-r", "-t", "-z", "--name-only", commit]).map(\.description))
        return doubtful.filter { held.contains(relative($0)) || FileStatus(of: workspace.root / relative($0)) == nil }
    }

    /// A file as snapshots name it: from the project's top, without "./"; empty for the top itself.
    private func relative(_ file: String) -> String {
        let root = workspace.root.description + "/"
        let inner = file.hasPrefix(root) ? String(file.dropFirst(root.count)) : file
        return inner.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// What lies in the way of the files that come back, and is in no snapshot.
    private func unsaved(in saved: String, whereGoingTo commit: String) throws -> [String] {
        let added = try names([
            "diff-tree", "-r", "-z", "--no-renames", "--name-only", "--diff-filter=A", saved, commit,
        ])
        guard !added.isEmpty else { return [] }
        let held = Set(try names(["ls-tree", "-r", "-z", "--name-only", saved]))
        var found: Set<RelativePath> = []
        for path in added {
            // A file that comes back needs its folders; one that became a folder loses what is in it.
            let steps = path.components.indices.map { Bytes(path.components[...$0].joined(separator: [slash])) }
            for step in steps.compactMap({ RelativePath(bytes: $0) }) {
                guard let status = FileStatus(of: workspace.root / Path(bytes: step.bytes)) else { break }
                if status.kind != .folder {
                    if !held.contains(step) { found.insert(step) }
                    break
                }
                if step == path { found.formUnion(try files(in: step).filter { !held.contains($0) }) }
            }
        }
        return found.map(\.description).sorted { $0.precedes($1) }
    }

    private func files(in folder: RelativePath) throws -> [RelativePath] {
        try Folder(workspace.root / Path(bytes: folder.bytes)).entries().flatMap { entry -> [RelativePath] in
            guard let path = RelativePath(bytes: folder.bytes + [slash] + entry.name),
                let status = FileStatus(of: workspace.root / Path(bytes: path.bytes))
            else { return [] }
            return status.kind == .folder ? try files(in: path) : [path]
        }
    }

    private func names(_ words: [String]) throws -> [RelativePath] {
        try git.call(words, with: variables).output.bytes.split(separator: 0).compactMap {
            RelativePath(bytes: Bytes($0))
        }
    }
}

private let slash = UInt8(ascii: "/")

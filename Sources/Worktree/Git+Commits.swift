import HarnessKit

extension Git {
    /// What a commit is, and what it changes against its first parent or another commit.
    package struct Change: Sendable {
        package let commit: Commit
        package let parents: [String]
        package let base: Commit
        package let files: [FileChange]
    }

    /// A file that differs between two commits.
    package struct FileChange: Sendable, Equatable {
        package enum Kind: String, Sendable { case added = "A", deleted = "D", modified = "M", other = "T" }

        package let kind: Kind
        package let path: RelativePath
    }

    /// Reads what a commit changes; without a base against its first parent.
    ///
    /// Renames are a file that goes and one that comes.
    package func change(of revision: String, since base: String?) throws -> Change {
        let commit = try known(revision)
        let (subject, parents) = try description(of: commit)
        let from = try base.map(known) ?? firstParent(of: commit, parents)
        let objects = GitObjects(self)
        let (old, new) = (try objects.nodes(of: from), try objects.nodes(of: commit))
        return Change(
            commit: Commit(hash: commit, subject: subject), parents: parents,
            base: Commit(hash: from, subject: try description(of: from).subject), files: Self.files(from: old, to: new))
    }

    private func known(_ revision: String) throws -> String {
        if let commit = commit(of: revision) { return commit }
        throw ignorance(of: revision)
    }

    private func firstParent(of commit: String, _ parents: [String]) throws -> String {
        guard let parent = parents.first else {
            throw Failure(
                .unavailable, "\(commit.prefix(12)) is the first commit: there is no state without it",
                hint: commit == head()
                    ? "commit a change and its tests on top of it, then run 'verify commit HEAD'"
                    : "choose a later one, as in 'verify commit HEAD'")
        }
        guard self.commit(of: parent) != nil else {
            throw Failure(
                .unavailable,
                "the parent of \(commit.prefix(12)) is not in this clone, which holds only the last commits",
                hint: "run 'git fetch --deepen 10', then the same command again")
        }
        return parent
    }

    private func description(of commit: String) throws -> (subject: String, parents: [String]) {
        let text = try call(["cat-file", "commit", commit]).output.text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.prefix { !$0.isEmpty }
        let parents = head.filter { $0.hasPrefix("parent ") }.map { String($0.dropFirst(7)) }
        let subject = lines.dropFirst(head.count).first { !$0.isEmpty }.map(String.init) ?? ""
        return (subject, parents)
    }

    private static func files(from old: [GitObjects.Node], to new: [GitObjects.Node]) -> [FileChange] {
        let before = Dictionary(old.map { ($0.path, $0) }) { $1 }
        let after = Dictionary(new.map { ($0.path, $0) }) { $1 }
        let gone = old.filter { after[$0.path] == nil }.map { FileChange(kind: .deleted, path: $0.path) }
        let rest = new.compactMap { node -> FileChange? in
            guard let former = before[node.path] else { return FileChange(kind: .added, path: node.path) }
            if former.kind != node.kind { return FileChange(kind: .other, path: node.path) }
            return former.name == node.name ? nil : FileChange(kind: .modified, path: node.path)
        }
        return (gone + rest).sorted { $0.path < $1.path }
    }

    /// Whether a file is in the history of another branch and in that of this one never was.
    package func isOnlyElsewhere(_ path: RelativePath) throws -> Bool {
        func isKnown(to revisions: String) throws -> Bool {
            try !call(["log", "-1", "--format=%h", revisions, "--", path.description]).output.text.isEmpty
        }
        guard head() != nil else { return false }
        return try !isKnown(to: "HEAD") && isKnown(to: "--all")
    }

    /// Commits of any branch, or that one once led to, which touch files, are older than a moment and no part of a history.
    ///
    /// The newest first. Where that takes long, none: it is a question for large repositories with many branches.
    package func commits(
        beside history: String, before moment: Date, touching paths: [RelativePath], limit: Int
    ) -> [Commit] {
        guard let history = commit(of: history), !paths.isEmpty else { return [] }
        let second = moment.milliseconds / 1000
        let words = [
            "log", "-z", "--all", "--reflog", "--format=%H%x00%ct%x00%s", "--before=@\(second)",
            "--max-count=\(limit * 2)", "--not", history, "--",
        ]
        let found = try? call(words + paths.map { ":(literal)\($0)" }, deadline: .seconds(15)).output.text
        let fields = (found ?? "").split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        let commits = stride(from: 0, to: fields.count - 2, by: 3).compactMap { index -> Commit? in
            guard let time = Int(fields[index + 1]), time < Int(second) else { return nil }
            return Commit(hash: fields[index], subject: fields[index + 2])
        }
        return Array(commits.prefix(limit))
    }

    /// Whether a commit is in the history of a revision, or is what that names.
    package func isAncestor(_ commit: String, of revision: String) -> Bool {
        guard let commit = self.commit(of: commit), let revision = self.commit(of: revision) else { return false }
        let outcome = try? call(["merge-base", "--is-ancestor", commit, revision], accepting: [0, 1])
        return outcome?.exit == .exited(0)
    }

    /// The bytes of files in a commit; those that it has.
    package func contents(of paths: Set<RelativePath>, in commit: String) throws -> [RelativePath: Bytes] {
        try GitObjects(self).contents(of: paths, in: commit)
    }

    /// The bytes of the files that lie in a folder of a commit.
    package func contents(below folder: RelativePath, in commit: String) throws -> [RelativePath: Bytes] {
        let objects = GitObjects(self)
        let beginning = folder.bytes + [UInt8(ascii: "/")]
        let paths = try objects.nodes(of: commit).map(\.path).filter { $0.bytes.starts(with: beginning) }
        return try objects.contents(of: Set(paths), in: commit)
    }
}

extension Snapshots {
    /// The bytes of files in a snapshot; those that it has.
    package func contents(of paths: Set<RelativePath>, in commit: String) throws -> [RelativePath: Bytes] {
        try reading(commit) { try objects.contents(of: paths, in: commit) }
    }
}

extension GitObjects {
    fileprivate func contents(of paths: Set<RelativePath>, in commit: String) throws -> [RelativePath: Bytes] {
        guard !paths.isEmpty else { return [:] }
        let nodes = try nodes(of: commit).filter { node in
            paths.contains(node.path) && node.kind != .commit && node.kind != .link
        }
        var found: [RelativePath: Bytes] = [:]
        try forEachContent(of: nodes) { node, content in found[node.path] = Bytes(content) }
        return found
    }
}

import HarnessKit

/// Damage of the repository itself, which is not that of what it holds.
extension Snapshots {
    /// Why git does not read the repository at all; nil where it does, or where there is none.
    package func flaw() -> String? {
        guard FileStatus(of: repository / "objects")?.kind == .folder else { return nil }
        guard FileStatus(of: repository / "HEAD") != nil else { return "it has no HEAD" }
        let outcome = try? git.call(["rev-parse", "--git-dir"], with: variables, accepting: [0, 128])
        guard let outcome, outcome.exit != .exited(0) else { return nil }
        let line = outcome.errors.text.split(separator: "\n").first.map(String.init) ?? outcome.exit.description
        return "git does not read it: " + (line.hasPrefix("fatal: ") ? String(line.dropFirst(7)) : line)
    }

    /// The names of snapshots, as "tasks/ID/1" or "last", that lead nowhere.
    package func brokenRefs() throws -> [String] {
        let refs = repository / "refs/snapshots"
        let found = try files(below: refs, as: "").map { (name: $0, commit: commit(in: refs / $0)) }
        let lines = found.compactMap(\.commit).map { "\($0)^{tree}\n" }.joined()
        guard !lines.isEmpty else { return found.map(\.name) }
        let answer = try git.call(["cat-file", "--batch-check"], with: variables, input: Bytes(lines.utf8)).output.text
        let missing = Set(
            answer.split(separator: "\n").filter { $0.hasSuffix(" missing") }.map { $0.prefix { $0 != "^" } })
        return found.filter { $0.commit.map { missing.contains($0[...]) } ?? true }.map(\.name)
    }

    /// Makes the repository's settings again and takes away names that lead nowhere, or leads them where they belong.
    package func mend(knowing commits: [String: String]) throws {
        try exclusively {
            try mendSettings()
            for name in try brokenRefs() {
                try removeRef(name)
                guard let commit = commits[name], try lost(among: [commit]).isEmpty else { continue }
                try run(["update-ref", "refs/snapshots/\(name)", commit])
            }
        }
    }

    /// Throws away what only makes the next snapshot quick, and mends what keeps git from working.
    func forget() throws {
        try Folder(workspace.harness).remove(index)
        try mendSettings()
        if try brokenRefs().contains("last") { try removeRef("last") }
    }

    /// Whether git can read our index.
    var hasReadableIndex: Bool { (try? run(["ls-files", "--", "harness"])) != nil }

    func removeRef(_ name: String) throws {
        guard let folder = repository.parent else { return }
        try Folder(folder).remove(try RelativePath(naming: "snapshots.git/refs/snapshots/\(name)"))
    }

    /// Nothing of a snapshot is in HEAD and config: git makes them again.
    private func mendSettings() throws {
        guard flaw() != nil, let folder = repository.parent else { return }
        for name in ["HEAD", "config", "config.lock", "HEAD.lock"] {
            try Folder(folder).remove(try RelativePath(naming: "snapshots.git/\(name)"))
        }
        try prepare()
    }

    private func files(below folder: Path, as name: String) throws -> [String] {
        guard FileStatus(of: folder)?.kind == .folder else { return [] }
        return try Folder(folder).names().flatMap { entry -> [String] in
            let inner = name.isEmpty ? entry : "\(name)/\(entry)"
            if FileStatus(of: folder / entry)?.kind == .folder { return try files(below: folder / entry, as: inner) }
            return entry.hasSuffix(".lock") ? [] : [inner]
        }
    }

    /// What a name's file says; nil where that is no commit's hash.
    func commit(in file: Path) -> String? {
        guard let folder = file.parent, let name = RelativePath(file.name), let bytes = try? Folder(folder).read(name)
        else { return nil }
        let text = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        return [40, 64].contains(text.utf8.count) && text.allSatisfy(\.isHexDigit) ? text : nil
    }
}

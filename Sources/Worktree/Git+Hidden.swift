import HarnessKit

extension Git {
    /// Files that are others than the index says, and of which git is told to say nothing.
    ///
    /// A file that is only left out of a sparse checkout is no change, nor is one whose bytes are those of the index.
    package func hiddenChanges() throws -> [Manifest.Finding] {
        let marked = try fields(["ls-files", "-v", "-z"]).compactMap(Mark.init)
        guard !marked.isEmpty else { return [] }
        let reasons = Dictionary(marked.map { ($0.path, $0.reason) }) { first, _ in first }
        let known = try fields(["ls-files", "-s", "-z"]).compactMap(Staged.init).filter { staged in
            reasons[staged.path] != nil && !staged.path.contains("\n")
                && FileStatus(of: root / staged.path)?.kind == .file
        }
        guard !known.isEmpty else { return [] }
        let list = Bytes(known.map { $0.path + "\n" }.joined().utf8)
        let hashes = try call(["hash-object", "--no-filters", "--stdin-paths"], input: list).output.text
            .split(separator: "\n").map(String.init)
        return zip(known, hashes).compactMap { staged, hash in
            guard staged.object != hash, let reason = reasons[staged.path], let path = RelativePath(staged.path) else {
                return nil
            }
            return Manifest.Finding(path: path, reason: reason)
        }
    }

    private func fields(_ arguments: [String]) throws -> [String] {
        try call(arguments).output.text.split(separator: "\0").map(String.init)
    }
}

/// A line of `git ls-files -v` that marks a file: "S name", or a letter that is small.
private struct Mark {
    let path: String
    let reason: Manifest.Reason

    init?(_ line: String) {
        guard let tag = line.first, line.dropFirst().first == " " else { return nil }
        guard tag == "S" || tag.isLowercase else { return nil }
        reason = tag == "S" || tag == "s" ? .skipWorktree : .assumeUnchanged
        path = String(line.dropFirst(2))
    }
}

/// A line of `git ls-files -s`: "100644 OBJECT 0<tab>name".
struct Staged {
    let object: String
    let path: String

    init?(_ line: String) {
        let parts = line.split(separator: "\t", maxSplits: 1)
        let words = parts.first?.split(separator: " ") ?? []
        guard parts.count == 2, words.count == 3 else { return nil }
        object = String(words[1])
        path = String(parts[1])
    }
}

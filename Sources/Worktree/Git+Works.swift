import HarnessKit

extension Git {
    /// A commit that is no merge, and the files that it touched.
    package struct Work: Sendable {
        package let commit: String
        package let paths: [RelativePath]
    }

    /// The commit by which a file got its bytes, in the history of revisions; nil where a clone does not reach so far.
    package func lastCommit(touching path: RelativePath, in revisions: [String]) throws -> String? {
        let known = revisions.compactMap { commit(of: $0) }
        let words = ["log", "-1", "--format=%H"] + known + ["--", ":(literal)\(path)"]
        guard let found = try line(of: words), try parents(of: found).allSatisfy({ commit(of: $0) != nil }) else {
            return nil
        }
        return found
    }

    /// What was committed on the way to a commit, merges left out; without a beginning that commit alone.
    package func works(from base: String?, to commit: String) throws -> [Work] {
        let words = ["log", "-z", "--root", "--first-parent", "--no-merges", "--no-renames", "--name-only"]
        let range = base.map { ["\($0)..\(commit)"] } ?? ["-1", commit]
        let fields = try call(words + ["--format=%x01%H"] + range + ["--"]).output.text.split(separator: "\0")
        var (works, paths): ([Work], [RelativePath]) = ([], [])
        var current: String?
        for field in fields.map({ $0.drop(while: { $0 == "\n" }) }) where !field.isEmpty {
            guard field.hasPrefix("\u{1}") else {
                paths += [RelativePath(String(field))].compactMap(\.self)
                continue
            }
            if let current { works.append(Work(commit: current, paths: paths)) }
            (current, paths) = (String(field.dropFirst()), [])
        }
        if let current { works.append(Work(commit: current, paths: paths)) }
        return works
    }

    /// When the first commits of the histories of revisions were made; nil where a clone does not reach so far.
    package func beginnings(of revisions: [String]) throws -> [Date]? {
        let known = revisions.compactMap { commit(of: $0) }
        let text = try call(["log", "--max-parents=0", "--format=%H %ct"] + known + ["--"]).output.text
        var found: [Date] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let seconds = Int(words[1]), try parents(of: String(words[0])).isEmpty else {
                return nil
            }
            found.append(Date(milliseconds: seconds * 1000))
        }
        return found.isEmpty ? nil : found
    }

    /// Those that stand in the commit, whether this clone has them or not.
    private func parents(of commit: String) throws -> [String] {
        try call(["cat-file", "commit", commit]).output.text.split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { !$0.isEmpty }.filter { $0.hasPrefix("parent ") }.map { String($0.dropFirst(7)) }
    }

    private func line(of words: [String]) throws -> String? {
        try call(words).output.text.split(separator: "\n").first.map(String.init)
    }
}

import HarnessKit

/// What a repository's index and its last commit name; asked for when it is first needed.
final class TrackedFiles {
    private let load: () throws -> Bytes
    private var found: Names?

    /// Paths in byte order, one after the other.
    private struct Names {
        let bytes: Bytes
        let starts: [Int]

        init(_ bytes: Bytes) {
            self.bytes = bytes
            var starts: [Int] = []
            var start = 0
            for (index, byte) in bytes.enumerated() where byte == 0 {
                starts.append(start)
                start = index + 1
            }
            self.starts = starts
        }

        /// The first path that does not come before this one.
        func first(notBefore path: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
            var (low, high) = (0, starts.count)
            while low < high {
                let middle = (low + high) / 2
                if name(middle).lexicographicallyPrecedes(path) { low = middle + 1 } else { high = middle }
            }
            return low < starts.count ? name(low) : nil
        }

        private func name(_ index: Int) -> ArraySlice<UInt8> {
            let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
            return bytes[starts[index]..<(end - 1)]
        }
    }

    init(_ load: @escaping () throws -> Bytes) {
        self.load = load
    }

    private func names() throws -> Names {
        if let found { return found }
        let names = Names(try load())
        found = names
        return names
    }

    func contains(_ path: ArraySlice<UInt8>) throws -> Bool {
        try names().first(notBefore: path) == path
    }

    /// Whether anything in this folder is tracked.
    func holdsSomething(in folder: ArraySlice<UInt8>) throws -> Bool {
        let prefix = folder + [UInt8(ascii: "/")]
        return try names().first(notBefore: prefix)?.starts(with: prefix) ?? false
    }
}

extension Git {
    /// Whether the index or the last commit names a file.
    package func tracks(_ path: RelativePath) throws -> Bool {
        try TrackedFiles { try trackedPaths() }.contains(path.bytes[...])
    }

    /// Paths that the index or the last commit of a repository names, NUL after each, in byte order.
    ///
    /// A folder inside the work tree may be a repository of its own; its `.git` is taken as it is, so that git
    /// does not go looking further up where it is none.
    func trackedPaths(in folder: Path? = nil) throws -> Bytes {
        let variables = folder == nil ? [:] : ["GIT_DIR": ".git", "GIT_WORK_TREE": "."]
        let list = ["ls-files", "-z", "--cached", "--full-name"]
        if let both = try? call(list + ["--with-tree=HEAD"], in: folder, with: variables) { return try whole(both) }
        // Without a commit yet there is only the index.
        return try whole(call(list, in: folder, with: variables))
    }

    /// The file of patterns that the user has for all repositories.
    func globalExcludes(in environment: Environment) -> Path? {
        if let text = try? call(["config", "--type=path", "--null", "--get", "core.excludesFile"]).output.head,
            text.count > 1
        {
            return root / Path(bytes: text.dropLast())
        }
        if let folder = environment.nonEmpty("XDG_CONFIG_HOME") { return Path(folder) / "git/ignore" }
        return environment.nonEmpty("HOME").map { Path($0) / ".config/git/ignore" }
    }

    private func whole(_ outcome: ProgramOutcome) throws -> Bytes {
        guard outcome.output.omitted == 0 else {
            throw Failure(.unavailable, "git prints more than can be taken in", hint: "run 'git status'")
        }
        return outcome.output.bytes
    }
}

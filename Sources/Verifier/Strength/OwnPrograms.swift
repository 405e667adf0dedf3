import HarnessKit

/// Tells the project's own programs from foreign ones.
///
/// A program is the project's own where, in this order: its first word is a path below the project; it is a runner such
/// as `cargo run` or `npm start`; or it is no plain observer (`cat`, `curl`, `psql`, …) and one of its words names a
/// file below the project, as in `python3 app.py`; or it is an interpreter that loads what lies there (`Loading`). A line
/// for a shell is looked at command by command.
package struct OwnPrograms {
    let root: Path

    package init(root: Path) {
        self.root = root
    }

    /// Runners, by their first word, and the words of which one follows; none where any does.
    private static let runners: [String: [String]] = [
        "cargo": ["run"], "swift": ["run"], "go": ["run"], "npm": ["start", "run", "exec", "test"],
        "pnpm": ["start", "run", "exec", "test", "dlx"], "yarn": ["start", "run", "exec", "test"], "npx": [],
        "bun": ["run", "start", "test"], "bunx": [], "deno": ["run", "task"], "dotnet": ["run"], "gradle": [],
        "mvn": [], "make": [], "just": [], "rake": [], "poetry": ["run"], "uv": ["run"], "pipenv": ["run"],
        "bundle": ["exec"], "mix": ["run"], "stack": ["run", "exec"], "cabal": ["run", "exec"], "dune": ["exec"],
        "zig": ["run", "build"], "rails": ["runner", "server"], "composer": ["run", "exec"],
    ]

    /// Programs that look, fetch or move, whatever file they are given: they are never the application.
    static let observers: Set<String> = [
        "cat", "head", "tail", "grep", "rg", "diff", "cmp", "ls", "find", "wc", "sort", "uniq", "cut", "tr", "jq",
        "yq", "stat", "file", "test", "[", "true", "false", "sleep", "date", "sha256sum", "shasum", "md5sum", "xxd",
        "od", "strings", "curl", "wget", "grpcurl", "websocat", "nc", "psql", "mysql", "sqlite3", "redis-cli",
        "mongosh",
        "echo", "printf", "touch", "cp", "mv", "rm", "mkdir", "rmdir", "ln", "chmod", "tee", "sed", "awk", "tar", "zip",
        "unzip", "gzip", "gunzip", "git", "kill", "env", "cd", "export", "set", "xargs", "seq", "dd",
    ]

    /// Those of them that change no file by themselves.
    private static let readers: Set<String> = [
        "cat", "head", "tail", "grep", "rg", "diff", "cmp", "ls", "wc", "uniq", "cut", "tr", "jq", "stat", "file",
        "test", "[", "true", "false", "sleep", "date", "sha256sum", "shasum", "md5sum", "xxd", "od", "strings", "echo",
        "printf", "cd", "seq", "kill",
    ]

    private static let shells: Set<String> = ["sh", "bash", "zsh", "dash", "ksh", "fish"]

    /// Whether the words run a program of the project's own; variables may say where an interpreter finds it.
    package func contain(_ words: [String], in folder: Path, given variable: (String) -> String? = { _ in nil }) -> Bool
    {
        let loading = Loading(programs: self, folder: folder, variable: variable, words: words)
        return commands(words).contains { isOwn($0, in: folder) || loading.isOwn($0, inLine: shellLine(words)) }
    }

    /// Whether the words only look, and so can have written nothing.
    func onlyRead(_ words: [String]) -> Bool {
        let isRedirected = shellLine(words)?.contains(">") ?? false
        return !isRedirected && commands(words).allSatisfy { Self.readers.contains(Self.name($0.first ?? "")) }
    }

    /// What the words look at, where all that they do is to look at files; nil where they do anything else.
    package func lookedAt(by words: [String]) -> [String]? {
        let all = commands(words)
        let isRedirected = shellLine(words)?.contains(">") ?? false
        guard !isRedirected, !all.isEmpty, all.allSatisfy({ Self.lookers.contains(Self.name($0.first ?? "")) }) else {
            return nil
        }
        return all.flatMap { $0.dropFirst() }
    }

    /// What a shell's line looks at before it goes on: files before an "&&", and those that `test` asks for.
    package func gates(of words: [String]) -> [String] {
        guard let line = shellLine(words) else { return [] }
        let quiet = [" 2>/dev/null", " >/dev/null", " > /dev/null", " 2> /dev/null", " 2>&1"].reduce(line) {
            $0.replacing($1, with: "")
        }
        let parts = quiet.split(separator: "&&", omittingEmptySubsequences: false).map(String.init)
        let leading = parts.dropLast().flatMap { lookedAt(by: ["sh", "-c", $0]) ?? [] }
        let tested = commands(["sh", "-c", quiet]).filter { words in
            ["test", "["].contains(words.first ?? "") && words.contains { ["-e", "-f", "-s", "-r"].contains($0) }
        }.flatMap { $0.dropFirst() }
        return leading + tested
    }

    /// What commands of a shell's line look at beside whatever else it does; nothing where there is no such line.
    package func lookedAt(inLineOf words: [String]) -> [String] {
        guard shellLine(words) != nil else { return [] }
        return commands(words).map { $0.drop(while: Self.keywords.contains) }
            .filter { Self.lookers.contains(Self.name($0.first ?? "")) }
            .flatMap { $0.dropFirst().filter { !$0.hasPrefix("-") } }
    }

    static let keywords: Set = ["if", "elif", "while", "until", "then", "else", "do", "!", "fi", "done"]

    /// Observers of files, and of nothing that is elsewhere.
    private static let lookers = readers.union(["find", "sort", "yq", "sed", "awk"]).subtracting(["kill", "sleep"])

    func isOwn(_ words: [String], in folder: Path) -> Bool {
        guard let first = words.first else { return false }
        if first.contains("/"), isBelow(folder / first), FileStatus(following: folder / first)?.kind == .file {
            return true
        }
        let name = Self.name(first)
        if let followers = Self.runners[name] {
            if followers.isEmpty || words.dropFirst().contains(where: { followers.contains($0) }) { return true }
        }
        guard !Self.observers.contains(name) else { return false }
        return words.dropFirst().contains { word in
            !word.isEmpty && isBelow(folder / word) && FileStatus(following: folder / word)?.kind == .file
        }
    }

    /// The commands that the words stand for: those of a shell's line, else the words themselves.
    func commands(_ words: [String]) -> [[String]] {
        guard let line = shellLine(words) else {
            // `env NAME=value program …` is that program.
            let rest = words.first == "env" ? Array(words.dropFirst().drop { $0.contains("=") }) : []
            return [rest.isEmpty ? words : rest]
        }
        return line.split { ";|&\n(){}`".contains($0) }.map { part in
            part.split { " \t\"'<>$".contains($0) }.map(String.init).drop { $0.contains("=") }.map { $0 }
        }.filter { !$0.isEmpty }
    }

    func shellLine(_ words: [String]) -> String? {
        guard let first = words.first, Self.shells.contains(Self.name(first)),
            let flag = words.firstIndex(where: { $0.hasPrefix("-") && $0.hasSuffix("c") }),
            words.indices.contains(flag + 1)
        else { return nil }
        return words[flag + 1]
    }

    /// Whether a path lies in the project, however it is written.
    package func isBelow(_ path: Path) -> Bool {
        let place = (try? path.resolved()) ?? path
        let prefix = ((try? root.resolved()) ?? root).bytes + [UInt8(ascii: "/")]
        return place.bytes.starts(with: prefix)
    }

    static func name(_ word: String) -> String { Path(word).name }
}

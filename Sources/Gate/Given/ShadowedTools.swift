import HarnessKit

/// Programs of the project that are called like an interpreter or a tool of the system, and are found before it.
struct ShadowedTools {
    let root: Path

    private static let tools: Set = [
        "python", "python2", "python3", "pypy3", "node", "nodejs", "deno", "bun", "ruby", "perl", "php", "java",
        "javac",
        "go", "cargo", "rustc", "swift", "gcc", "g++", "cc", "c++", "clang", "make", "cmake", "sh", "bash", "zsh",
        "dash",
        "env", "git", "curl", "wget", "cat", "grep", "sed", "awk", "diff", "cmp", "test", "[", "jq", "sqlite3", "psql",
        "npm", "npx", "pip", "pip3",
    ]
    /// Those that packages of npm bring with good reason.
    private static let packaged: Set = ["node", "npm", "npx", "deno", "bun", "jq", "swift", "go", "test"]

    /// Those in the folders of a `PATH` that lie in the project.
    func inFolders(_ list: String, of file: String) -> [String] {
        list.split(separator: ":", omittingEmptySubsequences: true).flatMap { entry -> [String] in
            guard let folder = Path.named(String(entry), below: root), isBelow(folder) else { return [] }
            let isPackages = folder.plain.description.hasSuffix("node_modules/.bin")
            return tools(in: folder, isPackages ? Self.packaged : []).map {
                "\($0) is found before the system's own: \(file) has \(entry) in its way"
            }
        }
    }

    /// Those that npm puts first whenever it runs something.
    func amongPackages() -> [String] {
        tools(in: root / "node_modules/.bin", Self.packaged).map {
            "\($0) is found before the system's own by whatever npm runs"
        }
    }

    /// One that a command names by its place in the project.
    func named(by command: GivenWords.Command) -> String? {
        guard let first = command.words.first, first.contains("/"), let path = Path.named(first, below: root),
            Self.isTool(path.name), let folder = path.parent, isForeign(path.name, in: folder)
        else { return nil }
        return "'\(first)' of \(command.file) is a file of the project, and no \(path.name) of the system"
    }

    private static func isTool(_ name: String) -> Bool {
        tools.contains(name) || (name.hasPrefix("python3.") && name.dropFirst(8).allSatisfy(\.isNumber))
    }

    private func tools(in folder: Path, _ exceptions: Set<String>) -> [String] {
        let names = (try? Folder(folder).names(atMost: 5000)) ?? []
        return names.filter { Self.isTool($0) && !exceptions.contains($0) && isForeign($0, in: folder) }
            .sorted { $0.precedes($1) }.map {
                (folder / $0).plain.description.replacing(root.plain.description + "/", with: "")
            }
    }

    /// Whether a file in the project is the program: neither a link to the system's, nor what a virtual environment put there.
    private func isForeign(_ name: String, in folder: Path) -> Bool {
        let path = folder / name
        guard FileStatus(following: path)?.kind == .file, isBelow(path) else { return false }
        let isPythons = name.hasPrefix("python") || name.hasPrefix("pip") || name.hasPrefix("pypy")
        let isVirtual = folder.parent.map { FileStatus(following: $0 / "pyvenv.cfg") != nil } ?? false
        return !(isPythons && isVirtual)
    }

    private func isBelow(_ path: Path) -> Bool {
        guard let place = try? path.resolved(), let top = try? root.resolved() else { return false }
        return place.isIn(top)
    }
}

import HarnessKit
import Worktree

/// Files that take part in what is verified and lie neither in the project nor where the system keeps its own.
struct OutsideFiles {
    private let root: Path
    /// The project and the system's folders, where links end.
    private let top: Path?
    private let known: [Path]

    init(root: Path) {
        self.root = root
        top = try? root.resolved()
        known = Self.systems.map { (try? $0.resolved()) ?? $0 } + Self.systems
    }

    private static let systems: [Path] = [
        "/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/nix", "/snap", "/etc", "/dev", "/proc", "/sys", "/run",
        "/var/run", "/var/lib", "/var/log", "/System", "/Library", "/Applications",
    ]
    /// Folders among them into which anybody may write.
    private static let open: [Path] = ["/dev/shm", "/dev/mqueue", "/run/user", "/run/lock", "/run/shm"]
    /// Programs that run whatever file they are given.
    private static let interpreters: Set = [
        "python", "python2", "python3", "pypy3", "node", "nodejs", "deno", "bun", "ruby", "perl", "php", "lua", "tclsh",
        "Rscript", "sh", "bash", "zsh", "dash", "ksh", "fish", "env", "java",
    ]
    private static let mostBytes = 1024 * 1024
    private static let quotes = Bytes("\"'`".utf8)

    /// Links of the project that lead out of it: what they lead to is no part of it.
    func links(in tree: Manifest) -> [String] {
        tree.entries.filter { $0.kind == .link }.compactMap { entry in
            let path = root / Path(bytes: entry.path.bytes)
            guard let place = foreignFile(path, or: .folder) else { return nil }
            return "\(entry.path) is a link that leads to \(place), outside the project"
        }
    }

    /// Programs outside that a command has an interpreter run, also from within a line of code.
    func named(by command: GivenWords.Command) -> [String] {
        guard let first = command.words.first, Self.isInterpreter(Path(first).name) else { return [] }
        return command.words.dropFirst().flatMap { word in
            word.split { " \t\n\"'`();,=<>|&[]{}:".contains($0) }.compactMap { part -> String? in
                guard part.hasPrefix("/") || part.hasPrefix("../"), let path = Path.named(String(part), below: root),
                    let place = foreignFile(path)
                else { return nil }
                return "'\(Path(first).name)' of \(command.file) is given \(place), outside the project"
            }
        }
    }

    /// Changed source files in which such a file is named in quotes.
    func named(in changed: [RelativePath]) throws -> [String] {
        let paths = try TestPaths()
        let top = try Folder(root)
        return changed.compactMap { path -> String? in
            guard paths.language(of: path.description) != nil || !path.description.contains("."),
                let status = FileStatus(of: root / Path(bytes: path.bytes)), status.kind == .file,
                status.size <= Self.mostBytes, let text = try? top.read(path), !text.contains(0)
            else { return nil }
            return named(in: text).map { "\(path) names \($0), which lies outside the project" }
        }
    }

    private func named(in text: Bytes) -> Path? {
        text.split { Self.quotes.contains($0) || $0 == UInt8(ascii: "\n") }.lazy
            .filter { $0.first == UInt8(ascii: "/") && $0.count > 2 && $0.count < 1000 && !$0.starts(with: "//".utf8) }
            .compactMap { foreignFile(Path(bytes: Bytes($0))) }.first
    }

    private static func isInterpreter(_ name: String) -> Bool {
        interpreters.contains(name) || name.hasPrefix("python3.")
    }

    /// Where a path leads, where that is a file outside; a folder only where that counts too.
    private func foreignFile(_ path: Path, or other: FileStatus.Kind = .file) -> Path? {
        guard let kind = FileStatus(following: path)?.kind, kind == .file || kind == other,
            let place = try? path.resolved(), let top, !place.isIn(top)
        else { return nil }
        let isSystems = known.contains { place.isIn($0) } && !Self.open.contains { place.isIn($0) }
        return isSystems ? nil : place
    }
}

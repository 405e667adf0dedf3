import HarnessKit

/// A project's folder as detection reads it: no link is followed, and there is an end to what is looked at.
final class SourceTree {
    static let mostBytes = 256 * 1024
    static let mostFiles = 400
    static let mostFolders = 300
    static let mostNames = 1000
    static let deepest = 3

    private(set) var notes: [String] = []
    private let root: Folder
    private var texts: [String: String?] = [:]
    private var listings: [String: [String]] = [:]
    private var filesRead = 0

    init(_ root: Path) throws {
        self.root = try Folder(root)
    }

    /// What the project's folder is called.
    var name: String { root.path.name }

    /// What holds other people's code, or what a build made.
    private static let ignored: Set<String> = [
        "node_modules", "vendor", "third_party", "build", "dist", "out", "target", "bin", "obj", "deps", "_build",
        "venv",
        "env", "coverage", "Pods", "Carthage", "DerivedData", "harness", "testdata", "fixtures", "__fixtures__",
        "examples", "example", "samples", "templates", "docs", "__pycache__", "site-packages", "bower_components",
    ]

    /// The project's top and the folders below it, the shallow ones first.
    func folders() -> [String] {
        var all = [""]
        var level = [""]
        for _ in 0..<Self.deepest {
            level = level.flatMap { folder in
                names(in: folder).filter { !$0.hasPrefix(".") && !Self.ignored.contains($0) }
                    .map { Self.join(folder, $0) }.filter { kind(of: $0) == .folder }
            }
            guard all.count + level.count <= Self.mostFolders else {
                note("only \(Self.mostFolders) folders were looked at")
                return all + level.prefix(Self.mostFolders - all.count)
            }
            all += level
        }
        return all
    }

    /// Whether a file or folder lies there.
    func has(_ name: String) -> Bool {
        let found = kind(of: name)
        if found == .link { note("\(name) is a link and is not followed") }
        return found == .file || found == .folder
    }

    /// What lies in a folder, in byte order.
    func names(in folder: String) -> [String] {
        if let known = listings[folder] { return known }
        let place =
            RelativePath(folder).flatMap { try? root.folder($0, creating: nil) } ?? (folder.isEmpty ? root : nil)
        let names = (try? place?.names(atMost: Self.mostNames + 1)) ?? []
        if names.count > Self.mostNames {
            note("\(folder.isEmpty ? "the project" : folder) has more names than are looked at")
        }
        listings[folder] = Array(names.prefix(Self.mostNames))
        return listings[folder] ?? []
    }

    /// The names that a path stands for, whose components may each hold one `*`.
    func expand(_ pattern: String) -> [String] {
        pattern.split(separator: "/").map(String.init).reduce([""]) { folders, part in
            guard part.contains("*") else { return folders.map { Self.join($0, part) } }
            return folders.flatMap { folder in
                names(in: folder).filter { Self.matches($0, part) }.map { Self.join(folder, $0) }
            }
        }.filter { kind(of: $0) == .file }
    }

    /// A file's text; nil where there is none that can be read within the limits.
    func text(of name: String) -> String? {
        if let known = texts[name] { return known }
        let text = read(name)
        texts[name] = .some(text)
        return text
    }

    private func read(_ name: String) -> String? {
        guard let status = FileStatus(of: root.path / name), let path = RelativePath(name) else { return nil }
        guard status.kind == .file else {
            if status.kind == .link { note("\(name) is a link and is not followed") }
            return nil
        }
        guard status.size <= Self.mostBytes else {
            note("\(name) has \(status.size) bytes and is not read")
            return nil
        }
        guard filesRead < Self.mostFiles else {
            note("only \(Self.mostFiles) files were read")
            return nil
        }
        filesRead += 1
        do {
            return try root.read(path).map { String(decoding: $0, as: UTF8.self) }
        } catch {
            note(Failure(translating: error).message)
            return nil
        }
    }

    func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }

    private func kind(of name: String) -> FileStatus.Kind? { FileStatus(of: root.path / name)?.kind }

    static func join(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return name == pattern }
        return name.count >= parts[0].count + parts[1].count && name.hasPrefix(parts[0]) && name.hasSuffix(parts[1])
            && !name.hasPrefix(".")
    }
}

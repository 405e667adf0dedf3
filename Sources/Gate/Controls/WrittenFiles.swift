import HarnessKit

/// Files of the project that what was run wrote in the copy, where they are others now than those that lie in the project.
///
/// Programs keep data beside their code, and a log or a database that they wrote to is none of our business. Code that is
/// not what lies there is: what was verified is something else.
struct WrittenFiles {
    private(set) var sources: [String] = []
    private(set) var others: [String] = []
    /// Code that every run makes another, by a number or a time, and that is the same otherwise.
    private(set) var rebuilt: [String] = []

    init() {}

    init(_ paths: [RelativePath], in root: Path) throws {
        let top = try Folder(root)
        for path in paths {
            if Self.isSource(path, in: top) {
                sources.append(path.description)
            } else {
                others.append(path.description)
            }
        }
    }

    /// Tells what each run makes another: what it was, what it is after one more run, and what lies in the project.
    mutating func settle(_ once: [String: Bytes], again copy: Folder, in project: Folder) throws {
        let found = try sources.filter { name in
            guard let path = RelativePath(name), let first = once[name], let second = try copy.read(path),
                let here = try project.read(path)
            else { return false }
            return RebuiltFile.isSame(here, as: first, and: second)
        }
        rebuilt += found
        sources.removeAll(where: found.contains)
    }

    private static func isSource(_ path: RelativePath, in top: Folder) -> Bool {
        let name = String(path.description.split(separator: "/").last ?? "")
        guard !written.contains(where: { name.hasSuffix($0) }) else { return false }
        if let dot = name.lastIndex(of: "."), endings.contains(name[name.index(after: dot)...].lowercased()) {
            return true
        }
        guard !name.contains("."), let bytes = try? top.read(path) else { return false }
        return bytes.starts(with: "#!".utf8)
    }

    /// What tools of many projects write at every build or migration, and not always with the same words.
    private static let written = ["_version.py", "schema.rb", ".d.ts", ".g.dart", ".pb.go", "_pb2.py", "_pb2_grpc.py"]

    private static let endings = Set(TestLanguage.all.flatMap(\.endings)).union([
        "bash", "clj", "cljs", "dart", "erl", "ex", "fish", "hs", "jl", "kts", "lua", "m", "mm", "ml", "mli", "nim",
        "pl",
        "pm", "psgi", "pyi", "pyx", "r", "sbt", "svelte", "vb", "vue", "wat", "zig", "zsh",
    ])
}

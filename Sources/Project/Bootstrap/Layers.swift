import HarnessKit

/// Which folders of source code use which others, as far as their imports tell.
struct Layers {
    struct Part: Equatable {
        let folder: String
        let files: Int
        /// Folders that it uses, in byte order.
        let uses: [String]
    }

    /// The lowest first: each uses only what stands above it in the list, where there is no circle.
    let parts: [Part]
    /// Folders that use each other, directly or not.
    let circle: [String]

    /// What names another folder in a file with that ending; the first group is the name.
    private static let imports: [(endings: [String], pattern: String)] = [
        (["swift"], #"(?m)^[ \t]*(?:@\w+ )*import (?:struct |class |enum |func )?(\w+)"#),
        (["go"], #"(?m)^[ \t]*(?:import )?(?:\w+ )?"([^"\s]+)"[ \t]*$"#),
        (["ts", "tsx", "js", "jsx", "mjs", "cjs"], #"(?:from|import|require\()\s*['"](\.[^'"]*|@[^'"]+)['"]"#),
        (["py"], #"(?m)^[ \t]*(?:from|import) ([\w.]+)"#),
        (["rs"], #"(?m)^[ \t]*(?:pub )?use (?:crate::)?(\w+)"#),
        (["java", "kt"], #"(?m)^import (?:static )?([\w.]+)"#),
        (["c", "h", "cc", "cpp", "hpp"], ##"(?m)^#include "([^"]+)""##),
    ]
    private static let mostFiles = 40

    init(of tree: SourceTree) {
        var names: [String: [String]] = [:]
        for folder in tree.folders() where !folder.isEmpty {
            let files = tree.names(in: folder).filter { Self.pattern(for: $0) != nil }
            if !files.isEmpty { names[folder] = files.map { SourceTree.join(folder, $0) } }
        }
        // A folder of folders speaks for those below it, where it is a module by itself.
        var modules: [String: [String]] = [:]
        for (folder, files) in names {
            modules[Self.module(of: folder, among: Array(names.keys)), default: []] += files
        }
        let folders = modules.keys.sorted { $0.precedes($1) }
        let called = folders.map { (folder: $0, name: Self.name(of: $0, tree)) }
        var uses: [String: Set<String>] = [:]
        for folder in folders {
            let files = (modules[folder] ?? []).sorted { $0.precedes($1) }
            for file in files.prefix(Self.mostFiles) {
                guard let pattern = Self.pattern(for: file), let text = tree.text(of: file) else { continue }
                for name in Self.names(pattern, in: text) {
                    let target = Self.folder(named: name, from: file, among: called)
                    if let target, target != folder { uses[folder, default: []].insert(target) }
                }
            }
        }
        (parts, circle) = Self.sorted(folders, uses) { modules[$0]?.count ?? 0 }
    }

    private static func pattern(for file: String) -> String? {
        let ending = file.split(separator: ".").last.map(String.init) ?? ""
        return file.contains(".") ? imports.first { $0.endings.contains(ending) }?.pattern : nil
    }

    /// "Sources/Kit/Reading" belongs to "Sources/Kit".
    private static func module(of folder: String, among all: [String]) -> String {
        let words = folder.split(separator: "/")
        let depth =
            ["Sources", "Tests", "src", "internal", "pkg", "cmd", "packages", "crates", "apps", "lib"]
                .contains(String(words[0])) ? 2 : 1
        return words.prefix(depth).joined(separator: "/")
    }

    private static func names(_ pattern: String, in text: String) -> [String] {
        guard let pattern = try? Pattern(pattern) else { return [] }
        let bytes = Bytes(text.utf8)
        var (names, start): ([String], Int) = ([], 0)
        while names.count < 200, start <= bytes.count, let match = pattern.firstMatch(in: bytes, from: start) {
            if let group = match.groups.dropFirst().first.flatMap({ $0 }) {
                names.append(String(decoding: bytes[group], as: UTF8.self))
            }
            start = max(match.range.upperBound, start + 1)
        }
        return names
    }

    /// What imports call a folder: a crate by the name in its manifest, all others as they are called.
    private static func name(of folder: String, _ tree: SourceTree) -> String {
        let last = folder.split(separator: "/").last.map(String.init) ?? folder
        guard let manifest = tree.text(of: SourceTree.join(folder, "Cargo.toml")),
            let found = UnitReading.find(#"(?m)^name\s*=\s*"([^"]+)""#, in: manifest)
        else { return last }
        return String(found.name.map { $0 == "-" ? "_" : $0 })
    }

    private static func folder(
        named name: String, from file: String, among folders: [(folder: String, name: String)]
    ) -> String? {
        if name.hasPrefix(".") {
            var parts = file.split(separator: "/").dropLast().map(String.init)
            for part in name.split(separator: "/") {
                if part == ".." { parts = parts.dropLast() } else if part != "." { parts.append(String(part)) }
            }
            let path = parts.joined(separator: "/")
            return folders.map(\.folder).first { path == $0 || path.hasPrefix($0 + "/") }
        }
        let words = name.split { "/.".contains($0) }.map(String.init)
        // Of "example.com/notes/internal/store" the last word that is a folder is meant.
        let places = folders.map { words.lastIndex(of: $0.name) ?? -1 }
        guard let best = places.max(), best >= 0 else { return nil }
        return places.firstIndex(of: best).map { folders[$0].folder }
    }

    private static func sorted(
        _ folders: [String], _ uses: [String: Set<String>], files: (String) -> Int
    ) -> (parts: [Part], circle: [String]) {
        var (left, parts): ([String], [Part]) = (folders, [])
        while true {
            let free = left.filter { folder in uses[folder, default: []].allSatisfy { !left.contains($0) } }
            guard !free.isEmpty else { break }
            left.removeAll { free.contains($0) }
            parts += free.map { part($0, uses, files) }
        }
        return (parts + left.map { part($0, uses, files) }, left)
    }

    private static func part(_ folder: String, _ uses: [String: Set<String>], _ files: (String) -> Int) -> Part {
        Part(folder: folder, files: files(folder), uses: uses[folder, default: []].sorted { $0.precedes($1) })
    }
}

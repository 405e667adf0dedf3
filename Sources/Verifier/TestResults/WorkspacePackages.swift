import HarnessKit

/// The packages of a workspace that a line of npm, pnpm or yarn means: `npm test -w core`, `npm test --workspaces`.
struct WorkspacePackages {
    let folder: Path

    private static let mostPackages = 100
    private static let mostBytes = 256 * 1024
    private static let naming: Set = ["-w", "--workspace", "--filter", "-F", "workspace"]
    private static let all: Set = ["--workspaces", "-ws", "-r", "--recursive", "workspaces"]
    private static let places: Set = ["--prefix", "-C", "--cwd", "--dir"]

    /// Their folders; none where the line means the package that it is started in.
    func meant(by words: [String]) -> [Path] {
        if !Self.all.isDisjoint(with: words) { return packages.map { folder / Path($0) } }
        return words.indices.dropLast().flatMap { index -> [Path] in
            let value = words[index + 1]
            if Self.places.contains(words[index]) { return [folder / Path(value)] }
            guard Self.naming.contains(words[index]) else { return [] }
            let name = value.hasPrefix("./") ? String(value.dropFirst(2)) : value
            return packages.filter { $0 == name || self.name(of: $0) == name }.map { folder / Path($0) }
        }
    }

    /// Where packages lie, as the workspace says: "packages/*" stands for the folders in it.
    private var packages: [String] {
        let workspaces = manifest(of: folder)?["workspaces"]
        let patterns = (workspaces?.items ?? workspaces?["packages"]?.items)?.compactMap(\.string) ?? []
        let found = patterns.flatMap { pattern -> [String] in
            guard pattern.hasSuffix("/*") else { return [pattern] }
            let place = String(pattern.dropLast(2))
            let names = (try? Folder(folder / Path(place)).names(atMost: Self.mostPackages)) ?? []
            return names.sorted { $0.precedes($1) }.map { "\(place)/\($0)" }
        }
        return Array(found.filter { manifest(of: folder / Path($0)) != nil }.prefix(Self.mostPackages))
    }

    private func name(of package: String) -> String? { manifest(of: folder / Path(package))?["name"]?.string }

    private func manifest(of place: Path) -> JSON? {
        (try? FileContent(of: place / "package.json", limit: Self.mostBytes).bytes).flatMap { try? JSON.parse($0) }
    }
}

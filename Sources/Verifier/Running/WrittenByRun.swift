import HarnessKit
import Worktree

/// What a run wrote into the work tree, where the developer's own data lies too.
struct WrittenByRun {
    /// The project's files as they were; nil where they are too much to be read.
    let before: Manifest?
    private let data: [String: Mark]
    private let root: Path

    private struct Mark: Equatable {
        let size: Int
        let changed: Int64
    }

    init(before: Manifest?, at root: Path) {
        self.before = before
        self.root = root
        data = Self.data(below: root)
    }

    /// One line on files that are others now, and on databases that are new or others, ignored by git or not.
    func warning(now: Manifest?) -> RunWarning? {
        var names: Set<String> = []
        if let before, let now {
            let changes = now.changes(from: before)
            names.formUnion((changes.changed + changes.removed).map(\.description).filter { !Residue.holds($0) })
        }
        let present = Self.data(below: root)
        names.formUnion(present.filter { data[$0.key] != $0.value }.map(\.key))
        guard !names.isEmpty else { return nil }
        let sorted = names.sorted { $0.precedes($1) }
        let rest = sorted.count > 3 ? " and \(sorted.count - 3) more" : ""
        return RunWarning(
            .written,
            "the run wrote into the project: \(sorted.prefix(3).joined(separator: ", "))\(rest); let the application keep "
                + "its data below {{tmp}}, such as \"env\": {\"DATABASE\": \"{{tmp}}/app.db\"} of its \"start\"")
    }

    // Databases.

    private static let endings = [".db", ".sqlite", ".sqlite3", ".db3", ".mdb", ".rdb"]
    private static let others: Set<String> = ["node_modules", "harness", "target", "vendor", "venv", "build", "dist"]
    private static let mostLooks = 5000
    private static let deepest = 3

    private static func data(below root: Path) -> [String: Mark] {
        var found: [String: Mark] = [:]
        var rest = mostLooks
        var level = [""]
        for _ in 0...deepest {
            var next: [String] = []
            for folder in level {
                guard let names = try? Folder(folder.isEmpty ? root : root / folder).names(atMost: rest) else {
                    continue
                }
                rest -= names.count
                for name in names where !name.hasPrefix(".") && !others.contains(name) {
                    let path = folder.isEmpty ? name : "\(folder)/\(name)"
                    guard let status = FileStatus(of: root / Path(path)) else { continue }
                    if status.kind == .folder { next.append(path) }
                    if status.kind == .file, endings.contains(where: { name.hasSuffix($0) }) {
                        found[path] = Mark(size: status.size, changed: Int64(status.changed))
                    }
                }
                guard rest > 0 else { return found }
            }
            level = next
        }
        return found
    }
}

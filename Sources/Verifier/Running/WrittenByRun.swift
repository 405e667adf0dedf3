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

    /// A line on files that are others now, and on databases that are new or others, ignored by git or not; one more on
    /// what only the build wrote.
    func warnings(built: Manifest?, now: Manifest?) -> [RunWarning] {
        var (made, names): (Set<String>, Set<String>) = ([], [])
        if let before, let now {
            names = Self.changes(from: built ?? before, to: now)
            made = built.map { Self.changes(from: before, to: $0) } ?? []
        }
        let present = Self.data(below: root)
        names.formUnion(present.filter { data[$0.key] != $0.value }.map(\.key))
        made.subtract(names)
        let kept = Self.some(of: names).map {
            RunWarning(
                .written,
                "the run wrote into the project: \($0); let the application keep its data below {{tmp}}, such as "
                    + "\"env\": {\"DATABASE\": \"{{tmp}}/app.db\"} of its \"start\"")
        }
        let files = Self.some(of: made).map {
            RunWarning(
                .written,
                "the build wrote into the project: \($0); what a build makes belongs into .gitignore, unless it is to be "
                    + "committed")
        }
        return [kept, files].compactMap(\.self)
    }

    private static func changes(from before: Manifest, to now: Manifest) -> Set<String> {
        let changes = now.changes(from: before)
        return Set((changes.changed + changes.removed).map(\.description).filter { !Residue.holds($0) })
    }

    private static func some(of names: Set<String>) -> String? {
        guard !names.isEmpty else { return nil }
        let sorted = names.sorted { $0.precedes($1) }
        return sorted.prefix(3).joined(separator: ", ") + (sorted.count > 3 ? " and \(sorted.count - 3) more" : "")
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

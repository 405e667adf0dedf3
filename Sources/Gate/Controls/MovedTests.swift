import HarnessKit
import Worktree

/// Files of tests that lie elsewhere now, byte for byte: runners call their tests after where they lie.
struct MovedTests {
    private let moves: [(from: RelativePath, to: RelativePath)]

    /// Pairs each file that is gone with the one of the same bytes that came; where several could be meant, none is.
    init(from before: Manifest, to now: Manifest) {
        let (then, present) = (Set(before.entries.map(\.path)), Set(now.entries.map(\.path)))
        let isMeant = { (entry: Manifest.Entry) in entry.kind != .link && entry.size > 0 }
        let gone = Dictionary(
            grouping: before.entries.filter { isMeant($0) && !present.contains($0.path) }, by: \.digest)
        let new = Dictionary(grouping: now.entries.filter { isMeant($0) && !then.contains($0.path) }, by: \.digest)
        moves = gone.compactMap { digest, files in
            guard files.count == 1, let to = new[digest], to.count == 1 else { return nil }
            return (files[0].path, to[0].path)
        }.sorted { $0.from < $1.from }
    }

    /// Of tests that are gone, those that ran under the name that their file has now; each name stands for one of them.
    func found(_ gone: [String], among new: Set<String>) -> Set<String> {
        var left = new
        return Set(
            gone.filter { name in
                let names = Set(moves.flatMap { Self.names(of: name, after: $0.from, $0.to) }).intersection(left)
                guard names.count == 1, let found = names.first else { return false }
                left.remove(found)
                return true
            })
    }

    /// What a test may be called where its file has moved.
    private static func names(of test: String, after from: RelativePath, _ to: RelativePath) -> [String] {
        forms(of: from).flatMap { form -> [String] in
            guard test.hasPrefix(form) else { return [] }
            let rest = test.dropFirst(form.count)
            guard let next = rest.first, !next.isLetter, !next.isNumber, next != "_" else { return [] }
            return forms(of: to).map { $0 + rest }
        }
    }

    /// How runners write a file: as a path, or as a module, seen from any folder above it.
    private static func forms(of path: RelativePath) -> Set<String> {
        let parts = path.description.split(separator: "/").map(String.init)
        return Set(
            parts.indices.flatMap { start -> [String] in
                let name = parts[start...].joined(separator: "/")
                guard let dot = parts[parts.count - 1].lastIndex(of: ".") else { return [name] }
                let stem = (parts[start..<(parts.count - 1)] + [String(parts[parts.count - 1][..<dot])])
                return [name, stem.joined(separator: "/"), stem.joined(separator: ".")]
            })
    }
}

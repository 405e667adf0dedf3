import HarnessKit
import Worktree

/// Files of tests that lie elsewhere now, byte for byte or but for what they import: runners call their tests after where
/// they lie.
struct MovedTests {
    private var moves: [(from: RelativePath, to: RelativePath)]
    /// Those whose imports are others.
    private(set) var reworded: [(from: RelativePath, to: RelativePath)] = []
    /// Files that are gone and files that came, of other bytes.
    private let others: (gone: [RelativePath], new: [RelativePath])

    private static let mostBytes = 1024 * 1024
    private static let mostFiles = 200

    /// Pairs each file that is gone with the one of the same bytes that came; where several could be meant, none is.
    init(from before: Manifest, to now: Manifest) {
        let then = Set(before.entries.map(\.path))
        let present = Dictionary(now.entries.map { ($0.path, $0.digest) }) { first, _ in first }
        let isMeant = { (entry: Manifest.Entry) in entry.kind != .link && entry.size > 0 }
        // Something else may have taken its place.
        let gone = Dictionary(
            grouping: before.entries.filter { isMeant($0) && present[$0.path] != $0.digest }, by: \.digest)
        let new = Dictionary(grouping: now.entries.filter { isMeant($0) && !then.contains($0.path) }, by: \.digest)
        moves = gone.compactMap { digest, files in
            guard files.count == 1, let to = new[digest], to.count == 1 else { return nil }
            return (files[0].path, to[0].path)
        }.sorted { $0.from < $1.from }
        let rest = { (files: [Digest: [Manifest.Entry]], met: [RelativePath]) in
            files.values.joined().filter { $0.size <= Self.mostBytes && !met.contains($0.path) }.map(\.path).sorted()
        }
        others = (
            rest(gone, moves.map(\.from)).filter { present[$0] == nil }, rest(new, moves.map(\.to))
        )
    }

    /// Pairs also what differs by its imports alone, as it must where they say where other files lie from there.
    mutating func pairEdited(
        holding tests: [String], then: (Set<RelativePath>) throws -> [RelativePath: Bytes],
        now: (RelativePath) throws -> Bytes?
    ) throws {
        let wanted = others.gone.filter { file in tests.contains { Self.mayHold($0, file) } }
        guard !wanted.isEmpty, max(wanted.count, others.new.count) <= Self.mostFiles else { return }
        let endings = Set(wanted.map(Self.ending))
        let came = try others.new.filter { endings.contains(Self.ending(of: $0)) }.compactMap { path in
            try now(path).map { (path: path, body: TestBody($0)) }
        }
        let former = try then(Set(wanted))
        for file in wanted {
            guard let body = former[file].map(TestBody.init), !body.isEmpty else { continue }
            let meant = came.filter { Self.ending(of: $0.path) == Self.ending(of: file) && $0.body == body }
            guard meant.count == 1 else { continue }
            moves.append((file, meant[0].path))
            reworded.append((file, meant[0].path))
        }
    }

    private static func ending(of path: RelativePath) -> String {
        let name = Path(bytes: path.bytes).name
        return name.lastIndex(of: ".").map { String(name[$0...]) } ?? ""
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
            guard let rest = rest(of: test, after: form) else { return [] }
            return forms(of: to).map { $0 + rest }
        } + RustTestName(test).names(after: from, to)
    }

    private static func mayHold(_ test: String, _ file: RelativePath) -> Bool {
        forms(of: file).contains { rest(of: test, after: $0) != nil } || RustTestName(test).lies(in: file)
    }

    /// What follows the name of its file in the name of a test.
    private static func rest(of test: String, after form: String) -> Substring? {
        guard test.hasPrefix(form) else { return nil }
        let rest = test.dropFirst(form.count)
        guard let next = rest.first, !next.isLetter, !next.isNumber, next != "_" else { return nil }
        return rest
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

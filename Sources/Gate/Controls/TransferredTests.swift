import HarnessKit
import Worktree

/// Tests that stand in another file or class now, as they are: their runner calls them otherwise.
struct TransferredTests {
    private let then: [DeclaredTest]
    private let now: [DeclaredTest]

    private static let mostBytes = 1024 * 1024
    private static let mostFiles = 200

    /// Reads what the files that are gone, changed or new declared then, and declare now.
    init(
        from before: Manifest, to present: Manifest,
        then contents: (Set<RelativePath>) throws -> [RelativePath: Bytes], now text: (RelativePath) throws -> Bytes?
    ) throws {
        let paths = try TestPaths()
        let language = { (path: RelativePath) in paths.language(of: Path(bytes: path.bytes).name) }
        let files = { (one: Manifest, other: Manifest) in
            let digests = Dictionary(other.entries.map { ($0.path, $0.digest) }) { first, _ in first }
            return one.entries.filter { entry in
                entry.kind != .link && entry.size <= Self.mostBytes && digests[entry.path] != entry.digest
                    && language(entry.path) != nil
            }.map(\.path)
        }
        let (old, new) = (files(before, present), files(present, before))
        guard max(old.count, new.count) <= Self.mostFiles else {
            (self.then, self.now) = ([], [])
            return
        }
        func declared(_ path: RelativePath, _ text: Bytes?) throws -> [DeclaredTest] {
            guard let text, let language = language(path) else { return [] }
            return try DeclaredTest.all(in: text, of: language, file: path)
        }
        let former = try contents(Set(old))
        then = try old.flatMap { try declared($0, former[$0]) }
        now = try new.flatMap { try declared($0, try text($0)) }
    }

    init(then: [DeclaredTest], now: [DeclaredTest]) { (self.then, self.now) = (then, now) }

    /// A test that runs under another name.
    struct Transfer {
        let test: String
        let from: RelativePath
        let to: RelativePath
    }

    /// Of tests that are gone, those whose own lines stand elsewhere and run there; each name stands for one of them.
    func found(_ gone: [String], among new: Set<String>) -> [Transfer] {
        var left = new
        return gone.compactMap { name in
            let origins = then.filter { $0.isCalled(name) != nil }
            // Of several, none is known to be it.
            guard let origin = origins.first, origins.allSatisfy({ $0.body == origin.body }),
                let rest = origin.isCalled(name)
            else { return nil }
            let same = now.filter { test in
                test.name == origin.name && test.body == origin.body
                    && (test.file != origin.file || test.group != origin.group)
            }
            let heirs = same.isEmpty ? now.filter { isNew($0) && $0.isRenamed(from: origin) } : same
            let met = heirs.flatMap { heir in left.filter { heir.isCalled($0) == rest }.map { (heir.file, $0) } }
            guard let first = met.first, Set(met.map(\.1)).count == 1 else { return nil }
            left.remove(first.1)
            return Transfer(test: name, from: origin.file, to: first.0)
        }
    }
}

extension TransferredTests {
    private func isNew(_ test: DeclaredTest) -> Bool {
        !then.contains { $0.name == test.name && $0.group == test.group && $0.file == test.file }
    }
}

extension DeclaredTest {
    /// Whether it is that one but for its name.
    fileprivate func isRenamed(from origin: DeclaredTest) -> Bool {
        guard name != origin.name, body.count > 1, body.count == origin.body.count, nameIndex == origin.nameIndex,
            body.indices.contains(nameIndex)
        else { return false }
        var lines = body
        lines[nameIndex] = Bytes(
            String(decoding: body[nameIndex], as: UTF8.self).replacing(name, with: origin.name).utf8)
        return lines == origin.body
    }

    /// Whether a runner may call it so, and what that adds: of "test_sums.py::Sums::test_add[1-2]" it is "[1-2]".
    fileprivate func isCalled(_ test: String) -> String? {
        guard let place = test.ranges(of: name).last, group.map({ test.contains($0) }) ?? true else { return nil }
        let isWord = { (letter: Character?) in letter.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false }
        guard !isWord(test[..<place.lowerBound].last), !isWord(test[place.upperBound...].first) else { return nil }
        return String(test[place.upperBound...])
    }
}

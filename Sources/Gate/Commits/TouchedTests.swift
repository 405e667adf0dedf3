import HarnessKit
import Worktree

/// What a commit does to the tests of its project.
struct TouchedTests {
    enum Manner: String, Sendable { case new, changed }

    struct Item: Sendable {
        let test: DeclaredTest
        let manner: Manner
        let language: TestLanguage
    }

    private(set) var items: [Item] = []
    /// Changed files that belong to the tests and can be laid over other code.
    private(set) var files: [RelativePath] = []
    /// The languages of those that are there after the change.
    private(set) var languages: [RelativePath: TestLanguage] = [:]
    /// Files that hold code and tests: the code of the base with the tests of the commit.
    private(set) var spliced: [RelativePath: Bytes] = [:]
    /// All tests of those files, as they are after the change.
    private(set) var declared: [RelativePath: [DeclaredTest]] = [:]
    /// All other changed files.
    private(set) var code: [RelativePath] = []

    init(by change: Git.Change, of git: Git, further: [String] = []) throws {
        let paths = try TestPaths(further)
        var test: [(file: Git.FileChange, language: TestLanguage)] = []
        var inline: [Git.FileChange] = []
        for file in change.files {
            switch paths.role(of: file.path) {
            case .tests(let language):
                files.append(file.path)
                if file.kind != .deleted { languages[file.path] = language }
                test.append((file, language))
            case .support: files.append(file.path)
            case .code:
                code.append(file.path)
                if file.kind == .modified, file.path.description.hasSuffix(".rs") { inline.append(file) }
            }
        }
        let wanted = Set(test.map(\.file.path) + inline.map(\.path))
        let before = try git.contents(of: wanted, in: change.base.hash)
        let after = try git.contents(of: wanted, in: change.commit.hash)
        var old: [DeclaredTest] = []
        var new: [(DeclaredTest, TestLanguage)] = []
        for (file, language) in test {
            old += try before[file.path].map { try DeclaredTest.all(in: $0, of: language, file: file.path) } ?? []
            new +=
                try after[file.path].map { try DeclaredTest.all(in: $0, of: language, file: file.path) }?
                .map { ($0, language) } ?? []
        }
        try take(inline.map(\.path), paths, before, after, &old, &new)
        for (test, _) in new { declared[test.file, default: []].append(test) }
        items = Self.compare(old, new)
    }

    /// Modules of tests at the ends of files that hold code as well.
    private mutating func take(
        _ inline: [RelativePath], _ paths: TestPaths, _ before: [RelativePath: Bytes],
        _ after: [RelativePath: Bytes], _ old: inout [DeclaredTest], _ new: inout [(DeclaredTest, TestLanguage)]
    ) throws {
        for path in inline {
            guard let from = before[path], let to = after[path], let language = paths.language(of: path.description),
                let splice = InlineTests(base: from, commit: to)
            else { continue }
            spliced[path] = splice.mixed
            languages[path] = language
            old += try DeclaredTest.all(in: from, of: language, file: path)
            new += try DeclaredTest.all(in: to, of: language, file: path).map { ($0, language) }
        }
    }

    /// What is new or no longer what it was; a test that merely moved is neither.
    private static func compare(_ old: [DeclaredTest], _ new: [(DeclaredTest, TestLanguage)]) -> [Item] {
        let touched = new.compactMap { test, language -> Item? in
            let inFile = old.filter { $0.name == test.name && $0.file == test.file }
            let namesakes = inFile.filter { $0.group == test.group }
            if namesakes.isEmpty {
                guard !old.contains(where: { $0.name == test.name && $0.body == test.body }) else { return nil }
                // Its class may be called something else now.
                let isRenamed = inFile.contains { former in
                    !new.contains { $0.0.name == test.name && $0.0.file == test.file && $0.0.group == former.group }
                }
                return Item(test: test, manner: isRenamed ? .changed : .new, language: language)
            }
            return namesakes.contains { $0.body == test.body }
                ? nil : Item(test: test, manner: .changed, language: language)
        }
        guard touched.isEmpty else { return touched }
        // Only what tests share has changed: each that follows such a change counts.
        return new.compactMap { test, language in
            let isSame = old.contains { $0.name == test.name && $0.prelude == test.prelude }
            return isSame ? nil : Item(test: test, manner: .changed, language: language)
        }
    }
}

/// A Rust file whose last item is its module of tests: the code can be exchanged above it.
struct InlineTests {
    /// The base's code with the commit's tests.
    let mixed: Bytes

    /// Nil where the commit's file has no such module, or has it as it was.
    init?(base: Bytes, commit: Bytes) {
        guard let from = Self.tests(in: commit) else { return nil }
        let tests = commit[from...]
        let end = Self.tests(in: base) ?? base.count
        guard !base[end...].elementsEqual(tests) else { return nil }
        let gap: Bytes = base[..<end].last == UInt8(ascii: "\n") || end == 0 ? [] : [UInt8(ascii: "\n")]
        mixed = Bytes(base[..<end]) + gap + tests
    }

    /// Where the module begins, if nothing follows its end.
    private static func tests(in text: Bytes) -> Int? {
        var start: Int?
        var place = 0
        while let found = text.offset(of: mark, from: place) {
            if found == 0 || text[found - 1] == UInt8(ascii: "\n") { start = found }
            place = found + mark.count
        }
        guard let start, let pattern = try? Pattern(#"^#\[cfg\(test\)\]\s*(?:#\[[^\n]*\]\s*)*mod \w+ \{"#),
            let match = pattern.firstMatch(in: Bytes(text[start...])), match.range.lowerBound == 0
        else { return nil }
        let rest = text[(start + match.range.upperBound)...]
        guard let close = Bytes(rest).offset(of: Bytes("\n}".utf8)) else { return nil }
        let after = rest[(rest.startIndex + close + 2)...]
        return after.allSatisfy { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: " ") || $0 == 0x0D } ? start : nil
    }

    private static let mark = Bytes("#[cfg(test)]".utf8)
}

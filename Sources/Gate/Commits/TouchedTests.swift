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
    /// New files that hold code and its tests: without the change there is neither.
    private(set) var inseparable: Set<RelativePath> = []
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
                hadFiles = hadFiles || file.kind != .added
                if file.kind != .deleted { languages[file.path] = language }
                test.append((file, language))
            case .support:
                files.append(file.path)
                (hasSupport, hadFiles) = (true, hadFiles || file.kind != .added)
            case .code:
                code.append(file.path)
                if file.kind != .deleted, InlineTests.mayBe(in: file.path) { inline.append(file) }
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

    /// Whether test files were there before, so that the parent's tests ran without those of the commit.
    private(set) var hadFiles = false
    /// Whether data or settings of tests changed: which tests that concerns does not show.
    private var hasSupport = false

    /// Whether there is nothing to run: no test files, or none in which a test is new or changed.
    var isEmpty: Bool {
        let isKnown =
            !hasSupport && spliced.isEmpty && inseparable.isEmpty
            && languages.keys.allSatisfy { !(declared[$0] ?? []).isEmpty }
        return all.isEmpty || (items.isEmpty && isKnown)
    }

    /// All files that hold what was touched.
    var all: [RelativePath] { (files + spliced.keys + inseparable).sorted() }

    /// Modules of tests at the ends of files that hold code as well.
    private mutating func take(
        _ inline: [RelativePath], _ paths: TestPaths, _ before: [RelativePath: Bytes],
        _ after: [RelativePath: Bytes], _ old: inout [DeclaredTest], _ new: inout [(DeclaredTest, TestLanguage)]
    ) throws {
        for path in inline {
            guard let to = after[path], let language = paths.language(of: path.description) else { continue }
            let from = before[path] ?? []
            if before[path] == nil {
                let isTested = to.offset(of: Bytes("#[cfg(test)]".utf8)) != nil
                guard try isTested || !DeclaredTest.all(in: to, of: language, file: path).isEmpty else { continue }
                inseparable.insert(path)
            } else {
                guard let splice = InlineTests(base: from, commit: to) else { continue }
                spliced[path] = splice.mixed
            }
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

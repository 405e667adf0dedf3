import HarnessKit

/// Which files of a project belong to its tests, by where they lie and how they are called.
struct TestPaths {
    enum Role {
        /// It may hold tests.
        case tests(TestLanguage)
        /// Tests read it: data, helpers, a runner's settings.
        case support
        case code
    }

    private let languages: [(language: TestLanguage, pattern: Pattern)]
    private let further: [String]

    /// Further paths are files, or folders with all that is in them, that somebody named.
    init(_ further: [String] = []) throws {
        languages = try TestLanguage.all.map { ($0, try Pattern($0.files)) }
        self.further = further.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }
            .map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    func role(of path: RelativePath) -> Role {
        let parts = path.components.map { String(decoding: $0, as: UTF8.self) }
        guard let name = parts.last else { return .code }
        if let row = languages.first(where: { $0.pattern.matches(Bytes(name.utf8)) }) { return .tests(row.language) }
        let text = path.description
        let isNamed = further.contains { $0 == text || text.hasPrefix($0 + "/") }
        if isNamed || parts.dropLast().contains(where: Self.isTestFolder) {
            return language(of: name).map { .tests($0) } ?? .support
        }
        return Self.settings.contains { $0 == name || ($0.hasSuffix(".") && name.hasPrefix($0)) } ? .support : .code
    }

    /// Whether it may hold tests, or is something that they read.
    func isTest(_ path: RelativePath) -> Bool {
        if case .code = role(of: path) { return false }
        return true
    }

    /// Whether a file is called as those are that hold tests, wherever it lies.
    func isCalledAfterTests(_ name: String) -> Bool { languages.contains { $0.pattern.matches(Bytes(name.utf8)) } }

    /// The language of a file, whatever it holds.
    func language(of name: String) -> TestLanguage? {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let ending = String(name[name.index(after: dot)...])
        return languages.first { $0.language.endings.contains(ending) }?.language
    }

    private static func isTestFolder(_ name: String) -> Bool {
        folders.contains(name) || endings.contains { name.hasSuffix($0) }
    }

    private static let folders: Set<String> = [
        "test", "tests", "Test", "Tests", "spec", "specs", "__tests__", "__snapshots__", "testdata", "t", "e2e",
    ]
    private static let endings = ["Tests", ".Test", "_tests", "-tests"]
    /// Settings of runners; those that end with a dot are the beginnings of names.
    private static let settings = [
        "conftest.py", "pytest.ini", "jest.config.", "vitest.config.", ".mocharc.", "phpunit.xml", "phpunit.xml.dist",
        ".rspec", "karma.conf.",
    ]
}

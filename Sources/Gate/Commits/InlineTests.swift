import HarnessKit

/// A Rust file whose last item is its module of tests: the code can be exchanged above it.
struct InlineTests {
    /// The base's code with the commit's tests.
    let mixed: Bytes
    /// The line, from 1, in which the tests begin there.
    let line: Int

    /// Nil where the commit's file has no such module, or has it as it was.
    init?(base: Bytes, commit: Bytes) {
        guard let from = Self.tests(in: commit) else { return nil }
        let tests = Bytes(commit[from...])
        guard !base[(Self.tests(in: base) ?? base.count)...].elementsEqual(tests) else { return nil }
        self.init(code: Self.code(of: base), tests: tests)
    }

    /// The same with modules that only tests need: files of their own, which the base does not have.
    init?(base: Bytes, commit: Bytes, declaring modules: [String]) {
        guard !modules.isEmpty else {
            self.init(base: base, commit: commit)
            return
        }
        let tests = Self.tests(in: commit).map { Bytes(commit[$0...]) } ?? []
        let lines = modules.flatMap { Bytes("#[cfg(test)]\nmod \($0);\n".utf8) }
        self.init(code: Self.code(of: base), tests: lines + tests)
    }

    init(code: Bytes, tests: Bytes) {
        mixed = code + tests
        line = code.count { $0 == UInt8(ascii: "\n") } + 1
    }

    /// What stands above its tests, up to the end of a line.
    private static func code(of text: Bytes) -> Bytes {
        let code = Bytes(text[..<(tests(in: text) ?? text.count)])
        return code + (code.isEmpty || code.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")])
    }

    /// Whether a text has a line that declares a module in a file of its own.
    static func declares(_ module: String, in text: Bytes) -> Bool {
        guard module.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return false }
        return (try? Pattern(#"(?m)^\s*(?:pub(?:\([a-z]+\))?\s+)?mod\s+"# + module + #"\s*;"#))?.matches(text) ?? false
    }

    /// Where a file's module is declared, and what it is called there: "src/greet.rs" in "src/lib.rs" as "greet".
    static func parents(of path: RelativePath) -> (module: String, files: [RelativePath])? {
        let parts = path.components.map { String(decoding: $0, as: UTF8.self) }
        guard let name = parts.last, parts.count > 1, mayBe(in: path) else { return nil }
        let isFolder = name == "mod.rs"
        guard !isFolder || parts.count > 2 else { return nil }
        let module = isFolder ? parts[parts.count - 2] : String(name.dropLast(3))
        let folder = parts.dropLast(isFolder ? 2 : 1).joined(separator: "/")
        let files = ["\(folder)/lib.rs", "\(folder)/main.rs", "\(folder)/mod.rs", "\(folder).rs"]
        return (module, files.compactMap { RelativePath($0) })
    }

    /// The module of tests that ends a text, as it stands there.
    static func module(of text: Bytes) -> Bytes? { tests(in: text).map { Bytes(text[$0...]) } }

    /// Whether two states of a file differ in such a module, and in nothing above it.
    static func areAll(between then: Bytes, _ now: Bytes) -> Bool {
        tests(in: now) != nil && code(of: then).trimmed == code(of: now).trimmed
    }

    /// Whether a file may have such a module, by its name.
    static func mayBe(in path: RelativePath) -> Bool { path.description.hasSuffix(".rs") }

    /// Where the module begins, if nothing follows its end; its text may lie in a file of its own.
    private static func tests(in text: Bytes) -> Int? {
        var start: Int?
        var place = 0
        while let found = text.offset(of: mark, from: place) {
            if found == 0 || text[found - 1] == UInt8(ascii: "\n") { start = found }
            place = found + mark.count
        }
        guard let start, let pattern = try? Pattern(#"^#\[cfg\(test\)\]\s*(?:#\[[^\n]*\]\s*)*mod \w+\s*(\{|;)"#),
            let match = pattern.firstMatch(in: Bytes(text[start...])), match.range.lowerBound == 0
        else { return nil }
        let rest = Bytes(text[(start + match.range.upperBound)...])
        let isElsewhere = text[start + match.range.upperBound - 1] == UInt8(ascii: ";")
        guard let close = isElsewhere ? 0 : rest.offset(of: Bytes("\n}".utf8)).map({ $0 + 2 }) else { return nil }
        return rest[close...].allSatisfy { Bytes("\n \r".utf8).contains($0) } ? start : nil
    }

    private static let mark = Bytes("#[cfg(test)]".utf8)
}

extension Bytes {
    /// Without blank lines at the end.
    fileprivate var trimmed: Self {
        Bytes(self[..<((lastIndex { !Bytes("\n \r\t".utf8).contains($0) } ?? -1) + 1)])
    }
}

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
        let tests = commit[from...]
        let end = Self.tests(in: base) ?? base.count
        guard !base[end...].elementsEqual(tests) else { return nil }
        let gap: Bytes = base[..<end].last == UInt8(ascii: "\n") || end == 0 ? [] : [UInt8(ascii: "\n")]
        let code = Bytes(base[..<end]) + gap
        mixed = code + tests
        line = code.count { $0 == UInt8(ascii: "\n") } + 1
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

import HarnessKit

/// The tests that stand in a file of the product: the module that ends one of Rust, classes and functions in one of Python.
struct TestsInCode {
    let text: Bytes

    /// Whether a file may have some, by its name.
    static func mayBe(in path: RelativePath) -> Bool { InlineTests.mayBe(in: path) || isPython(path) }

    /// Nil where it has none.
    init?(in file: Bytes, of path: RelativePath) {
        guard let tests = Self.isPython(path) ? Self.python(file) : InlineTests.module(of: file) else { return nil }
        text = tests
    }

    private static func isPython(_ path: RelativePath) -> Bool { path.description.hasSuffix(".py") }

    /// Every block that a class of test cases or the name of a test begins, blank lines left out.
    private static func python(_ file: Bytes) -> Bytes? {
        var (found, depth): ([ArraySlice<UInt8>], Int?) = ([], nil)
        for line in file.split(separator: UInt8(ascii: "\n")) {
            let code = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard let first = code.first, first != UInt8(ascii: "\r") else { continue }
            let indent = code.startIndex - line.startIndex
            if let block = depth, indent <= block, first != UInt8(ascii: "#"), first != UInt8(ascii: ")") {
                depth = nil
            }
            if depth == nil, begins(Bytes(code), indent) { depth = indent }
            if depth != nil { found.append(line) }
        }
        return found.isEmpty ? nil : Bytes(found.joined(separator: [UInt8(ascii: "\n")]))
    }

    private static func begins(_ code: Bytes, _ indent: Int) -> Bool {
        if code.starts(with: "class Test".utf8) { return true }
        if code.starts(with: "class ".utf8) { return code.offset(of: Bytes("TestCase".utf8)) != nil }
        return indent == 0 && (code.starts(with: "def test_".utf8) || code.starts(with: "async def test_".utf8))
    }
}

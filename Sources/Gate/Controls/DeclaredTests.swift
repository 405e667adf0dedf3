import HarnessKit
import Worktree

/// The tests that a project declares, as they stand in its files.
struct DeclaredTests {
    private let all: [DeclaredTest]
    /// How the files of the product are called.
    private let products: [Bytes]

    private static let mostBytes = 1024 * 1024

    /// Reads the test files among these; what is no text of a known language is passed over.
    init(in files: [Manifest.Entry], of root: Path) throws {
        let paths = try TestPaths()
        let top = try Folder(root)
        products = Set(
            files.compactMap { entry -> String? in
                let name = Path(bytes: entry.path.bytes).name
                guard case .code = paths.role(of: entry.path), paths.language(of: name) != nil else { return nil }
                return name
            }
        ).map { Bytes($0.utf8) }
        all = try files.flatMap { entry -> [DeclaredTest] in
            guard case .tests(let language) = paths.role(of: entry.path), entry.kind != .link,
                entry.size <= Self.mostBytes, let text = try top.read(entry.path)
            else { return [] }
            return try DeclaredTest.all(in: text, of: language, file: entry.path)
        }
    }

    /// Whether each test of these names is known, and none looks further than whether something is there and what it says.
    ///
    /// Without names nothing can be told; what a test does that cannot be found is taken to be right.
    func onlyLookForNames(_ names: Set<String>) -> Bool {
        !names.isEmpty
            && names.allSatisfy { name in
                let found = all.filter { name.hasSuffix($0.name) }
                return !found.isEmpty
                    && found.allSatisfy {
                        $0.onlyLooksForNames || $0.onlyReadsConstants || $0.onlyReadsText(of: products)
                    }
            }
    }

    /// What all of these tests stop at; nil where one of them is not known, or does more.
    func hollowness(of names: Set<String>) -> Hollowness? {
        guard !names.isEmpty else { return nil }
        var worst = Hollowness.constants
        for name in names {
            let found = all.filter { name.hasSuffix($0.name) }
            guard !found.isEmpty else { return nil }
            for test in found {
                if test.onlyReadsText(of: products) {
                    worst = .text
                } else if test.onlyLooksForNames {
                    worst = max(worst, .names)
                } else if !test.onlyReadsConstants {
                    return nil
                }
            }
        }
        return worst
    }
}

extension DeclaredTest {
    private static let reflection = [
        "hasattr(", "callable(", "inspect.", "typeof ", "respond_to", "find_spec", "import_module", "__dict__",
        "__all__", "in dir(", ", dir(", "method_defined", "method_exists", "function_exists", "class_exists",
        "isfunction", "ismethod",
    ].map { Bytes($0.utf8) }

    /// Whether every line that checks or calls something asks only for the names of what is there.
    var onlyLooksForNames: Bool {
        let lines = parts.lines.map { line in line.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 } }
        let calls = lines.filter { $0.contains(UInt8(ascii: "(")) }
        let checks = lines.filter(TestTexts.checks)
        return (checks.isEmpty ? calls : checks).allSatisfy { line in
            Self.reflection.contains { line.offset(of: $0) != nil }
        }
    }

    /// Whether it compares what stands in the code, and calls nothing that could have worked it out; known of Python only.
    ///
    /// What a fixture has worked out before a test shows in its arguments, or in what hangs on `self`.
    var onlyReadsConstants: Bool {
        let parts = parts
        let head = String(decoding: parts.head, as: UTF8.self)
        guard isPython, ["()", "(self)"].contains(where: { head.contains($0) }) else { return false }
        let rest = parts.lines.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.hasPrefix("#") }
        return rest.contains { TestTexts.checks(Bytes($0.lowercased().utf8)) } && rest.allSatisfy(Self.onlyChecks)
            && !HandedCall.isThere(in: rest.joined(separator: " "))
    }

    /// What reads a file and looks at its text, and is no call of the product.
    private static let reading: Set = [
        "open", "read", "readlines", "readline", "read_text", "read_bytes", "Path", "join", "joinpath", "dirname",
        "abspath", "resolve", "realpath", "strip", "splitlines", "split", "lower", "upper", "replace", "decode",
        "encode",
        "len", "str", "set", "list", "any", "all", "count", "find", "index", "startswith", "endswith", "search",
        "match",
        "findall", "fullmatch", "compile", "subTest", "getsource", "if", "for", "while", "with", "in", "not", "and",
        "or",
        "readFileSync", "readFile", "expect", "toContain", "toMatch", "toBe", "toBeTruthy", "toEqual", "includes",
        "indexOf", "test", "toString", "ok", "equal", "strictEqual", "notStrictEqual", "ReadFile", "Contains", "Error",
        "Errorf", "Fatal", "Fatalf", "string", "contains", "readString", "of", "get",
    ]

    private static let bracketing = [".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".go"]

    /// Whether it looks at the text of one of these files, and calls nothing that could be the product's.
    func onlyReadsText(of products: [Bytes]) -> Bool {
        // Elsewhere words call something without a bracket behind them.
        guard Self.bracketing.contains(where: { file.description.hasSuffix($0) }) else { return false }
        let lines = parts.lines
        let isNamed = lines.contains { line in
            products.contains { line.offset(of: $0) != nil } || line.offset(of: Bytes("getsource(".utf8)) != nil
        }
        let code = lines.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.hasPrefix("#") }
        guard isNamed, !HandedCall.isThere(in: code.joined(separator: " ")) else { return false }
        return lines.allSatisfy { line in
            Self.calls(in: String(decoding: line, as: UTF8.self)).allSatisfy {
                $0.isEmpty || $0.hasPrefix("assert") || Self.reading.contains($0)
            }
        }
    }

    /// The names that stand before an opening bracket, outside of strings.
    private static func calls(in line: String) -> [String] {
        var (code, quote): (String, Character?) = ("", nil)
        for character in line {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" || character == "`" {
                quote = character
                // A text behind a name is what that is called with.
                if character == "`", code.last.map({ $0.isLetter || $0.isNumber || $0 == "$" }) == true { code += "(" }
            } else {
                code.append(character)
            }
        }
        return code.split(separator: "(", omittingEmptySubsequences: false).dropLast().map { part in
            String(part.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
        }
    }

    private var isPython: Bool { file.description.hasSuffix(".py") }

    /// The line of its name up to where its body begins, and what follows; a body may begin on that line.
    private var parts: (head: Bytes, lines: [Bytes]) {
        guard body.indices.contains(nameIndex) else { return ([], []) }
        let line = body[nameIndex]
        let start = startOfBody(in: line)
        let lines = ([Bytes(line[start...])] + body[(nameIndex + 1)...]).flatMap { line in
            line.split(separator: UInt8(ascii: ";")).map { Bytes($0.drop { $0 == UInt8(ascii: " ") }) }
        }
        return (Bytes(line[..<start]), lines)
    }

    /// After Python's colon, which no bracket is around, or after what begins a block or its only expression.
    private func startOfBody(in line: Bytes) -> Int {
        let name = Bytes(name.utf8)
        let rest = line[(line.offset(of: name).map { $0 + name.count } ?? 0)...]
        var depth = 0
        for (index, byte) in zip(rest.indices, rest) {
            if isPython, Bytes("([{".utf8).contains(byte) { depth += 1 }
            if isPython, Bytes(")]}".utf8).contains(byte) { depth -= 1 }
            if depth == 0, Bytes((isPython ? ":" : "{=").utf8).contains(byte) { return index + 1 }
        }
        return line.count
    }

    /// Whether a line calls nothing but assertions, and uses nothing that was prepared for it.
    private static func onlyChecks(_ line: String) -> Bool {
        let calls = line.split(separator: "(", omittingEmptySubsequences: false).dropLast().map { part in
            String(part.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
        }
        let owned = " \(line)".split(separator: "self.", omittingEmptySubsequences: false).dropFirst()
        return calls.allSatisfy { $0.isEmpty || $0.hasPrefix("assert") } && owned.allSatisfy { $0.hasPrefix("assert") }
    }
}

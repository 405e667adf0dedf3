import HarnessKit

/// The lines of a test file that do not say what it imports, and from where.
struct TestBody: Equatable {
    let lines: [String]
    /// As a line each, however many they take.
    let imports: [String]
    private let importing: Set<String>

    private static let beginnings = [
        "import ", "from ", "use ", "package ", "#include", "require ", "require_relative ", "source ", ". ",
        "sys.path",
        "} from ",
    ]
    /// What lets a line do more than that.
    private static let joints = [";", "&&", "||"]

    init(_ text: Bytes) {
        var (lines, imports): ([String], [String]) = ([], [])
        let all = ChangedLines.lines(of: text).filter { !$0.isEmpty }
        var rest = all[...]
        while let line = rest.first {
            let count = Self.count(ofImportAtStartOf: rest)
            if count > 0 {
                imports.append(rest.prefix(count).joined(separator: " "))
            } else if Self.isImport(line) {
                imports.append(line)
            } else {
                lines.append(line)
            }
            rest = rest.dropFirst(max(count, 1))
        }
        (self.lines, self.imports, importing) = (lines, imports, Set(all).subtracting(lines))
    }

    /// How many lines an import takes that is written over several.
    ///
    ///     from calc import (         const {
    ///         add,                     add,
    ///     )                          } = require("./calc");
    private static func count(ofImportAtStartOf lines: ArraySlice<String>) -> Int {
        guard let first = lines.first, openings.contains(where: first.hasSuffix),
            isImport(first) || declaring.contains(first)
        else { return 0 }
        let isDeclaring = declaring.contains(first)
        let names = lines.dropFirst().prefix { isImported(isDeclaring ? $0.replacing(": ", with: " ") : $0) }
        guard let last = lines.dropFirst(1 + names.count).first else { return 0 }
        let ending = isDeclaring ? "} = require(" : first.hasSuffix("(") ? ")" : "} from "
        return last.hasPrefix(ending) && (last == ")" || isImport(last)) ? names.count + 2 : 0
    }

    private static let declaring = ["const {", "let {", "var {"]
    private static let openings = ["import (", "import {"] + declaring

    /// Where from and what is imported is another matter.
    static func == (one: TestBody, other: TestBody) -> Bool { one.lines == other.lines }

    /// What is called by a name of its own, and comes from where assertions do: "strictEqual(" of node:assert.
    var importedChecks: [Bytes] {
        imports.filter { line in Self.sources.contains { line.contains($0) } }.flatMap { line -> [Bytes] in
            guard let start = line.firstIndex(of: "{"), let end = line[start...].firstIndex(of: "}") else { return [] }
            return line[start..<end].dropFirst().split(separator: ",").compactMap { part in
                part.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "$" }.last.map {
                    Bytes("\($0.lowercased())(".utf8)
                }
            }
        }
    }

    private static let sources = ["assert", "chai", "expect", "should"]

    var isEmpty: Bool { lines.isEmpty }

    /// Whether such a line belongs to what is imported, wherever it stands.
    func isOnlyImport(_ line: String) -> Bool { importing.contains(line) }

    /// "add,", "sub as minus,", and of Go "github.com/stretchr/testify/assert" with or without another name.
    private static func isImported(_ line: String) -> Bool {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 3 && parts[2].isEmpty else { return false }
        return parts[0].allSatisfy { $0.isLetter || $0.isNumber || "_, .".contains($0) }
    }

    private static func isImport(_ line: String) -> Bool {
        let line = line.last == ";" ? line.dropLast() : line[...]
        guard !joints.contains(where: line.contains) else { return false }
        if beginnings.contains(where: line.hasPrefix) { return true }
        // const { add } = require("../src/add"), const assert = require("node:assert").strict
        guard ["const ", "let ", "var ", "} = "].contains(where: line.hasPrefix),
            let call = line.firstRange(of: "= require(")
        else { return false }
        let argument = line[call.upperBound...].prefix { $0 != "(" && $0 != ")" }
        let member = line[argument.endIndex...]
        return member.first == ")" && member.dropFirst().allSatisfy { $0.isLetter || $0.isNumber || "._".contains($0) }
    }
}

import HarnessKit

/// The lines of a test file that do not say what it imports, and from where.
struct TestBody: Equatable {
    private let lines: [String]

    private static let beginnings = [
        "import ", "from ", "use ", "package ", "#include", "require ", "require_relative ", "source ", ". ",
        "sys.path",
        "} from ",
    ]
    /// What lets a line do more than that.
    private static let joints = [";", "&&", "||"]

    init(_ text: Bytes) {
        var isOpen = false
        lines = ChangedLines.lines(of: text).filter { line in
            // from calc import (
            //     add,
            // )
            if isOpen, line.allSatisfy({ $0.isLetter || $0.isNumber || "_, ".contains($0) }) { return false }
            let closes = isOpen && (line.hasPrefix(")") && line.count == 1 || line.hasPrefix("} from "))
            isOpen = !closes && ["import (", "import {"].contains { line.hasSuffix($0) } && Self.isImport(line)
            return !line.isEmpty && !closes && !Self.isImport(line)
        }
    }

    var isEmpty: Bool { lines.isEmpty }

    private static func isImport(_ line: String) -> Bool {
        let line = line.last == ";" ? line.dropLast() : line[...]
        guard !joints.contains(where: line.contains) else { return false }
        if beginnings.contains(where: line.hasPrefix) { return true }
        // const { add } = require("../src/add")
        guard ["const ", "let ", "var "].contains(where: line.hasPrefix), let call = line.firstRange(of: "= require(")
        else {
            return false
        }
        let argument = line[call.upperBound...]
        return argument.last == ")" && argument.dropLast().allSatisfy { $0 != "(" && $0 != ")" }
    }
}

import HarnessKit

/// What of a source file is run: its lines without comments and blank space.
///
/// Known of languages in which these are told apart for sure; where a file has strings or comments that mean more than
/// they seem to, nothing is said of it.
struct CodeText: Equatable {
    private let lines: [Bytes]

    private enum Style { case python, braces, script }

    private static let styles: [String: Style] = [
        "py": .python, "pyi": .python, "js": .script, "mjs": .script, "cjs": .script, "ts": .script, "mts": .script,
        "cts": .script, "c": .braces, "cc": .braces, "cpp": .braces, "cxx": .braces, "h": .braces, "hpp": .braces,
        "java": .braces, "kt": .braces, "swift": .braces, "go": .braces, "rs": .braces, "cs": .braces,
    ]
    /// Raw strings, comments that are code or are run as tests, what a builder reads.
    private static let telling = [
        "r#\"", "#\"", "R\"", "@\"", "$\"", "import \"C\"", "//go:", "// +build", "swift-tools-version", "@ts-", ">>> ",
        "```", "coding:", "coding=",
    ].map { Bytes($0.utf8) }

    /// Nil where nobody can tell.
    init?(_ text: Bytes, named name: String) {
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        guard let style = Self.styles[ending], !text.contains(0),
            !Self.telling.contains(where: { text.offset(of: $0) != nil })
        else { return nil }
        var reader = Reader(text: text, isPython: style == .python, isScript: style == .script)
        guard let code = reader.run() else { return nil }
        lines = code.split(separator: newline).compactMap { line in
            let kept = style == .python ? line : line.drop(while: isBlank)
            guard let last = kept.lastIndex(where: { !isBlank($0) }) else { return nil }
            return Bytes(kept[...last])
        }
    }

    private struct Reader {
        let text: Bytes
        let isPython: Bool
        let isScript: Bool
        private var place = 0
        private var depth = 0
        private var code = Bytes()

        init(text: Bytes, isPython: Bool, isScript: Bool) {
            self.text = text
            self.isPython = isPython
            self.isScript = isScript
        }

        /// The text without its comments; nil where a string or comment never ends.
        mutating func run() -> Bytes? {
            while place < text.count {
                let byte = text[place]
                if let end = commentEnd() {
                    guard let end else { return nil }
                    place = end
                } else if isQuote(byte) {
                    guard readString(byte) else { return nil }
                } else {
                    if Bytes("([{".utf8).contains(byte) { depth += 1 }
                    if Bytes(")]}".utf8).contains(byte) { depth -= 1 }
                    code.append(byte)
                    place += 1
                }
            }
            return code
        }

        private func has(_ word: String, at index: Int) -> Bool {
            index < text.count && text[index...].starts(with: word.utf8)
        }

        private func lineEnd(from index: Int) -> Int { text[index...].firstIndex(of: newline) ?? text.count }

        /// Where a comment ends that begins here; nil where none does, and nothing within it where it never ends.
        private func commentEnd() -> Int?? {
            if isPython {
                let isFirst = place == 0 || isBlank(text[place - 1]) || text[place - 1] == newline
                // The line of a script that names its program is more than a comment.
                return has("#", at: place) && isFirst && !has("#!", at: place) ? .some(lineEnd(from: place)) : nil
            }
            if has("//", at: place) { return .some(lineEnd(from: place)) }
            guard has("/*", at: place) else { return nil }
            guard let end = Bytes(text[(place + 2)...]).offset(of: Bytes("*/".utf8)) else { return .some(nil) }
            return .some(place + 2 + end + 2)
        }

        private func isQuote(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "`"): return !isPython
            case UInt8(ascii: "'"):
                if isPython || isScript { return true }
                // A letter in quotes; a lifetime of Rust is none.
                return has("'", at: place + 2) || has("\\", at: place + 1)
            default: return false
            }
        }

        /// Takes in a string; one that stands alone on its lines, as Python's documentation does, is a comment.
        private mutating func readString(_ quote: UInt8) -> Bool {
            let three = String(repeating: Character(UnicodeScalar(quote)), count: 3)
            let isLong = quote != UInt8(ascii: "`") && has(three, at: place)
            let start = place
            place += isLong ? 3 : 1
            while place < text.count {
                if text[place] == UInt8(ascii: "\\") {
                    place += 2
                } else if isLong ? has(three, at: place) : text[place] == quote {
                    place += isLong ? 3 : 1
                    take(start..<place)
                    return true
                } else {
                    place += 1
                }
            }
            return false
        }

        /// Whether the line before one goes on in it.
        private func isContinued(_ line: Int) -> Bool { line > 1 && code[line - 2] == UInt8(ascii: "\\") }

        private mutating func take(_ string: Range<Int>) {
            let line = code.lastIndex(of: newline).map { $0 + 1 } ?? 0
            let isAlone =
                isPython && depth == 0 && code[line...].allSatisfy(isBlank) && !isContinued(line)
                && text[string.upperBound..<lineEnd(from: string.upperBound)].allSatisfy(isBlank)
            guard !isAlone else { return }
            // Lines within a string are no lines of the code.
            code += text[string].map { $0 == newline ? 0 : $0 }
        }
    }
}

private let newline = UInt8(ascii: "\n")

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0x0D }

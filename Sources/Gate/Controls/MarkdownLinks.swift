import HarnessKit

/// The links of a Markdown text that lead to files.
///
/// Read as CommonMark and GitHub do, in doubt with fewer links: what is no link is never called broken.
struct MarkdownLinks {
    /// Paths as they are written, percent-encoding and escapes undone; addresses, anchors, templates and code left out.
    static func targets(in text: String) -> [String] {
        var reader = MarkdownLinks()
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { reader.take(line) }
        reader.endParagraph()
        return reader.targets
    }

    private struct Fence {
        let mark: Character
        let length: Int
    }

    private var targets: [String] = []
    private var paragraph = ""
    private var fence: Fence?
    private var isComment = false
    private var isAfterBlank = true
    private var isList = false

    private mutating func take(_ line: Substring) {
        if let open = fence {
            let text = Self.inner(line)
            if text.prefix(while: { $0 == open.mark }).count >= open.length,
                text.allSatisfy({ $0 == open.mark || $0 == " " })
            {
                fence = nil
            }
            return
        }
        if isComment {
            guard let end = line.firstRange(of: "-->") else { return }
            isComment = false
            return take(line[end.upperBound...])
        }
        guard !line.allSatisfy(\.isWhitespace) else {
            endParagraph()
            isAfterBlank = true
            return
        }
        guard !(isAfterBlank && isIndentedCode(line)) else { return }
        let text = Self.inner(line)
        if let opened = Self.fence(text) {
            endParagraph()
            guard !isComment else { return take(line) }
            fence = opened
            isAfterBlank = true
            return
        }
        let isItem = Self.isItem(text)
        if isItem || text.first.map({ "#|".contains($0) }) == true { endParagraph() }
        guard !isComment else { return take(line) }
        if isAfterBlank || isItem, isItem || line.first?.isWhitespace == false { isList = isItem }
        isAfterBlank = false
        paragraph += line + "\n"
    }

    /// In a list that much space goes before what belongs to an item.
    private func isIndentedCode(_ line: Substring) -> Bool {
        let width = line.prefix { $0 == " " || $0 == "\t" }.reduce(0) { $0 + ($1 == "\t" ? 4 : 1) }
        return width >= (isList ? 6 : 4)
    }

    /// Without what a quotation or an item begins with.
    private static func inner(_ line: Substring) -> Substring {
        line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
    }

    private static func isItem(_ text: Substring) -> Bool {
        let number = text.prefix { $0.isASCII && $0.isNumber }
        let mark = text.dropFirst(number.count).prefix(2)
        return mark.last == " " && mark.first.map { (number.isEmpty ? "-*+" : ".)").contains($0) } == true
    }

    private static func fence(_ text: Substring) -> Fence? {
        guard let mark = text.first, mark == "`" || mark == "~" else { return nil }
        let length = text.prefix { $0 == mark }.count
        // With marks behind it, it is a piece of code within a line.
        guard length >= 3, mark == "~" || !text.dropFirst(length).contains(mark) else { return nil }
        return Fence(mark: mark, length: length)
    }

    // A paragraph.

    private mutating func endParagraph() {
        let text = Array(paragraph)
        paragraph = ""
        var (place, open) = (0, 0)
        while place < text.count {
            switch text[place] {
            case "\\": place += 2
            case "`": place = Self.endOfCode(text, place)
            case "<" where text[place...].starts(with: "<!--"):
                guard let end = Self.end(of: "-->", in: text, from: place + 4) else {
                    isComment = true
                    return
                }
                place = end
            case "[":
                open += 1
                place += 1
            case "]":
                place += 1
                guard open > 0 else { continue }
                open -= 1
                guard place < text.count, text[place] == "(" else { continue }
                if let target = Self.target(text, place + 1).flatMap(Self.file) { targets.append(target) }
            default: place += 1
            }
        }
    }

    /// Behind a piece of code, which as many marks end as begin it; behind the marks where none do.
    private static func endOfCode(_ text: [Character], _ start: Int) -> Int {
        let length = text[start...].prefix { $0 == "`" }.count
        var place = start + length
        while place < text.count {
            let run = text[place...].prefix { $0 == "`" }.count
            if run == length { return place + run }
            place += max(run, 1)
        }
        return start + length
    }

    private static func end(of mark: String, in text: [Character], from start: Int) -> Int? {
        text.indices.dropFirst(start).first { text[$0...].starts(with: mark) }.map { $0 + mark.count }
    }

    /// No path is longer, and none that is meant has more parentheses.
    private static let longest = 4096
    private static let deepest = 32

    /// What stands between the parentheses, its title left out; nil where that is no link.
    private static func target(_ text: [Character], _ start: Int) -> String? {
        var place = start
        while place < text.count, text[place].isWhitespace { place += 1 }
        let isAngled = place < text.count && text[place] == "<"
        if isAngled { place += 1 }
        var (found, depth) = ("", 0)
        scan: while place < text.count {
            guard place - start < longest, depth <= deepest else { return nil }
            let character = text[place]
            switch character {
            case "\\" where place + 1 < text.count && text[place + 1].isPunctuationOrSymbol:
                place += 1
                found.append(text[place])
            case ">" where isAngled: break scan
            case _ where isAngled && character.isNewline: return nil
            case _ where isAngled: found.append(character)
            case _ where character.isWhitespace: break scan
            case ")" where depth == 0: break scan
            default:
                depth += character == "(" ? 1 : character == ")" ? -1 : 0
                found.append(character)
            }
            place += 1
        }
        if isAngled { place += 1 }
        while place < text.count, text[place].isWhitespace { place += 1 }
        guard place < text.count, depth == 0, ")\"'(".contains(text[place]) else { return nil }
        return found
    }

    /// The file that a target names; nil where it names an address, a place within the text, or what a template makes.
    private static func file(_ target: String) -> String? {
        let path = String(target.prefix { $0 != "#" && $0 != "?" })
        let scheme = path.prefix { $0 != ":" && $0 != "/" }
        let isAddress = path.hasPrefix("//") || scheme.count > 1 && path.dropFirst(scheme.count).first == ":"
        guard !path.isEmpty, !isAddress, !path.contains("{{"), !path.contains("{%") else { return nil }
        return decoded(path)
    }

    /// `my%20notes.md` is `my notes.md`; what is no such code stays as it is.
    private static func decoded(_ path: String) -> String {
        let bytes = Array(path.utf8)
        var (found, place): (Bytes, Int) = ([], 0)
        while place < bytes.count {
            let code = String(decoding: bytes[place...].dropFirst().prefix(2), as: UTF8.self)
            if bytes[place] == UInt8(ascii: "%"), code.utf8.count == 2, code.allSatisfy(\.isHexDigit),
                let byte = UInt8(code, radix: 16)
            {
                found.append(byte)
                place += 3
            } else {
                found.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: found, as: UTF8.self)
    }
}

extension Character {
    fileprivate var isPunctuationOrSymbol: Bool { isASCII && (isPunctuation || isSymbol) }
}

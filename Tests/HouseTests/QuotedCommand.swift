import HarnessKit
import TestSupport

/// A line of a document that calls one of our tools.
struct QuotedCommand {
    let file: String
    let line: String

    /// The lines of code blocks and the inline code of a document that begin with a tool's name.
    static func all(in file: String) throws -> [QuotedCommand] {
        let text = try Repository.text(of: file)
        var lines: [Substring] = []
        var isBlock = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isBlock.toggle()
            } else if isBlock {
                lines.append(line)
            } else {
                lines += line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                    .filter { $0.offset % 2 == 1 }.map(\.element)
            }
        }
        return joined(lines).map { $0.drop { $0 == " " || $0 == "$" } }
            .filter { line in Installation.names.contains { line == $0 || line.hasPrefix("\($0) ") } }
            .map { QuotedCommand(file: file, line: String($0)) }
    }

    /// Lines that end with a backslash go on in the next.
    private static func joined(_ lines: [Substring]) -> [Substring] {
        lines.reduce(into: []) { joined, line in
            guard let last = joined.last, last.hasSuffix("\\") else { return joined.append(line) }
            joined[joined.count - 1] = last.dropLast() + line.drop { $0 == " " }
        }
    }

    /// Whether it stands for several lines: "[--phases N]", "add|drop", "…".
    var isPattern: Bool {
        let bare = Self.words(of: line, keepingQuotes: true)
        return bare.contains { word in
            !word.hasPrefix("\"") && !word.hasPrefix("'")
                && (word.contains("[") || word.contains("…") || word.hasSuffix("...") || word.contains("|"))
        }
    }

    /// A command's name, perhaps with that of one option, in the middle of a sentence: it speaks of it and gives no values.
    var isMention: Bool {
        words.allSatisfy { word in word.allSatisfy { $0.isLowercase || $0 == "-" } }
            && words.dropLast().allSatisfy { !$0.hasPrefix("--") }
    }

    /// The command's name, as the reference spells it.
    var name: String {
        var words = words.prefix { !$0.hasPrefix("-") }
        if words.count > 1, words[0] == "harness-executor", Installation.names.contains(words[1]) {
            words.removeFirst()
        }
        return words.joined(separator: " ")
    }

    /// The line as a shell would cut it, up to a comment, a pipe or a file that it reads or writes.
    var words: [String] { Self.words(of: line).map { Self.examples[$0] ?? $0 } }

    /// What stands for a value of its own kind.
    private static let examples = [
        "N": "1", "CODE": "user-waived", "KIND": "feature", "JSON": "{}", "DATE": "7d", "SECONDS": "5",
    ]

    static func words(of line: String, keepingQuotes: Bool = false) -> [String] {
        var words: [String] = []
        var word = ""
        var (quote, isWord): (Character?, Bool) = (nil, false)
        scan: for character in line {
            switch (quote, character) {
            case (let open?, character) where open == character:
                quote = nil
                if keepingQuotes { word.append(character) }
            case (.some, _): word.append(character)
            case (nil, "\""), (nil, "'"):
                (quote, isWord) = (character, true)
                if keepingQuotes { word.append(character) }
            case (nil, " "):
                if isWord { words.append(word) }
                (word, isWord) = ("", false)
            case (nil, "#") where !isWord, (nil, "|") where !isWord, (nil, "<"), (nil, ">"): break scan
            default:
                word.append(character)
                isWord = true
            }
        }
        if isWord { words.append(word) }
        return words
    }
}

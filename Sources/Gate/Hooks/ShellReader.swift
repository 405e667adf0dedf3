import HarnessKit

/// Reads a command line into simple commands, the way a shell would, as far as that goes without running it.
///
/// It is an honest best effort: variables that the line itself sets, `~`, quotes, here-documents, `$(…)`, `sh -c` and
/// `eval` are followed; what a program works out when it runs is not.
struct ShellReader {
    /// Stands where a word holds something that only running would tell.
    static let unknown = "\u{FFFD}"

    private let text: [Character]
    private var index = 0
    private var variables: [String: [String]]
    private let depth: Int
    private var commands: [ShellCommand] = []
    private var current = ShellCommand()
    private var word: String?
    private var isTarget = false
    private var documents: [(command: Int?, end: String)] = []

    static func commands(in line: String, variables: [String: String], depth: Int = 0) -> [ShellCommand] {
        var reader = ShellReader(text: Array(line), variables: variables.mapValues { [$0] }, depth: depth)
        reader.read()
        return reader.commands
    }

    private init(text: [Character], variables: [String: [String]], depth: Int) {
        self.text = text
        self.variables = variables
        self.depth = depth
    }

    /// A word that a shell reads as that text.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// The name and value of `NAME=value`.
    static func assignment(_ word: String) -> (name: String, value: String)? {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let first = parts[0].first, first.isLetter || first == "_",
            parts[0].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
        else { return nil }
        return (parts[0], parts[1])
    }

    private mutating func read() {
        while index < text.count {
            let character = text[index]
            switch character {
            case "'": quote()
            case "\"": doubleQuote()
            case "\\":
                if index + 1 < text.count, text[index + 1] != "\n" { add(String(text[index + 1])) }
                index += 2
            case "$": dollar()
            case "`": substitution(upTo: "`")
            case "#" where word == nil: while index < text.count, text[index] != "\n" { index += 1 }
            case " ", "\t":
                endWord()
                index += 1
            case "\n", "\r\n":
                endCommand()
                index += 1
                readDocuments()
            case ";", "|", "(", ")":
                endCommand()
                index += 1
            case "&":
                if index + 1 < text.count, text[index + 1] == ">" {
                    index += 1
                } else {
                    endCommand()
                    index += 1
                }
            case ">", "<": redirection()
            case "~" where word == nil && !isQuoted(index + 1):
                add(variables["HOME"]?.first ?? "~")
                index += 1
            default:
                add(String(character))
                index += 1
            }
        }
        endCommand()
        readDocuments()
    }

    /// Whether what follows a tilde makes it somebody else's home folder.
    private func isQuoted(_ index: Int) -> Bool {
        index < text.count && !["/", " ", "\n", ";", "&", "|"].contains(text[index])
    }

    private mutating func add(_ part: String) { word = (word ?? "") + part }

    private mutating func quote() {
        add("")
        index += 1
        while index < text.count, text[index] != "'" {
            add(String(text[index]))
            index += 1
        }
        index += 1
    }

    private mutating func doubleQuote() {
        add("")
        index += 1
        while index < text.count, text[index] != "\"" {
            switch text[index] {
            case "\\" where index + 1 < text.count && "\"\\$`\n".contains(text[index + 1]):
                if text[index + 1] != "\n" { add(String(text[index + 1])) }
                index += 2
            case "$": dollar()
            case "`": substitution(upTo: "`")
            default:
                add(String(text[index]))
                index += 1
            }
        }
        index += 1
    }

    private mutating func dollar() {
        index += 1
        guard index < text.count else { return add("$") }
        if text[index] == "(" {
            substitution(upTo: ")")
            return
        }
        let isBraced = text[index] == "{"
        if isBraced { index += 1 }
        var name = ""
        while index < text.count, text[index].isLetter || text[index].isNumber || text[index] == "_" {
            name.append(text[index])
            index += 1
        }
        if isBraced {
            while index < text.count, text[index] != "}" { index += 1 }
            index += 1
        }
        guard !name.isEmpty || isBraced else { return add("$") }
        let values = variables[name] ?? [Self.unknown]
        for (place, value) in values.enumerated() {
            if place > 0 { endWord() }
            add(value)
        }
    }

    /// `$(…)` and backquotes: what is within runs too; what it prints is not known.
    private mutating func substitution(upTo end: Character) {
        index += 1
        var inner = ""
        var level = 1
        while index < text.count {
            if text[index] == end { level -= 1 } else if end == ")", text[index] == "(" { level += 1 }
            index += 1
            if level == 0 { break }
            inner.append(text[index - 1])
        }
        nest(inner)
        add(Self.unknown)
    }

    private mutating func nest(_ line: String) {
        guard depth < 5 else { return }
        var reader = ShellReader(text: Array(line), variables: variables, depth: depth + 1)
        reader.read()
        commands += reader.commands
    }

    private mutating func redirection() {
        let isInput = text[index] == "<"
        if let number = word, number.allSatisfy(\.isNumber) { word = nil }
        endWord()
        index += 1
        var sign = ""
        while index < text.count, "<>|&-".contains(text[index]), sign.count < 2 {
            sign.append(text[index])
            index += 1
        }
        if isInput, sign.hasPrefix("<") {
            if sign != "<<" { startDocument() }
        } else if sign.hasPrefix("&") {
            // `2>&1` names a descriptor, no file.
            while index < text.count, text[index].isNumber || text[index] == "-" { index += 1 }
        } else if !isInput || sign == ">" {
            isTarget = true
        }
    }

    private mutating func startDocument() {
        while index < text.count, text[index] == " " { index += 1 }
        var end = ""
        while index < text.count, !text[index].isWhitespace, !";|&<>()".contains(text[index]) {
            if !"'\"\\".contains(text[index]) { end.append(text[index]) }
            index += 1
        }
        documents.append((nil, end))
    }

    private mutating func readDocuments() {
        for document in documents {
            var lines: [String] = []
            while index < text.count {
                var line = ""
                while index < text.count, !text[index].isNewline {
                    line.append(text[index])
                    index += 1
                }
                index += 1
                if line.drop(while: { $0 == "\t" }) == document.end { break }
                lines.append(line)
            }
            if let command = document.command { commands[command].document += lines.joined(separator: "\n") }
        }
        documents = []
    }

    private mutating func endWord() {
        guard let done = word else { return }
        word = nil
        if isTarget {
            current.targets.append(done)
            isTarget = false
        } else {
            current.words.append(done)
        }
    }

    private mutating func endCommand() {
        endWord()
        isTarget = false
        guard !current.isEmpty else { return }
        commands.append(current)
        for place in documents.indices where documents[place].command == nil {
            documents[place].command = commands.count - 1
        }
        let words = current.words
        current = ShellCommand()
        remember(words)
        let bare = commands[commands.count - 1].bare
        let name = ShellCommand.programName(bare.first ?? "")
        if name == "eval" { nest(bare.dropFirst().joined(separator: " ")) }
        let shells = ["sh", "bash", "zsh", "dash", "ksh"]
        if shells.contains(name), let flag = bare.firstIndex(where: { $0.hasPrefix("-") && $0.hasSuffix("c") }),
            flag + 1 < bare.count
        {
            nest(bare[flag + 1])
        }
    }

    /// Variables that the line sets for itself, also by `for NAME in WORDS`.
    private mutating func remember(_ words: [String]) {
        if words.count > 3, words[0] == "for", words[2] == "in" { variables[words[1]] = Array(words[3...]) }
        let assigned = words.first == "export" ? words.dropFirst() : words[...]
        guard assigned.allSatisfy({ Self.assignment($0) != nil }) else { return }
        for case let (name, value)? in assigned.map(Self.assignment) { variables[name] = [value] }
    }
}

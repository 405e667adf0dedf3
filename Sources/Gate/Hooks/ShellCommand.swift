import HarnessKit

/// A simple command of a command line: its words after quotes were taken away, and the files it is redirected into.
struct ShellCommand: Equatable {
    var words: [String] = []
    var targets: [String] = []
    /// The text between `<<END` and `END`.
    var document = ""

    var isEmpty: Bool { words.isEmpty && targets.isEmpty }

    /// "/usr/bin/rm" is rm.
    static func programName(_ word: String) -> String {
        word.split(separator: "/").last.map(String.init) ?? word
    }

    /// Words that only run what follows them.
    private static let wrappers = [
        "sudo", "env", "nice", "nohup", "time", "command", "exec", "builtin", "stdbuf", "setsid", "ionice", "timeout",
        "then", "do", "else", "elif", "if", "while", "until", "!", "{", "}", "xargs",
    ]

    /// The command without what stands before its program: assignments, `sudo`, `timeout 5`.
    var bare: [String] {
        var rest = words[...]
        var isWrapped = false
        while let word = rest.first {
            let isAssignment = ShellReader.assignment(word) != nil
            if Self.wrappers.contains(Self.programName(word)) {
                isWrapped = true
            } else if !isAssignment, !(isWrapped && (word.hasPrefix("-") || word.first?.isNumber == true)) {
                break
            }
            rest = rest.dropFirst()
        }
        return Array(rest)
    }
}

/// Words as a person would type them into a shell.
package enum ShellLine {
    package static func of(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    /// What is next where a file is to be written by hand: the same command alone would say the same again.
    package static func editing(_ path: String, then command: String) -> String {
        "edit \(quoted(path)), then '\(command)'"
    }

    /// A word that a shell takes for one: in double quotes, so that it can stand within a hint's single ones.
    package static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy {
            ASCII.isAlphanumeric($0) || $0 >= 0x80 || "/._-+=:,@%".utf8.contains($0)
        }
        guard !isPlain || word.isEmpty else { return word }
        guard word.utf8.contains(where: { "\"$`\\!\n".utf8.contains($0) }) else { return "\"\(word)\"" }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

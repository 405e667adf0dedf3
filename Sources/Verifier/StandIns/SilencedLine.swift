import HarnessKit

extension OwnPrograms {
    /// What prints what it was given, and looks at nothing.
    private static let printers: Set = ["echo", "printf", "expr", "seq"]
    /// What may stand beside these and leaves nothing that a program wrote before to be found.
    private static let quiet: Set = [":", "true", "false", "cd", "set", "export", "exit", "test", "["]

    /// The words with `true` in the place of the project's programs, where a shell's line prints something by itself and looks
    /// at nothing else; nil where it does not.
    func silenced(_ words: [String], in folder: Path) -> [String]? {
        guard let line = shellLine(words), let place = words.firstIndex(of: line) else { return nil }
        var pieces: [String] = []
        var doesPrint = false
        // Where outputs are joined is no end of a command.
        for piece in Self.pieces(of: line.replacing("2>&1", with: "").replacing(">&2", with: ">/dev/null")) {
            let found = (commands(["sh", "-c", piece]).first ?? []).drop(while: Self.keywords.contains)
            let name = Self.name(found.first ?? "")
            if isOwn(Array(found), in: folder) {
                let words = piece.split(separator: " ").prefix { Self.keywords.contains(String($0)) }
                pieces.append((words + ["true"]).joined(separator: " ") + " ")
                continue
            }
            guard found.isEmpty || Self.printers.contains(name) || Self.quiet.contains(name) || Self.isSum(piece) else {
                return nil
            }
            doesPrint = doesPrint || Self.printers.contains(name)
            pieces.append(piece)
        }
        guard doesPrint else { return nil }
        var silenced = words
        silenced[place] = pieces.joined()
        return silenced
    }

    /// The line in parts, what ends a command each by itself.
    private static func pieces(of line: String) -> [String] {
        var pieces = [""]
        for character in line {
            if ";|&\n(){}`".contains(character) {
                pieces += [String(character), ""]
            } else {
                pieces[pieces.count - 1].append(character)
            }
        }
        return pieces.filter { !$0.isEmpty }
    }

    /// What stands between the brackets of `$((5 * 10))`.
    private static func isSum(_ piece: String) -> Bool { piece.allSatisfy { $0.isNumber || " +-*/%".contains($0) } }
}

/// A function that a test of Python's hands to an assertion, which calls it: `assertRaises(ValueError, calc.mul, "x")`.
enum HandedCall {
    /// Which of their arguments these assertions call.
    private static let places = [
        ("assertRaises(", 1), ("assertRaisesRegex(", 2), ("assertWarns(", 1), ("assertWarnsRegex(", 2),
    ]

    static func isThere(in text: String) -> Bool {
        places.contains { name, place in
            text.split(separator: name).dropFirst().contains { rest in
                let found = arguments(rest)
                return found.indices.contains(place) && isName(found[place])
            }
        }
    }

    /// What stands between commas up to the bracket that closes, brackets and texts in it left whole.
    private static func arguments(_ text: Substring) -> [String] {
        var (found, depth, quote): ([String], Int, Character?) = ([""], 0, nil)
        var isEscaped = false
        for character in text {
            if let open = quote {
                if character == open, !isEscaped { quote = nil }
                isEscaped = character == "\\" && !isEscaped
            } else if character == "\"" || character == "'" {
                quote = character
            } else if "([{".contains(character) {
                depth += 1
            } else if ")]}".contains(character) {
                depth -= 1
                if depth < 0 { return found }
            } else if character == ",", depth == 0 {
                found.append("")
                continue
            }
            found[found.count - 1].append(character)
        }
        return found
    }

    /// Whether this may be a function: anything that begins with a name, or a lambda.
    private static func isName(_ text: String) -> Bool {
        let word = text.drop { $0 == " " }
        if word.hasPrefix("lambda ") || word.hasPrefix("lambda:") { return true }
        guard let first = word.first, first.isLetter || first == "_" else { return false }
        // What has a name of its own is an option of the assertion.
        return !word.contains("=") && !["None", "True", "False"].contains(word)
    }
}

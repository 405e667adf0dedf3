/// A construct of other matchers that this one does not have, and what to write instead.
struct PatternRefusal: Sendable {
    let opening: String
    let name: String
    let advice: String

    /// What would need more than one pass over the text, or means different things in different matchers.
    static let groups: [PatternRefusal] = [
        .init("(?=", "look-ahead", "match the text itself and put the part you want in a group"),
        .init("(?!", "negative look-ahead", "say with a class such as [^x] what may stand there"),
        .init("(?<=", "look-behind", "match the text itself and put the part you want in a group"),
        .init("(?<!", "negative look-behind", "say with a class such as [^x] what may stand there"),
        .init("(?>", "an atomic group", "write (?:…); matching takes linear time without it"),
        .init("(?#", "a comment", "leave it out"),
        .init("(?|", "a branch reset", "write (?:…) and give each branch a group of its own"),
        .init("(?P=", "a back-reference", "write out what the group may match"),
        .init("(?P>", "recursion", "write out as many levels as you need"),
        .init("(?&", "recursion", "write out as many levels as you need"),
        .init("(?R", "recursion", "write out as many levels as you need"),
        .init("(?(", "a conditional", "write the cases as alternatives (?:a|b)"),
        .init("(?'", "a name in quotes", "write (?<name>…)"),
    ]

    static let escapes: [PatternRefusal] = [
        .init("\\p", "a Unicode property", "write the characters as a class such as [A-Za-zÄÖÜäöü]"),
        .init("\\P", "a Unicode property", "write the characters as a class such as [^A-Za-z]"),
        .init("\\k", "a back-reference", "write out what the group may match"),
        .init("\\g", "a back-reference", "write out what the group may match"),
        .init("\\Z", "the end before a last line feed", "write $ for that, or \\z for the very end"),
        .init("\\G", "the end of the match before", "write ^ or \\A"),
        .init("\\K", "keeping text out of a match", "put the part you want in a group"),
        .init("\\R", "any line break", "write (?:\\r\\n|\\n|\\r)"),
        .init("\\h", "horizontal space", "write [ \\t]"),
        .init("\\X", "a grapheme", "write . for a character"),
        .init("\\N", "a named character", "write \\u{…} with its number"),
        .init("\\Q", "quoting", "put a backslash before each punctuation character"),
        .init("\\c", "a control character", "write it as \\xHH"),
        .init("\\0", "an octal number", "write \\x00"),
    ]

    private init(_ opening: String, _ name: String, _ advice: String) {
        self.opening = opening
        self.name = name
        self.advice = advice
    }
}

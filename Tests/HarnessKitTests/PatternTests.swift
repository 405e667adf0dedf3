import HarnessKit
import TestSupport
import Testing

struct PatternTests {
    /// The match, then the groups, as text; "-" for a group that took no part.
    private func found(_ pattern: String, in text: String) throws -> [String]? {
        let bytes = Bytes(text.utf8)
        return try Pattern(pattern).firstMatch(in: bytes)?.groups.map { range in
            range.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "-"
        }
    }

    @Test(
        arguments: [
            ("", "abc", [""]), ("b", "abc", ["b"]), ("x", "abc", nil), ("a.(?:bbbb)?", "a1bba2", ["a1"]),
            ("[éà😀]+", "aà😀éb", ["à😀é"]), ("a.c", "xabc", ["abc"]), ("a.c", "a\nc", nil),
            ("(?s)a.c", "a\nc", ["a\nc"]), ("(?s:a.)(.)?", "a\n\n", ["a\n", "-"]), ("a|ab", "ab", ["a"]),
            ("(?:a|ab)(?:c|bcd)(d*)", "abcd", ["abcd", ""]), ("(a)|(b)", "b", ["b", "-", "b"]), ("a*", "aaa", ["aaa"]),
            ("a*?", "aaa", [""]), ("a+?", "aaa", ["a"]), ("a+?$", "aaa", ["aaa"]), ("a??b", "ab", ["ab"]),
            ("a{2}", "aaa", ["aa"]), ("a{2,}", "aaaa", ["aaaa"]), ("a{1,2}", "aaa", ["aa"]), ("a{1,2}?", "aaa", ["a"]),
            ("a{0}b", "ab", ["b"]), ("(a){0}b", "ab", ["b", "-"]), ("a{,x}", "a{,x}", ["a{,x}"]),
            ("{a}", "{a}", ["{a}"]),
            (#"{"id": \d+}"#, #"{"id": 42}"#, [#"{"id": 42}"#]), ("x{", "x{", ["x{"]), ("]}", "a]}", ["]}"]),
            ("(|a)*", "aa", ["", ""]), ("(a*)*", "aab", ["aa", "aa"]), ("(a|b*)*", "abba", ["abba", "a"]),
            ("(?:a?)*?b", "aab", ["aab"]), ("(?:^)*a", "a", ["a"]), ("(a?)+b", "aab", ["aab", "a"]),
            ("(a+|b+)*c", "aabbc", ["aabbc", "bb"]), ("^b", "a\nb", nil), ("(?m)^b$", "a\nb\nc", ["b"]),
            ("a$", "ba\n", ["a"]), ("a$", "a\n\n", nil), (#"a\z"#, "a\n", nil), (#"\Ab"#, "ab", nil),
            ("(?m)\\Ab", "a\nb", nil), (#"\bis\b"#, "this is", ["is"]), (#"\Bis"#, "is this", ["is"]),
            (#"\d+\D\w+\W\S+\s"#, "12-a_b.%& ", ["12-a_b.%& "]), ("[a-c]+", "xabcd", ["abc"]),
            ("[^a-c]+", "abxyc", ["xy"]),
            ("[]a]+", "]a[", ["]a"]), ("[^]a]+", "]a[", ["["]), ("[a-]+", "b-a", ["-a"]), ("[-a]+", "b-a", ["-a"]),
            (#"[\d.]+"#, "v1.20", ["1.20"]), (#"[\w-]+"#, "a-b c", ["a-b"]), (#"[^\W\d]+"#, "1ab2", ["ab"]),
            (#"[\]\\\-\^]+"#, #"a]\-^"#, [#"]\-^"#]), (#"[\x41-\x43]+"#, "zABCD", ["ABC"]), ("[[a]+", "[a]", ["[a"]),
            (#"\x41\u{42}\n\r\t"#, "AB\n\r\t", ["AB\n\r\t"]), (#"\.\*\/\-\ \""#, #".*/- ""#, [#".*/- ""#]),
            (#"\e\[31m"#, "\u{1B}[31m", ["\u{1B}[31m"]), ("é+", "aéé", ["éé"]), (".", "é", ["é"]), ("^.$", "😀", ["😀"]),
            ("[à-ü]+", "xéüz", ["éü"]), ("[^é]", "éa", ["a"]), ("[^a]", "aé", ["é"]), (#"\W"#, "aé", ["é"]),
            (#"[\u{1F600}-\u{1F64F}]"#, "a😀", ["😀"]), (".{3}", "aé€😀", ["aé€"]), (#"\w+"#, "né", ["n"]),
            ("(?i)abc", "xAbC", ["AbC"]), ("(?i)É", "é", nil), ("(?i)[a-c]+", "xABc", ["ABc"]),
            ("(?i)[^a]", "Ab", ["b"]),
            ("a(?i)b(?-i)c", "aBC aBc", ["aBc"]), ("a(?i:b)c", "aBc", ["aBc"]), ("(?i:a)b", "AB Ab", ["Ab"]),
            ("(a(?i)b)c", "aBC aBc", ["aBc", "aB"]), ("(?im)^a$", "b\nA\n", ["A"]), ("(?i)\\x41", "a", ["a"]),
            ("(?<y>\\d{4})-(?P<m>\\d\\d)", "in 2024-05", ["2024-05", "2024", "05"]), ("(?:)", "a", [""]),
            ("(((a)))", "a", ["a", "a", "a", "a"]), ("a||b", "b", [""]), ("()b", "ab", ["b", ""]),
        ] as [(String, String, [String]?)])
    func `A pattern finds what Perl would find`(pattern: String, text: String, expected: [String]?) throws {
        try expect(found(pattern, in: text), is: expected)
        try expect(Pattern(pattern).matches(Bytes(text.utf8)), is: (expected != nil))
    }

    @Test func `Bytes that are no UTF-8 are single bytes, and no class takes half a character`() throws {
        func range(_ pattern: String, _ bytes: Bytes) throws -> Range<Int>? {
            try Pattern(pattern).firstMatch(in: bytes)?.range
        }
        try expect(range(".", [0xFF, 0x41]), is: 0..<1)
        try expect(range("[^a]b", [0xC3, 0x62]), is: 0..<2)
        try expect(range("^..$", [0xE2, 0x82]), is: 0..<2)
        try expect(range("[^é]", [0xC3, 0xA9]) == nil)
        try expect(range("[^é]", [0xC3, 0xA9, 0xA9]), is: 2..<3)
        try expect(range(#"\xA9"#, [0xC3, 0xA9]), is: 1..<2)
        try expect(range(#"\xC3\xA9"#, [0xC3, 0xA9]), is: 0..<2)
        try expect(range("^.{4}$", [0xED, 0xA0, 0x80, 0xC0]), is: 0..<4, "half a surrogate pair is no character")
        try expect(range("^.{3}$", [0xE0, 0x80, 0x80]), is: 0..<3, "neither is an overlong form")
        try expect(range("^.$", [0xF4, 0x8F, 0xBF, 0xBF]), is: 0..<4)
        try expect(range("^.{4}$", [0xF4, 0x90, 0x80, 0x80]), is: 0..<4)
        try expect(range("[à-ü]", [0xE9]) == nil)
    }

    @Test func `A search can begin further on, and groups have names`() throws {
        let text = Bytes("a1 b22 c".utf8)
        let pattern = try Pattern(#"\b(?<letter>[a-z])(?<digits>\d+)?"#)
        let second = try #require(pattern.firstMatch(in: text, from: 1))
        expect(second.range, is: 3..<6)
        expect(second["letter"], is: 3..<4)
        expect(second["digits"], is: 4..<6)
        expect(pattern.firstMatch(in: text, from: 6)?["digits"] == nil)
        expect(second["other"] == nil)
        try expect(Pattern("^").firstMatch(in: text, from: 1) == nil)
        try expect(Pattern("").firstMatch(in: text, from: 8)?.range, is: 8..<8)
        try expect(Pattern("").firstMatch(in: text, from: 9) == nil)
        try expect(Pattern("").firstMatch(in: text, from: -1) == nil)
    }

    @Test func `A pattern is its text`() throws {
        try expect(Pattern("a+"), is: Pattern("a+"))
        try expect(Set([Pattern("a"), Pattern("a"), Pattern("b")]).count, is: 2)
        try expect(Pattern("\u{E9}"), isNot: Pattern("e\u{301}"))
        try expect(Pattern(json: "a+").json, is: "a+")
        #expect {
            try Pattern(json: "(")
        } throws: {
            ($0 as? JSONMismatches)?.mismatches.first?.line.hasPrefix("pattern '(', column 1: the group") == true
        }
        #expect(throws: JSONMismatches.self) { try Pattern(json: 7) }
    }

    @Test(
        arguments: [
            ("(a", "column 1: the group that begins here has no end"), ("a)", "column 2: ')' closes nothing"),
            ("[a", "column 1: the class that begins here has no end"),
            ("[]", "column 1: the class that begins here has no end"),
            ("*a", "column 1: there is nothing to repeat before '*'"),
            ("a|+", "column 3: there is nothing to repeat before '+'"),
            ("{2}", "column 1: there is nothing to repeat before '{'"),
            ("^*", "column 2: there is nothing to repeat before '*'"),
            ("a**", "column 3: a repetition of a repetition"), ("a{2}{3}", "column 5: a repetition of a repetition"),
            ("a*+", "column 2: a possessive repetition '*+' is not supported"),
            ("a{2}+", "column 2: a possessive repetition '{2}+' is not supported"),
            ("a{,3}", "column 2: a repetition needs its least number"),
            ("a{3,2}", "column 2: {3,2} begins with more than it ends with"),
            ("a{1001}", "column 2: 1001 repetitions; there may be 1000"),
            ("a{1,99999999999999999999}", "column 2: 1000000 repetitions; there may be 1000"),
            ("(a{1000}){1000}", "column 1: written out, it has more than 20000 steps"),
            ("((((){1000}){1000}){1000}){1000}", "column 1: written out, it has more than 20000 steps"),
            (#"(a)\1"#, #"column 4: a back-reference '\1' is not supported"#),
            (#"(?<n>a)\k<n>"#, #"column 8: a back-reference '\k' is not supported"#),
            ("é(?=b)", "column 2: look-ahead '(?=' is not supported"),
            ("(?!a)", "column 1: negative look-ahead '(?!' is not supported"),
            ("(?<=a)", "column 1: look-behind '(?<=' is not supported"),
            ("(?<!a)", "column 1: negative look-behind '(?<!' is not supported"),
            ("(?>a)", "column 1: an atomic group '(?>' is not supported"),
            ("(?#a)", "column 1: a comment '(?#' is not supported"),
            ("(?P=a)", "column 1: a back-reference '(?P=' is not supported"),
            ("(?R)", "column 1: recursion '(?R' is not supported"),
            ("(?(1)a)", "column 1: a conditional '(?(' is not supported"),
            ("(?x)a", "column 3: free spacing (?x) is not supported"),
            ("(?q)a", "column 3: 'q' is no flag"), ("(?i", "column 4: the group has no end"),
            (#"\p{Lu}"#, #"column 1: a Unicode property '\p' is not supported"#),
            (#"[\P{L}]"#, #"column 2: a Unicode property '\P' is not supported"#),
            (#"\q"#, #"column 1: unknown escape '\q'"#),
            (#"a\Z"#, #"column 2: the end before a last line feed '\Z' is not supported"#),
            (#"\"#, "column 1: the escape has no end"), (#"\é"#, #"column 1: unknown escape '\é'"#),
            (#"\x4"#, #"column 1: an escape \x takes two hexadecimal digits"#),
            (#"\u20AC"#, #"column 1: an escape \u takes a character's number in braces"#),
            (#"\u{D800}"#, #"column 1: \u{D800} is no character"#),
            (#"\u{fffffffffff}"#, #"column 1: \u{fffffffffff} is no character"#),
            ("[z-a]", "column 2: 'z-a' is no range"), (#"[a-\d]"#, #"column 2: 'a-\d' is no range"#),
            (#"[\d-z]"#, #"column 2: '\d-z' is no range"#), (#"[\b]"#, #"column 2: '\b' has no meaning in a class"#),
            (#"[\xE9]"#, #"column 2: a byte beyond \x7F cannot stand in a class"#),
            ("[[:alpha:]]", "column 2: the class [:alpha:] is not supported"),
            ("(?<1>a)", "column 4: a group's name has letters, digits and _, and begins with no digit"),
            ("(?<a>a)(?<a>b)", "column 11: a second group is called 'a'"),
        ])
    func `What is no pattern is refused with its column`(pattern: String, message: String) {
        #expect {
            try Pattern(pattern)
        } throws: { error in
            let failure = Failure(translating: error)
            return failure.code == .malformed && failure.message == "pattern '\(pattern)', \(message)"
                && failure.hint?.isEmpty == false
        }
    }

    @Test func `Patterns that are too large are refused`() {
        for (pattern, message) in [
            (String(repeating: "a", count: 4097), "a pattern has 4097 bytes; it may have 4096"),
            (String(repeating: "()", count: 51), "column 101: more than 50 groups"),
            (String(repeating: "(?:", count: 201), "column 601: groups nest deeper than 200 levels"),
            (String(repeating: "(?:", count: 1365), "column 601: groups nest deeper than 200 levels"),
        ] {
            #expect { try Pattern(pattern) } throws: { ($0 as? Failure)?.message.hasSuffix(message) == true }
        }
        #expect(throws: Never.self) { try Pattern(String(repeating: "a", count: 4096)) }
        #expect(throws: Never.self) { try Pattern("(?:a{100}){100}") }
    }

    @Test func `What hangs other matchers takes linear time`() throws {
        let text = Bytes(repeating: UInt8(ascii: "a"), count: 100_000) + Bytes("!".utf8)
        let took = try processorTime { () throws in
            for pattern in ["(a+)+$", "(a|a)*b", "(a*)*b", "(.*)*x"] {
                try expect(!Pattern(pattern).matches(text))
            }
            try expect(Pattern("(a+)+$").firstMatch(in: text) == nil)
            try expect(Pattern("a{100}.{100}b").firstMatch(in: text[..<2000] + []) == nil)
        }
        expect(took < .seconds(10), "\(took)")
    }

    /// Patterns and texts made from nothing but a seed: whatever comes, an answer and no trap.
    @Test func `Mutated patterns never trap`() {
        var generator = Seeded(state: 7)
        let seeds = [
            #"^(?<a>[a-z\d]+)(?:x|y{2,3}?)*$"#, #"(?i)\bé[^à-ü\s]{1,9}\u{1F600}\x41|(|a)*"#, "((a*)*|b??)+?.{0,5}\\z",
        ].map { Array($0.unicodeScalars) }
        let spare = Array(#"()[]{}?*+|\^$.-,:<>=!imsPxdwbBAzu0aé9"#.unicodeScalars)
        let text = Bytes("xaé1yyà 😀a".utf8) + [0xFF, 0xC3]
        for _ in 0..<4000 {
            var pattern = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...5, using: &generator) where !pattern.isEmpty {
                let at = Int.random(in: 0..<pattern.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: pattern[at] = spare[Int.random(in: 0..<spare.count, using: &generator)]
                case 1: pattern.remove(at: at)
                default: pattern.insert(spare[Int.random(in: 0..<spare.count, using: &generator)], at: at)
                }
            }
            guard let made = try? Pattern(String(String.UnicodeScalarView(pattern))) else { continue }
            expect(made.matches(text), is: (made.firstMatch(in: text) != nil), "\(made)")
        }
    }
}

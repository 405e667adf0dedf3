import HarnessKit
import TestSupport
import Testing

struct JSONParserTests {
    @Test(
        arguments: [
            ("[]", []), ("{}", [:]), (" \t\r\n[ ]\n", []), ("null", .null), ("true", true), ("false", false),
            ("[null]", [.null]), ("0", 0), ("-1", -1), ("[1,2 , 3]", [1, 2, 3]),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .literal("9223372036854775808")), ("1.0", .number(1)), ("-0", .number(-0.0)),
            ("0.1", .number(0.1)), ("1e3", .number(1000)), ("1E+2", .number(100)), ("1e-2", .number(0.01)),
            ("1.5e300", .number(1.5e300)), ("1e400", .literal("1e400")), ("1e-400", .literal("1e-400")),
            ("0e1", .number(0)), ("0.0e-500", .number(0)), ("4.9e-324", .number(.leastNonzeroMagnitude)),
            ("123456789012345678", .integer(123_456_789_012_345_678)), ("3.141592653589793", .number(.pi)),
            ("3.14159265358979323846", .literal("3.14159265358979323846")),
            ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)), ("0.30000000000000004", .number(0.1 + 0.2)),
            (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"),
            (#""\ud83d\uDE00""#, "😀"), (#""\u0000""#, "\u{0}"), (#""😀é\u007f""#, "😀é\u{7F}"),
            (#"{"a":{"b":[1]},"":2}"#, ["a": ["b": [1]], "": 2]),
            (#"{"a":1,"a":2}"#, .object(.init([.init("a", 1), .init("a", 2)]))),
            ("\u{FEFF}{}", [:]),
        ] as [(String, JSON)])
    func `What is JSON is read`(text: String, expected: JSON) throws {
        try expect(JSON.parse(text), is: expected)
    }

    @Test(
        arguments: [
            ("", "1:1: expected a value, found the end of the text"),
            ("   ", "1:4: expected a value, found the end of the text"),
            ("[1", "1:3: expected ',' or ']', found the end of the text"),
            ("[1,]", "1:4: expected a value, found ']'"), ("[,1]", "1:2: expected a value, found ','"),
            ("[1 2]", "1:4: expected ',' or ']', found '2'"),
            ("[1]]", "1:4: unexpected ']' after the end of the value"),
            ("{", "1:2: expected a key in double quotes, found the end of the text"),
            ("{a:1}", "1:2: expected a key in double quotes, found 'a'"),
            ("{'a':1}", "1:2: expected a key in double quotes, found '''"),
            (#"{"a" 1}"#, "1:6: expected ':' after the key 'a', found '1'"),
            (#"{"a":}"#, "1:6: expected a value, found '}'"),
            (#"{"a":1,}"#, "1:8: expected a key in double quotes, found '}'"),
            (#"{"a":1"#, "1:7: expected ',' or '}', found the end of the text"),
            ("nul", "1:1: expected a value, found 'n'"), ("True", "1:1: expected a value, found 'T'"),
            ("truex", "1:5: unexpected 'x' after the end of the value"), ("NaN", "1:1: expected a value, found 'N'"),
            ("-", "1:2: expected a digit, found the end of the text"), ("+1", "1:1: expected a value, found '+'"),
            ("01", "1:1: a number cannot begin with 0"), ("-01", "1:2: a number cannot begin with 0"),
            (".5", "1:1: expected a value, found '.'"),
            ("1.", "1:3: expected a digit after the point, found the end of the text"),
            ("1e", "1:3: expected a digit in the exponent, found the end of the text"),
            ("1e+", "1:4: expected a digit in the exponent, found the end of the text"),
            ("0x10", "1:2: unexpected 'x' after the end of the value"),
            ("1_000", "1:2: unexpected '_' after the end of the value"),
            (#""abc"#, "1:1: the string that begins here has no end"),
            (#""ab\"#, "1:4: the escape has no end"), (#""\x41""#, #"1:2: unknown escape '\x' in a string"#),
            (#""\u12""#, "1:2: an escape \\u takes four hexadecimal digits"),
            (#""\u12G4""#, "1:2: an escape \\u takes four hexadecimal digits"),
            (#""\ud800""#, "1:2: half of a surrogate pair is no character"),
            (#""\ude00x""#, "1:2: half of a surrogate pair is no character"),
            (#""\ud800\u0041""#, "1:2: half of a surrogate pair is no character"),
            ("\"a\tb\"", "1:3: a control character must be written as an escape in a string"),
            ("[1] // c", "1:5: unexpected '/' after the end of the value"),
            ("[/**/1]", "1:2: expected a value, found '/'"),
            ("{\n  \"é\": [1,\n  x]\n}", "3:3: expected a value, found 'x'"),
        ])
    func `What is none is refused with line, column and reason`(text: String, message: String) {
        #expect {
            try JSON.parse(text)
        } throws: { error in
            let failure = Failure(translating: error)
            return failure.code == .malformed && failure.message == "the text:\(message)"
        }
    }

    @Test func `Bytes that are no UTF-8 are refused`() {
        for bytes: Bytes in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xEF, 0xBB], [0xFF, 0xFE],
        ] {
            #expect(throws: Failure.self) { try JSON.parse(bytes) }
        }
    }

    @Test func `Deep nesting is refused, not overflowed`() throws {
        #expect {
            try JSON.parse(String(repeating: "[", count: 1_000_000))
        } throws: { Failure(translating: $0).message == "the text:1:513: nested deeper than 512 levels" }
        let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        try expect(JSON.parse(deep).text(.compact), is: deep)
        try expect(JSON.parse("[" + String(repeating: "[],", count: 2000) + "[]]").items?.count, is: 2001)
    }

    @Test func `Handwritten files may have comments and trailing commas, but no key twice`() throws {
        let text = """
            // a scenario
            {
              "a": [1, 2,], /* two
                               lines */ "b": {"c": 1,},
            } // end
            """
        try expect(JSON.parse(text, .handwritten), is: ["a": [1, 2], "b": ["c": 1]])
        for (wrong, message) in [
            (#"{"a":1,"b":2,"a":3}"#, "1:14: the key 'a' stands here a second time"),
            ("[,]", "1:2: expected a value, found ','"), ("[1,,]", "1:4: expected a value, found ','"),
            ("[1] /* x", "1:5: the comment that begins here has no end"),
            ("[1] / 2", "1:5: expected a value, found '/'"),
        ] {
            #expect {
                try JSON.parse(wrong, .handwritten)
            } throws: { Failure(translating: $0).message == "the text:\(message)" }
        }
    }

    @Test func `Many keys are told apart in no time`() throws {
        let keys = (0..<20_000).map { "\"k\($0)\":0" }.joined(separator: ",")
        let took = processorTime {
            #expect(throws: Never.self) { try JSON.parse("{\(keys)}", .uniqueKeys) }
            #expect(throws: Failure.self) { try JSON.parse("{\(keys),\"k7\":1}", .uniqueKeys) }
        }
        expect(took < .seconds(5), "\(took)")
    }

    @Test func `An exponent without end is no number that was not written`() throws {
        let text = "0." + String(repeating: "0", count: 100_000) + "1e200000"
        try expect(JSON.parse(text), is: .literal(text))
        try expect(JSON.parse("0.1e0000000000000000000000000001"), is: .number(1))
    }

    @Test func `A number of any precision is a number`() throws {
        for text in ["0.10000000000000001", "3.14159265358979323846", "12345678901234567890", "7"] {
            try expect(Double(json: JSON.parse(text)), is: Double(text))
        }
        #expect(throws: JSONMismatches.self) { try Double(json: JSON.parse("1e999")) }
        #expect(throws: JSONMismatches.self) { try [String: Int](json: JSON.parse(#"{"caf\u00e9":1,"cafe\u0301":2}"#)) }
    }

    @Test func `Half a surrogate pair can be replaced where clients cut texts anywhere`() throws {
        try expect(JSON.parse(#""a\ud83d""#, .loneSurrogates), is: "a\u{FFFD}")
        try expect(JSON.parse(#""\ud83d\n\ude00x""#, .loneSurrogates), is: "\u{FFFD}\n\u{FFFD}x")
    }

    @Test func `Different spellings of a letter are different keys`() throws {
        let json = try JSON.parse(#"{"\u00e9":1,"e\u0301":2}"#, .uniqueKeys)
        expect(json["\u{E9}"], is: 1)
        expect(json["e\u{301}"], is: 2)
        expect(JSON.string("\u{E9}"), isNot: .string("e\u{301}"))
    }

    /// Bytes made from nothing but a seed: whatever comes, an answer and no trap.
    @Test func `Mutated texts never trap`() {
        var generator = Seeded(state: 42)
        let seeds = [
            #"{"a":[1,-2.5e3,true,null,"x\u00e9\n"],"b":{"c":"d"}}"#, #"[[[["\ud83d\ude00"]]],{"":0}]"#, "[1e400,0.1]",
        ].map { Bytes($0.utf8) }
        for _ in 0..<20_000 {
            var text = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let at = Int.random(in: 0..<text.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: text[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: text.remove(at: at)
                default: text.insert(text[Int.random(in: 0..<text.count, using: &generator)], at: at)
                }
                if text.isEmpty { text = [0x20] }
            }
            for options: JSON.Options in [[], .handwritten] {
                guard let value = try? JSON.parse(text, options) else { continue }
                expect((try? JSON.parse(value.bytes(.compact))), is: value)
            }
        }
    }
}

/// SplitMix64: the same numbers from the same seed on every machine.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

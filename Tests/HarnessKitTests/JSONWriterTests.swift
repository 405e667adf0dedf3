import HarnessKit
import TestSupport
import Testing

struct JSONWriterTests {
    @Test func `Keys are written in byte order, so that equal values give equal bytes`() {
        let json: JSON = ["b": 1, "a": ["é", "\u{1F}\"\\\n\t\u{7F}"], "B": [:], "ä": [], "": .null]
        expect(json.text(.compact), is: #"{"":null,"B":{},"a":["é","\u001f\"\\\n\t"# + "\u{7F}" + #""],"b":1,"ä":[]}"#)
        expect(json, is: ["": .null, "ä": [], "B": [:], "a": ["é", "\u{1F}\"\\\n\t\u{7F}"], "b": 1])
    }

    @Test func `The indented form is what people read`() {
        let json: JSON = ["a": [1, ["b": true]], "c": [], "d": [:]]
        expect(
            json.text(.indented),
            is: """
                {
                  "a": [
                    1,
                    {
                      "b": true
                    }
                  ],
                  "c": [],
                  "d": {}
                }
                """)
    }

    @Test(
        arguments: [
            (.integer(.min), "-9223372036854775808"), (.number(0.1), "0.1"), (.number(1e21), "1e+21"),
            (.number(-0.0), "-0.0"), (.number(.leastNonzeroMagnitude), "5e-324"), (.number(.infinity), "null"),
            (.number(.nan), "null"),
            (.literal("1e400"), "1e400"),
        ] as [(JSON, String)])
    func `Numbers are written as they were`(json: JSON, text: String) {
        expect(json.text(.compact), is: text)
    }

    @Test func `Absent is not null`() {
        expect(JSON.members(["a": nil, "b": .null, "c": 1]).text(.compact), is: #"{"b":null,"c":1}"#)
    }

    @Test func `Members are set, replaced and removed by name`() {
        var object = JSON.Object([.init("a", 1)])
        object["b"] = 2
        object["a"] = 3
        object["b"] = nil
        expect(object, is: JSON.Object([.init("a", 3)]))
    }

    @Test func `Numbers are equal by value`() {
        expect(JSON.integer(1), is: .number(1))
        expect(JSON.number(1.5), isNot: .integer(1))
        expect(JSON.integer(9_007_199_254_740_993), isNot: .number(9_007_199_254_740_992))
        expect(JSON.string("1"), isNot: 1)
    }
}

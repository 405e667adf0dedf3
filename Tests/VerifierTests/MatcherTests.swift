import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// What each operator takes for equal, in a table.
struct MatcherTests {
    private func holds(_ matcher: String, _ found: String?) throws -> Bool {
        var bindings = Bindings()
        bindings["word"] = "a.c"
        bindings["id"] = 7
        return try Matcher(json: JSON.parse(matcher)).holds(for: try found.map { try JSON.parse($0) }, bindings)
    }

    @Test(arguments: [
        // A plain value stands for eq; numbers by value, objects without order.
        ("1", "1", true), ("1", "1.0", true), ("1", "\"1\"", false), ("\"a\"", "\"a\"", true), ("null", "null", true),
        ("[1, 2]", "[2, 1]", false), (#"{"eq": {"a": 1, "b": 2}}"#, #"{"b": 2, "a": 1}"#, true),
        (#"{"ne": 1}"#, "2", true), (#"{"ne": 1}"#, "1", false),
        (#"{"one_of": [1, "x"]}"#, "\"x\"", true), (#"{"one_of": [1]}"#, "2", false),
        (#"{"matches": "^a+$"}"#, "\"aaa\"", true), (#"{"matches": "^a+$"}"#, "\"ab\"", false),
        (#"{"matches": "1"}"#, "1", false),
        (#"{"contains": "b"}"#, "\"abc\"", true), (#"{"contains": 2}"#, "[1, 2]", true),
        (#"{"contains": 3}"#, "[1, 2]", false),
        (#"{"contains": {"a": 1}}"#, #"{"a": 1, "b": 2}"#, true),
        (#"{"contains": {"a": 1}}"#, #"[{"a": 1, "b": 2}]"#, true),
        (#"{"contains": {"a": {"b": 1}}}"#, #"{"a": {"b": 1, "c": 2}}"#, true),
        (#"{"contains": {"a": 1}}"#, #"{"a": 2}"#, false),
        (#"{"type": "integer"}"#, "1", true), (#"{"type": "integer"}"#, "1.5", false),
        (#"{"type": "number"}"#, "1.5", true),
        (#"{"type": "string"}"#, "null", false), (#"{"type": "null"}"#, "null", true),
        (#"{"type": "boolean"}"#, "true", true),
        (#"{"type": "array"}"#, "[]", true), (#"{"type": "object"}"#, "{}", true),
        (#"{"exists": true}"#, "null", true), (#"{"absent": true}"#, "1", false),
        (#"{"count": 2}"#, "[1, 2]", true), (#"{"count": {"gte": 3}}"#, "[1, 2]", false),
        (#"{"count": 1}"#, #"{"a": 1}"#, true),
        (#"{"count": 3}"#, "\"äöü\"", true), (#"{"count": 1}"#, "5", false),
        (#"{"gt": 1}"#, "2", true), (#"{"gt": 2}"#, "2", false), (#"{"gte": 2}"#, "2", true),
        (#"{"lt": 1.5}"#, "1", true),
        (#"{"lte": 1}"#, "1.1", false), (#"{"gt": "2026-01-01"}"#, "\"2026-05-01\"", true),
        (#"{"gt": 1}"#, "\"2\"", false),
        (#"{"unordered_eq": [1, 2, 2]}"#, "[2, 1, 2]", true), (#"{"unordered_eq": [1, 2, 2]}"#, "[2, 1, 1]", false),
        (#"{"not": {"contains": "x"}}"#, "\"abc\"", true), (#"{"not": 1}"#, "1", false),
        (#"{"gte": 1, "lte": 3}"#, "2", true), (#"{"gte": 1, "lte": 3}"#, "4", false),
        // A name alone is the value it stands for; within a text it is its text; in a pattern it is no pattern.
        (#""{{id}}""#, "7", true), (#""{{id}}""#, "\"7\"", false), (#""note {{id}}""#, "\"note 7\"", true),
        (#"{"matches": "^{{word}}$"}"#, "\"a.c\"", true), (#"{"matches": "^{{word}}$"}"#, "\"abc\"", false),
    ])
    func `An operator holds, or it does not`(matcher: String, found: String, isHolding: Bool) throws {
        try expect(holds(matcher, found), is: isHolding)
    }

    @Test func `What is not there is equal to nothing`() throws {
        try expect(holds(#"{"absent": true}"#, nil))
        try expect(!holds(#"{"exists": true}"#, nil))
        try expect(!holds("null", nil))
        try expect(!holds(#"{"ne": 1}"#, nil))
        try expect(holds(#"{"not": {"eq": 1}}"#, nil))
    }

    @Test func `A template is read name by name`() throws {
        var bindings = Bindings()
        bindings["a"] = "x"
        bindings["list"] = [1, 2]
        try expect(bindings.text("{{a}}-{{ a }}-{b}-{{}}-{{a b}}"), is: "x-x-{b}-{{}}-{{a b}}")
        try expect(bindings.text("{{list}}"), is: "[1,2]")
        try expect(bindings.json("{{list}}"), is: [1, 2])
        try expect(bindings.json(["{{a}}": ["k{{a}}"]]), is: ["x": ["kx"]])
        #expect(throws: Failure.self) { try bindings.text("{{unknown}}") }
        expect(Template("{{{a}}}").parts, is: [.text("{"), .name("a"), .text("}")])
    }

    @Test func `Fresh values are of their kind, differ between seeds and come again with the same`() {
        for kind in FreshKind.allCases {
            let values = (0..<200).map { SeededRandom(seed: "\($0)", purpose: "p").value(kind) }
            expect(Set(values.map { $0.text(.compact) }).count, is: 200, "\(kind) repeats itself")
            expect(SeededRandom(seed: "1", purpose: "p").value(kind), is: values[1])
            expect(SeededRandom(seed: "1", purpose: "q").value(kind), isNot: values[1])
        }
        let hex = (0..<200).compactMap { SeededRandom(seed: "\($0)", purpose: "p").value(.hex).string }
        expect(hex.allSatisfy { (12...32).contains($0.count) && $0.allSatisfy { "0123456789abcdef".contains($0) } })
        expect(Set(hex.map(\.count)).count > 10, "whoever knows their length knows them")
        let uuid = SeededRandom(seed: "1", purpose: "p").value(.uuid).string ?? ""
        expect(uuid.count == 36 && Array(uuid)[14] == "4")
    }

    @Test func `A database address is told from other addresses`() {
        expect(RemoteServices.address(in: "postgres://me:secret@db.example.com:5432/app")?.host, is: "db.example.com")
        expect(RemoteServices.address(in: "jdbc:mysql://localhost:3306/app")?.port, is: 3306)
        expect(RemoteServices.address(in: "redis://127.0.0.1")?.isLocal, is: true)
        expect(RemoteServices.address(in: "https://example.com") == nil)
        expect(RemoteServices.address(in: "sqlite:///tmp/a.db") == nil)
        expect(RemoteServices.address(in: "postgres") == nil)
    }
}

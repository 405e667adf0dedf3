import HarnessKit
import TestSupport
import Testing

private struct Plan: JSONRecord {
    static let title = "a plan"
    static let fields: [Field<Self>] = [
        .constant("schema", "plan/1", "the file's format"),
        .required("steps", \.steps, "what happens, in order"),
        .optional("why", \.why, "the reason"),
        .defaulted("tries", \.tries, "how often"),
        .defaulted("env", \.env, "variables"),
    ]

    var steps: [Step] = []
    var why: String?
    var tries = 1
    var env: [String: String] = [:]
}

private struct Step: JSONRecord {
    enum Mood: String, CaseIterable, JSONConvertible { case calm, eager }

    static let title = "a step"
    static let fields: [Field<Self>] = [
        .optional("exec", \.exec, "a program to run"),
        .optional("http", \.http, "a request to send"),
        .optional("mood", \.mood, "how"),
        .optional("then", \.then, "what follows"),
    ]
    static let alternatives = [["exec", "http"]]

    var exec: [String]?
    var http: JSON?
    var mood: Mood?
    var then: [Step]?
}

private struct Loose: JSONRecord {
    static let title = "a record"
    static let fields: [Field<Self>] = [.optional("path", \.path, "where")]
    static let isClosed = false

    var path: String?
}

struct JSONRecordTests {
    private func mistakes(_ text: String) -> [String] {
        do {
            _ = try JSON.Source(name: "plan.json", bytes: Bytes(text.utf8)).decode(as: Plan.self)
            return []
        } catch {
            let failure = Failure(translating: error)
            expect(failure.code, is: .malformed)
            return [failure.message] + failure.details + (failure.hint.map { ["hint: \($0)"] } ?? [])
        }
    }

    @Test func `A value becomes a record and comes back`() throws {
        let text = #"{"schema":"plan/1","steps":[{"exec":["ls"],"mood":"eager"},{"http":null}],"env":{"A":"1"}}"#
        let plan: Plan = try JSON.Source(name: "p", bytes: Bytes(text.utf8)).decode()
        expect(plan.steps[0].exec, is: ["ls"])
        expect(plan.steps[0].mood, is: .eager)
        expect(plan.steps[1].http, is: .null)
        expect(plan.tries, is: 1)
        expect(
            plan.json.text(.compact),
            is: #"{"env":{"A":"1"},"schema":"plan/1","steps":[{"exec":["ls"],"mood":"eager"},{"http":null}],"tries":1}"#
        )
    }

    @Test func `An unknown key is named with its line and what was meant`() {
        let text = """
            {"schema": "plan/1",
             "steps": [
               {"exec": ["ls"]},
               {"exce": ["ls"], "mood": "eagr"}]}
            """
        expect(
            mistakes(text),
            is: [
                "plan.json:4:21: $.steps[1].mood: must be one of calm, eager, not \"eagr\"",
                "plan.json:4:5: $.steps[1].exce: unknown key 'exce' in a step",
                "plan.json:4:4: $.steps[1]: a step takes exactly one of exec, http; found none",
                "hint: did you mean 'eager'?",
            ])
    }

    @Test func `Everything that is wrong is said at once`() {
        expect(
            mistakes(#"{"schema":"plan/2","why":7,"tries":1.5,"env":{"A":1}}"#),
            is: [
                #"plan.json:1:2: $.schema: must be "plan/1", not "plan/2""#,
                "plan.json:1:1: a plan needs the key 'steps'",
                "plan.json:1:20: $.why: must be a string, not 7",
                "plan.json:1:28: $.tries: must be a whole number, not 1.5",
                "plan.json:1:47: $.env.A: must be a string, not 1",
                "hint: mend plan.json:1:2",
            ])
        expect(mistakes("[1]").first, is: "plan.json:1:1: must be an object (a plan), not an array")
    }

    @Test func `Where several must not stand together, both are named`() {
        expect(
            mistakes(#"{"schema":"plan/1","steps":[{"exec":[],"http":1}]}"#),
            is: [
                "plan.json:1:29: $.steps[0]: a step takes exactly one of exec, http; found exec and http",
                "hint: mend plan.json:1:29",
            ])
    }

    @Test func `A file with comments keeps its lines`() {
        let text = """
            // a plan
            {"schema": "plan/1", /* the
            steps */ "steps": 3}
            """
        expect(mistakes(text), is: ["plan.json:3:10: $.steps: must be an array, not 3", "hint: mend plan.json:3:10"])
    }

    @Test func `A record that other tools write takes unknown keys, and null for nothing`() throws {
        let loose = try Loose(json: ["path": .null, "other": 1])
        expect(loose.path == nil)
        expect(loose.json, is: [:])
    }

    @Test func `The schema says what the decoder holds`() {
        let schema = Plan.schema.document(id: "https://example.org/plan")
        expect(schema["$ref"], is: "#/$defs/plan")
        expect(schema["$defs"]?["plan"]?["additionalProperties"], is: false)
        expect(schema["$defs"]?["plan"]?["required"], is: ["schema", "steps"])
        expect(schema["$defs"]?["plan"]?["properties"]?["schema"]?["const"], is: "plan/1")
        expect(schema["$defs"]?["plan"]?["properties"]?["steps"]?["items"]?["$ref"], is: "#/$defs/step")
        expect(schema["$defs"]?["step"]?["properties"]?["mood"]?["enum"], is: ["calm", "eager"])
        expect(schema["$defs"]?["step"]?["properties"]?["then"]?["items"]?["$ref"], is: "#/$defs/step")
        expect(
            schema["$defs"]?["step"]?["allOf"], is: [["oneOf": [["required": ["exec"]], ["required": ["http"]]]]])
    }
}

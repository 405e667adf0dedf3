import HarnessKit
import TestSupport
import Testing

@testable import HarnessCritic

struct StepInsertionTests {
    private let check = Check("vet", ["go", "vet"])

    @Test(
        arguments: [
            (
                #"{"steps": []}"#,
                "{\"steps\": [\n    {\"argv\":[\"go\",\"vet\"],\"kind\":\"build\",\"name\":\"vet\"}\n]}"
            ),
            (
                #"{"steps": [{"name": "a"}]}"#,
                "{\"steps\": [\n    {\"argv\":[\"go\",\"vet\"],\"kind\":\"build\",\"name\":\"vet\"},\n   {\"name\": \"a\"}]}"
            ),
        ])
    func `The step is put first`(before: String, after: String) {
        expect(StepInsertion(check, beside: []).into(before), is: after)
    }

    @Test(arguments: [
        "", "{", "[]", #"{"a": {"steps": []}}"#, #"{"x": "steps", "y": []}"#, "// {\"steps\": [] }", "{\"steps\": 1}",
    ])
    func `Where there is no list, nothing is written`(text: String) {
        expect(StepInsertion(check, beside: []).into(text) == nil)
    }
}

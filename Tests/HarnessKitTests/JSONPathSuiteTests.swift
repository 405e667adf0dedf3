import HarnessKit
import TestSupport
import Testing

/// The suite at github.com/jsonpath-standard/jsonpath-compliance-test-suite: `make conformance JSONPATH=its cts.json`.
struct JSONPathSuiteTests {
    static let file = Environment.inherited.nonEmpty("JSONPATH_SUITE")

    @Test(.enabled(if: file != nil, "JSONPATH_SUITE names no file"))
    func `The public suite's cases`() throws {
        let path = Path(try #require(Self.file))
        let text = try ProgramCall(["cat", path.description], environment: .inherited)
            .runPlainly(clock: .system).output.bytes
        let cases = try #require(JSON.parse(text)["tests"]?.items)
        var (passed, refused, wrong) = (0, 0, 0)
        for item in cases {
            let name = item["name"]?.string ?? "?"
            let selector = try #require(item["selector"]?.string)
            do {
                let query = try JSONPathQuery(selector)
                let isRight = try item["invalid_selector"] != true && answers(query, to: item)
                expect(isRight, "\(name): \(selector)")
                if isRight { passed += 1 } else { wrong += 1 }
            } catch let failure as Failure {
                if item["invalid_selector"] == true {
                    passed += 1
                } else if failure.message.contains("is not supported") {
                    refused += 1
                    print("outside the subset: \(failure.message)")
                } else {
                    wrong += 1
                    Issue.record("\(name): \(failure.message)")
                }
            }
        }
        print("JSONPath suite: \(passed) passed, \(refused) refused as outside the subset, \(wrong) wrong")
        expect(passed >= 699 && refused <= 4)
    }

    private func answers(_ query: JSONPathQuery, to item: JSON) throws -> Bool {
        let document = try #require(item["document"])
        let nodes = try query.nodes(in: document)
        let values = JSON.array(nodes.map(\.value))
        let paths = JSON.array(nodes.map { .string(normalized($0.path)) })
        let results = item["results"]?.items ?? [item["result"] ?? .null]
        let places = item["results_paths"]?.items ?? [item["result_paths"] ?? .null]
        try expect(query.values(in: document), is: nodes.map(\.value))
        return zip(results, places).contains { $0 == values && $1 == paths }
    }

    /// Section 2.7 of the RFC.
    private func normalized(_ path: JSON.Path) -> String {
        path.steps.reduce("$") { text, step in
            guard case .key(let key) = step else {
                if case .index(let index) = step { return "\(text)[\(index)]" }
                return text
            }
            // JSON's escapes are the same but for the quotes.
            let quoted = JSON.string(key).text(.compact).dropFirst().dropLast()
                .replacing("\\\"", with: "\"").replacing("'", with: "\\'")
            return "\(text)['\(quoted.replacing("\\u0008", with: "\\b").replacing("\\u000c", with: "\\f"))']"
        }
    }
}

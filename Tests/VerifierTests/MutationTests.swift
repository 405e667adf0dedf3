import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// Each way of altering an answer, and who notices it.
struct MutationTests {
    private func probe(_ expectation: String, _ alter: (inout Observation) -> Void) throws -> StepProbe {
        var observation = Observation()
        alter(&observation)
        var bindings = Bindings()
        bindings["word"] = "bada"
        return StepProbe("s", try Expectation(json: JSON.parse(expectation)), observation, bindings)
    }

    private func http(_ expectation: String, _ body: String, status: Int = 200) throws -> StepProbe {
        try probe(expectation) {
            $0.status = status
            $0.headers = [HTTPHeader("Allow", "GET, POST")]
            $0.body = Bytes(body.utf8)
        }
    }

    @Test(arguments: [
        (#"{"status": 200}"#, "status"), (#"{"status": {"lt": 600}}"#, "nothing"),
        (#"{"json": {"$.n": 7}}"#, "values"), (#"{"json": {"$.n": {"gt": 0}}}"#, "shape"),
        (#"{"json": {"$.n": {"gte": 7}}}"#, "shape"), (#"{"json": {"$.n": {"gte": 7, "lte": 7}}}"#, "values"),
        (#"{"json": {"$.n": {"type": "integer"}}}"#, "shape"), (#"{"json": {"$.n": {"exists": true}}}"#, "shape"),
        (#"{"json": {"$.t": "bada"}}"#, "values"), (#"{"json": {"$.t": {"contains": "ad"}}}"#, "values"),
        (#"{"json": {"$.t": {"matches": "^[a-z]+$"}}}"#, "shape"), (#"{"json": {"$.t": {"ne": "x"}}}"#, "shape"),
        (#"{"json": {"$.t": {"count": 4}}}"#, "shape"), (#"{"json": {"$.yes": true}}"#, "values"),
        (#"{"json": {"$.none": null}}"#, "shape"), (#"{"json": {"$.list": {"count": 2}}}"#, "shape"),
        (#"{"json": {"$.list[0]": 1}}"#, "values"), (#"{"json": {"$.list": {"contains": 2}}}"#, "values"),
        (#"{"json": {"$.list": {"unordered_eq": [2, 1]}}}"#, "values"), (#"{"json": {"$..n": {"count": 1}}}"#, "shape"),
        (#"{"json": {"$.gone": {"absent": true}}}"#, "nothing"), (#"{"json": {"$": {"type": "object"}}}"#, "shape"),
        (#"{"headers": {"allow": "GET, POST"}}"#, "values"), (#"{"headers": {"allow": {"exists": true}}}"#, "shape"),
        (#"{"body": {"contains": "bada"}}"#, "values"), (#"{"body": {"matches": "\\{"}}"#, "shape"),
        (#"{"not": {"status": 500}}"#, "status"), (#"{"not": {"body": {"contains": "zzz"}}}"#, "nothing"),
        (#"{"json": {"$.t": {"matches": "{{word}}|.*"}}}"#, "shape"),
    ])
    func `What an expectation notices of an answer`(expectation: String, notice: String) throws {
        let body = #"{"n": 7, "t": "bada", "yes": true, "none": null, "list": [1, 2]}"#
        let probe = try http(expectation, body)
        expect(probe.notice.rawValue, is: notice)
        expect(probe.killed + probe.survived.count <= probe.tried && probe.tried > 0)
        expect((probe.killed == 0), is: (notice == "nothing"))
    }

    @Test func `Every kind of alteration is made, and survives where nobody looks`() throws {
        var made: Set<Mutation> = []
        func note(_ probe: StepProbe) { made.formUnion(probe.survived.map(\.mutation)) }
        // Expectations that hold for nearly anything let each kind through.
        for body in ["[]", #"{"a": 1}"#, #"{"a": "x"}"#, #"{"a": [1]}"#, "[null]", "[true]"] {
            note(try http(#"{"json": {"$.zzz": {"absent": true}}}"#, body))
        }
        note(try http(#"{"headers": {"Allow": {"not": {"eq": "x"}}}}"#, "{}"))
        note(
            try probe(#"{"stderr": {"not": {"contains": "zzz"}}}"#) {
                $0.exit = .exited(0); $0.errors = [65]
            })
        note(try probe(#"{"file": {"size": {"not": 9}}}"#) { $0.file = .init(exists: true, size: 1) })
        made.formUnion(try tests(#"{"counts": {"failed": {"not": 3}}}"#).survived.map(\.mutation))
        expect(Set(Mutation.allCases).subtracting(made), is: [])
    }

    private func tests(_ expectation: String) throws -> StepProbe {
        let output = Bytes("ok 1 - adds\nok 2 - subtracts\n1..2\n".utf8)
        let results = try TestResults.read(output: output, format: .tap)
        return try probe(expectation) { $0.tests = results }
    }

    @Test func `Programs, rows, files and tests are altered too`() throws {
        let program: (inout Observation) -> Void = {
            $0.exit = .exited(0)
            $0.output = Bytes("3 bada\n".utf8)
            $0.errors = []
        }
        try expect(probe(#"{"exit": 0}"#, program).notice, is: .status)
        try expect(probe(#"{"exit": {"not": 77}}"#, program).notice, is: .nothing)
        try expect(probe(#"{"stdout": "3 {{word}}"}"#, program).notice, is: .values)
        try expect(probe(#"{"stdout": {"matches": "^[0-9]"}}"#, program).notice, is: .shape)
        try expect(probe(#"{"stderr": ""}"#, program).notice, is: .values)
        let rows: (inout Observation) -> Void = { $0.rows = [["n": 1]] }
        try expect(probe(#"{"rows": [{"n": 1}]}"#, rows).notice, is: .values)
        try expect(probe(#"{"rows": {"count": 1}}"#, rows).notice, is: .shape)
        let file: (inout Observation) -> Void = {
            $0.file = .init(exists: true, size: 7, digest: SHA256.digest(of: Bytes("{\"a\":1}".utf8)))
            $0.body = Bytes("{\"a\":1}".utf8)
        }
        try expect(probe(#"{"file": {"exists": true}}"#, file).notice, is: .status)
        try expect(probe(#"{"file": {"size": {"gt": 0}}}"#, file).notice, is: .status)
        try expect(probe(#"{"file": {"size": 7}}"#, file).notice, is: .shape)
        try expect(probe(#"{"file": {"json": {"$.a": 1}}}"#, file).notice, is: .values)
        try expect(probe(#"{"file": {"text": {"contains": "a"}}}"#, file).notice, is: .values)
        let digest = SHA256.digest(of: Bytes("{\"a\":1}".utf8)).description
        try expect(probe(#"{"file": {"sha256": "\#(digest)"}}"#, file).notice, is: .values)
        try expect(tests(#"{"counts": {"passed": {"gte": 1}}}"#).notice, is: .shape)
        try expect(tests(#"{"passed": ["adds"]}"#).notice, is: .values)
    }

    @Test func `An altered text has the same form and another content`() {
        expect("az-AZ 09".altered, is: "ba-BA 10")
        expect("".altered == "x" && "äö".altered == "äöx" && "bada".altered == "cbeb")
    }

    @Test func `A value is replaced or taken away at its place`() throws {
        let root = try JSON.parse(#"{"a": [1, {"b": 2}]}"#)
        expect(root.replacing(at: [.key("a"), .index(1), .key("b")], with: 3), is: ["a": [1, ["b": 3]]])
        expect(root.replacing(at: [.key("a"), .index(0)], with: nil), is: ["a": [["b": 2]]])
        expect(root.replacing(at: [.key("z")], with: 1), is: root)
        expect(root.places(atMost: 10).map(\.path.description), is: ["$", "$.a", "$.a[0]", "$.a[1]", "$.a[1].b"])
    }

    @Test func `Twenty steps are examined in a moment`() throws {
        let body = #"{"id": 4711, "title": "bada", "done": false, "tags": ["a", "b"], "owner": {"name": "x"}}"#
        let expectation = #"{"status": 200, "json": {"$.title": "{{word}}", "$.id": {"type": "integer"}}}"#
        _ = try http(expectation, body)
        let took = try processorTime { for _ in 0..<20 { _ = try http(expectation, body) } }
        // A debug build takes about ten times as long as the one that is shipped.
        expect(took < .milliseconds(400), "\(took)")
    }
}

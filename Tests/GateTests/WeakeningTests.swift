import HarnessKit
import TestSupport
import Testing

@testable import Gate
@testable import Verifier

/// What counts as weaker, and what does not.
struct WeakeningTests {
    private func findings(_ before: String, _ after: String, vars: (String, String) = ("", "")) throws -> [String] {
        func file(_ step: String, _ vars: String) throws -> ScenarioFile {
            let text = """
                {"schema": "harness.verify/1", "vars": {\(vars)},
                 "scenarios": [{"id": "a", "proves": ["AC-1"], "steps": [\(step)]}]}
                """
            return try ScenarioSource(name: "s.json", bytes: Bytes(text.utf8)).file
        }
        return Weakening.findings(from: try file(before, vars.0), to: try file(after, vars.1))
    }

    static let step = #"{"id": "r", "http": {"path": "/a"}, "expect": {"status": 200, "json": {"$.a": {"eq": 1}}}}"#

    @Test(arguments: [
        (#"{"id": "r", "http": {"path": "/a"}, "expect": {"status": 200}}"#, "a: r: json $.a is not expected any more"),
        (
            #"{"id": "r", "http": {"path": "/a"}, "expect": {"status": 200, "json": {"$.a": {"exists": true}}}}"#,
            "a: r: json $.a was loosened from eq to exists"
        ),
        (
            #"{"id": "r", "http": {"path": "/a"}, "expect": {"status": 200, "json": {"$.a": {"one_of": [1, 2]}}}}"#,
            "a: r: json $.a was loosened from eq to one_of"
        ),
        (
            #"{"id": "r", "http": {"path": "/a"}, "expect": {"status": 200, "json": {"$.a": 2}}}"#,
            "a: r: json $.a is compared with something else"
        ),
        (
            #"{"id": "r", "http": {"path": "/a"}, "expect": {"status": 500, "json": {"$.a": 1}}}"#,
            "a: r: status is compared with something else"
        ),
        (
            #"{"id": "r", "http": {"path": "/b"}, "expect": {"status": 200, "json": {"$.a": 1}}}"#,
            "a: r: it does something else"
        ),
        (
            #"{"id": "q", "http": {"path": "/a"}, "expect": {"status": 200, "json": {"$.a": 1}}}"#,
            "a: the step 'r' was removed"
        ),
    ])
    func `What asks for less is found`(after: String, finding: String) throws {
        try expect(findings(Self.step, after), is: [finding])
    }

    @Test(arguments: [
        step, #"{"id": "r", "http": {"path": "/a"}, "expect": {"status": 200, "json": {"$.a": 1, "$.b": 2}}}"#,
        step + #", {"id": "s", "http": {"path": "/c"}, "expect": {"status": 200}}"#,
        #"{"id": "q", "http": {"path": "/c"}}, "# + step,
    ])
    func `What asks for as much or more is not`(after: String) throws {
        try expect(findings(Self.step, after), is: [])
    }

    @Test func `A stricter operator is no weakening`() throws {
        let loose = #"{"id": "r", "http": {"path": "/a"}, "expect": {"json": {"$.a": {"exists": true}}}}"#
        try expect(findings(loose, Self.step), is: [])
    }

    @Test func `A value that is fixed from now on is a weakening`() throws {
        let fresh = #""w": {"fresh": "word"}"#
        let fixed = #""w": {"value": "x"}"#
        try expect(
            findings(Self.step, Self.step, vars: (fresh, fixed)),
            is: [
                "the variable 'w' is not new in every run any more"
            ])
        try expect(findings(Self.step, Self.step, vars: (fixed, fresh)), is: [])
    }
}

/// Tables that documents repeat.
struct GateCodesTests {
    @Test func `The guide explains every word of the gate`() throws {
        let guide = try Repository.text(of: "references/gate.md")
        for code in GateCode.allCases {
            expect(guide.contains("| `\(code.rawValue)` | \(code.meaning) |"), "\(code.rawValue)")
        }
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import HarnessCritic

struct ReadingTests {
    private func incident(_ text: String) throws -> Incident { try IncidentReading.incident(JSON.parse(text)) }

    @Test func `A run on the state before the work, which must fail there, is nobody's failure`() throws {
        let fixture = try Fixture()
        let id = fixture.start("a")
        let store = try TaskStore.open(in: World(directory: fixture.bench.path).context)
        func fail(_ purpose: String) throws {
            let step: JSON = ["id": "s", "passed": false, "request": [:], "response": [:]]
            let report: JSON = [
                "overall_status": "fail", "task_specific_scenarios": [["name": "a", "steps": [step]]],
            ]
            try store.note(in: id) {
                let now = store.context.clock.now()
                _ = try store.ledger.record(
                    report, run: "r-\(purpose)", stream: id, purpose: purpose, started: now, ended: now)
                var body = RunFinished()
                body.run = "r-\(purpose)"
                body.purpose = purpose
                body.outcome = "fail"
                body.summary = "nothing could be played"
                return [body]
            }
        }
        try fail(RunFinished.onBase)
        let before = try LedgerReading.history(from: store.ledger)
        expect(before.incidents.isEmpty && before.trials.isEmpty && before.tasks.first?.runs == 0)
        try fail("verify")
        let after = try LedgerReading.history(from: store.ledger)
        // The scenario has to fail when it is played first; that nothing could be played is something else.
        expect(after.trials.count == 1 && after.incidents.count == 1 && after.tasks.first?.runs == 1)
        try fail("again")
        let last = try LedgerReading.history(from: store.ledger)
        expect(last.trials.count == 2 && last.incidents.count == 3 && last.tasks.first?.runs == 2)
    }

    @Test func `Each fact is read under any of its names`() throws {
        let one = try incident(
            """
            {"timestamp": "2026-03-24T10:30:00Z", "failure_type": "lint", "error_message": "bad", "file_path": "a.go",
             "line_number": 15, "rule_id": "layer", "attempted_fix": "moved", "outcome": "fixed",
             "context": {"task_id": "auth", "phase": 2}}
            """)
        let other = try incident(
            """
            {"time": 1774348200, "type": "lint", "message": "bad", "file": "a.go", "line": "15", "rule": "layer",
             "resolution": "moved", "outcome": "fixed", "context": {"task_id": "auth", "phase": 2}}
            """)
        for found in [one, other, try incident(#"{"error": "bad", "type": "lint", "file": "a.go", "rule": "layer"}"#)] {
            expect(found.message == "bad" && found.kind == .lint && found.file == "a.go" && found.rule == "layer")
        }
        expect(one.at == other.at && one.at?.iso8601 == "2026-03-24T10:30:00Z")
        expect(one.line == 15 && other.line == 15 && one.attemptedFix == "moved" && other.attemptedFix == "moved")
        expect(one.task == "auth" && one.phase == 2 && one.outcome == "fixed")
    }

    @Test(
        arguments: [
            ("[]", "a failure is an object, not an array"),
            ("{}", "a failure says 'error_message' or 'failure_type'; this one has neither"),
            (#"{"error": "x", "time": "soon"}"#, "'soon' is no time"),
            (#"{"error": "x", "time": true}"#, "'time' is no time"),
        ])
    func `What is no failure says why`(text: String, reason: String) {
        #expect(throws: JSONMismatches.self) { try incident(text) }
        do { _ = try incident(text) } catch {
            expect((error as? JSONMismatches)?.mismatches.first?.message, is: reason)
        }
    }

    @Test func `What is malformed is named and skipped, the rest counts`() throws {
        let fixture = try Fixture()
        let good = #"{"type": "test", "error": "exit status 1", "file": "a.py"}"#
        try fixture.write([good, "{torn", good, #"{"x": 1}"#, "", good])
        try fixture.bench.write("nonsense", to: "harness/trace/failures/bad.json")
        try fixture.bench.write("[\(good), 7, \(good)]", to: "harness/trace/failures/list.json")
        try fixture.bench.write("not for us", to: "harness/trace/failures/readme.txt")
        let outcome = fixture.run("harness-critic")
        expect(outcome.exit, is: 0)
        for line in [
            "skipped: bad.json:1:1:", "skipped: day.jsonl:2: not JSON", "skipped: day.jsonl:4: a failure says",
            "skipped: list.json, item 2: a failure is an object, not a number",
        ] { expect(outcome.errors.contains(line), "\(line)") }
        let json = try fixture.json("harness-critic")
        expect(json["failures_analyzed"] == 5 && json["skipped"]?.items?.count == 4)
        expect(json["patterns_found"]?[0]?["occurrence_count"], is: 5)
    }

    @Test func `Episodes give their failures, lessons and marks`() throws {
        let fixture = try Fixture()
        let episode = #"""
            {"task_id": "t-1", "timestamp": "2026-09-01T00:00:00Z", "lessons": ["x"], "key_events": [
              {"event": "build_failure", "details": "a.go:3: undefined: x", "resolution": "imported"},
              {"event": "build_failure", "details": "a.go:9: undefined: y"}, {"event": "deployed"}]}
            """#
        try fixture.bench.write(episode, to: "other/one.json")
        try fixture.write(
            [#"{"use": "l-1", "outcome": "hurt"}"#, #"{"use": "l-1", "outcome": "hurt"}"#], to: "other/u.jsonl")
        let json = try fixture.json("harness-critic", "--episodes", "other")
        let names = json["patterns_found"]?.items?.compactMap { $0["pattern_id"]?.string } ?? []
        expect(names.sorted(), is: ["harmful-lesson-l-1", "late-check-go"])
        expect(json["summary"]?["by_type"]?["build"], is: 2)
        expect(json["patterns_found"]?.items?.first?["tasks"] == nil || json["failures_analyzed"] == 2)
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import HarnessCritic

struct AnalysisTests {
    private func failure(_ fixture: Fixture, hours: Int, _ message: String = "check 'deps' failed") -> String {
        #"{"time": "\#(fixture.ago(hours))", "type": "lint", "error": "\#(message)", "context": {"task_id": "t"}}"#
    }

    @Test func `No failures is an empty report and no error`() throws {
        let fixture = try Fixture()
        let outcome = fixture.run("harness-critic")
        expect(outcome.exit == 0 && outcome.output == "no failures\nnext: harness-executor status\n")
        let json = try fixture.json("harness-critic")
        expect(json["patterns_found"] == [] && json["failures_analyzed"] == 0 && json["time_range"] == "none")
    }

    @Test func `The window holds for everything that is printed`() throws {
        let fixture = try Fixture()
        try fixture.write([1, 2, 3, 30, 31, 40, 100].map { failure(fixture, hours: $0) } + [#"{"error": "no time"}"#])
        let all = try fixture.json("harness-critic")
        expect(all["failures_analyzed"] == 8 && all["patterns_found"]?[0]?["occurrence_count"] == 7)
        let day = try fixture.json("harness-critic", "--since", "24h")
        expect(day["failures_analyzed"] == 3 && day["summary"]?["by_type"] == ["lint": 3])
        let found = try #require(day["patterns_found"]?[0])
        expect(found["occurrence_count"] == 3 && found["trend"] == ["before": 3, "now": 3])
        expect(day["time_range"]?.string, is: "\(fixture.ago(3)) to \(fixture.ago(1))")
        expect(found["first"]?.string == fixture.ago(3) && found["cost"]?["minutes"] == 120)
    }

    @Test func `The least that is a pattern holds for everything that is printed`() throws {
        let fixture = try Fixture()
        try fixture.write((1...4).map { failure(fixture, hours: $0) })
        try expect(fixture.json("harness-critic", "--min-occurrences", "4")["patterns_found"]?.items?.count, is: 1)
        let none = try fixture.json("harness-critic", "-m", "5")
        expect(none["patterns_found"] == [] && none["recommendations"] == [])
        expect(none["summary"]?["patterns_detected"], is: 0)
        expect(fixture.run("harness-critic", "-m", "5").output.contains("no pattern in them"))
    }

    @Test func `The text fits on a screen, the dearest first`() throws {
        let fixture = try Fixture()
        var lines: [String] = []
        for number in 3...12 {
            let name = String(repeating: "x", count: number)
            lines += (0..<number).map { failure(fixture, hours: $0, "check \(name) broke") }
        }
        try fixture.write(lines)
        let output = fixture.run("harness-critic").output
        expect(output.split(separator: "\n").count <= 24)
        expect(output.contains("and 5 more: --json shows all"))
        expect(output.contains("xxxxxxxxxxxx"), "\(output)")
        expect(output.contains("next: harness-critic explain opaque-error-"))
    }

    @Test func `One refusal that names two criteria is one refusal`() throws {
        let fixture = try Fixture()
        let task = fixture.start("one")
        let refuse = {
            try fixture.note(in: task) {
                var body = GateRefused()
                body.reasons = ["AC-1", "AC-2"].map { NamedNote("E_NO_SCENARIO", "criterion \($0) has no scenario") }
                return body
            }
        }
        try refuse()
        let once = try fixture.json("harness-critic", "--min-occurrences", "1")
        expect(once["failures_analyzed"], is: 1)
        expect(once["patterns_found"]?.items?.contains { $0["pattern_type"] == "repeated_refusal" }, is: false)
        try refuse()
        let twice = try fixture.json("harness-critic")
        let found = twice["patterns_found"]?.items?.first { $0["pattern_id"] == "repeated-refusal-e_no_scenario" }
        expect(found?["occurrence_count"], is: 2)
        expect(found?["example_errors"]?[0], is: "criterion AC-1 has no scenario (and 1 more)")
    }

    @Test func `The advice of the dearest finding is told to its end, in whole words`() throws {
        let fixture = try Fixture()
        let task = fixture.start("one")
        let said =
            "criterion AC-1 (an unknown note answers with the status 404 and a body that says which note it was) "
            + "has no scenario that would notice"
        for _ in 0..<2 { try fixture.refuse("E_NO_SCENARIO", said, task: task) }
        let output = fixture.run("harness-critic").output
        expect(output.split(separator: "\n").dropLast().last?.hasSuffix("reason."), is: true, "\(output)")
        expect(output.contains("has no scenario…”)"), "\(output)")
        expect("one two three".head(9) == "one two…" && "one".head(3) == "one")
        expect("one two three".wrapped(at: 7), is: ["one two", "three"])
    }

    @Test func `What the other tools record is found without any file`() throws {
        let fixture = try Fixture()
        for name in ["one", "two"] {
            let id = fixture.run("task-state", "init", name, "--phases", "2").output.split(separator: "\n").first ?? ""
            fixture.run("task-state", "block", "--reason", "no key for 'maps'", "--task-id", "\(id)")
            fixture.run("task-state", "reopen", "--reason", "got it", "--task-id", "\(id)")
            for _ in 0..<2 {
                fixture.run("task-state", "checkpoint", "--phase", "1", "--summary", "s", "--task-id", "\(id)")
            }
            fixture.run("task-state", "fail", "--reason", "too hard", "--task-id", "\(id)")
            fixture.run("task-state", "reopen", "--reason", "once more", "--task-id", "\(id)")
        }
        let json = try fixture.json("harness-critic")
        let names = Set(json["patterns_found"]?.items?.compactMap { $0["pattern_type"]?.string } ?? [])
        expect(names.isSuperset(of: ["recurring_block", "premature_completion"]), "\(names)")
        expect(json["summary"]?["by_type"]?["block"] == 2 && json["summary"]?["by_type"]?["failed"] == 2)
    }

    @Test func `A rule is explained by its name, with its examples and all that it found`() throws {
        let fixture = try Fixture()
        let empty = fixture.run("harness-critic", "explain", "late-check")
        expect(empty.exit == 0 && empty.output.hasPrefix("late-check  build errors that a cheaper check"))
        expect(empty.output.contains("  - build: undefined: newStore (internal/api/notes.go), 2 times"))
        expect(empty.output.contains("found       nothing in these failures"))
        try fixture.write((1...2).map { _ in #"{"type": "build", "error": "undefined: x", "file": "a.go"}"# })
        let found = fixture.run("harness-critic", "explain", "late-check")
        expect(found.output.contains("\nfound\n  - late-check-go  2 times: "))
        expect(found.output.hasSuffix("next: harness-critic explain late-check-go\n"))
        let json = try fixture.json("harness-critic", "explain", "late-check")
        expect(json["rule"] == "late-check" && json["patterns_found"]?[0]?["pattern_id"] == "late-check-go")
        try expect(fixture.json("harness-critic", "explain", "late-check-go")["pattern_id"], is: "late-check-go")
        let wrong = fixture.run("harness-critic", "explain", "late-chek")
        expect(wrong.errors.contains("hint: did you mean 'late-check'?"))
        for rule in Rule.all { expect(fixture.run("harness-critic", "explain", rule.name).exit, is: 0, "\(rule.name)") }
    }

    @Test func `Failing validations are failures by themselves, and what was recalled is known`() throws {
        let fixture = try Fixture()
        let id = fixture.start("one")
        for stream in [id, id, TaskStore.commonStream] {
            try fixture.note(in: stream) {
                var body = ValidationFinished()
                body.outcome = .fail
                var build = ValidatedStep()
                (build.name, build.kind, build.outcome, build.code) = ("build", "build", .fail, "E_STEP_FAILED")
                build.seconds = 30
                var error = PlacedError()
                (error.message, error.file, error.line) = ("undefined: newStore", "a.go", 3)
                build.firstErrors = [error]
                var slow = ValidatedStep()
                (slow.name, slow.kind, slow.outcome, slow.code) = ("test", "test", .fail, "E_STEP_TIMEOUT")
                (slow.arguments, slow.reason) = (["npm", "test"], "it took longer than 2 s")
                var hollow = ValidatedStep()
                (hollow.name, hollow.kind, hollow.code, hollow.reason) = ("t", "test", "W_NO_TESTS", "it ran no test")
                body.steps = [build, slow, hollow]
                return body
            }
        }
        let json = try fixture.json("harness-critic")
        let names = json["patterns_found"]?.items?.compactMap { $0["pattern_id"]?.string } ?? []
        expect(json["summary"]?["by_type"], is: ["build": 3, "test": 3, "validation": 3])
        expect(names.contains("late-check-go") && names.contains { $0.hasPrefix("timeout-") }, "\(names)")
        let build = try fixture.json("harness-critic", "explain", "late-check-go")
        expect(build["examples"]?.items?.compactMap { $0["task_id"] }.count, is: 2)
        expect(build["examples"]?[0]?["line"] == 3 && build["cost"]?["attempts"] == 3)
    }

    @Test func `A lesson that memory found and left out counts as missed, one that hurt as harmful`() throws {
        let fixture = try Fixture()
        let teacher = fixture.start("teacher")
        fixture.run(
            "task-state", "complete", "--task-id", teacher, "--summary", "s", "--lessons",
            "generated parsers need the grammar tables")
        fixture.world.time.advance(by: .seconds(60))
        // As memory calls the entry that this task left: by its event.
        let day = try #require(try Folder(fixture.bench.path / "harness/memory/episodes").names().first)
        let line = try JSON.parse(try #require(try fixture.bench.text(of: "harness/memory/episodes/\(day)")))
        let entry = "e-\(SHA256.digest(of: Bytes((line["event"]?.string ?? "").utf8)).description.prefix(12))"
        for name in ["a", "b"] {
            let id = fixture.start(name)
            try fixture.note(in: id) {
                var body = MemoryRecalled()
                (body.query, body.cut, body.shown) = ("x", [entry], ["other"])
                return body
            }
            try fixture.note(in: id) {
                var body = ValidationFinished()
                var step = ValidatedStep()
                (step.kind, step.outcome) = ("test", .fail)
                var error = PlacedError()
                error.message = "parsers: grammar tables not generated"
                step.firstErrors = [error]
                body.steps = [step]
                return body
            }
            fixture.run("task-state", "fail", "--task-id", id, "--reason", "no")
        }
        let json = try fixture.json("harness-critic")
        let types = Set(json["patterns_found"]?.items?.compactMap { $0["pattern_type"]?.string } ?? [])
        expect(types.contains("missed_knowledge") && types.contains("harmful_lesson"), "\(types)")
    }

    @Test func `Wrong words say what to do`() throws {
        let fixture = try Fixture()
        for (words, complaint) in [
            (["--min-occurrences", "0"], "--min-occurrences takes a number from 1 on, not 0"),
            (["--failures", "nowhere"], "nowhere is not a folder"), (["--episodes", "gone"], "gone is not a folder"),
            (["explain", "x"], "there is no pattern 'x' in these failures, and no such rule"),
            (["propose", "x"], "there is no pattern 'x' in these failures, and no such rule"),
            (["propose", "late-check"], "'late-check' is a rule, not one of the patterns that it found"),
            (["accept", "x"], "there is no proposal 'x'"),
            (["decline", "x", "--reason", "no"], "there is no proposal 'x'"),
            (["--since", "soon"], "--since takes 30m, 24h, 7d, 4w, a date or a time, not 'soon'"),
        ] {
            let outcome = fixture.run(["harness-critic"] + words)
            expect(outcome.exit >= 64 && outcome.output.isEmpty)
            expect(outcome.errors.contains("harness-critic: \(complaint)\nhint: "), "\(outcome.errors)")
        }
    }

    @Test func `The report goes into a file`() throws {
        let fixture = try Fixture()
        try fixture.write((1...3).map { failure(fixture, hours: $0) })
        try fixture.bench.shell("mkfifo pipe")
        expect(fixture.run("harness-critic", "--output", "pipe").errors.contains("pipe is no ordinary file"))
        let outcome = fixture.run("harness-critic", "--output", "report.json")
        expect(outcome.exit == 0 && outcome.errors.contains("the report is in report.json"))
        try expect(JSON.parse(try #require(try fixture.bench.text(of: "report.json")))["failures_analyzed"], is: 3)
    }
}

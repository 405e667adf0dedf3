import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// What scenarios are worth once they have passed against a real application.
@Suite(.timeLimit(.minutes(30))) struct GradeTests {
    private static let create = """
        {"id": "create", "http": {"method": "POST", "path": "/notes", "json": {"title": "{{word}}"}},
         "expect": {"status": 201}, "capture": {"id": "$.id"}}
        """

    private func grades(_ report: Report) -> [String: Int] {
        Dictionary(report.scenarios.map { ($0.name, $0.grade ?? -1) }) { first, _ in first }
    }

    /// One run for a table: a scenario a row, all played against one server.
    private func play(_ rows: [(id: String, steps: String)], _ environment: String = Trial.notes) throws -> Report {
        let scenarios = rows.map { #"{"id": "\#($0.id)", "proves": ["\#($0.id)"], "steps": [\#($0.steps)]}"# }
        let report = try Trial(
            """
            {"schema": "harness.verify/1", "vars": {"word": {"fresh": "word"}, "other": {"fresh": "word"}, "third": {"fresh": "word"},
              "ghost": {"fresh": "int"}}, "scenarios": [\(scenarios.joined(separator: ",\n"))]}
            """, environment
        ).play()
        expect(report.status, is: .pass, "\(report.failures)")
        return report
    }

    @Test func `The examples' scenarios look at values of the run`() throws {
        let notes = try Trial(Repository.text(of: "Examples/notes/harness/scenarios/notes.json"), Trial.notes).play()
        expect(notes.status, is: .pass, "\(notes.failures)")
        expect(notes.scenarios.allSatisfy { $0.grade == 3 }, "\(grades(notes))")
        expect(notes.grade == 3 && notes.criteria.allSatisfy { $0.finding == nil })
        let tally = try Trial(
            Repository.text(of: "Examples/tally/harness/scenarios/tally.json"), Trial.program,
            at: Repository.root / "Examples/tally"
        ).play()
        expect(tally.status, is: .pass, "\(tally.failures)")
        expect(tally.scenarios.allSatisfy { $0.grade == 3 }, "\(grades(tally))")
        expect(notes.scenarios.allSatisfy { $0.strength?.findings == [] })
    }

    @Test func `A weakened scenario is worth less`() throws {
        let read = { (expect: String) in
            Self.create + #", {"id": "read", "http": {"path": "/notes/{{id}}"}, "expect": \#(expect)}"#
        }
        let report = try play([
            ("whole", read(#"{"json": {"$.title": {"eq": "{{word}}"}}}"#)),
            (
                "restarted",
                Self.create
                    + #", {"app": "restart"}, {"http": {"path": "/notes/{{id}}"}, "expect": {"body": {"contains": "{{word}}"}}}"#
            ),
            ("status-only", read(#"{"status": 200}"#)),
            ("exists", read(#"{"json": {"$.title": {"exists": true}}}"#)),
            ("type", read(#"{"json": {"$.title": {"type": "string"}}}"#)),
            ("literal", #"{"http": {"path": "/health"}, "expect": {"json": {"$.status": "ok"}}}"#),
            (
                "echo",
                #"{"id": "e", "http": {"method": "POST", "path": "/notes", "json": {"title": "{{word}}"}}, "expect": {"json": {"$.title": "{{word}}"}}}"#
            ),
            (
                "captured",
                #"{"id": "e", "http": {"method": "POST", "path": "/notes", "json": {"title": "{{word}}"}}, "expect": {"status": 201}, "capture": {"t": "$.id"}}, {"http": {"path": "/notes/{{t}}"}, "expect": {"json": {"$.id": "{{t}}"}}}"#
            ),
            (
                "same-request",
                #"{"id": "a", "http": {"path": "/health"}, "expect": {"status": 200}, "capture": {"s": "$.status"}}, {"id": "b", "http": {"path": "/health"}, "expect": {"json": {"$.status": "{{s}}"}}}"#
            ),
            (
                "same-sides",
                #"{"id": "a", "http": {"path": "/notes"}, "expect": {"json": {"$[?@.id == @.id]": {"count": {"gte": 1}}}}}"#
            ),
            (
                "pair",
                #"{"id": "a", "http": {"path": "/notes/1"}, "expect": {"status": 200}}, {"id": "b", "http": {"path": "/notes/{{ghost}}"}, "expect": {"status": 404}}"#
            ),
            ("vacuous", #"{"id": "a", "http": {"path": "/health"}, "expect": {"json": {"$.zzz": {"absent": true}}}}"#),
            (
                "by-name",
                Self.create
                    + #", {"http": {"path": "/notes?q={{word}}"}, "expect": {"json": {"$[0].title": "{{word}}"}}}"#
            ),
            (
                "row",
                Self.create.replacing("{{word}}", with: "{{third}}")
                    + #", {"sqlite": {"file": "{{tmp}}/notes.db", "query": "select count(*) n from notes where title = ?", "args": ["{{third}}"]}, "expect": {"rows": [{"n": 1}]}}"#
            ),
        ])
        expect(
            grades(report),
            is: [
                "whole": 3, "restarted": 3, "status-only": 1, "exists": 2, "type": 2, "literal": 2, "echo": 2,
                "captured": 2, "same-request": 1, "same-sides": 0, "pair": 3, "vacuous": 0, "row": 3,
                "by-name": 2,
            ])
        expect(report.grade, is: 0)
        let codes = Dictionary(report.scenarios.map { ($0.name, $0.strength?.findings.map(\.code) ?? []) }) { a, _ in a
        }
        expect(codes["same-request"] == ["E_TAUTOLOGY"] && codes["same-sides"] == ["E_TAUTOLOGY"])
        expect(codes["vacuous"] == ["E_VACUOUS"] && codes["whole"] == [] && codes["captured"] == [])
        let finding = report.criteria.first { $0.id == "status-only" }?.finding
        expect(finding?.code, is: "E_GRADE")
        expect(
            finding?.message, is: "status-only reaches grade 1 of 3: the best of its scenarios is 'status-only'")
        // The smallest change is said as JSON.
        let advice = { (name: String) in report.scenarios.first { $0.name == name }?.strength?.advice }
        expect(advice("status-only"), is: #"in step "read" add "json": {"$.title": {"eq": "{{word}}"}}"#)
        expect(
            advice("echo"),
            is:
                #"add "capture": {"id": "$.id"} to step "e", and after it {"id": "read-back", "http": {"path": "/notes/{{id}}"}, "expect": {"json": {"$.title": {"eq": "{{word}}"}}}}"#
        )
        expect(advice("whole") == nil)
        expect(advice("literal")?.hasPrefix(#"beside step "step-1" add one whose request differs"#), is: true)
    }

    @Test func `A criterion is worth what its own scenarios are, not an earlier task's of that number`() {
        func played(_ name: String, _ grade: Int, _ proves: String...) -> ScenarioReport {
            var scenario = ScenarioReport()
            (scenario.name, scenario.status, scenario.grade, scenario.proves) = (name, .pass, grade, proves)
            return scenario
        }
        var report = Report()
        report.own = [played("now", 1, "AC-1")]
        report.others = [played("long-ago", 3, "AC-1"), played("older", 0, "AC-2")]
        expect(report.criteria.map(\.id), is: ["AC-1"])
        expect(report.criteria.first?.grade == 1 && report.criteria.first?.scenario == "now")
        report.own = []
        expect(report.criteria.map(\.grade), is: [3, 0])
    }

    @Test func `What the scenario itself wrote is no evidence`() throws {
        let made = { (line: String) in #"{"id": "make", "exec": {"argv": ["sh", "-c", "\#(line)"]}}"# }
        let rowQuery =
            #"{"sqlite": {"file": "{{tmp}}/notes.db", "query": "select title from notes where title = 'made'"}, "expect": {"rows": [{"title": "made"}]}}"#
        let insert =
            #"{"id": "make", "exec": {"argv": ["python3", "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(\"insert into notes (title) values ('made')\"); c.commit()", "{{tmp}}/notes.db"]}}"#
        let report = try play([
            ("row", insert + "," + rowQuery),
            (
                "file",
                made("echo {{word}} > {{tmp}}/out")
                    + #", {"id": "look", "file": {"path": "{{tmp}}/out"}, "expect": {"file": {"text": {"contains": "{{word}}"}}}}"#
            ),
            (
                "cat",
                made("echo {{word}} > {{tmp}}/in")
                    + #", {"id": "look", "exec": {"argv": ["cat", "{{tmp}}/in"]}, "expect": {"stdout": "{{word}}"}}"#
            ),
            (
                "curl-only",
                #"{"exec": {"argv": ["echo", "from https://example.com: {{word}}"]}, "expect": {"stdout": {"contains": "{{word}}"}}}"#
            ),
            // Honest: a seeded row that the application then shows, and curl that speaks to the application.
            (
                "seeded",
                insert.replacing("('made')", with: "('seen {{other}}')").replacing("make", with: "seed")
                    + #", {"http": {"path": "/notes?q={{other}}"}, "expect": {"json": {"$[0].title": "seen {{other}}"}}}"#
            ),
            (
                "curl",
                Self.create
                    + #", {"exec": {"argv": ["curl", "-s", "http://127.0.0.1:{{port}}/notes/{{id}}"]}, "expect": {"json": {"$.title": "{{word}}"}}}"#
            ),
            (
                "mixed",
                Self.create.replacing("{{word}}", with: "{{third}}") + "," + insert.replacing("'made'", with: "'else'")
                    + #", {"sqlite": {"file": "{{tmp}}/notes.db", "query": "select count(*) n from notes where title = ?", "args": ["{{third}}"]}, "expect": {"rows": [{"n": 1}]}}"#
            ),
        ])
        let found = report.scenarios.map { ($0.name, $0.grade ?? -1, $0.strength?.findings.map(\.code) ?? []) }
        let wanted: [(String, Int, [String])] = [
            ("row", 0, ["E_SELF_MADE"]), ("file", 0, ["E_SELF_MADE"]), ("cat", 0, ["E_SELF_MADE"]),
            ("curl-only", 0, ["E_NOT_REACHED"]), ("seeded", 3, []), ("curl", 3, []), ("mixed", 3, []),
        ]
        expect(found.map { "\($0)" }, is: wanted.map { "\($0)" })
        expect(report.scenarios[0].strength?.findings.first?.message.contains("the step 'make' wrote"), is: true)
    }

    @Test func `A scenario that expects a breakdown is held down`() throws {
        let server = Trial.notes.replacing("notes.py", with: "wrong.py\", \"quirks")
            .replacing(#", "--database", "{{tmp}}/notes.db""#, with: "")
        let report = try play(
            [
                (
                    "broken",
                    #"{"http": {"path": "/slow?s=0"}, "expect": {"status": 200, "body": {"not": {"eq": "error"}}}}"#
                ),
                ("crash", #"{"http": {"path": "/flaky?n=99"}, "expect": {"status": 503, "json": {"$.call": 1}}}"#),
                (
                    "refusal",
                    #"{"http": {"path": "/422"}, "expect": {"status": 422, "json": {"$.error": "Unprocessable Content"}}}"#
                ),
            ], server)
        expect(grades(report), is: ["broken": 1, "crash": 1, "refusal": 2])
        expect(report.scenarios[1].strength?.findings.map(\.code), is: ["W_EXPECTS_ERROR"])
        expect(report.scenarios[2].strength?.findings, is: [])
    }

    @Test func `What failed on the base is worth all it looks at`() throws {
        let steps = #"{"id": "s", "http": {"path": "/health"}, "expect": {"status": 200}}"#
        try expect(Trial(steps: steps).play().grade, is: 1)
        let trial = try Trial(steps: steps, failedOnBase: [StepName("only", "s")])
        var report = try trial.play()
        expect(report.grade == 3 && report.only.steps.first?.proof == .base && report.only.advice == nil)
        // A grade can be drawn again later, from the record alone.
        report = try Report(json: JSON.parse(report.json.text(.compact)))
        Grading(sources: trial.order.sources).grade(&report)
        expect(report.only.grade, is: 3)
    }

    @Test func `A program's answer counts where it holds more than its input`() throws {
        let report = try Trial(
            """
            {"schema": "harness.verify/1", "vars": {"word": {"fresh": "word"}}, "scenarios": [
              {"id": "counted", "proves": ["AC-1"], "steps": [{"exec": {"argv": ["./tally"], "stdin": "{{word}} {{word}}"},
                "expect": {"stdout": "      2 {{word}}"}}]},
              {"id": "echoed", "proves": ["AC-2"], "steps": [{"exec": {"argv": ["./tally"], "stdin": "{{word}}"},
                "expect": {"stdout": {"contains": "{{word}}"}}}]},
              {"id": "exit-only", "proves": ["AC-3"], "steps": [{"exec": {"argv": ["./tally"], "stdin": "{{word}}"},
                "expect": {"exit": 0}}]}]}
            """, Trial.program, at: Repository.root / "Examples/tally"
        ).play()
        expect(grades(report), is: ["counted": 3, "echoed": 2, "exit-only": 1], "\(report.failures)")
    }

    @Test func `The page says why, and what to change`() throws {
        let fixture = try Fixture()
        try fixture.environment(Trial.notes)
        try fixture.scenario(
            Self.create + #", {"id": "read", "http": {"path": "/notes/{{id}}"}, "expect": {"status": 200}}"#)
        expect(fixture.run("verify", "run").exit, is: 0)
        let page = fixture.run("verify", "explain").output
        for part in [
            "grade 1 of 3", "create looks at a status or an exit only", "unnoticed in create: $.id: 1 became 2",
            #"to raise it: in step "read" add "json": {"$.title": {"eq": "{{word}}"}}"#,
            "E_GRADE  AC-1 reaches grade 1 of 3: the best of its scenarios is 'only'",
        ] {
            expect(page.contains(part), "\(page)")
        }
        let json = try fixture.run("verify", "explain", "--json").json()
        expect(json["grade"] == 1 && json["criteria"]?[0]?["finding"]?["code"] == "E_GRADE")
        expect(json["strengths"]?["only"]?["steps"]?[1]?["notices"], is: "status")
    }
}

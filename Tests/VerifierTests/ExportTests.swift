import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Verifier

/// What the exports say, and that nothing in a report can make them say something else.
struct ExportTests {
    @Test(arguments: [
        ("report.html", ExportFormat.html), ("REPORT.HTM", .html), ("junit.xml", .junit), ("run.tap", .tap),
        ("notes.md", .markdown), ("a.markdown", .markdown), ("run.intoto.json", .inToto), ("x.intoto.jsonl", .inToto),
        ("run.json", .json), ("run", .json), ("", .json),
    ])
    func `A file's name decides its form`(name: String, format: ExportFormat) {
        expect(ExportFormat(named: name), is: format)
    }

    @Test(arguments: ExportFormat.allCases) func `The same report gives the same bytes`(format: ExportFormat) throws {
        let report = try ExportSample.hostileReport()
        let again = try Report(json: JSON.parse(report.json.text(.compact)))
        try expect(format.document(of: report), is: format.document(of: again))
    }

    @Test func `JSON is the report itself`() throws {
        let report = try ExportSample.partial()
        try expect(JSON.parse(ExportFormat.json.document(of: report)), is: report.json)
    }

    @Test func `The verdict in a word and a sentence`() throws {
        func verdict(_ report: Report) -> [String] {
            let verdict = ReportVerdict(report: report)
            return [verdict.kind.rawValue, verdict.word, verdict.sentence]
        }
        var report = try ExportSample.partial()
        expect(verdict(report), is: ["partly", "Partly passed", "3 of 5 scenarios passed in 3.5 s; 2 failed."])
        expect(verdict(try ExportSample.passing()), is: ["passed", "Passed", "All 3 scenarios passed in 3.5 s."])
        expect(
            verdict(try ExportSample.notRun()),
            is: [
                "not-run", "Not run",
                "No scenario was played: the application did not become ready in 10 s: GET /health gave 503.",
            ])
        report.trouble = RunTrouble(.runTimeout, "the run took longer than 3 s", hint: "x")
        expect(
            verdict(report),
            is: [
                "failed", "Failed", "The run was cut short after 5 scenarios: the run took longer than 3 s.",
            ])
        report.trouble = nil
        report.own = report.own.filter { $0.status == .fail }
        report.others = []
        report.summarise()
        expect(verdict(report), is: ["failed", "Failed", "The only scenario failed; the run took 3.5 s."])
        report.own = []
        report.status = .skip
        report.skipReason = "no port is free"
        expect(verdict(report), is: ["not-run", "Not run", "Nothing was run: no port is free."])
    }

    @Test func `What cannot be seen is shown, what is long is cut between characters`() {
        expect(
            VisibleText.of("a\u{0}b\u{1B}[1m\u{7F}\r\nc\rd\u{85}\u{202E}\u{FFFE}é"),
            is: "a␀b␛[1m␡\nc␍d\u{FFFD}\u{FFFD}\u{FFFD}é")
        expect(VisibleText.oneLine("a\nb\tc", atMost: 5), is: "a b c")
        expect(VisibleText.oneLine("abcdef", atMost: 4), is: "abcd…")
        let long = String(repeating: "é👩‍👩‍👧", count: 200)
        for limit in 30...60 {
            let short = VisibleText.shortened(long, to: limit)
            expect(!short.contains("\u{FFFD}") && short.contains("bytes left out"))
            expect(short.utf8.count <= limit + 40)
        }
        expect(VisibleText.shortened("abcdefghi", to: 6), is: "abcd\n[… 3 bytes left out …]\nhi")
    }

    @Test func `Times as people read them`() {
        let words = [0.04, 0.6, 9.96, 131, 999.6, 1135, 59_400, 119_000, 120_000, 125_000, -1, .infinity].map(
            TimeText.milliseconds)
        expect(
            words,
            is: [
                "0 ms", "0.6 ms", "10 ms", "131 ms", "1 s", "1.1 s", "59 s", "119 s", "2 min", "2 min 5 s", "0 ms",
                "0 ms",
            ])
        expect(
            TimeText.fixed(-0.05, places: 1) == "-0.1" && TimeText.fixed(2.001, places: 3) == "2.001"
                && TimeText.fixed(7.4, places: 0) == "7")
        expect(TimeText.moment("2026-11-21T12:17:10Z"), is: "21 Nov 2026, 12:17:10 UTC")
        expect(TimeText.moment("yesterday"), is: "yesterday")
    }

    @Test func `What is interpolated into markup is escaped, markup is not`() {
        let part: Markup = "<b>\("<&\"'>")</b>"
        expect(part.text, is: "<b>&lt;&amp;&#34;&#39;&gt;</b>")
        let whole: Markup = "<p title=\"\(attribute: "a\n\tb")\">\(part)\(12)</p>"
        expect(whole.text, is: "<p title=\"a&#10;&#9;b\">\(part.text)12</p>")
    }

    @Test func `An exchange reads like a message`() throws {
        let report = try ExportSample.partial()
        let steps = report.scenarios.flatMap(\.steps)
        let texts = steps.map { ExchangeSheet(step: $0) }
        expect(
            texts[0].request,
            is: """
                POST /notes
                Content-Type: application/json

                {
                  "title": "luhitilug"
                }
                """)
        expect(texts[1].response, is: "ready_in_seconds: 0.084\nrunning: true")
        expect(texts[3].response, is: "1 row\n{\"n\":1}")
        let export = try #require(texts.first { $0.request.hasPrefix("$ .build") })
        expect(export.request, is: "$ .build/debug/notes export --to 'out dir/notes.csv'\n\nyes\n")
        expect(export.response, is: "exit 0\n\nstdout:\n1 note written\n\nstderr:\nnotes: warning: slow disk")
        expect(texts.last?.response, is: "exit 0\n\nstdout:\n41 tests passed\nfailed: 0\npassed: 41")
    }

    @Test func `A comment for a pull request`() throws {
        let text = MarkdownDocument(report: try ExportSample.partial()).text
        expect(
            text.hasPrefix(
                """
                **Partly passed.** 3 of 5 scenarios passed in 3.5 s; 2 failed.

                - **Warning** `W_UNCLEAN_STOP`: the application did not end by itself within 5 s

                | | Scenario | Criteria | Steps | Time |
                |---|---|---|--:|--:|
                | **fail** | `unknown-is-404` | `AC-2` | 1 of 3 | 4.1 ms |
                | **fail** | `search-finds` | `keeps searching` | 1 of 1 | 2 s |
                | pass | `note-is-stored` | `AC-1` | 4 | 121 ms |
                """))
        expect(text.contains("| `status` | `405` | `404` |"))
        expect(text.contains("```text\nGET /notes/703883032\n```"))
    }

    @Test func `A comment stays below what GitHub takes, also of many scenarios and long names`() throws {
        expect(MarkdownDocument(report: ExportSample.many(500, steps: 10)).text.count < 65_536)
        var report = try ExportSample.hostileReport()
        report.own = (0..<300).map { report.own[$0 % report.own.count] }
        expect(MarkdownDocument(report: report).text.count < 65_536)
    }

    @Test func `No content ends its fence`() throws {
        var report = try ExportSample.partial()
        report.own[1].steps[0].response = ["body": "a\n````\n# out\n```````\nend"]
        let text = MarkdownDocument(report: report).text
        expect(text.contains("````````text\n\na\n````\n# out\n```````\nend\n````````\n"))
    }

    @Test func `A statement is made of the manifest, and the base is no subject of it`() throws {
        let statement = try InTotoStatement(report: try ExportSample.partial()).json
        expect(statement["_type"], is: "https://in-toto.io/Statement/v1")
        expect(statement["predicateType"], is: "https://harness-executor.dev/verification/v1")
        let manifest: JSON = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        expect(statement["subject"], is: [["name": "manifest", "digest": ["sha256": manifest]]])
        let predicate = try #require(statement["predicate"])
        expect(predicate["base"], is: ["digest": ["gitCommit": "2a112fa6c0b2bd3d0f6a1f1e1a3b5c7d9e0f1a2b"]])
        expect(predicate["level"] == "V2" && predicate["overall_status"] == "partial")
        expect(
            predicate["scenarios"]?[1],
            is: [
                "name": "unknown-is-404", "file": "harness/scenarios/notes.json", "status": "fail", "proves": ["AC-2"],
                "steps": 3, "failure": "ghost: status: expected 405, found 404",
            ])
    }

    @Test func `What belongs to other tasks speaks for no criterion, and a round for none of its own`() throws {
        let bench = try Workbench()
        try bench.shell("mkdir harness; git init -q .")
        let world = World(directory: bench.path)
        let store = try TaskStore.open(in: world.context, creating: true)
        var started = TaskStarted()
        started.name = "pigs"
        started.criteria = ["pigs fly", "pigs land"]
        let task = try store.begin(started) { _, _ in }
        var report = try ExportSample.partial()
        report.task = task.id.text
        report.others = []
        report.own = ["own", "own", "old"].enumerated().map { index, name in
            var scenario = ScenarioReport()
            scenario.name = "\(name)-flies"
            scenario.file = "harness/scenarios/\(name).json"
            scenario.status = .pass
            scenario.proves = name == "own" ? ["AC-1"] : ["AC-1", "AC-2", "AC-3"]
            scenario.round = index == 1 ? 2 : 1
            return scenario
        }
        let none = try Desk(store: store).held(report)
        expect(none.own.isEmpty && none.notShown == ["AC-1", "AC-2"] && none.grade == nil)
        try store.note(in: task.id.text) {
            var file = RegisteredFile()
            file.path = "harness/scenarios/own.json"
            var body = ScenariosRegistered()
            body.files = [file]
            return [body]
        }
        let held = try Desk(store: store).held(report)
        expect(held.notShown == ["AC-2"] && held.summary.total == 2 && held.summary.othersTotal == 1)
        let page = try ExportFormat.html.document(of: held, criteria: started.criteria)
        let table = try #require(page.split(separator: "class=\"criteria\"").last?.split(separator: "</table>").first)
        expect(table.contains("pigs land</span>") && table.contains("not shown") && !table.contains("AC-3"))
        expect(table.split(separator: "own-flies").count, is: 2, "told once: \(table)")
        expect(table.contains("Regression") && table.contains("harness/scenarios/old.json"))
        let statement = try InTotoStatement(report: held.withoutRounds).json["predicate"]
        expect(
            statement?["criteria"],
            is: [
                ["id": "AC-1", "result": "holds", "scenarios": ["own-flies"]],
                ["id": "AC-2", "result": "not shown", "scenarios": []],
            ])
        expect(statement?["scenarios"]?.items?.count, is: 2)
        expect(statement?["scenarios"]?[1]?["regression"] == true && statement?["scenarios"]?[1]?["proves"] == nil)
        let said = ExplainPage(report: held.withoutRounds, style: world.context.styles.output)
        expect(said.text.contains("AC-2  not shown: no scenario that was registered for the task proves it"))
        expect(said.json["not_shown"], is: ["AC-2"])
        expect(
            held.own.count { $0.name == "own-flies" } == 2
                && held.withoutRounds.line.hasPrefix("2 of 2 scenarios passed"))
        try expect(ExportFormat.markdown.document(of: held).contains("| **not shown** | | `AC-2` | | |"))
    }

    @Test func `Runs of an imported task stayed where they were made`() throws {
        let (here, there) = (try Workbench(), try Workbench())
        for bench in [here, there] { try bench.shell("mkdir harness; git init -q .") }
        let store = try TaskStore.open(in: World(directory: here.path).context, creating: true)
        var started = TaskStarted()
        started.name = "pigs"
        let task = try store.begin(started) { _, _ in }
        try RunStore(store: store).record(
            try ExportSample.partial(), of: task.id, started: Date(timeIntervalSince1970: 1_780_000_000))
        var context = World(directory: there.path).context
        context.random = { count in Bytes(repeating: 9, count: count) }
        let other = try TaskStore.open(in: context, creating: true)
        _ = try other.take(try store.ledger.archive(of: task.id))
        let health = try RunStore(store: other).health()
        expect(health.grade, is: .ok)
        expect(health.finding, is: "0 runs are as they were recorded; 1 of imported tasks stayed where they were made")
    }

    @Test func `Without a manifest there is nothing to state`() throws {
        let failure = #expect(throws: Failure.self) { try InTotoStatement(report: try ExportSample.notRun()) }
        expect(
            failure?.message,
            is: "the run r-20261121-121710-51f6fc names no manifest: a statement would have no subject")
        expect(failure?.code, is: .unavailable)
    }
}

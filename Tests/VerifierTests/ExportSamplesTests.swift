import HarnessKit
import Testing

@testable import Verifier

/// Reports that the tests of the exports share.
enum ExportSample {
    /// One that holds every kind of step; two of its five scenarios fail.
    static func partial() throws -> Report { try Report(json: JSON.parse(text)) }

    static func passing() throws -> Report {
        var report = try partial()
        report.own = report.own.filter { $0.status == .pass }
        report.others = report.others.filter { $0.status == .pass }
        report.warnings = []
        report.summarise()
        return report
    }

    /// One in which the application never became ready.
    static func notRun() throws -> Report {
        var report = Report()
        report.run = "r-20261121-121710-51f6fc"
        report.task = "404-for-unknown-notes-20261121-121600-caaa"
        report.trouble = RunTrouble(
            .notReady, "the application did not become ready in 10 s: GET /health gave 503",
            hint: "look at what it printed, or give \"ready\" a longer \"timeout_s\"",
            log: "notes: cannot open /var/lib/notes.db: permission denied\nnotes: retrying in 1 s\nnotes: giving up")
        report.timing.started = "2026-11-21T12:17:10Z"
        report.timing.ended = "2026-11-21T12:17:21Z"
        report.timing.seconds = 10.9
        report.server.port = 45_419
        report.server.command = [".build/debug/notes", "--port", "45419"]
        report.spans = [
            span(.build, "swift build", 0, 842), span(.start, "the application", 842, 10_040, isGood: false),
        ]
        report.summarise()
        return report
    }

    /// So many scenarios of so many steps each; every fortieth fails at its last step.
    static func many(_ scenarios: Int, steps: Int) -> Report {
        var report = Report()
        report.run = "r-20261121-121710-51f6fc"
        report.timing.started = "2026-11-21T12:17:10Z"
        report.timing.ended = "2026-11-21T12:19:10Z"
        var now = 4000.0
        report.spans = [span(.build, "make", 0, 3900), span(.start, "the application", 3900, 90)]
        for number in 1...scenarios {
            var scenario = ScenarioReport()
            scenario.name = "scenario-\(number)"
            scenario.file = "harness/scenarios/part-\(number % 7).json"
            scenario.why = "what is asked for in \(number) is answered"
            scenario.proves = ["AC-\(number % 20 + 1)"]
            scenario.stepsTotal = steps
            scenario.startedMilliseconds = now
            for place in 1...steps {
                let isGood = number % 40 != 0 || place < steps
                scenario.steps.append(step(place, of: number, at: now, isGood: isGood))
                report.spans.append(span(.step, "step-\(place)", now, 2, in: scenario.name))
                now += 2.5
            }
            scenario.status = scenario.steps.allSatisfy(\.hasPassed) ? .pass : .fail
            scenario.failure = scenario.failedStep.map { "\($0.id): \($0.assertion)" }
            scenario.milliseconds = now - scenario.startedMilliseconds
            report.own.append(scenario)
        }
        report.timing.seconds = now / 1000
        report.summarise()
        return report
    }

    private static func step(_ place: Int, of number: Int, at moment: Double, isGood: Bool) -> StepReport {
        var step = StepReport()
        step.id = "step-\(place)"
        step.kind = "http"
        step.hasPassed = isGood
        step.startedMilliseconds = moment
        step.milliseconds = 2
        step.request = [
            "method": "GET", "path": .string("/notes/\(number)?page=\(place)"), "port": 45_419, "headers": [:],
        ]
        step.response = [
            "status": 200, "reason": "OK", "headers": ["Content-Type": "application/json", "Content-Length": "58"],
            "body": [
                "id": .integer(number), "title": "a note of some length", "tags": ["one", "two", .integer(place)],
            ],
        ]
        step.assertions = [
            Assertion("status", expected: "200", found: "200", hasPassed: true),
            Assertion("$.id", expected: "\(number)", found: isGood ? "\(number)" : "null", hasPassed: isGood),
        ]
        step.assertion = step.assertions.map(\.line).joined(separator: "; ")
        return step
    }

    static func span(
        _ kind: Span.Kind, _ name: String, _ start: Double, _ length: Double, in scenario: String? = nil,
        isGood: Bool = true
    ) -> Span {
        var span = Span()
        span.kind = kind
        span.name = name
        span.startedMilliseconds = start
        span.milliseconds = length
        span.hasPassed = isGood
        span.scenario = scenario
        return span
    }

    /// Names and values that would break a careless document: a text for every place that takes one.
    static let hostile = [
        "<script>alert(1)</script>", "\"quoted\" and 'quoted'", "a --> b ]]> c & d", "```\nfence\n````",
        "nul\u{0}esc\u{1B}[31m del\u{7F}",
        "line\r\nbreak\rlone\ttab", "…|pipe\\|`tick` *bold* _em_ [x](y)",
        "- item\n# heading\n1..3\nnot ok 4\nBail out!",
        "  ...\n---\nkey: value", "@team #12 www.example.org",
        "👩‍👩‍👧 é e\u{301} \u{202E}turned \u{FFFE} \u{85} \u{2028}",
        "# SKIP", "", " ",
        String(repeating: "long ", count: 3000),
    ]

    static func hostileReport() throws -> Report {
        var report = try partial()
        let base = report.own[1]
        report.task = hostile[0]
        report.log = hostile.joined(separator: "\n")
        report.server.command = hostile
        report.kind = hostile[1]
        report.level = hostile[2]
        report.manifest = "<&\"'\u{0}>"
        report.own = hostile.enumerated().map { place, text in
            var scenario = base
            scenario.status = place % 3 == 2 ? .pass : .fail
            scenario.name = text
            scenario.file = place % 2 == 0 ? text : hostile[2]
            scenario.why = "\(text): \(text)"
            scenario.failure = text
            scenario.proves = [text, hostile[3]]
            scenario.keeps = [text]
            scenario.steps = scenario.steps.map { hostile($0, text) }
            return scenario
        }
        for kind in ["exec", "sqlite", "file", "tcp", "tests", "app", text] {
            var scenario = base
            scenario.name = kind
            scenario.steps = scenario.steps.map { step in
                var step = hostile(step, hostile[2])
                step.kind = kind
                return step
            }
            report.others.append(scenario)
        }
        report.warnings = hostile.map { text in
            var warning = RunWarning(.survivors, text)
            warning.code = text
            return warning
        }
        report.spans = hostile.map { span(.build, $0, 0, 5) } + report.spans
        report.summarise()
        return report
    }

    private static func hostile(_ step: StepReport, _ text: String) -> StepReport {
        var step = step
        step.id = text
        step.assertion = text
        step.earlier = [text]
        step.attempts = 2
        step.assertions = [false, true].map { Assertion(text, expected: text, found: text, hasPassed: $0) }
        let value: JSON = .object(.init([.init(text, .string(text))]))
        step.request = [
            "method": .string(text), "path": .string(text), "headers": value, "body": .string(text),
            "argv": [.string(text)],
            "query": .string(text), "args": [value], "stdin": .string(text), "cwd": .string(text),
            "file": .string(text),
        ]
        step.response = [
            "status": .string(text), "reason": .string(text), "headers": value, "body": value, "stdout": .string(text),
            "stderr": .string(text), "exit": .string(text), "rows": [value],
        ]
        return step
    }
}

extension ExportSample {
    /// As it would stand in a task's folder.
    fileprivate static let text = #"""
        {"overall_status": "partial", "run_id": "r-20261121-121710-51f6fc",
        "task_id": "404-for-unknown-notes-20261121-121600-caaa", "kind": "server",
        "server": {"command": [".build/debug/notes", "--port", "45419", "--database", "/tmp/h/notes.db"],
        "pid": 26397, "port": 45419, "ready_in_seconds": 0.084, "started": true, "stopped_cleanly": false},
        "summary": {"task_specific_total": 3, "task_specific_passed": 2, "pass_rate": 0.667, "predefined_total": 2,
        "predefined_passed": 1}, "task_specific_scenarios": [{"name": "note-is-stored", "status": "pass",
        "proves": ["AC-1"], "keeps": [], "file": "harness/scenarios/notes.json", "steps": [{"id": "create",
        "kind": "http", "request": {"method": "POST", "path": "/notes", "port": 45419,
        "headers": {"Content-Type": "application/json"}, "body": {"title": "luhitilug"}},
        "response": {"status": 201, "reason": "Created", "headers": {"Content-Type": "application/json"},
        "body": {"id": 1, "title": "luhitilug"}}, "assertions": [{"subject": "status", "expected": "201",
        "found": "201", "passed": true}, {"subject": "$.title", "expected": "\"luhitilug\"",
        "found": "\"luhitilug\"", "passed": true}], "passed": true,
        "assertion": "status is 201; $.title is \"luhitilug\"", "started_ms": 874.8, "duration_ms": 12.9},
        {"id": "restart", "kind": "app", "request": {"app": "restart"}, "response": {"ready_in_seconds": 0.084,
        "running": true}, "assertions": [], "passed": true, "assertion": "done", "started_ms": 889.9,
        "duration_ms": 98.7}, {"id": "read", "kind": "http", "request": {"method": "GET", "path": "/notes/1",
        "port": 45419, "headers": {}}, "response": {"status": 200, "reason": "OK",
        "headers": {"Content-Type": "application/json"}, "body": {"id": 1, "title": "luhitilug"}},
        "assertions": [{"subject": "status", "expected": "200", "found": "200", "passed": true}], "passed": true,
        "assertion": "status is 200", "started_ms": 988.8, "duration_ms": 6.5}, {"id": "row", "kind": "sqlite",
        "request": {"file": "/tmp/h/notes.db", "query": "select count(*) n from notes where title = ?",
        "args": ["luhitilug"]}, "response": {"rows": [{"n": 1}], "count": 1}, "assertions": [{"subject": "rows",
        "expected": "[{\"n\":1}]", "found": "[{\"n\":1}]", "passed": true}], "passed": true,
        "assertion": "rows is [{\"n\":1}]", "started_ms": 995.4, "duration_ms": 0.6}], "steps_total": 4,
        "started_ms": 874.8, "duration_ms": 121.2, "why": "a created note can be read back, also after a restart"},
        {"name": "unknown-is-404", "status": "fail", "proves": ["AC-2"], "keeps": [],
        "file": "harness/scenarios/notes.json", "steps": [{"id": "ghost", "kind": "http",
        "request": {"method": "GET", "path": "/notes/703883032", "port": 45419, "headers": {}},
        "response": {"status": 404, "reason": "Not Found", "headers": {"Content-Type": "application/json"},
        "body": {"error": "no such note"}}, "assertions": [{"subject": "status", "expected": "405", "found": "404",
        "passed": false}, {"subject": "$.error", "expected": "\"no such note\"", "found": "\"no such note\"",
        "passed": true}], "passed": false, "assertion": "status: expected 405, found 404", "started_ms": 1006.7,
        "duration_ms": 4.1}], "steps_total": 3, "started_ms": 1006.7, "duration_ms": 4.1,
        "why": "a note that is not there is not found: ghost: status: expected 405, found 404",
        "failure": "ghost: status: expected 405, found 404"}, {"name": "export-is-written", "status": "pass",
        "proves": ["AC-2", "AC-3"], "keeps": [], "file": "harness/scenarios/notes.json", "steps": [{"id": "export",
        "kind": "exec", "request": {"argv": [".build/debug/notes", "export", "--to", "out dir/notes.csv"],
        "stdin": "yes\n"}, "response": {"exit": "exit 0", "stdout": "1 note written\n",
        "stderr": "notes: warning: slow disk\n"}, "assertions": [{"subject": "exit", "expected": "0", "found": "0",
        "passed": true}], "passed": true, "assertion": "exit is 0", "started_ms": 1011, "duration_ms": 31.8},
        {"id": "file", "kind": "file", "request": {"path": "out dir/notes.csv"}, "response": {"exists": true,
        "length": 12, "body": "1,luhitilug\n"}, "assertions": [{"subject": "file exists", "expected": "true",
        "found": "true", "passed": true}], "passed": true, "assertion": "file exists is true", "started_ms": 1043,
        "duration_ms": 0.3}], "steps_total": 2, "started_ms": 1011, "duration_ms": 32.3,
        "why": "the export command writes every note"}], "predefined_scenarios": [{"name": "search-finds",
        "status": "fail", "proves": [], "keeps": ["searching"], "file": "harness/scenarios/notes.json",
        "steps": [{"id": "search", "kind": "http", "request": {"method": "GET",
        "path": "/notes?q=x7502dfe97b28cf97y", "port": 45419, "headers": {}}, "response": {"status": 200,
        "reason": "OK", "headers": {"Content-Type": "application/json"}, "body": []},
        "assertions": [{"subject": "count $[*]", "expected": "1", "found": "0", "passed": false}], "passed": false,
        "assertion": "count $[*]: expected 1, found 0", "started_ms": 1050, "duration_ms": 2010, "attempts": 21,
        "earlier": ["status: expected 200, found 503", "count $[*]: expected 1, found 0"]}], "steps_total": 1,
        "started_ms": 1050, "duration_ms": 2010,
        "why": "a search finds what was stored: search: count $[*]: expected 1, found 0",
        "failure": "search: count $[*]: expected 1, found 0"}, {"name": "unit-tests-hold", "status": "pass",
        "proves": [], "keeps": ["the unit tests"], "file": "harness/scenarios/notes.json",
        "steps": [{"id": "tests", "kind": "tests", "request": {"argv": ["swift", "test"]},
        "response": {"exit": "exit 0", "stdout": "41 tests passed", "stderr": "", "passed": 41, "failed": 0},
        "assertions": [{"subject": "counts.failed", "expected": "0", "found": "0", "passed": true}],
        "passed": true, "assertion": "counts.failed is 0", "started_ms": 3061, "duration_ms": 411}],
        "steps_total": 1, "started_ms": 3061, "duration_ms": 411, "why": "the tests of before still pass"}],
        "timing": {"started_at": "2026-11-21T12:17:10Z", "ended_at": "2026-11-21T12:17:13Z",
        "duration_seconds": 3.482}, "warnings": [{"code": "W_UNCLEAN_STOP",
        "message": "the application did not end by itself within 5 s"}],
        "manifest_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "base_commit": "2a112fa6c0b2bd3d0f6a1f1e1a3b5c7d9e0f1a2b", "level": "V2", "grade": 2,
        "application_log": "notes: listening on http://127.0.0.1:45419\nnotes: POST /notes 201\nnotes: stopped",
        "timeline": [{"kind": "build", "name": "swift build", "started_ms": 0.6, "duration_ms": 766.7},
        {"kind": "service", "name": "database", "started_ms": 767.4, "duration_ms": 40.2}, {"kind": "start",
        "name": "the application", "started_ms": 808, "duration_ms": 66}, {"kind": "stop",
        "name": "the application", "started_ms": 890, "duration_ms": 4.8}, {"kind": "start",
        "name": "the application", "started_ms": 895, "duration_ms": 93.4}, {"kind": "stop",
        "name": "the application", "started_ms": 3473, "duration_ms": 9, "passed": false}]}
        """#
}

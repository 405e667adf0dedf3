import HarnessKit
import TestSupport
import Testing
import Verifier

/// Whole runs against servers that behave, and against some that do not.
@Suite(.timeLimit(.minutes(30))) struct RunTests {
    let fixture: Fixture
    static let echo = """
        {"id": "echo", "http": {"method": "POST", "path": "/echo", "json": {"v": "{{word}}"}},
         "expect": {"status": 200, "json": {"$.body": {"contains": "{{word}}"}}}}
        """

    init() throws {
        fixture = try Fixture()
    }

    @Test func `A server is started, asked and stopped, and all of it is recorded`() throws {
        try fixture.serve("ok")
        try fixture.scenario(Self.echo)
        let result = fixture.run("verify", "run", "--json")
        expect(result.exit, is: 0, "\(result.output)")
        let report = try result.json()
        expect(report["overall_status"], is: "pass")
        expect(
            report["server"]?["started"] == true && report["server"]?["stopped_cleanly"] == true,
            "\(result.errors)")
        expect(report["summary"]?["task_specific_passed"], is: 1)
        let step = report["task_specific_scenarios"]?[0]?["steps"]?[0]
        expect(step?["request"]?["method"] == "POST" && step?["response"]?["status"] == 200 && step?["passed"] == true)
        try expect(fixture.survivors(), is: [])
        // The file is an export of the same.
        try expect(
            JSON.parse(try #require(try fixture.bench.text(of: "harness/trace/verification-report.json"))), is: report
        )
        expect(fixture.run("verify", "explain").output.contains("every scenario passed"))
    }

    @Test func `A run belongs to the task in progress`() throws {
        try fixture.serve("ok")
        try fixture.scenario(Self.echo)
        let task = fixture.run("task-state", "init", "x").output.split(separator: "\n").first.map(String.init) ?? ""
        let first = fixture.run("verify", "run")
        expect(first.exit, is: 0)
        // Before anything was registered, completing it would be refused.
        expect(first.output.hasSuffix("next: verify register harness/scenarios/only.json\n"), "\(first.output)")
        try expect(fixture.bench.text(of: "harness/tasks/\(task)/verification-report.json")?.contains(task), is: true)
        let log = try fixture.run("task-state", "log", "--json").json()
        expect(log.items?.last?["kind"], is: "run.finished")
        expect(fixture.run("task-state", "doctor").exit, is: 0)
    }

    @Test func `What fails is told with expected, found and the exchange`() throws {
        try fixture.serve("ok")
        try fixture.scenario(
            #"{"id": "odd", "http": {"path": "/x"}, "expect": {"status": 201, "body": "no"}}, {"http": {"path": "/y"}, "expect": {"status": 200}}"#
        )
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 1)
        for part in [
            "fail  only  step 1 of 2", "odd: status", "expected  201", "found     200", "asked     GET /x",
            "answered  200 ok",
        ] {
            expect(result.output.contains(part), "\(result.output)")
        }
        expect(result.output.contains("next: verify explain"))
        let explained = fixture.run("verify", "explain").output
        expect(
            explained.contains("no  status: expected 201, found 200") && explained.contains("1 more step not reached"))
    }

    @Test(arguments: [
        ("exits", "the application ended before it was ready (exit 3)"),
        ("never", "it accepts connections on port"),
        ("never-listens", "connection refused on localhost"),
        ("other-port", "; it listens on port"),
    ])
    func `What keeps an application from being ready is named`(mode: String, message: String) throws {
        try fixture.serve(mode, ready: #""http": {"path": "/health"}, "timeout_s": 2"#)
        try fixture.scenario(Self.echo)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 69)
        expect(result.errors.contains(message), "\(result.errors)")
        expect(result.errors.contains("hint: "))
        try expect(fixture.survivors(), is: [])
        expect(fixture.run("verify", "explain").output.contains(message))
    }

    @Test func `The end of a failing start's log is shown`() throws {
        try fixture.serve("exits")
        try fixture.scenario(Self.echo)
        expect(
            fixture.run("verify", "run").errors.contains("ConfigurationError: the setting 'database.url' is missing"))
    }

    @Test(arguments: [
        "slow-start", "child-listens", "child-listens-parent-exits", "daemonises", "flood", "leaves-children",
    ])
    func `Odd servers that work are none the worse`(mode: String) throws {
        try fixture.serve(mode)
        try fixture.scenario(Self.echo)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 0, "\(result.errors)\(result.output)")
        try expect(fixture.survivors(), is: [])
    }

    @Test(arguments: [
        ("dies-midway", "died during the run (exit 9)"), ("dies-in-answer", "died during the run (exit 9)"),
    ])
    func `A server that dies is told from one that answers wrongly`(mode: String, message: String) throws {
        try fixture.serve(mode)
        let step = #"{"http": {"path": "/x"}, "expect": {"status": 200}}"#
        try fixture.scenario([step, step, step, step, step].joined(separator: ","))
        let result = fixture.run("verify", "run", "--json")
        expect(result.exit, is: 1)
        let scenario = try result.json()["task_specific_scenarios"]?[0]
        expect(scenario?["failure"]?.string?.contains(message), is: true, "\(result.output)")
        expect(scenario?["code"], is: "E_APP_DIED")
    }

    @Test func `An older copy that answers is not taken for the application`() throws {
        try fixture.serve("exits-leaving-copy")
        try fixture.scenario(
            #"{"http": {"path": "/version"}, "expect": {"status": 200, "json": {"$.version": "old"}}}"#)
        let result = fixture.run("verify", "run")
        expect(result.exit, isNot: 0)
        expect((result.errors + result.output).contains("(exit 1)"), "\(result.errors)\(result.output)")
        try expect(fixture.survivors(), is: [])
    }

    @Test func `A port that somebody has is refused before the start`() throws {
        let port = try FreePort.pick()
        let stranger = try GuardedProcess(
            ProgramCall(
                ["python3", "-m", "http.server", "--bind", "127.0.0.1", "\(port)"], in: fixture.bench.path,
                environment: .inherited), on: PollLoop(clock: .system))
        while Listeners.on(port: port)?.isEmpty != false { usleep(10_000) }
        try fixture.serve("ok", more: #", "port": \#(port)"#)
        try fixture.scenario(Self.echo)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 69)
        expect(
            result.errors.contains(
                "port \(port) of the application is already in use by process \(stranger.identity?.number ?? 0) (python3)"
            ), "\(result.errors)")
        try stranger.end()
    }

    @Test func `A stranger on the port is not taken for the application`() throws {
        // The application listens elsewhere and somebody else, who came later, answers.
        let port = try FreePort.pick()
        try fixture.environment(
            """
            {"schema": "harness.environment/1", "app": {"kind": "server", "port": \(port),
              "start": {"argv": ["sleep", "30"]}, "ready": {"http": {"path": "/"}, "timeout_s": 10}}}
            """)
        try fixture.scenario(#"{"http": {"path": "/"}, "expect": {"status": 200}}"#)
        let stranger = try GuardedProcess(
            ProgramCall(
                ["sh", "-c", "sleep 0.5; exec python3 -m http.server --bind 127.0.0.1 \(port)"], in: fixture.bench.path,
                environment: .inherited), on: PollLoop(clock: .system))
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 69)
        expect(result.errors.contains("listens on port \(port), not the application"), "\(result.errors)")
        try stranger.end()
    }

    @Test func `A server that ignores SIGTERM is ended, and that is said`() throws {
        try fixture.serve("ignores-term", grace: 1)
        try fixture.scenario(Self.echo)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 0)
        expect(result.errors.contains("W_UNCLEAN_STOP: the application did not end within 1 s of SIGTERM"))
        try expect(fixture.survivors(), is: [])
    }

    @Test func `Answers of every kind are read`() throws {
        try fixture.serve("quirks")
        let steps = [
            #"{"http": {"path": "/404"}, "expect": {"status": 404, "json": {"$.error": {"type": "string"}}}}"#,
            #"{"http": {"path": "/422"}, "expect": {"status": 422}}"#,
            #"{"http": {"path": "/redirect"}, "expect": {"status": 302, "headers": {"location": "/echo"}}}"#,
            #"{"http": {"path": "/empty"}, "expect": {"status": 200, "body": "", "headers": {"Content-Length": 0}}}"#,
            #"{"http": {"path": "/chunked"}, "expect": {"body": "hello, chunked world"}}"#,
            #"{"http": {"path": "/binary"}, "expect": {"status": 200, "headers": {"Content-Length": 256}}}"#,
            #"{"http": {"path": "/204"}, "expect": {"status": 204, "body": ""}}"#,
            #"{"http": {"path": "/http10"}, "expect": {"status": 200}}"#,
            #"{"http": {"path": "/header-case"}, "expect": {"headers": {"x-odd": {"contains": "two"}}}, "capture": {"sid": {"header": "set-cookie"}}}"#,
            #"{"http": {"path": "/unicode/grüße/日本 語"}, "expect": {"body": {"contains": "grüße/日本 語"}}}"#,
            #"{"http": {"path": "/keepalive-close"}, "expect": {"status": 200}}"#,
            #"{"http": {"path": "/echo"}, "expect": {"status": 200, "not": {"status": 200, "body": {"contains": "nothing of the kind"}}}}"#,
            #"{"http": {"path": "/flaky?n=3"}, "expect": {"status": 200}, "eventually": {"timeout_s": 5, "every_ms": 10}}"#,
            #"{"http": {"path": "/cookie"}, "expect": {"status": 200, "json": {"$.cookie": "set"}}, "capture": {"cookie": {"cookie": "session"}}}"#,
            #"{"http": {"path": "/cookie", "headers": {"Cookie": "session={{cookie}}"}}, "expect": {"json": {"$.cookie": "right"}}}"#,
            #"{"http": {"path": "/cookie", "headers": {"Cookie": "session=x"}}, "expect": {"status": 403}}"#,
            #"{"http": {"path": "/big", "timeout_s": 60}, "expect": {"status": 200, "headers": {"Content-Length": 52428800}}}"#,
        ]
        try fixture.scenario(steps.joined(separator: ",\n"))
        let result = fixture.run("verify", "run", "--json")
        expect(result.exit, is: 0, "\(fixture.run("verify", "explain").output.suffix(3000))")
        let report = try result.json()["task_specific_scenarios"]?[0]?["steps"]?.items ?? []
        expect(report.count, is: steps.count)
        expect(report[12]["attempts"], is: 3)
        expect(report[16]["response"]?["length"], is: 52_428_800)
    }

    @Test(arguments: [
        ("/close-early", "closed the connection after 10 of 100 bytes of the body"), ("/malformed", "malformed answer"),
        ("/drip?n=50", "no whole answer within 1 s"), ("/endless", "no whole answer within 1 s"),
        ("/slow?s=5", "no answer within 1 s: connected, request sent, not a byte came"),
    ])
    func `An answer that is none is told`(path: String, message: String) throws {
        try fixture.serve("quirks")
        try fixture.scenario(#"{"http": {"path": "\#(path)", "timeout_s": 1}, "expect": {"status": 200}}"#)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 1)
        expect(result.output.contains(message), "\(result.output)")
    }

    @Test func `Variables may tell of services, and a scenario of secrets`() throws {
        try fixture.environment(
            """
            {"schema": "harness.environment/1", "app": {"kind": "cli"}, "secrets": ["SECRET_TOKEN"],
             "services": [{"name": "db", "ready": {"tcp": true},
               "start": {"argv": ["python3", "-m", "http.server", "{{port}}", "--bind", "127.0.0.1"]}}],
             "env": {"DB": "at {{services.db.port}}"}}
            """)
        try fixture.scenario(
            #"{"exec": {"argv": ["sh", "-c", "echo $DB"]}, "expect": {"stdout": "at {{services.db.port}}\n"}}, "#
                + #"{"exec": {"argv": ["echo", "{{secrets.SECRET_TOKEN}}!"]}, "expect": {"stdout": "hush-hush-hush!\n"}}"#
        )
        let result = fixture.run(["verify", "run"], environment: ["SECRET_TOKEN": "hush-hush-hush"])
        expect(result.exit, is: 0, "\(result.output)\(result.errors)")
        let stored = try fixture.bench.shell("cat harness/state.db* harness/trace/* | strings").output.text
        expect(!stored.contains("hush-hush-hush"))
        try fixture.scenario(#"{"exec": {"argv": ["echo", "{{secrets.OTHER}}"]}, "expect": {"exit": 0}}"#)
        let unknown = fixture.run(["verify", "run"], environment: ["SECRET_TOKEN": "hush-hush-hush"])
        expect(unknown.output.contains("nothing is known under the name 'secrets.OTHER' yet"), "\(unknown.output)")
    }

    @Test func `Secrets are in no sink`() throws {
        let secret = "correct-horse/battery staple+42"
        try fixture.serve("secret", more: "")
        let environment = try #require(try fixture.bench.text(of: "harness/config/environment.json"))
        try fixture.environment(environment.dropLast(1) + #", "secrets": ["SECRET_TOKEN"]}"#)
        try fixture.scenario(
            ["plain", "base64", "url", "cut"].map {
                #"{"http": {"path": "/\#($0)"}, "expect": {"status": 200, "body": {"contains": "zzz"}}}"#
            }
            .joined(separator: ","))
        let result = fixture.run(["verify", "run"], environment: ["SECRET_TOKEN": secret])
        expect(result.exit, is: 1)
        let explained = fixture.run("verify", "explain").output
        let stored = try fixture.bench.shell("cat harness/state.db* harness/trace/* | strings").output.text
        for text in [result.output, result.errors, explained, stored] {
            expect(!text.contains(secret))
            expect(!text.contains("Y29ycmVjdC1ob3JzZS9iYXR0ZXJ5IHN0YXBsZSs0M"))
            expect(!text.contains("battery"))
        }
        expect(explained.contains("[redacted:SECRET_TOKEN]"))
    }

    @Test(arguments: ["", "// how it is run\n"])
    func `A secret that stands in a scenario is not stored with it`(comment: String) throws {
        let secret = "correct-horse-battery-staple"
        try fixture.environment(
            comment + #"{"schema": "harness.environment/1", "app": {"kind": "cli"}, "secrets": ["TOKEN"]}"#)
        try fixture.scenario(#"{"exec": {"argv": ["echo", "\#(secret)"]}, "expect": {"exit": 0}}"#)
        fixture.run("task-state", "init", "x")
        expect(
            fixture.run(["verify", "register", "harness/scenarios/only.json"], environment: ["TOKEN": secret]).exit,
            is: 0
        )
        expect(fixture.run(["verify", "run"], environment: ["TOKEN": secret]).exit, is: 0)
        try expect(fixture.bench.shell("cat harness/state.db* | grep -c \(secret)").output.text, is: "0\n")
    }

    @Test func `What is left of a secret where a text is cut is hidden`() throws {
        let secret = "correct-horse-battery-staple"
        try fixture.environment(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli"}, "secrets": ["TOKEN"]}"#)
        // Of what it prints, the first and the last 32 KiB are recorded.
        let line = "import os; t = os.environ['TOKEN']; print('x' * 32754 + t + 'x' * 90000 + t + 'x' * 32754, end='')"
        try fixture.scenario(
            #"{"exec": {"argv": ["python3", "-c", "\#(line)"]}, "expect": {"stdout": {"contains": "zzz"}}}"#)
        let result = fixture.run(["verify", "run", "--json"], environment: ["TOKEN": secret])
        expect(result.exit, is: 1)
        expect(result.output.contains("x[redacted:TOKEN]\\n[…") && result.output.contains("…]\\n[redacted:TOKEN]x"))
        expect(!result.output.contains("correct-") && !result.output.contains("-staple"))
    }

    /// What a step that outlasts its time found, and how long it took.
    private func trouble(of step: String, more: String = "") throws -> (message: String, seconds: Double) {
        try fixture.environment(#"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#)
        try fixture.bench.write(
            """
            {"schema": "harness.verify/1", "scenarios": [{"id": "s", "proves": ["AC-1"]\(more), "steps": [\(step)]}]}
            """, to: "harness/scenarios/only.json")
        let started = Clock.system.uptime()
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 1, "\(result.errors)")
        return (result.output, Double((Clock.system.uptime() - started).milliseconds) / 1000)
    }

    static let endless = "with recursive c(x) as (select 1 union all select x + 1 from c)"

    @Test func `A query without end is ended with its scenario`() throws {
        try fixture.bench.shell("python3 -c \"import sqlite3; sqlite3.connect('a.db').execute('create table t(x)')\"")
        let found = try trouble(
            of:
                #"{"sqlite": {"file": "a.db", "query": "\#(Self.endless) select count(*) from c"}, "expect": {"rows": []}}"#,
            more: #", "timeout_s": 0.5"#)
        expect(found.message.contains("the query took longer than"), "\(found.message)")
        expect(found.seconds < 5)
    }

    @Test(arguments: [
        ("select x from c", "it has more than 10000 rows"),
        ("select hex(randomblob(500000)) b from c", "its rows have more than 8388608 bytes"),
        ("select zeroblob(900000000) b", "string or blob too big"),
    ])
    func `Too long an answer of a database is told, not cut`(query: String, message: String) throws {
        try fixture.bench.shell("python3 -c \"import sqlite3; sqlite3.connect('a.db').execute('create table t(x)')\"")
        let found = try trouble(
            of: #"{"sqlite": {"file": "a.db", "query": "\#(Self.endless) \#(query)"}, "expect": {"rows": []}}"#)
        expect(found.message.contains(message), "\(found.message)")
    }

    @Test func `A file too long to be read is ended with its scenario`() throws {
        try fixture.bench.shell("truncate -s 1T huge")
        let found = try trouble(
            of: #"{"file": {"path": "huge"}, "expect": {"file": {"exists": true}}}"#, more: #", "timeout_s": 0.3"#)
        expect(found.message.contains("huge could not be read in time"), "\(found.message)")
        expect(found.seconds < 5)
    }

    @Test(arguments: [
        #""eventually": {"timeout_s": 0.4, "every_ms": 10}"#, #""id": "slow""#,
    ])
    func `A step is ended with what it stands in`(part: String) throws {
        let isEventual = part.contains("eventually")
        let found = try trouble(
            of: #"{"exec": {"argv": ["sleep", "20"]}, \#(part), "expect": {"exit": 0}}"#,
            more: isEventual ? "" : #", "timeout_s": 0.4"#)
        expect(found.message.contains("'sleep' took longer than"), "\(found.message)")
        expect(found.seconds < 5)
    }

    @Test func `What a repeated step found at last is told, not that its time was over`() throws {
        let found = try trouble(
            of: #"{"exec": {"argv": ["sh", "-c", "echo no"]}, "expect": {"stdout": "yes\n"}, "#
                + #""eventually": {"timeout_s": 0.3, "every_ms": 20}}"#
        )
        expect(found.message.contains("no") && !found.message.contains("took longer"), "\(found.message)")
        expect(found.message.contains("stdout"), "\(found.message)")
    }

    @Test func `A variable with a NUL is refused`() throws {
        try fixture.environment(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli"}, "env": {"ODD": "a\u0000b"}}"#)
        try fixture.scenario(#"{"exec": {"argv": ["true"]}, "expect": {"exit": 0}}"#)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 1)
        expect(
            result.output.contains("the variable ODD holds a NUL, which no program can be given"), "\(result.output)")
    }

    @Test func `Folders of a run that was killed are removed by the next`() throws {
        try fixture.environment(#"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#)
        try fixture.scenario(#"{"exec": {"argv": ["true"]}, "expect": {"exit": 0}}"#)
        let folder = fixture.bench.path / "tmp"
        try fixture.bench.shell("mkdir -p tmp/run-old/a harness/cache/runs")
        try fixture.bench.write(
            #"{"run": "r", "folder": "\#(folder / "run-old")", "pid": 1, "start": 0, "boot": "another"}"#,
            to: "harness/cache/runs/r-1.run.json")
        expect(fixture.run(["verify", "run"], environment: ["TMPDIR": folder.description]).exit, is: 0)
        try expect(fixture.bench.shell("ls tmp harness/cache/runs").output.text, is: "harness/cache/runs:\n\ntmp:\n")
    }

    @Test func `Isolated scenarios have applications and folders of their own`() throws {
        try fixture.serve("ok")
        try fixture.bench.write(
            """
            {"schema": "harness.verify/1", "vars": {"word": {"fresh": "word"}}, "scenarios": [
              {"id": "a", "proves": ["AC-1"], "isolated": true, "steps": [
                {"exec": {"argv": ["sh", "-c", "echo {{tmp}} > {{tmp}}/mine; ls {{tmp}}"]}, "expect": {"stdout": "mine"}}, \(Self.echo)]},
              {"id": "b", "proves": ["AC-1"], "isolated": true, "steps": [
                {"exec": {"argv": ["ls", "{{tmp}}"]}, "expect": {"stdout": ""}}, \(Self.echo)]}]}
            """, to: "harness/scenarios/two.json")
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 0, "\(result.output)\(result.errors)")
        try expect(fixture.survivors(), is: [])
    }

    @Test(arguments: [
        (
            "=== 3 passed, 1 failed in 0.1s ===", #"{"counts": {"passed": 3}}"#,
            "failed: expected 0, as no other is expected, found 1"
        ),
        (
            "=== no tests ran in 0.01s ===", #"{"exit": 0, "counts": {"failed": 0}}"#,
            "tests: expected at least one, found none"
        ),
        (
            "a.py::a SKIPPED (late)\\na.py::b XFAIL\\n=== 1 skipped, 1 xfailed in 0.01s ===", #"{"exit": 0}"#,
            "tests: expected at least one that passes, found 2 skipped"
        ),
        (
            "a.py::a SKIPPED (late)\\n=== 1 skipped in 0.01s ===", #"{"counts": {"passed": 0, "skipped": 1}}"#,
            "tests: expected at least one that passes, found 1 skipped"
        ),
    ])
    func `A test suite that fails or holds nothing does not pass`(output: String, expectations: String, message: String)
        throws
    {
        try fixture.environment(#"{"schema": "harness.environment/1", "app": {"kind": "library"}}"#)
        try fixture.scenario(
            #"{"tests": {"argv": ["printf", "\#(output)\n"], "format": "pytest"}, "expect": \#(expectations)}"#)
        let result = fixture.run("verify", "run", "--json")
        expect(result.exit, is: 1)
        expect(result.output.contains(message), "\(result.output)")
    }

    @Test(arguments: [
        (
            "collected 3 items\\ntests/test_a.py ...\\n=== 3 passed in 0.01s ===",
            #"{"passed": ["tests/test_a.py::test_x"]}"#,
            "found     no such test; pytest does not name the tests that passed: run 'pytest -v' or 'pytest -rA'"
        ),
        (
            "=== RUN   TestA\\n--- PASS: TestA (0.00s)\\nPASS\\nok  \\tx\\t0.1s", #"{"passed": ["x.TestB"]}"#,
            "found     no such test; there are x.TestA\n"
        ),
        (
            "ok  \\tx\\t0.1s", #"{"passed": ["x.TestB"]}"#,
            "found     go test printed neither names nor counts of tests: run 'go test -v' or 'go test -json'"
        ),
    ])
    func `A test that is not there is told apart from one that was not named`(
        output: String, expectations: String, message: String
    ) throws {
        try fixture.environment(#"{"schema": "harness.environment/1", "app": {"kind": "library"}}"#)
        try fixture.scenario(#"{"tests": {"argv": ["printf", "\#(output)\\n"]}, "expect": \#(expectations)}"#)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 1)
        expect((result.output + result.errors).contains(message), "\(result.output)\(result.errors)")
    }

    @Test func `What was cut off may hold what must not be there`() throws {
        try fixture.environment(#"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#)
        try fixture.scenario(
            #"{"exec": {"argv": ["sh", "-c", "head -c 20000000 /dev/zero | tr '\\0' x; echo BAD; head -c 20000000 /dev/zero | tr '\\0' x"]}, "expect": {"stdout": {"not": {"contains": "BAD"}}}}"#
        )
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 1)
        expect(result.output.contains("only a part: it is too long to be kept whole"), "\(result.output)")
    }

    @Test func `A seed that somebody chose is told, and every seed is recorded`() throws {
        try fixture.environment(#"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#)
        try fixture.scenario(#"{"exec": {"argv": ["echo", "{{word}}"]}, "expect": {"stdout": "{{word}}"}}"#)
        let report = try fixture.run("verify", "run", "--json").json()
        expect(report["seeds"]?.items?.count == 1 && report["warnings"] == [])
        expect(report["manifest_sha256"]?.string?.count, is: 64)
        expect(fixture.run("verify", "run", "--seed", "x").errors.contains("W_SEED_CHOSEN"))
        expect(fixture.run("verify", "report", "--format", "in-toto").exit, is: 0)
    }

    @Test func `A report does not replace the harness's own files`() throws {
        try fixture.environment(#"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#)
        try fixture.scenario(#"{"exec": {"argv": ["true"]}, "expect": {"exit": 0}}"#)
        expect(fixture.run("verify", "run").exit, is: 0)
        let result = fixture.run("verify", "report", "--output", "harness/state.db")
        expect(result.exit, is: 73)
        expect(result.errors.contains("harness/state.db lies among the harness's own files"))
    }
}

/// Tables that documents repeat.
struct CodesTests {
    @Test func `The guide explains every word of a report`() throws {
        let guide = try Repository.text(of: "references/functional-verification-guide.md")
        for code in RunCode.allCases {
            expect(guide.contains("| `\(code.rawValue)` | \(code.meaning) |"), "\(code.rawValue)")
        }
    }
}

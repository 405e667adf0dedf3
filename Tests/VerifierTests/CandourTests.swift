import HarnessKit
import Ledger
import TestSupport
import Testing
import Verifier

/// What a run, a check and a registration say of what they cannot vouch for.
@Suite(.timeLimit(.minutes(30))) struct CandourTests {
    let fixture: Fixture
    static let cli = #"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#
    static let passing = #"{"exec": {"argv": ["true"]}, "expect": {"exit": 0}}"#

    init() throws {
        fixture = try Fixture()
    }

    private func environment(_ app: String, more: String = "") throws {
        try fixture.environment(#"{"schema": "harness.environment/1", "app": {\#(app)}\#(more)}"#)
    }

    // Runs.

    @Test func `A number that is new in every run is compared with text as text`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(
            #"{"exec": {"argv": ["printf", "%s\\n", "{{n}}"]}, "expect": {"stdout": "{{n}}"}}, "#
                + #"{"exec": {"argv": ["echo", "a {{n}} b"]}, "expect": {"stdout": {"contains": "{{n}}"}}}, "#
                + #"{"exec": {"argv": ["echo", "{{n}}"]}, "expect": {"json": {"$": "{{n}}"}}}"#,
            vars: #""n": {"fresh": "int"}"#)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 0, "\(result.output)\(result.errors)")
        // A text in a document is no number.
        try fixture.scenario(
            #"{"exec": {"argv": ["echo", "\"{{n}}\""]}, "expect": {"json": {"$": "{{n}}"}}}"#,
            vars: #""n": {"fresh": "int"}"#)
        expect(fixture.run("verify", "run").exit, is: 1)
    }

    @Test func `Where no file is named, those are registered that may be the task's`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(Self.passing, id: "old")
        _ = fixture.run("task-state", "init", "first")
        expect(fixture.run("verify", "register", "--no-run").output.hasPrefix("registered 1 scenario for first-"))
        _ = fixture.run("task-state", "abandon", "--reason", "no")
        _ = fixture.run("task-state", "init", "second")
        let none = fixture.run("verify", "register")
        expect(none.exit == 66 && none.errors.contains("no scenario file is new since second-"), "\(none.errors)")
        try fixture.scenario(Self.passing, id: "new")
        expect(fixture.run("verify", "register", "--no-run").output.hasPrefix("registered 1 scenario for second-"))
        let back = fixture.run("verify", "register", "--remove", "--reason", "a trial")
        expect(back.exit == 64 && back.errors.contains("which registration is taken back is not said"))
    }

    @Test func `What nobody has written yet is not played`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(#"{"exec": {"argv": ["echo", "TODO-words"]}, "expect": {"exit": 0}}"#)
        let refused = fixture.run("verify", "run")
        expect(refused.exit, is: 65)
        expect(
            refused.errors.contains(
                "'only' still holds a TODO: it would prove nothing\nhint: write what it says TODO for, then run 'verify check'"
            ),
            "\(refused.errors)")
        // A list of things to do may say the word.
        try fixture.scenario(#"{"exec": {"argv": ["echo", "TODO"]}, "expect": {"stdout": {"contains": "TODO"}}}"#)
        expect(fixture.run("verify", "run").exit, is: 0)
    }

    @Test func `Tests are made better by tests`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(
            #"{"id": "t", "tests": {"argv": ["printf", "1..1\\nok 1 - adds\\n"]}, "expect": {"counts": {"failed": 0}}}"#
        )
        expect(fixture.run("verify", "check").output.contains("its tests must fail without the change"))
        expect(fixture.run("verify", "run").exit, is: 0)
        let page = fixture.run("verify", "explain").output
        expect(page.contains(#"let step "t" run a test that fails without the change"#), "\(page)")
    }

    @Test func `Old reports of tests that were only touched are not read`() throws {
        try fixture.environment(Self.cli)
        try fixture.bench.write(#"<testsuite tests="1"><testcase name="old"/></testsuite>"#, to: "out/old.xml")
        try fixture.scenario(
            #"{"tests": {"argv": ["sh", "-c", "touch -c out/old.xml"], "format": "junit", "reports": ["out/*.xml"]}, "expect": {"passed": ["old"]}}"#
        )
        let result = fixture.run("verify", "run")
        expect(result.exit == 1 && result.output.contains("no JUnit report is there"), "\(result.output)")
        try expect(fixture.bench.text(of: "out/old.xml")?.contains("old"), is: true)
        try expect(fixture.bench.shell("ls -A out").output.text, is: "old.xml\n")
    }

    @Test func `A report that is written anew with the same bytes is read`() throws {
        try fixture.environment(Self.cli)
        let text = #"<testsuite tests=\"1\"><testcase name=\"same\"/></testsuite>"#
        try fixture.scenario(
            #"{"tests": {"argv": ["sh", "-c", "mkdir -p out; echo '\#(text)' > out/a.xml"], "format": "junit", "reports": ["out/a.xml"]}, "expect": {"passed": ["same"]}}"#
        )
        for _ in 0..<2 { expect(fixture.run("verify", "run").exit, is: 0) }
        try expect(fixture.bench.shell("ls -A out").output.text, is: "a.xml\n")
    }

    @Test func `A run that writes into the developer's own data says so`() throws {
        try fixture.environment(Self.cli)
        try fixture.bench.shell("git init -q . && echo '*.db' > .gitignore && echo 1 > notes.db && echo 1 > kept.txt")
        try fixture.scenario(Self.passing)
        expect(!fixture.run("verify", "run").errors.contains("W_FILES_WRITTEN"))
        try fixture.scenario(
            #"{"exec": {"argv": ["sh", "-c", "echo 2 >> notes.db; echo 2 >> kept.txt; echo 3 > new.txt"]}, "expect": {"exit": 0}}"#
        )
        let result = fixture.run("verify", "run")
        expect(
            result.errors.contains(
                "W_FILES_WRITTEN: the run wrote into the project: kept.txt, notes.db; let the application keep its data "
                    + "below {{tmp}}, such as \"env\": {\"DATABASE\": \"{{tmp}}/app.db\"} of its \"start\""),
            "\(result.errors)")
        try expect(fixture.run("verify", "run", "--json").json()["warnings"]?.items?.count, is: 1)
    }

    @Test func `What only a build writes belongs where git does not look`() throws {
        try environment(
            #""kind": "cli", "build": [{"argv": ["sh", "-c", "echo 2 >> program; echo 2 >> kept.txt"]}]"#)
        try fixture.bench.shell("git init -q . && echo 1 > program && echo 1 > kept.txt")
        try fixture.scenario(#"{"exec": {"argv": ["sh", "-c", "echo 3 >> kept.txt"]}, "expect": {"exit": 0}}"#)
        let errors = fixture.run("verify", "run").errors
        expect(errors.contains("W_FILES_WRITTEN: the run wrote into the project: kept.txt; let the application keep "))
        expect(
            errors.contains(
                "W_FILES_WRITTEN: the build wrote into the project: program; what a build makes belongs into .gitignore, "
                    + "unless it is to be committed\n"), "\(errors)")
    }

    @Test func `Check speaks of the task that is meant and not of another one's scenarios`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(Self.passing)
        let first = fixture.run("task-state", "init", "one").output.split(separator: "\n").first.map(String.init) ?? ""
        expect(fixture.run("verify", "check").output.hasSuffix("next: verify register harness/scenarios/only.json\n"))
        fixture.run("task-state", "abandon", "--reason", "no")
        let second = fixture.run("task-state", "init", "two").output.split(separator: "\n").first.map(String.init) ?? ""
        let result = fixture.run("verify", "check")
        expect(result.output.hasSuffix("next: verify init\n"), "\(result.output)")
        let named = fixture.run("verify", "check", "harness/scenarios/only.json", "--task-id", second)
        expect(named.output.hasSuffix("next: verify register harness/scenarios/only.json\n"), "\(named.output)")
        expect(fixture.run("verify", "check", "--task-id", first).output.hasSuffix("next: verify run\n"))
        expect(fixture.run("verify", "check", "--task-id", "nobody-20260101-000000-aaaa").exit, isNot: 0)
    }

    @Test func `Nothing is written over by force`() {
        let result = fixture.run("verify", "init", "--force")
        expect(result.exit, is: 64)
        expect(
            result.errors,
            is:
                "verify: there is no --force here\nhint: nothing is written over: give another --name, or delete the file "
                + "that is to be written anew\n")
    }

    @Test func `A scenario file that is not as it was registered is told of`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(Self.passing)
        fixture.run("task-state", "init", "x")
        expect(fixture.run("verify", "register", "./harness/../harness/scenarios/only.json").exit, is: 0)
        expect(!fixture.run("verify", "run").errors.contains("W_SCENARIO_CHANGED"))
        try fixture.scenario(#"{"exec": {"argv": ["echo"]}, "expect": {"exit": 0}}"#)
        expect(
            fixture.run("verify", "run").errors.contains(
                "W_SCENARIO_CHANGED: harness/scenarios/only.json is not as it was registered"))
    }

    @Test func `What lies outside the project is recorded and told`() throws {
        let outside = try Workbench()
        try outside.write("#!/bin/sh\nexec python3 -m http.server --bind 127.0.0.1 $1\n", to: "serve")
        try outside.shell("chmod +x serve")
        try environment(
            #""kind": "server", "start": {"argv": ["\#(outside.path)/serve", "{{port}}"], "cwd": "\#(outside.path)"}"#)
        try fixture.scenario(#"{"http": {"path": "/"}, "expect": {"status": 200}}"#)
        let result = fixture.run("verify", "run", "--json")
        expect(result.exit, is: 0, "\(result.errors)")
        let report = try result.json()
        expect(report["server"]?["program"]?.string, is: "\(outside.path)/serve")
        expect(report["server"]?["cwd"]?.string, is: "\(outside.path)")
        let told = report["warnings"]?.items?.compactMap { $0["code"] == "W_OUTSIDE" ? $0["message"]?.string : nil }
        expect(
            told,
            is: [
                "'\(outside.path)/serve' runs in \(outside.path), outside the project",
                "'\(outside.path)/serve' is \(outside.path)/serve, outside the project",
            ], "\(result.output)")
    }

    @Test(arguments: [(".pyenv/versions/3.12.1/bin", false), ("bin", true), (".pyenv/shims", true)])
    func `An environment may lead to an interpreter of a version manager`(folder: String, isTold: Bool) throws {
        let home = try Workbench()
        try home.write("#!/bin/sh\nexec python3 \"$@\"\n", to: "\(folder)/python3")
        try home.shell("chmod +x \(folder)/python3")
        try fixture.bench.shell("mkdir -p .venv/bin && ln -s \(home.path)/\(folder)/python3 .venv/bin/python")
        try fixture.environment(Self.cli)
        try fixture.scenario(
            #"{"exec": {"argv": [".venv/bin/python", "-c", "print(1)"]}, "expect": {"stdout": "1\n"}}"#)
        let result = fixture.run("verify", "run", environment: ["HOME": "\(home.path)"])
        expect(result.exit, is: 0, "\(result.errors)")
        expect(result.errors.contains("W_OUTSIDE"), is: isTold, "\(result.errors)")
    }

    @Test func `The program that a step ran is recorded`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(Self.passing)
        let report = try fixture.run("verify", "run", "--json").json()
        let request = report["task_specific_scenarios"]?[0]?["steps"]?[0]?["request"]
        expect(request?["program"]?.string?.hasPrefix("/"), is: true, "\(report)")
        expect(report["warnings"], is: [])
    }

    @Test func `A clean-up that fails is told of also where the start failed`() throws {
        try environment(
            #""kind": "server", "start": {"argv": ["false"]}"#,
            more: #", "services": [{"name": "db", "external": true, "cleanup": [{"argv": ["false"]}]}]"#)
        try fixture.scenario(#"{"http": {"path": "/"}, "expect": {"status": 200}}"#)
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 69)
        expect(result.errors.contains("W_CLEANUP: the clean-up of db failed: 'false': exit 1"), "\(result.errors)")
    }

    @Test func `A foreign owner is ended also where the start failed`() throws {
        try environment(
            #""kind": "server", "start": {"argv": ["false"]}, "owner": {"name": "docker", "cleanup": ["touch", "ended"]}"#
        )
        try fixture.scenario(#"{"http": {"path": "/"}, "expect": {"status": 200}}"#)
        expect(fixture.run("verify", "run").exit, is: 69)
        try expect(fixture.bench.text(of: "ended") != nil)
    }

    @Test func `What kept a run from being done is there for programs too`() throws {
        try environment(#""kind": "cli", "build": [{"argv": ["false"]}]"#)
        try fixture.scenario(Self.passing)
        let error = try fixture.run("verify", "run", "--json").json()["error"]
        expect(error?["codes"]?[0], is: "E_BUILD")
        let run = try #require(error?["run_id"]?.string)
        expect(fixture.run("verify", "explain", run).output.contains("E_BUILD"))
    }

    @Test func `The end of a run's time in the build is no failure of the build`() throws {
        try environment(#""kind": "cli", "build": [{"argv": ["sleep", "20"]}]"#)
        try fixture.scenario(Self.passing)
        let result = fixture.run("verify", "run", "--timeout", "1", "--json")
        expect(result.exit, is: 1)
        let error = try result.json()["error"]
        expect(error?["codes"]?[0], is: "E_RUN_TIMEOUT")
        expect(
            error?["message"]?.string, is: "the run took longer than 1 s: it had come to the build: 'sleep 20'",
            "\(result.output)")
    }

    @Test func `Looking for a pattern ends with its scenario`() throws {
        try fixture.environment(Self.cli)
        try fixture.bench.shell("head -c 4000000 /dev/zero | tr '\\0' a > much")
        try fixture.bench.write(
            #"""
            {"schema": "harness.verify/1", "scenarios": [{"id": "s", "proves": ["AC-1"], "timeout_s": 1, "steps": [
              {"file": {"path": "much"}, "expect": {"file": {"text": {"matches": "(a?){900}b"}}}}]}]}
            """#, to: "harness/scenarios/s.json")
        let started = Clock.system.uptime()
        let result = fixture.run("verify", "run")
        expect(result.exit, is: 1)
        expect(result.output.contains("in 4000000 bytes took too long"), "\(result.output)")
        expect(Clock.system.uptime() - started < .seconds(20))
    }

    @Test func `Packed bodies are not recorded where there are secrets`() throws {
        try fixture.serve("quirks")
        let environment = try #require(try fixture.bench.text(of: "harness/config/environment.json"))
        try fixture.environment(environment.dropLast(1) + #", "secrets": ["TOKEN"]}"#)
        try fixture.bench.shell("echo correct-horse-battery-staple | gzip > packed")
        try fixture.scenario(
            #"{"id": "answer", "http": {"path": "/gzip-bomb"}, "expect": {"status": 200}}, {"id": "file", "file": {"path": "packed"}, "expect": {"file": {"exists": true}}}"#
        )
        let result = fixture.run(
            ["verify", "run", "--json"], environment: ["TOKEN": "correct-horse-battery-staple"])
        expect(result.exit, is: 0, "\(result.output)\(result.errors)")
        let steps = try result.json()["task_specific_scenarios"]?[0]?["steps"]
        for index in 0..<2 {
            expect(steps?[index]?["response"]?["body_hex"] == nil)
            expect(steps?[index]?["response"]?["body_withheld"]?.string?.contains("may hold secrets"), is: true)
        }
    }

    @Test func `A stranger that takes the port is noticed at the next step`() throws {
        // The application leaves its port at the second request, and somebody else is quick to take it.
        let port = try FreePort.pick()
        try fixture.bench.write(
            """
            import http.server, os, socketserver, sys, threading, time
            class H(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200); self.send_header("Content-Length", "2"); self.end_headers()
                    self.wfile.write(b"ok")
                    if self.path == "/leave":
                        threading.Thread(target=server.server_close).start()
                def log_message(self, *_): pass
            http.server.HTTPServer.allow_reuse_address = True
            server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), H)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            time.sleep(60)
            """, to: "app.py")
        try environment(
            #""kind": "server", "port": \#(port), "start": {"argv": ["python3", "app.py", "{{port}}"]}, "stop": {"grace_s": 0.2}"#
        )
        try fixture.bench.write(
            """
            import http.server, os, sys, time
            while not os.path.exists("left"): time.sleep(0.02)
            http.server.HTTPServer.allow_reuse_address = True
            server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler)
            open("up", "w").close()
            server.serve_forever()
            """, to: "stranger.py")
        let stranger = try GuardedProcess(
            ProgramCall(["python3", "stranger.py", "\(port)"], in: fixture.bench.path, environment: .inherited),
            on: PollLoop(clock: .system))
        try fixture.scenario(
            #"""
            {"id": "leave", "http": {"path": "/leave"}, "expect": {"status": 200}},
            {"id": "wait", "exec": {"argv": ["sh", "-c", "sleep 0.5; touch left; for i in $(seq 200); do [ -e up ] && exit 0; sleep 0.1; done; exit 1"]}, "expect": {"exit": 0}},
            {"id": "ask", "http": {"path": "/app.py"}, "expect": {"status": 200}}
            """#)
        let result = fixture.run("verify", "run", "--json")
        try stranger.end()
        expect(result.exit, is: 1)
        let step = try result.json()["task_specific_scenarios"]?[0]?["steps"]?[2]
        expect(step?["assertion"]?.string?.contains("not the application"), is: true, "\(result.output)")
    }

    @Test func `From within a folder it is said which project is meant`() throws {
        try fixture.bench.shell("mkdir -p part")
        let folder = fixture.bench.path / "part"
        let told = try "hint: run 'verify init' to write a first one; the project is \(fixture.bench.path.resolved()), "
        for command in ["run", "check"] {
            let result = fixture.run(["verify", command], in: folder)
            expect(
                result.errors.contains(told) && result.errors.contains("for part alone add '--project-root .'"),
                "\(result.errors)")
        }
    }

    @Test func `From within a folder the next command can be typed as it stands`() throws {
        try fixture.bench.shell("mkdir -p part/deep && git init -q .")
        fixture.run("task-state", "init", "x", "--criterion", "it works")
        let folder = fixture.bench.path / "part/deep"
        let written = fixture.run(["verify", "init", "--from-test", "make test"], in: folder)
        let command = "verify register ../../harness/scenarios/x.json"
        expect(written.output.hasSuffix("next: \(command)\n"), "\(written.output)")
        let checked = fixture.run(["verify", "check"], in: folder)
        expect(checked.output.hasSuffix("next: \(command)\n"), "\(checked.output)")
        let registered = fixture.run(command.split(separator: " ").map(String.init) + ["--no-run"], in: folder)
        expect(registered.exit, is: 0, "\(registered.errors)")
    }

    @Test func `Where there is nothing to run nothing is made`() throws {
        expect(fixture.run("verify", "run").errors.contains("there is no scenario in harness/scenarios"))
        try fixture.scenario(Self.passing)
        let result = fixture.run("verify", "run")
        expect(result.exit == 66 && result.errors.contains("harness/config/environment.json is not there"))
        try expect(fixture.bench.shell("find . -name 'st*'").output.text, is: "")
    }

    // Files.

    @Test(arguments: [
        (
            #"{"http": {"path": "/"}, "expect": {"json": {"$['{{word}}']": 1}}}"#,
            "'{{word}}' within a JSON path is not filled in"
        ),
        (
            #"{"http": {"path": "/"}, "expect": {"status": 200}, "capture": {"a": "$.{{word}}"}}"#,
            "'{{word}}' within a JSON path is not filled in"
        ),
        (
            #"{"sqlite": {"file": "a.db", "query": "select '{{word}}'"}, "expect": {"rows": []}}"#,
            "'{{word}}' within a query is not filled in"
        ),
        (
            #"{"http": {"path": "/", "headers": {"X-{{word}}": "a"}}, "expect": {"status": 200}}"#,
            "'{{word}}' within the name of a header is not filled in"
        ),
    ])
    func `A name where nothing is filled in is refused`(step: String, message: String) throws {
        try fixture.scenario(step)
        let result = fixture.run("verify", "check")
        expect(result.exit == 65 && result.errors.contains(message), "\(result.errors)")
        expect(result.errors.contains("hint: "))
    }

    @Test(arguments: [
        (
            #""kind": "server", "start": {"argv": ["a"]}, "ready": {"http": {"path": "health"}}"#,
            "the path 'health' does not begin with a slash", "write \"/health\""
        ),
        (
            #""kind": "server", "start": {"argv": ["a", "{{prot}}"]}"#,
            "nothing is known under the name 'prot' in this file", "did you mean '{{port}}'?"
        ),
        (
            #""kind": "server", "start": {"argv": ["a"], "env": {"DB": "{{services.db.port}}"}}"#,
            "nothing is known under the name 'services.db.port' in this file", "use one of: {{port}}"
        ),
    ])
    func `What is wrong in environment.json is told before anything runs`(app: String, message: String, hint: String)
        throws
    {
        try environment(app)
        try fixture.scenario(#"{"http": {"path": "/"}, "expect": {"status": 200}}"#)
        let result = fixture.run("verify", "check")
        expect(
            result.exit == 65 && result.errors.contains(message) && result.errors.contains(hint), "\(result.errors)")
    }

    @Test(arguments: [
        (#"{"exec": {"argv": ["echo", "{{word}}"]}, "expect": {"stdout": "{{word}}"}}"#, 0),
        (
            #"{"exec": {"argv": ["sh", "-c", "echo {{word}} > {{tmp}}/f"]}, "expect": {"exit": 0}}, {"file": {"path": "{{tmp}}/f"}, "expect": {"file": {"text": {"contains": "{{word}}"}}}}"#,
            2
        ),
        (#"{"http": {"path": "/{{word}}"}, "expect": {"json": {"$.a": "{{word}}"}}}"#, 2),
        (
            #"{"http": {"path": "/", "method": "POST", "body": "{{word}}"}, "expect": {"status": 201}}, {"http": {"path": "/all"}, "expect": {"body": {"contains": "{{word}}"}}}"#,
            3
        ),
        (#"{"exec": {"argv": ["./greet", "{{word}}"]}, "expect": {"stdout": "Hello, {{word}}"}}"#, 3),
        (#"{"exec": {"argv": ["./greet", "{{word}}"]}, "expect": {"stdout": "{{word}}"}}"#, 2),
    ])
    func `A value that the scenario gives itself does not count`(steps: String, grade: Int) throws {
        try fixture.scenario(steps)
        let json = try fixture.run("verify", "check", "--json").json()
        expect(json["files"]?[0]?["scenarios"]?[0]?["grade"]?.integer, is: grade, "\(json)")
    }

    @Test func `What still says TODO passes no check and is not registered`() throws {
        try fixture.bench.write(
            #"{"schema": "harness.verify/1", "scenarios": [{"id": "a", "proves": ["AC-1"], "why": "TODO: what this shows", "steps": [{"http": {"path": "/TODO"}, "expect": {"status": 200}}]}]}"#,
            to: "harness/scenarios/a.json")
        let result = fixture.run("verify", "check")
        expect(result.exit == 1 && result.errors.contains("'a' still holds a TODO"), "\(result.errors)")
        expect(result.output.contains("next: edit harness/scenarios/"), "\(result.output)")
        expect(result.output.contains("grade 0  a"), "\(result.output)")
        fixture.run("task-state", "init", "x")
        let registered = fixture.run("verify", "register", "harness/scenarios/a.json")
        expect(registered.exit == 65 && registered.errors.contains("'a' still holds a TODO: it would prove nothing"))
    }

    @Test func `A criterion that the task does not have is told of`() throws {
        try fixture.bench.write(
            #"{"schema": "harness.verify/1", "scenarios": [{"id": "a", "proves": ["AC-77"], "steps": [\#(Self.passing)]}]}"#,
            to: "harness/scenarios/a.json")
        let task = fixture.run("task-state", "init", "x").output.split(separator: "\n").first.map(String.init) ?? ""
        for words in [["verify", "check"], ["verify", "register", "harness/scenarios/a.json"]] {
            let result = fixture.run(words)
            expect(result.exit == 0 && result.errors.contains("'a' proves AC-77, and \(task) has AC-1"), "\(result)")
        }
    }

    @Test func `A registration is taken back for a reason`() throws {
        try fixture.scenario(Self.passing, id: "one")
        try fixture.scenario(Self.passing, id: "two")
        fixture.run("task-state", "init", "x")
        let (one, two) = ("harness/scenarios/one.json", "harness/scenarios/two.json")
        expect(fixture.run("verify", "register", "./\(one)", two).exit, is: 0)
        let bare = fixture.run("verify", "register", "--remove", one)
        expect(bare.exit == 64 && bare.errors.contains("a registration is taken back for a reason"))
        let unknown = fixture.run("verify", "register", "--remove", "x.json", "--reason", "r")
        expect(unknown.exit == 66 && unknown.errors.contains("x.json is not registered for"), "\(unknown)")
        expect(unknown.errors.contains("name one of: \(one), \(two)"), "\(unknown)")
        expect(fixture.run("verify", "register", "--remove", one, "--reason", "the wrong file").exit, is: 0)
        try fixture.environment(Self.cli)
        let report = try fixture.run("verify", "run", "--json").json()
        expect(report["task_specific_scenarios"]?.items?.map { $0["name"]?.string }, is: ["two"])
    }

    @Test func `A scenario file that is not there is guessed`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(Self.passing, id: "notes")
        for name in ["note.json", "harness/notes.json", "notes"] {
            let result = fixture.run("verify", "run", name)
            expect(result.exit, is: 66)
            expect(result.errors.contains("hint: did you mean 'harness/scenarios/notes.json'?"), "\(result.errors)")
        }
        expect(
            fixture.run("verify", "run", "zzzzzz.json").errors.contains("such as harness/scenarios/notes.json"))
    }

    // The record.

    @Test func `The doctor finds a run that is not what was recorded`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(Self.passing)
        expect(fixture.run("verify", "run").exit, is: 0)
        try expect(runs().grade, is: .ok)
        try sqlite("update run set outcome = 'fail'", without: "run_stays")
        try expect(runs().finding.contains("is not what was recorded of it"))
        try sqlite("update run set outcome = 'pass'")
        try expect(runs().grade, is: .ok)
        try sqlite(
            "update blob set bytes = x'7b7d' where hash = (select response from exchange)", without: "blob_stays")
        try expect(runs().finding.contains("was changed after it was recorded"))
        try sqlite("delete from exchange; delete from run", without: "run_lasts", "exchange_lasts")
        try expect(runs().finding.contains("is told of and is not there"))
    }

    @Test func `A run is not deleted`() throws {
        try fixture.environment(Self.cli)
        try fixture.scenario(Self.passing)
        expect(fixture.run("verify", "run").exit, is: 0)
        for (statement, message) in [
            ("delete from run", "a run is never deleted"), ("delete from exchange", "an exchange is never deleted"),
        ] {
            try expect(sqlite(statement).contains(message))
        }
    }

    @discardableResult
    private func sqlite(_ statements: String, without triggers: String...) throws -> String {
        let drops = triggers.map { "drop trigger if exists \($0); " }.joined()
        let line =
            "import sqlite3; d = sqlite3.connect('harness/state.db'); d.executescript(\"\"\"\(drops)\(statements)\"\"\")"
        return try fixture.bench.run(["python3", "-c", line]).errors.text
    }

    private func runs() throws -> Health {
        let system = Context.system()
        let context = Context(
            clock: system.clock, random: system.random, environment: Environment(), directory: fixture.bench.path,
            output: Output.Buffer().output(), errors: Output.Buffer().output())
        let check = try #require(VerifierTool.checks.first { $0.name == "runs" })
        return check.health(in: context, try Workspace.find(in: context))
    }
}

import HarnessKit
import TestSupport
import Testing

/// The one-file task of SKILL.md, typed as it stands there, by somebody who knows nothing else.
struct SkillWalkTests {
    let installation: Installation
    let bench: Workbench

    init() throws {
        installation = try Installation()
        bench = installation.bench
        try bench.write(Self.server, to: "project/app.py")
        try bench.write("# notes\n\n`python3 app.py PORT` starts it.\n", to: "project/AGENTS.md")
        try bench.shell("cd project && git init -q . && git add . && git -c user.name=t -c user.email=t@t commit -qm x")
    }

    private static let server = """
        import http.server, json, sys
        NOTES = {"1": {"title": "milk"}}
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                found = NOTES.get(self.path.rsplit("/", 1)[-1], [])
                body = json.dumps(found).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *words): pass
        http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
        """

    /// The commands of the table, from the text itself.
    private func taught() throws -> [String] {
        try Repository.text(of: "SKILL.md").split(separator: "\n")
            .filter { line in (1...6).contains { line.hasPrefix("| \($0) | ") } }
            .compactMap { line in
                line.split(separator: "`").first { $0.hasPrefix("harness-executor ") }.map(String.init)
            }
    }

    private func type(_ line: String) throws -> ProgramOutcome {
        var environment = Environment.inherited
        environment["PATH"] = "\(bench.path):\(environment["PATH"] ?? "")"
        let call = ProgramCall(["/bin/sh", "-c", line], in: bench.path / "project", environment: environment)
        return try call.runPlainly(clock: .system, deadline: .seconds(120))
    }

    @Test func `Six commands take a task of one file from its start to its end`() throws {
        let commands = try taught()
        try #require(commands.count == 6)
        try expect(type(commands[0]).output.text.hasSuffix("next: harness-executor bootstrap\n"))
        let prepared = try type("harness-executor bootstrap")
        expect(prepared.exit == .exited(0) && prepared.output.text.contains("still to be written:"))
        try bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "server", "start": {"argv": ["python3", "app.py", "{{port}}"]}}}"#,
            to: "project/harness/config/environment.json")
        try bench.write(
            #"{"schema": "harness.validation/1", "steps": [{"name": "compile", "kind": "build", "argv": ["python3", "-m", "py_compile", "app.py"]}]}"#,
            to: "project/harness/config/validation.json")

        let start = try type(commands[0])
        expect(start.output.text.contains("harness: there\n"))
        expect(
            start.output.text.hasSuffix(
                "next: harness-executor task-state init '404 for unknown notes' --criterion TEXT\n"))
        let begun = try type(commands[1])
        expect(begun.output.text.hasPrefix("404-for-unknown-notes-"))
        expect(begun.errors.text.hasSuffix("next: harness-executor verify init\n"))
        let drafted = try type(commands[2])
        expect(
            drafted.output.text.hasSuffix("next: harness-executor verify check\n"),
            "\(drafted.output.text)\(drafted.errors.text)")
        try bench.write(
            """
            {"schema": "harness.verify/1", "vars": {"ghost": {"fresh": "int"}}, "scenarios": [
              {"id": "known", "keeps": ["a known note is served"],
               "steps": [{"id": "milk", "http": {"path": "/notes/1"}, "expect": {"status": 200, "json": {"$.title": {"eq": "milk"}}}}]},
              {"id": "unknown", "proves": ["AC-1"],
               "steps": [{"id": "ghost", "http": {"path": "/notes/{{ghost}}"}, "expect": {"status": 404}}]}]}
            """, to: "project/harness/scenarios/404-for-unknown-notes.json")
        let checked = try type("harness-executor verify check")
        expect(checked.output.text.hasSuffix("next: \(commands[3])\n"), "\(checked.output.text)")
        let registered = try type(commands[3])
        expect(registered.exit, is: .exited(0), "\(registered.errors.text)")
        expect(registered.output.text.hasSuffix("next: \(commands[4])\n"))
        let red = try type(commands[4])
        expect(red.exit == .exited(1) && red.output.text.contains("expected  404"))
        expect(red.output.text.hasSuffix("next: harness-executor verify explain\n"))

        try bench.shell(
            "sed -i 's/, \\[\\])$/)/; s/response(200)/response(200 if found else 404)/' project/app.py")
        let green = try type(commands[4])
        expect(green.exit, is: .exited(0), "\(green.output.text)")
        expect(green.output.text.hasSuffix("next: harness-executor task-state complete --summary TEXT\n"))
        let done = try type(commands[5])
        expect(done.exit, is: .exited(0), "\(done.errors.text)")
        expect(done.output.text.hasPrefix("completed 404-for-unknown-notes-"))
        expect(done.output.text.contains("- app.py (changed)\n") && done.output.text.contains("- base: held\n"))
        // What it taught is there for the next one.
        try expect(
            bench.shell("cat project/harness/memory/episodes/*").output.text.contains(
                "one handler serves every path"))
    }
}

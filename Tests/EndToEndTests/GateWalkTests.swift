import HarnessKit
import TestSupport
import Testing

/// Whole tasks through the built programs: honest work completes, cheats do not.
@Suite(.timeLimit(.minutes(30))) struct GateWalkTests {
    let installation: Installation

    /// A small notes server whose unknown notes are answered with 200, and a task to mend that.
    init() throws {
        installation = try Installation()
        let source = try Repository.text(of: "Tests/servers/notes.py")
        try installation.bench.write(source, to: "good.py")
        try installation.bench.write(
            """
            {"schema": "harness.environment/1", "app": {"kind": "server", "ready": {"tcp": true},
              "start": {"argv": ["python3", "server.py", "--port", "{{port}}", "--database", "{{tmp}}/notes.db"]}, "stop": {"grace_s": 10}}}
            """, to: "project/harness/config/environment.json")
    }

    private func bash(_ script: String) throws -> String {
        var environment = Environment.inherited
        environment["PATH"] = "\(installation.bench.path):\(environment["PATH"] ?? "")"
        let outcome = try installation.bench.run(
            ["bash", "-c", "cd project\n\(script)"], environment: environment)
        return outcome.output.text + outcome.errors.text
    }

    /// The project before the work: every 404 is a 200.
    private let start = """
        sed 's/404/200/' ../good.py > server.py
        git init -q . && git config user.email a@b && git config user.name a && git add server.py && git commit -qm base
        task-state init "404 for unknown notes" --kind bugfix --criterion "an unknown note is answered with 404"
        """

    private let scenario = #"""
        cat > harness/scenarios/unknown.json << 'END'
        {"schema": "harness.verify/1", "vars": {"title": {"fresh": "word"}, "ghost": {"fresh": "int"}},
         "scenarios": [{"id": "unknown-is-404", "proves": ["AC-1"], "steps": [
           {"id": "create", "http": {"method": "POST", "path": "/notes", "json": {"title": "{{title}}"}},
            "expect": {"status": 201}, "capture": {"id": "$.id"}},
           {"id": "read", "http": {"path": "/notes/{{id}}"}, "expect": {"status": 200, "json": {"$.title": "{{title}}"}}},
           {"id": "ghost", "http": {"path": "/notes/{{ghost}}"}, "expect": {"status": 404}}]}]}
        END
        """#

    @Test func `Honest work on a bug completes, and each control is named`() throws {
        let text = try bash(
            """
            \(start)
            mkdir -p harness/scenarios
            \(scenario)
            verify register harness/scenarios/unknown.json
            verify run > /dev/null; echo "before: $?"
            cp ../good.py server.py
            verify run > /dev/null; echo "after: $?"
            task-state complete --summary "404" --json > answer; echo "complete: $?"
            python3 -c '
            import json
            d = json.load(open("answer"))
            print(d.get("level"), {c["name"]: c["outcome"] for c in d.get("controls", [])}, d.get("error"))
            print([(c["id"], c.get("grade"), c.get("failed_on_base")) for c in d.get("criteria", [])])'
            """)
        expect(text.contains("before: 1") && text.contains("after: 0") && text.contains("complete: 0"), "\(text)")
        expect(text.contains("('AC-1', 3, True)"), "\(text)")
        for control in [
            "'replay': 'held'", "'tree': 'held'", "'base': 'held'", "'strength': 'held'", "'stand-ins': 'held'",
        ] {
            expect(text.contains(control), "\(text)")
        }
    }
}

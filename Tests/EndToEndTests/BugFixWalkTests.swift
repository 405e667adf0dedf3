import HarnessKit
import TestSupport
import Testing

/// The way of a bug fix in SKILL.md, in a project of two Python files that nobody prepared.
struct BugFixWalkTests {
    let installation: Installation
    let bench: Workbench

    init() throws {
        installation = try Installation()
        bench = installation.bench
        try bench.write("def total(prices):\n    return int(sum(prices))\n", to: "project/notes.py")
        try bench.write(
            """
            import unittest
            import notes

            class Totals(unittest.TestCase):
                def test_whole(self):
                    self.assertEqual(notes.total([1, 2]), 3)

            """, to: "project/test_notes.py")
        try bench.shell("cd project && git init -q . && git add . && git -c user.name=t -c user.email=t@t commit -qm x")
    }

    private func type(_ line: String) throws -> ProgramOutcome {
        var environment = Environment.inherited
        environment["PATH"] = "\(bench.path):\(environment["PATH"] ?? "")"
        let call = ProgramCall(["/bin/sh", "-c", line], in: bench.path / "project", environment: environment)
        return try call.runPlainly(clock: .system, deadline: .seconds(240))
    }

    @Test func `A fresh bootstrap is enough to prove a bug fix by its test`() throws {
        let prepared = try type("harness-executor bootstrap")
        expect(prepared.output.text.contains("tried python3 -m unittest discover -v: passed\n"))
        let settings = try #require(try bench.text(of: "project/harness/config/environment.json"))
        expect(settings.contains(#""kind": "library""#) && settings.contains("nothing was found that serves"))
        try expect(
            type(#"harness-executor task-state init "cents are lost" --kind bugfix --criterion "3 x 0.10 is 0.30""#)
                .exit.isSuccess)
        try bench.shell(
            "printf '    def test_cents(self):\n        self.assertEqual(notes.total([0.25, 0.5]), 0.75)\n'"
                + " >> project/test_notes.py")
        let drafted = try type(#"harness-executor verify init --from-test "python3 -m unittest test_notes""#)
        expect(drafted.exit.isSuccess, "\(drafted.errors.text)")
        let registered = try type("harness-executor verify register harness/scenarios/cents-are-lost.json")
        expect(registered.exit.isSuccess && registered.output.text.contains("reproduced"), "\(registered.errors.text)")
        try bench.shell("sed -i 's/int(sum(prices))/sum(prices)/' project/notes.py")
        let green = try type("harness-executor verify run")
        expect(green.exit.isSuccess, "\(green.output.text)\(green.errors.text)")
        let done = try type("harness-executor task-state complete --summary 'cents are kept'")
        expect(done.exit.isSuccess, "\(done.errors.text)")
        expect(done.output.text.contains("- notes.py (changed)\n") && !done.output.text.contains("pycache"))
    }

    @Test func `Below the top it is said which project is meant, and how to choose the folder`() throws {
        try bench.shell("mkdir project/tool")
        let line =
            ", the top of the git work tree; for tool alone add '--project-root .'\n"
        for command in [
            "bootstrap --no-run", "start x", "task-state init x", "verify init --dry-run",
        ] {
            let outcome = try type("cd tool && harness-executor \(command)")
            expect(outcome.exit.isSuccess && outcome.errors.text.contains(line), "\(outcome.errors.text)")
        }
        expect(FileStatus(of: bench.path / "project/harness") != nil)
        let own = try type("cd tool && harness-executor bootstrap --project-root . --no-run")
        expect(own.exit.isSuccess && !own.errors.text.contains("the project is"))
        expect(FileStatus(of: bench.path / "project/tool/harness") != nil)
        try expect(!type("harness-executor start x").errors.text.contains("the project is"))
    }

    @Test func `The doctor sends nobody to scenarios of no task`() throws {
        try expect(type("harness-executor bootstrap").exit, is: .exited(0))
        try bench.write(
            #"{"schema": "harness.validation/1", "steps": [{"name": "t", "kind": "test", "argv": ["true"]}]}"#,
            to: "project/harness/config/validation.json")
        try bench.write("# x\n", to: "project/AGENTS.md")
        let idle = try type("harness-executor doctor").output.text
        expect(idle.contains("there is no scenario\n") && idle.contains("→ run 'harness-executor start TEXT'\n"))
        expect(idle.hasSuffix("next: harness-executor start TEXT\n"), "\(idle)")
        try expect(type("harness-executor task-state init x").exit, is: .exited(0))
        let open = try type("harness-executor doctor").output.text
        expect(open.contains("there is no scenario\n") && open.contains("→ run 'verify init'\n"), "\(open)")
    }

    @Test func `The doctor and the run say what a server without a start lacks`() throws {
        try bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "server"}}"#,
            to: "project/harness/config/environment.json")
        try bench.write(
            #"""
            {"schema": "harness.verify/1", "scenarios": [{"id": "t", "keeps": ["x"], "steps": [
              {"id": "t", "tests": {"argv": ["python3", "-m", "unittest"]}, "expect": {"counts": {"failed": 0}}}]}]}
            """#, to: "project/harness/scenarios/t.json")
        let doctor = try type("harness-executor doctor")
        expect(doctor.exit, is: .exited(1))
        expect(
            doctor.output.text.contains(
                "'verify run' refuses it: config/environment.json: the application is a server, "
                    + "and nothing says how it is started\n"))
        let start = #"{"kind": "server", "start": {"argv": ["no-such-server", "{{port}}"]}}"#
        let settings = try #require(try bench.text(of: "project/harness/config/environment.json"))
        try bench.write(
            #"{"schema": "harness.environment/1", "app": \#(start)}"#, to: "project/harness/config/environment.json")
        let lame = try type("harness-executor doctor").output.text
        expect(
            lame.contains("warn  environment.json  harness/config/environment.json: ")
                && lame.contains("no-such-server"))
        expect(lame.contains(#"→ install it, or change "start" there"#))
        try bench.write(settings, to: "project/harness/config/environment.json")
        let run = try type("harness-executor verify run harness/scenarios/t.json")
        expect(run.exit, is: .exited(65))
        for text in [doctor.output.text, run.errors.text] {
            expect(text.contains(#"or say "kind": "library" there if nothing of it serves ("cli" for a program)"#))
        }
    }
}

import HarnessKit
import TestSupport
import Testing

/// Projects that need what git ignores: how they are told to get V2, and how their receipts are replayed.
@Suite(.timeLimit(.minutes(30))) struct IgnoredInputsTests {
    private static let place = "harness/config/environment.json"

    /// A program that reads an ignored file, and a task that is done.
    private func stand(named name: String = ".venv/greeting") throws -> Stand {
        let stand = try Stand(.program)
        let folder = Path(name).parent?.description ?? "."
        try stand.sh("echo .venv >> .gitignore; git commit -qam ignored; mkdir -p \(folder); echo hello > \(name)")
        try stand.begin().plan()
        try stand.edit(
            "greet.py", "print(\"good day\")", "print(open(\"\(name)\").read().strip() + \", \" + sys.argv[1])")
        return stand
    }

    private func control(_ name: String, in outcome: Stand.Outcome) -> String? {
        let controls = (try? JSON.parse(outcome.output))?["receipts"]?[0]?["controls"]?.items
        return controls?.first { $0["name"]?.string == name }?["outcome"]?.string
    }

    @Test func `Whoever ends at V1 for want of an ignored folder is told the line that gives V2`() throws {
        let stand = try stand()
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.exit == 0 && outcome.output.contains("replayed (V1)"), "\(outcome.output)")
        let line = #"add "share": [".venv"] to "app" in harness/config/environment.json"#
        expect(outcome.errors.contains("a copy of the project lacks .venv, which git ignores"), "\(outcome.errors)")
        expect(outcome.errors.contains(line), "\(outcome.errors)")
        expect(outcome.errors.contains("'task-state reopen --task-id \(stand.task) --reason TEXT'"))
        // Just that does it.
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli", "share": [".venv"]}}"#, to: Self.place)
        expect(stand.run("task-state", "reopen", "--task-id", stand.task, "--reason", "for V2").exit, is: 0)
        let again = stand.complete()
        expect(again.exit == 0 && again.level == "V2", "\(again.summary)")
        expect(!again.warnings.contains("W_NOT_SHARED") && !again.warnings.contains("W_IGNORED_INPUT"))
    }

    @Test func `What the project's own folder lacks, a copy need not have`() throws {
        let stand = try stand()
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli", "share": [".venv", "node_modules"]}}"#,
            to: Self.place)
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(outcome.output.contains(#"'node_modules', which \"share\" names, is not there"#), "\(outcome.output)")
    }

    @Test func `Whoever waits is told that a copy fails, by what, and what is tried next`() throws {
        let stand = try stand()
        try stand.edit(
            "greet.py", "import sys\n",
            """
            import os
            import sys

            if not os.path.exists(".venv/greeting"):
                sys.exit("there is no greeting")

            """)
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.exit == 0 && outcome.output.contains("replayed (V1)"), "\(outcome.output)")
        let line = outcome.errors.split(separator: "\n").first { $0.contains("trying it in place") }
        expect(line?.hasPrefix("in a copy of the project this fails: 'work', "), is: true, "\(outcome.errors)")
    }

    @Test func `A policy that asks for V2 is told the same`() throws {
        let stand = try Stand(.program)
        try stand.bench.write(#"{"schema": "harness.policy/1", "min_level": "V2"}"#, to: "harness/config/policy.json")
        try stand.sh("echo .venv >> .gitignore; git commit -qam ignored; mkdir .venv; echo hello > .venv/greeting")
        try stand.begin().plan()
        try stand.edit(
            "greet.py", "print(\"good day\")", "print(open(\".venv/greeting\").read().strip() + \", \" + sys.argv[1])")
        let outcome = stand.complete()
        expect(outcome.codes, is: ["E_LEVEL"])
        expect(outcome.output.contains(#"add \"share\": [\".venv\"]"#), "\(outcome.output)")
    }

    @Test func `What was proved in the project's own folder is replayed there`() throws {
        let stand = try stand()
        expect(stand.complete().level, is: "V1")
        try stand.sh("git add -A; git commit -qm done")
        let replay = stand.run("verify", "audit", "--replay", "--min", "V1", "--json")
        expect(replay.exit == 0 && control("replay", in: replay) == "held", "\(replay.output) \(replay.errors)")
        expect(control("base", in: replay), is: "could-not-run")
        // What is broken there is found out there.
        try stand.edit("greet.py", "\", \"", "\": \"").sh("git commit -qam broken")
        let broken = stand.run("verify", "audit", "--replay", "--json")
        expect(broken.exit == 1 && control("replay", in: broken) == "failed", "\(broken.output)")
    }

    @Test func `A work tree that is not what is committed stands for nothing`() throws {
        let stand = try stand()
        expect(stand.complete().level, is: "V1")
        try stand.sh("git add -A; git commit -qm done; echo more > more.txt")
        let replay = stand.run("verify", "audit", "--replay", "--min", "V1", "--json")
        expect(replay.exit == 1 && control("replay", in: replay) == "could-not-run", "\(replay.output)")
        expect(replay.output.contains("'more.txt' in the work tree is not what is committed"), "\(replay.output)")
    }
}

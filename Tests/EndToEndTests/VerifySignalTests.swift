import HarnessKit
import TestSupport
import Testing

/// What becomes of a run that somebody interrupts.
@Suite(.timeLimit(.minutes(30))) struct VerifySignalTests {
    let installation: Installation

    init() throws {
        installation = try Installation()
        try installation.bench.write("", to: "AGENTS.md")
    }

    private func environment(_ app: String, more: String = "") throws {
        try installation.bench.write(
            #"{"schema": "harness.environment/1", "app": {\#(app)}\#(more)}"#, to: "harness/config/environment.json")
    }

    private func scenario(_ steps: String) throws {
        try installation.bench.write(
            #"{"schema": "harness.verify/1", "scenarios": [{"id": "s", "proves": ["AC-1"], "steps": [\#(steps)]}]}"#,
            to: "harness/scenarios/s.json")
    }

    /// Runs it, sends it TERM once the file `now` is there, and says how it ended.
    private func interrupted(_ words: String) throws -> String {
        try installation.bench.shell(
            """
            ./verify run \(words) > out 2> err & run=$!
            for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -e now ] && break; sleep 0.5; done
            sleep 0.5; kill -TERM $run; wait $run; echo $?; cat out err
            """
        ).output.text
    }

    @Test func `An interruption ends a clean-up that hangs, and is told as what it is`() throws {
        try environment(
            #""kind": "cli""#,
            more:
                #", "services": [{"name": "db", "external": true, "cleanup": [{"argv": ["sh", "-c", "touch now; sleep 60"]}, {"argv": ["touch", "after"]}]}]"#
        )
        try scenario(#"{"exec": {"argv": ["true"]}, "expect": {"exit": 0}}"#)
        let text = try interrupted("")
        expect(text.hasPrefix("143\n") && text.contains("interrupted by signal 15"), "\(text)")
        expect(!text.contains("a bug in the harness"))
        // The rest is cleaned up all the same.
        try expect(installation.bench.text(of: "after") != nil)
    }

    @Test func `What is kept running is shown and recorded before, and its end is no failure`() throws {
        try environment(
            #""kind": "server", "start": {"argv": ["python3", "-m", "http.server", "--bind", "127.0.0.1", "{{port}}"]}"#
        )
        try scenario(
            #"{"http": {"path": "/"}, "expect": {"status": 200}}, {"exec": {"argv": ["touch", "now"]}, "expect": {"exit": 0}}"#
        )
        let text = try interrupted("--keep-running")
        expect(text.hasPrefix("0\n"), "\(text)")
        expect(text.contains("running at http://localhost:"))
        expect(text.split(separator: "pass  s").count, is: 3, "\(text)")
        let explained = try installation.run("verify", "explain")
        expect(explained.output.text.contains("every scenario passed"), "\(explained.output.text)")
    }

    @Test func `A folder below the project finds it, also without git`() throws {
        try environment(#""kind": "cli""#)
        try scenario(#"{"exec": {"argv": ["true"]}, "expect": {"exit": 0}}"#)
        try installation.bench.shell("rm AGENTS.md; mkdir -p a/harness/b")
        let done = try installation.bench.shell("cd a/harness/b && ../../../verify run")
        expect(done.exit, is: .exited(0), "\(done.errors.text)")
        expect(done.output.text.contains("1 of 1 scenario passed"))
        try expect(installation.bench.shell("ls -A a/harness/b").output.text, is: "")
    }

    @Test func `What cannot be started is told with what mends it`() throws {
        try installation.bench.write("#!/bin/sh\n", to: "run.sh")
        try environment(#""kind": "cli", "build": [{"argv": ["./run.sh"]}]"#)
        try scenario(#"{"exec": {"argv": ["true"]}, "expect": {"exit": 0}}"#)
        let bare = try installation.run("verify", "run").errors.text
        expect(bare.contains("cannot run './run.sh': it is not executable"), "\(bare)")
        expect(bare.contains("hint: run 'chmod +x \(installation.bench.path)/run.sh'"), "\(bare)")
        try environment(#""kind": "cli", "build": [{"argv": ["true"], "cwd": "server"}]"#)
        let lost = try installation.run("verify", "run").errors.text
        expect(lost.contains("its folder \(installation.bench.path)/server: no such file or directory"), "\(lost)")
    }
}

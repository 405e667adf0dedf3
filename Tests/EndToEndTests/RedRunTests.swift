import HarnessKit
import TestSupport
import Testing

/// A scenario that is played before the work fails, as it should: nobody counts that as a failure.
@Suite(.timeLimit(.minutes(10))) struct RedRunTests {
    private let place: Installation

    init() throws {
        place = try Installation()
        try place.bench.write("echo good day\n", to: "greet.sh")
        try place.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#, to: "harness/config/environment.json")
        try place.bench.write(
            """
            {"schema": "harness.verify/1", "scenarios": [{"id": "greets", "proves": ["AC-1"], "steps": [
              {"exec": {"argv": ["sh", "greet.sh", "bob"]}, "expect": {"stdout": "hello bob\\n"}}]}]}
            """, to: "harness/scenarios/greets.json")
        try place.bench.shell("git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm base")
    }

    private func failures() throws -> [JSON] {
        try JSON.parse(try place.run("harness-executor", "report", "--json").output.text)["failures"]?.items ?? []
    }

    private func found() throws -> Int? {
        try JSON.parse(try place.run("harness-critic", "--json").output.text)["failures_analyzed"]?.integer
    }

    @Test func `A red run before the work is none, and one during it is`() throws {
        _ = try place.run("task-state", "init", "greet by name")
        _ = try place.run("verify", "register", "harness/scenarios/greets.json")
        for _ in 0..<2 {
            let run = try place.run("verify", "run")
            expect(run.exit, is: .exited(1), "\(run.output.text) \(run.errors.text)")
        }
        try expect(failures(), is: [])
        let before = try found()
        try place.bench.write("echo hello $2\n", to: "greet.sh")
        try expect(place.run("verify", "run").exit, is: .exited(1))
        try expect(failures(), is: [["kind": "run: a scenario failed", "count": 1]])
        try expect(found(), is: (before ?? 0) + 1)
        try place.bench.write("echo hello $1\n", to: "greet.sh")
        try expect(place.run("verify", "run").exit, is: .exited(0))
        // The same bytes as at first, and a step back by now.
        try place.bench.write("echo good day\n", to: "greet.sh")
        try expect(place.run("verify", "run").exit, is: .exited(1))
        try expect(failures(), is: [["kind": "run: a scenario failed", "count": 2]])
    }
}

import HarnessKit
import TestSupport
import Testing

/// What is said everywhere else once `complete` has refused.
@Suite(.timeLimit(.minutes(30))) struct AfterRefusalTests {
    private func next(_ text: String) -> String? { (try? JSON.parse(text))?["next"]?.string }

    @Test func `Hooks name the command that the refusal named`() throws {
        let project = try HookFixture()
        try project.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#, to: "harness/config/environment.json")
        let id = project.begin()
        try project.bench.write("two\n", to: "a.txt")
        let refused = project.run(["task-state", "complete", "--summary", "done"])
        expect(refused.exit == 1 && refused.errors.contains("E_NO_SCENARIO"), "\(refused.errors)")
        let command = try #require(next(project.run(["task-state", "show", "--json"]).output))
        expect(command.hasPrefix("verify init"), "\(command)")
        let stop = project.stop()
        expect(stop.exit == 2 && stop.errors.contains("\nnext: harness-executor \(command)\n"), "\(stop.errors)")
        let start = project.run(
            ["harness-executor", "hook", "session-start"],
            input: project.input("SessionStart", session: "s-2", ["source": "resume"]))
        expect(start.output.contains("\n  next: harness-executor \(command)\n"), "\(start.output)")
        expect(start.output.contains(id))
    }

    @Test func `The overview names it too, and what was refused`() throws {
        let stand = try Stand(.program)
        try stand.begin().plan()
        let refused = stand.complete()
        expect(Set(refused.codes), is: ["E_REPLAY_FAILED"], "\(refused.summary)")
        let command = try #require(next(stand.run("task-state", "show", "--json").output))
        expect(command.hasPrefix("verify explain r-"), "\(command)")
        for word in ["", " --line"] {
            let page = try stand.sh("'\(Repository.program)' status\(word)")
            expect(page.contains("next: \(command)"), "\(page)")
        }
        expect(next(try stand.sh("'\(Repository.program)' status --json")), is: command)
        // Once it has ended, nothing is left to be done.
        let outcome = try stand.work().complete()
        expect(outcome.exit, is: 0, "\(outcome.summary)")
        try expect(!stand.sh("'\(Repository.program)' status").contains("verify explain"))
    }
}

import HarnessKit
import TestSupport
import Testing

/// `max_failed_attempts` of a policy: after so many refusals somebody looks.
struct AttemptLimitTests {
    let project: HookFixture

    init() throws {
        project = try HookFixture()
    }

    /// Begins a task of documentation, which is refused as long as nothing changed.
    private func begin(mostFailed: Int) throws -> String {
        try project.bench.write(
            #"{"schema": "harness.policy/1", "max_failed_attempts": \#(mostFailed)}"#, to: "harness/config/policy.json")
        let begun = project.run(["task-state", "init", "words", "--kind", "docs"])
        return begun.output.split(separator: "\n").first.map(String.init) ?? ""
    }

    private func complete(_ words: String...) -> HookFixture.Outcome {
        project.run(["task-state", "complete", "--summary", "done"] + words)
    }

    @Test func `After so many refusals a person looks`() throws {
        let id = try begin(mostFailed: 2)
        expect(complete().errors.contains("E_KIND nothing has changed"))
        let second = complete()
        let words = "the gate refused it 2 times: the policy has a person look at it"
        expect(second.exit == 1 && second.errors.contains("E_KIND"))
        expect(
            second.errors.contains("it is blocked now: \(words), who then runs 'task-state reopen --task-id \(id) "))
        expect(project.run(["task-state", "show"]).output.contains("\nblocked: \(words)\n"))
        // Mended or not: first somebody takes it up.
        try project.bench.write("x\n", to: "a.md")
        let third = complete("--task-id", id)
        expect(third.exit, is: 1)
        expect(
            third.errors,
            is: """
                task-state: \(id) is not examined again: E_ATTEMPTS \(words)
                hint: have somebody read 'task-state log --task-id \(id)' and then run \
                'task-state reopen --task-id \(id) --reason TEXT'

                """)
        let json = try JSON.parse(complete("--json").output)
        expect(json["error"]?["codes"], is: ["E_ATTEMPTS"])
        expect(project.run(["task-state", "reopen", "--reason", "I looked"]).exit, is: 0)
        expect(complete().exit, is: 0)
        expect(project.run(["task-state", "log", "--task-id", id]).output.contains("task.reopened  I looked\n"))
    }

    @Test func `The honest exit stays open, and without a policy nobody is stopped`() throws {
        let id = try begin(mostFailed: 1)
        expect(complete().exit, is: 1)
        expect(complete().errors.contains("E_ATTEMPTS"))
        let end = complete("--task-id", id, "--unverified", "out-of-budget", "--reason", "x")
        expect(end.exit == 0 && end.output.hasPrefix("completed-unverified"), "\(end.errors)")
        try project.bench.shell("rm harness/config/policy.json")
        project.run(["task-state", "init", "words", "--kind", "docs"])
        for _ in 1...4 { expect(complete().errors.contains("E_KIND")) }
    }
}

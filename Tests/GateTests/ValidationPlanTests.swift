import HarnessKit
import TestSupport
import Testing

/// What `complete` does with the steps that build, lint and test.
@Suite(.timeLimit(.minutes(30))) struct ValidationPlanTests {
    @Test func `What the gate's own steps came to is what is recorded of them`() throws {
        let stand = try Stand(.library).begin().plan().work()
        expect(stand.complete().level, is: "V2")
        let summary = stand.run("task-state", "summary").output
        expect(summary.contains("Build, lint and test:\n- test pass at "), "\(summary)")
        let result = try #require(try stand.bench.text(of: "harness/tasks/\(stand.task)/state/result.json"))
        try expect(JSON.parse(result)["validation"]?["outcome"], is: "pass")
    }

    @Test func `Tests that fail, and that nothing runs any more, are named with the way back`() throws {
        let stand = try Stand(.library).begin().plan(Cheat.newTestAlone).work()
        try stand.edit("calc.py", "return a + b", "return a + b if b else 0")
        try stand.validate(with: "")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.exit, is: 1)
        expect(
            outcome.errors.contains("E_VALIDATION 'test' fails (python3 -m unittest -v), and passed before the work"))
        expect(outcome.errors.contains("mend what it says, and put that step back into validation.json"))
    }

    @Test func `A policy that asks for what counts without one is no change, and another is`() throws {
        for (demand, isTold) in [("", false), (#", "min_level": "V0""#, true)] {
            let stand = try Stand(.program).begin().plan().work()
            try stand.bench.write(
                "{\"schema\": \"harness.policy/1\"\(demand)} // as it was\n", to: "harness/config/policy.json")
            let outcome = stand.complete()
            expect(outcome.exit == 0 && outcome.warnings.contains("W_POLICY") == isTold, "\(outcome.summary)")
        }
    }

    @Test func `A scenario that holds a TODO is refused before anything runs`() throws {
        let stand = try Stand(.program).begin().plan().work()
        try stand.edit("harness/scenarios/work.json", #"hello, {{name}}\n"#, "TODO: what it prints of {{name}}")
        let outcome = stand.run("task-state", "complete", "--summary", "done")
        expect(outcome.exit, is: 1)
        expect(
            outcome.errors.contains("'work' of harness/scenarios/work.json still holds a TODO"), "\(outcome.errors)")
        expect(
            outcome.errors.contains("write what it says TODO for, then 'verify register harness/scenarios/work.json'"))
        expect(!outcome.errors.contains("E_REPLAY_FAILED"), "\(outcome.errors)")
    }
}

import TestSupport
import Testing

/// What is said of a task that must not change what can be seen.
@Suite(.timeLimit(.minutes(30))) struct KeptBehaviourTests {
    @Test(arguments: [true, false]) func `A summary says what was asked for, and no more`(isProved: Bool) throws {
        let stand = try Stand(.program)
        let criterion = isProved ? ["--criterion", "the greeting stays"] : ["-d", "words are put together"]
        _ = stand.run(["task-state", "init", "tidy", "--kind", "refactor"] + criterion)
        try stand.plan(
            #"{"exec": {"argv": ["python3", "greet.py"]}, "expect": {"stdout": "good day\n"}}"#,
            proves: isProved ? #""proves": ["AC-1"]"# : #""keeps": ["the greeting"]"#)
        let outcome = try stand.edit("greet.py", "print(\"good day\")", "print(*[\"good\", \"day\"])").complete()
        expect(outcome.level, is: "V2", "\(outcome.summary)")
        let page = stand.run("task-state", "summary", "--format", "pr").output
        expect(page.contains("**Proved** (V2): behaviour is what it was before the work."), "\(page)")
        let row =
            isProved
            ? "AC-1 the greeting stays | green | green | - | `work` |" : "words are put together | not asked | - |"
        expect(page.contains(row), "\(page)")
    }
}

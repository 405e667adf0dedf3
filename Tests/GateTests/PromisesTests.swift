import HarnessKit
import TestSupport
import Testing

/// What a task promised stays asked for, whatever its kind is called.
@Suite(.timeLimit(.minutes(30))) struct PromisesTests {
    private static let old =
        #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"stdout": "good day\n"}}"#
    private static let keeping = #""keeps": ["the greeting"]"#

    @Test func `A criterion of a chore that nothing shows keeps it from being called proved`() throws {
        let stand = try Stand(.program).begin("--kind", "chore")
        try stand.plan(Self.old, proves: Self.keeping).edit(
            "greet.py", "import sys", "import sys\n\nNAMES = sys.argv[1:]")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V1", "\(outcome.summary)")
        expect(outcome.shortcomings, is: ["promises: no scenario shows AC-1: who is named is greeted by that name"])
        expect(outcome.warnings.contains("W_PROMISES"))
        expect(outcome.output.contains(#""for V2 write a scenario that proves each criterion""#), "\(outcome.output)")
        let summary = stand.run("task-state", "summary", "--task-id", stand.task).output
        expect(summary.contains("- AC-1: no scenario shows it") && !summary.contains("proved"), "\(summary)")
    }

    @Test func `A feature that is made a chore is proved no more than it was`() throws {
        let stand = try Stand(.program).begin()
        try stand.plan(Self.old).edit("greet.py", "import sys", "import sys\n\nNAMES = sys.argv[1:]")
        expect(stand.complete().codes.contains("E_BASE_PASSES"))
        stand.run("task-state", "amend", "--kind", "chore", "--reason", "it is one")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V1", "\(outcome.summary)")
        expect(
            outcome.shortcomings, is: ["promises: it began as a feature and was made a chore, of which less is asked"])
        let hint = "for V2 begin such a task as what it is: 'task-state init NAME --kind chore'"
        expect(outcome.output.contains(hint) && !outcome.output.contains("each criterion"), "\(outcome.output)")
    }

    @Test func `A refactoring without criteria is proved by what it keeps, and counts none`() throws {
        let stand = try Stand(.program)
        let task = stand.run("task-state", "init", "tidy", "--kind", "refactor").output
        try stand.plan(Self.old, proves: Self.keeping).edit(
            "greet.py", "import sys", "import sys\n\nNAMES = sys.argv[1:]")
        let outcome = stand.run("task-state", "complete", "--summary", "tidied")
        expect(
            outcome.exit == 0 && outcome.output.contains(" proved (V2): 2 runs"), "\(outcome.output)\(outcome.errors)")
        expect(!outcome.output.contains("criterion") && !outcome.output.contains("AC-1"), "\(outcome.output) \(task)")
    }
}

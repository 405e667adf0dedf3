import HarnessKit
import TestSupport
import Testing

/// Work that stood in a commit before the task began.
@Suite(.timeLimit(.minutes(30))) struct EarlierWorkTests {
    private static let past = "GIT_COMMITTER_DATE='2020-01-01T00:00:00Z'"

    @Test func `A branch that is merged is named, and what was reset is found too`() throws {
        for forgotten in [false, true] {
            let stand = try Stand(.program)
            try stand.work().sh("git add -A && \(Self.past) git commit -qm 'greet by name'")
            let commit = try stand.sh("git rev-parse HEAD").prefix(12)
            try stand.sh("\(forgotten ? "" : "git branch done; ")git reset -q --hard HEAD~1")
            try stand.begin().plan().work()
            let outcome = stand.run("task-state", "complete", "--summary", "done")
            let words =
                "W_EARLIER_COMMIT: 1 of 1 lines that are new since the task began stand in commit \(commit) "
                + "('greet by name'), which was there before it"
            expect(outcome.exit == 0 && outcome.errors.contains(words), "\(outcome.output) \(outcome.errors)")
        }
    }

    @Test func `What is mostly new is nobody else's`() throws {
        let stand = try Stand(.program)
        try stand.sh("git checkout -q -b other")
        try stand.edit("greet.py", "print(\"good day\")", "name = sys.argv[1]\nprint(\"welcome\")")
        try stand.sh("\(Self.past) git commit -qam other && git checkout -q -")
        try stand.begin().plan()
        try stand.edit("greet.py", "print(\"good day\")", "name = sys.argv[1]\nprint(\"hello, \" + name)")
        let outcome = stand.complete()
        expect(outcome.level == "V2" && !outcome.warnings.contains("W_EARLIER_COMMIT"), "\(outcome.summary)")
    }
}

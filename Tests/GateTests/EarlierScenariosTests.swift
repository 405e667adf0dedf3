import HarnessKit
import TestSupport
import Testing

/// Scenarios of earlier tasks are played again, and have criteria of the same numbers.
@Suite(.timeLimit(.minutes(30))) struct EarlierScenariosTests {
    /// Its numbers go on from those of a task long ago.
    @Test func `A weak scenario of an earlier task is no fault of this one`() throws {
        let stand = try Stand(.server)
        try stand.write(
            #"{"http": {"method": "POST", "path": "/notes", "json": {"title": "{{title}}"}}, "expect": {"status": 201, "json": {"$.title": "{{title}}"}}}"#,
            proves: #""proves": ["AC-5"]"#, named: "long-ago")
        try stand.sh("git add -A && git commit -qm long-ago")
        let outcome = try stand.begin().plan().work().complete()
        #expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }
}

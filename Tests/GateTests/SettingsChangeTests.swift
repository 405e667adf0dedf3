import HarnessKit
import TestSupport
import Testing

/// Settings that were changed during a task, and those that were not.
@Suite(.timeLimit(.minutes(30))) struct SettingsChangeTests {
    @Test func `A validation that holds a secret is no changed one`() throws {
        let stand = try Stand(.library)
        let secret = "ghp_" + String(repeating: "a1B2", count: 9)
        try stand.edit(
            "harness/config/validation.json", "\"kind\": \"test\"",
            "\"kind\": \"test\", \"env\": {\"TOKEN\": \"\(secret)\"}")
        try stand.sh("git commit -qam token")
        let outcome = try stand.begin().plan().work().complete()
        expect(outcome.level, is: "V2", "\(outcome.summary)")
        expect(!outcome.warnings.contains("W_VALIDATION_CHANGED"), "\(outcome.warnings)")
    }

    @Test func `What was changed is told by where it stands`() throws {
        let stand = try Stand(.library).begin()
        try stand.plan().work().edit("harness/config/validation.json", "\"-v\"", "\"-v\", \"-b\"")
        let outcome = stand.complete()
        expect(outcome.warnings.contains("W_VALIDATION_CHANGED"), "\(outcome.summary)")
        let told = stand.run("task-state", "summary", "--task-id", stand.task, "--format", "pr").output
        expect(told.contains("validation.json was changed during the task: steps"), "\(told)")
    }
}

import HarnessKit
import Ledger

/// What the project's commands need of modules on their own floor.
package struct Siblings: Sendable {
    /// `environment.json` as it can be written from what is found.
    package var environment: @Sendable (Workspace) throws -> ProposedFile
    /// Reads what a test step says of its tests.
    package var readTests: TestReading
    /// What earlier tasks taught that fits a text, the best first, within a budget.
    package var lessons: @Sendable (String, Workspace, Context) throws -> [String]
    /// What the other modules look at in `doctor`.
    package var checks: [Check]

    package init(
        environment: @escaping @Sendable (Workspace) throws -> ProposedFile,
        readTests: @escaping TestReading = { _ in throw Failure(.unavailable, "nothing reads test results") },
        lessons: @escaping @Sendable (String, Workspace, Context) throws -> [String] = { _, _, _ in [] },
        checks: [Check] = []
    ) {
        self.environment = environment
        self.readTests = readTests
        self.lessons = lessons
        self.checks = checks
    }
}

/// A file's text, and what somebody has to write into it, a line each.
package struct ProposedFile: Sendable {
    package let text: String
    package let missing: [String]
    /// The text where nothing is found.
    package let nothing: String

    package init(text: String, missing: [String], nothing: String) {
        self.text = text
        self.missing = missing
        self.nothing = nothing
    }
}

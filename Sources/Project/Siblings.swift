import HarnessKit
import Ledger

/// What the project's commands need of modules on their own floor.
package struct Siblings: Sendable {
    /// `environment.json` as it can be written from what is found.
    package var environment: @Sendable (Workspace) throws -> ProposedFile
    /// What a test run's output says of its tests, where its runner is known.
    package var countTests: @Sendable (Bytes, Bytes) -> CountedTests?
    /// What earlier tasks taught that fits a text.
    package var lessons: @Sendable (String, Workspace) throws -> [String]
    /// The digest of the work tree's bytes, where one can be taken.
    package var manifest: @Sendable (TaskStore) throws -> Digest?
    /// What the other modules look at in `doctor`.
    package var checks: [Check]

    package init(
        environment: @escaping @Sendable (Workspace) throws -> ProposedFile,
        countTests: @escaping @Sendable (Bytes, Bytes) -> CountedTests? = { _, _ in nil },
        lessons: @escaping @Sendable (String, Workspace) throws -> [String] = { _, _ in [] },
        manifest: @escaping @Sendable (TaskStore) throws -> Digest? = { _ in nil }, checks: [Check] = []
    ) {
        self.environment = environment
        self.countTests = countTests
        self.lessons = lessons
        self.manifest = manifest
        self.checks = checks
    }
}

/// A file's text, and what somebody has to write into it, a line each.
package struct ProposedFile: Sendable {
    package let text: String
    package let missing: [String]

    package init(text: String, missing: [String]) {
        self.text = text
        self.missing = missing
    }
}

import HarnessKit

/// One thing that went wrong, whoever recorded it.
package struct Incident: Sendable {
    /// What went wrong, as far as rules must know.
    package enum Kind: String, CaseIterable, Sendable {
        case lint, build, test, verify, validation, refusal, attempt, block, reopen, restore, retry, ending, other

        static let inOrder = allCases

        /// Its place among all kinds.
        var number: Int { Self.inOrder.firstIndex(of: self) ?? 0 }
    }

    package var kind = Kind.other
    /// Its type as it was recorded: what a summary counts by.
    package var type = "unknown"
    package var at: Date?
    package var message = ""
    package var file: String?
    package var line: Int?
    /// The linter's rule, or the word of a refusal or of a run.
    package var rule: String?
    package var task: String?
    package var phase: Int?
    /// The scenario that failed.
    package var scenario: String?
    package var attemptedFix: String?
    package var outcome: String?
    package var seconds: Double?

    package init() {}

    package init(
        _ kind: Kind, _ message: String, at: Date? = nil, file: String? = nil, rule: String? = nil,
        task: String? = nil, phase: Int? = nil, scenario: String? = nil
    ) {
        self.kind = kind
        type = kind.rawValue
        self.message = message
        self.at = at
        self.file = file
        self.rule = rule
        self.task = task
        self.phase = phase
        self.scenario = scenario
    }
}

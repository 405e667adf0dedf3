import HarnessKit

/// One thing that was expected, what was found, and whether they agree.
package struct Assertion: JSONRecord {
    package static let title = "an assertion"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("subject", \.subject, "what was looked at: status, $.title, stdout"),
        .required("expected", \.expected, "what it must be"), .required("found", \.found, "what it was"),
        .required("passed", \.hasPassed, "whether they agree"),
    ]

    package var subject = ""
    package var expected = ""
    package var found = ""
    package var hasPassed = false

    package init() {}

    init(_ subject: String, expected: String, found: String, hasPassed: Bool) {
        self.subject = subject
        self.expected = Self.shortened(expected)
        self.found = Self.shortened(found)
        self.hasPassed = hasPassed
    }

    /// What stands for the tests that were named and of which nothing was heard.
    static let noSuchTest = "no such test"

    /// How it begins where a request has nobody to go to.
    static let noApplication = "there is no application to send anything to"

    /// Whether nothing ran that could have failed: the program did not, or the named test was not there.
    package var sawNothing: Bool {
        !hasPassed && (expected == "an answer" || found.hasPrefix(Self.noSuchTest) || isWithoutApplication)
    }

    /// Whether the step had nobody to turn to, before and after whatever work.
    private var isWithoutApplication: Bool { expected == "to be done" && found.hasPrefix(Self.noApplication) }

    var line: String {
        hasPassed ? "\(subject) \(expected)" : "\(subject): expected \(expected), found \(found)"
    }

    /// Enough to see what it is; the whole stands in the exchange.
    private static func shortened(_ text: String) -> String {
        text.utf8.count <= 2000 ? text : "\(text.prefix(1200)) … (\(text.utf8.count) bytes)"
    }
}

import HarnessKit

/// A revision that somebody named as what a task's work is compared with, in place of its start.
package struct ChosenBase: JSONRecord {
    package static let title = "a chosen base"
    /// A newer program may have added to it.
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("revision", \.revision, "what was typed"),
        .required("commit", \.commit, "the commit of the project that it was then"),
        .required("snapshot", \.snapshot, "that commit's files, in our own repository"),
    ]

    package var revision = ""
    package var commit = ""
    package var snapshot = ""

    package init() {}

    /// For people: what was typed, and what it was.
    package var words: String { "\(revision) (\(commit.prefix(12)))" }
}

import HarnessKit

/// Something worth finding again: an episode, a lesson, a fact or a procedure.
package struct Entry: JSONRecord {
    package static let title = "an entry"
    package static let isClosed = false
    package static let alternatives: [[String]] = []
    package static let fields: [Field<Self>] = [
        .required("id", \.id, "what it is called"),
        .required("type", \.type, "episodic, semantic or procedural"),
        .defaulted("task", \.task, "what it is about, in a line"),
        .optional("task_id", \.taskID, "the task it came from"),
        .optional("session", \.session, "what it belongs to, where that is not the task"),
        .optional("outcome", \.outcome, "how it went"),
        .defaulted("abandoned", \.isAbandoned, "whether nobody wanted it any more"),
        .required("at", \.milliseconds, "when, in milliseconds since 1970"),
        .defaulted("lessons", \.lessons, "what is worth remembering"),
        .defaulted("details", \.details, "what else is told"),
        .defaulted("files", \.files, "which files it touches"),
        .optional("when", \.trigger, "when it is of use"),
        .defaulted("aliases", \.aliases, "other words for it"),
        .optional("supersedes", \.supersedes, "the entry it takes the place of"),
        .optional("verify", \.verify, "a command that shows whether it still holds"),
        .optional("expires", \.expires, "until when it counts, in milliseconds since 1970"),
        .optional("commit", \.commit, "what was checked out"),
        .optional("author", \.author, "who wrote it down"),
        .optional("success_rate", \.successRate, "how often a procedure worked: n/m"),
        .defaulted("steps", \.steps, "what to do, in order"),
        .optional("last_used", \.lastUsed, "when a procedure was last used"),
        .optional("validation", \.validation, "how one knows that a procedure worked"),
        .defaulted("source", \.source, "the file it stands in"),
    ]

    package var id = ""
    package var type = EntryType.episodic
    package var task = ""
    package var taskID: String?
    package var session: String?
    package var outcome: Outcome?
    package var isAbandoned = false
    package var milliseconds = 0
    package var lessons: [String] = []
    package var details: [String] = []
    package var files: [String] = []
    package var trigger: String?
    package var aliases: [String] = []
    package var supersedes: String?
    package var verify: String?
    package var expires: Int?
    package var commit: String?
    package var author: String?
    package var successRate: String?
    package var steps: [String] = []
    package var lastUsed: String?
    package var validation: String?
    package var source = ""

    package init() {}

    package var at: Date { Date(milliseconds: milliseconds) }

    /// What groups it with others that happened together.
    var group: String? { session ?? taskID }

    /// The line that stands for it.
    var headline: String { task.isEmpty ? lessons.first ?? details.first ?? id : task }

    /// The share of uses in which a procedure worked; nil where nobody counted.
    var success: Double? {
        guard let parts = successRate?.split(separator: "/"), parts.count == 2, let worked = Double(parts[0]),
            let all = Double(parts[1]), all > 0
        else { return nil }
        return worked / all
    }
}

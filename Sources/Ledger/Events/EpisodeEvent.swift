import HarnessKit

/// What a finished task leaves for memory; its line in the day's file is made from this.
package struct EpisodeRecorded: EventBody {
    package static let kind = "episode"
    package static let fields: [Field<Self>] = [
        .required("task", \.task, "what the task was"),
        .required("task_id", \.taskID, "its id"),
        .required("outcome", \.outcome, "success, partial or failure"),
        .required("timestamp", \.timestamp, "when it ended"),
        .defaulted("lessons", \.lessons, "what is worth remembering"),
        .defaulted("files", \.files, "which files it touched"),
        .defaulted("kind", \.taskKind, "what sort of change it was"),
        .defaulted("key_events", \.keyEvents, "what happened on the way"),
    ]

    package var task = ""
    package var taskID = ""
    package var outcome = ""
    package var timestamp = ""
    package var lessons: [JSON] = []
    package var files: [String] = []
    package var taskKind = TaskKind.feature
    package var keyEvents: [JSON] = []

    package init() {}
}

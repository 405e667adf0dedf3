import HarnessKit
import Ledger

/// What a finished task leaves for memory.
enum Episode {
    static func of(_ task: TaskRecord, endingWith ending: TaskEnded, at moment: Date) -> EpisodeRecorded {
        var episode = EpisodeRecorded()
        episode.task = task.title
        episode.taskID = task.id.text
        episode.outcome =
            switch ending.status {
            case .completed: "success"
            case .completedUnverified: "partial"
            default: "failure"
            }
        episode.timestamp = moment.iso8601
        episode.lessons = ending.lessons
        let files = task.filesChanged + task.filesCreated + ending.filesChanged + ending.filesCreated
        var seen: Set<String> = []
        episode.files = files.filter { seen.insert($0).inserted }
        episode.taskKind = task.kind
        // What was asked and what came of it is how somebody will look for it.
        var told: Set = [task.title]
        if let reason = ending.reason ?? task.blockedBecause {
            episode.keyEvents = [["event": ending.status.json, "details": .string(reason)]]
            told.insert(reason)
        }
        for (event, text) in [("summary", ending.summary)] + task.criteria.map({ ("criterion", $0) })
        where !text.isEmpty && told.insert(text).inserted {
            episode.keyEvents.append(["event": .string(event), "details": .string(text)])
        }
        return episode
    }
}

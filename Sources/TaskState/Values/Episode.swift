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
        if let reason = ending.reason ?? task.blockedBecause {
            episode.keyEvents = [["event": ending.status.json, "details": .string(reason)]]
        }
        return episode
    }
}

import HarnessKit

/// The file of a phase, as the events may have made it.
///
/// It is written once the phase is done, again with every event while that is the last one, and where it is lost; what
/// it says of the whole task is then of that moment.
package struct PhaseFile {
    package let name: String
    private let checkpoint: (body: PhaseCheckpointed, at: Date)
    private let task: TaskRecord
    private let contexts: ArraySlice<JSON>

    /// As of when the phase was done.
    package var json: JSON { TaskFiles(task: task).checkpointFile(checkpoint, with: contexts.first) }

    package func canBe(_ found: JSON) -> Bool {
        contexts.contains { TaskFiles(task: task).checkpointFile(checkpoint, with: $0) == found }
    }

    /// The files of all phases that are done.
    package static func all(of id: TaskID, after events: [Event]) throws -> [PhaseFile] {
        guard let first = events.first, var task = try TaskRecord(id: id, events: [first]) else { return [] }
        var (contexts, starts): ([JSON], [Int: Int]) = ([], [:])
        for event in events.dropFirst() {
            try task.fold([event])
            guard let phase = task.checkpoints.last?.body.phase, changing.contains(event.kind) else { continue }
            // A phase that is done again has another file from then on.
            if event.kind == PhaseCheckpointed.kind { starts[phase] = contexts.count }
            contexts.append(TaskFiles(task: task).contextFile)
        }
        return task.checkpoints.map { checkpoint in
            PhaseFile(
                name: "checkpoints/phase-\(checkpoint.body.phase).json", checkpoint: checkpoint, task: task,
                contexts: contexts[(starts[checkpoint.body.phase] ?? 0)...])
        }
    }

    private static let changing = [PhaseCheckpointed.kind, TaskEnded.kind, TaskReopened.kind]
}

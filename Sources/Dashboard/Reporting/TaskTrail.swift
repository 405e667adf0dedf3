import HarnessKit
import Ledger

/// A task with all that happened to it, read once and without its chain.
struct TaskTrail {
    struct Happening {
        let kind: String
        let at: Date
        let words: EventWords
    }

    let task: TaskLine
    let place: String?
    var happenings: [Happening] = []
    /// How often the gate refused.
    var refusals = 0

    var proof: ProofWord? { task.status.isFinal ? task.proof : nil }
    /// The try at which the gate let it through; nil where it did not.
    var tries: Int? { proof?.isVerified == true ? refusals + 1 : nil }
    var moment: Date { task.ended ?? task.updated }

    var json: JSON {
        .members([
            "task_id": .string(task.id.text), "task": .string(task.name), "kind": .string(task.kind),
            "status": task.status.json, "proof": proof.map { .string($0.rawValue) },
            "level": task.level.map(JSON.string), "started": .string(task.started.iso8601),
            "ended": task.ended.map { .string($0.iso8601) }, "refusals": .integer(refusals),
            "events": .integer(happenings.count), "place": place.map(JSON.string),
        ])
    }
}

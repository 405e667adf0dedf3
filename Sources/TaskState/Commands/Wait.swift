import HarnessKit
import Ledger

/// Follows a `complete` that another process is at.
struct Wait: Command {
    static let name = "wait"
    static let summary = "follows a 'complete' that is under way elsewhere"
    static let notes = "Exit status 0 means that the task is completed, 1 that it is not, or not proved."
    static let parameters: [Parameter<Self>] = [
        .option("--timeout", value: "SECONDS", to: \.limit, "how long to wait; without end where nothing is said"),
        .taskID(to: \.taskID),
    ]

    var limit: Seconds?
    var taskID: TaskID?

    /// It ended without a verdict: what it printed last says why.
    private func unanswered(_ id: TaskID, in store: TaskStore) -> Failure {
        let log =
            RelativePath("tasks/\(id)/complete.log").flatMap { try? Folder(store.workspace.harness).read($0) } ?? nil
        let lines = String(decoding: log ?? [], as: UTF8.self).split(separator: "\n").suffix(3).map(String.init)
        return Failure(
            .no, "nobody completes \(id), and it is not done",
            hint: "run 'task-state complete --task-id \(id) --summary TEXT'",
            details: lines)
    }

    func run(in context: Context) throws -> Answer {
        let store = try TaskStore.existing(in: context)
        let id = try store.resolve(taskID)
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let progress = Progress(context)
        let end = limit.map { loop.now + $0.duration }
        let refused = try store.task(id).refusals.count
        var last: ProcessIdentity?
        while let holder = try store.ledger.holder(of: "complete/\(id)") {
            if let end, loop.now >= end {
                throw Failure(
                    .busy, "'task-state complete' of \(id) is still under way (process \(holder.number))",
                    hint: "run 'task-state wait --task-id \(id)' again")
            }
            last = holder
            progress.update("waiting for process \(holder.number), which completes \(id)")
            try withExtendedLifetime(interruption) { try loop.turn(until: loop.now + .milliseconds(200)) }
        }
        // It lets go just before it writes down what it found.
        let patience = loop.now + .seconds(10)
        while let last, last.isAlive, loop.now < patience {
            let task = try store.task(id)
            guard !task.status.isFinal, task.refusals.count == refused else { break }
            try withExtendedLifetime(interruption) { try loop.turn(until: loop.now + .milliseconds(20)) }
        }
        progress.finish()
        let task = try TaskStore.existing(in: context).task(id)
        let refusal = task.refusals.last?.reasons.first
        let why = task.status.isFinal ? "" : refusal.map { ": \($0.code) \($0.message)" } ?? ""
        if !task.status.isFinal, refusal == nil { throw unanswered(id, in: store) }
        return Answer(
            exit: task.status == .completed ? .yes : .no, next: try store.next(for: task),
            json: .members([
                "task_id": .string(id.text), "status": task.status.json,
                "level": task.ending?.body.level.map(JSON.string), "reason": refusal.map { .string($0.message) },
            ]), text: "\(id) is \(task.status.rawValue)\(why)")
    }
}

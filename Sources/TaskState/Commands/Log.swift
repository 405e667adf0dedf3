import HarnessKit
import Ledger

/// The events of a task.
struct Log: Command {
    static let name = "log"
    static let summary = "shows the events of a task"
    static let notes = "With --follow it goes on until it is interrupted; with --json each event is one line then."
    static let parameters: [Parameter<Self>] = [
        .flag("--follow", "-f", to: \.isFollowing, "waits for more"),
        .option("--limit", value: "N", to: \.limit, "only the last so many"), .taskID(to: \.taskID),
    ]

    var isFollowing = false
    var limit: Int?
    var taskID: TaskID?

    func run(in context: Context) throws -> Answer {
        if let limit, limit < 1 {
            throw Failure(.usage, "--limit takes a number from 1 on, not \(limit)", hint: "leave it out to see all")
        }
        let store = try TaskStore.existing(in: context)
        let id = try isFollowing ? store.resolve(taskID) : store.resolveToRead(taskID)
        let all = try store.ledger.events(of: id.text)
        let events = Array(limit.map { all.suffix($0) } ?? all[...])
        guard isFollowing else {
            return Answer(json: .array(events.map(\.json)), text: events.map(line).joined(separator: "\n"))
        }
        try follow(events, of: id, in: store)
        return Answer(json: [], text: "")
    }

    private func follow(_ first: [Event], of id: TaskID, in store: TaskStore) throws {
        let loop = PollLoop(clock: store.context.clock)
        let interruption = try Interruption(on: loop)
        let reporter = Reporter(store.context, tool: "task-state")
        var events = first
        var last = 0
        while !store.context.output.isAbandoned() {
            for event in events {
                try reporter.follow(Answer(json: event.json, text: line(event)))
                last = event.sequence
            }
            try withExtendedLifetime(interruption) { try loop.turn(until: loop.now + .milliseconds(200)) }
            events = try store.ledger.events(of: id.text, after: last)
        }
    }

    private func line(_ event: Event) -> String {
        let body = (try? JSON.parse(event.body)) ?? .null
        let said = ["summary", "reason", "name", "task"].lazy.compactMap { body[$0]?.string }.first
        let words = [body["phase"]?.integer.map { "phase \($0)" }, said ?? Self.words(of: event.kind, body)]
        let doubt = body["unapproved"]?.string.map { "(without an approved plan: \($0))" }
        return [event.at.iso8601, event.kind, words.compactMap(\.self).joined(separator: ": "), doubt ?? ""]
            .filter { !$0.isEmpty }.joined(separator: "  ")
    }

    /// Of events that hold no sentence: what happened.
    private static func words(of kind: String, _ body: JSON) -> String? {
        let path = body["path"]?.string
        return switch kind {
        case PlanJudged.kind:
            "\(body["verdict"]?.string ?? "judged") by \(body["by"]?.string ?? "somebody"): \(path ?? "the plan")"
        case SnapshotRestored.kind:
            body["saved"]?.string.map { "the state before it is \($0)" }
        case GateRefused.kind:
            (body["reasons"]?.items ?? []).compactMap { $0["code"]?.string }.joined(separator: ", ")
        default: path ?? body["level"]?.string ?? body["outcome"]?.string
        }
    }
}

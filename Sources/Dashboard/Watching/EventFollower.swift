import HarnessKit
import Ledger

/// `watch` where nobody sits before a terminal: a line for every event of every task, until it is ended.
struct EventFollower {
    let context: Context

    func run() throws {
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let reporter = Reporter(context, tool: "harness-executor")
        var set = try LedgerSet(in: context)
        let overview = try Overview(of: set, now: context.clock.now(), mostOpen: nil, mostEnded: 5)
        try reporter.follow(Answer(json: overview.json, text: page(overview)))
        var places: [Path: Int] = [:]
        for member in set.members { places[member.store.location.database] = try member.ledger.newestEvent() }
        while !context.output.isAbandoned() {
            try withExtendedLifetime(interruption) { try loop.turn(until: loop.now + .milliseconds(300)) }
            if set.members.isEmpty { set = try LedgerSet(in: context) }
            for member in set.members {
                let database = member.store.location.database
                let before = places[database] ?? 0
                let newest = try member.ledger.newestEvent()
                guard newest > before else { continue }
                for event in try member.ledger.events(afterPlace: before, limit: newest - before) {
                    try reporter.follow(Answer(json: Self.json(event), text: Self.line(event)))
                }
                places[database] = newest
            }
        }
    }

    private func page(_ overview: Overview) -> String {
        StatusPage(overview: overview, columns: 100).lines.map(\.text).joined(separator: "\n")
    }

    private static func json(_ event: Event) -> JSON {
        guard case .object(var object) = event.json else { return event.json }
        object["task_id"] = .string(event.stream)
        return .object(object)
    }

    private static func line(_ event: Event) -> String {
        let words = EventWords(event)
        var line = StyledLine("\(event.at.iso8601)  \(event.stream)  \(words.words)")
        if !words.detail.isEmpty { line.add(": \(words.detail)") }
        return line.text
    }
}

import HarnessKit

/// Where an event's content is to be written beside the ledger.
package enum Sink: String, CaseIterable, Sendable {
    /// The task's JSON files.
    case files
    /// A line of the day's episodes.
    case episode
    /// What a run found, as a report.
    case report
    /// What the gate let through, for git.
    case receipt
}

/// Something that has not been written into files yet.
package struct OutboxEntry: Sendable {
    package let id: Int
    package let event: Event
    package let sink: Sink
}

extension Ledger {
    /// Notes that an event is to be written into files of a work tree; only within a transaction.
    package func post(_ event: Event, to sink: Sink, in worktree: String) throws {
        try database.execute(
            """
            insert into outbox (event, sink, worktree)
            select id, \(sink.rawValue), \(worktree) from event where hash = \(event.hash)
            """)
    }

    /// What a work tree's files still lack, the oldest first.
    package func outbox(of worktree: String) throws -> [OutboxEntry] {
        try database.rows(
            """
            select o.id, o.sink, e.stream, e.seq, e.kind, e.at, e.origin, e.actor, e.body, e.previous, e.hash
            from outbox o join event e on e.id = o.event where o.worktree = \(worktree) order by o.id
            """
        ) { row in
            guard let sink = Sink(rawValue: try row[1]) else { return nil }
            return OutboxEntry(
                id: try row[0],
                event: Event(
                    stream: try row[2], sequence: try row[3], kind: try row[4], at: Date(milliseconds: try row[5]),
                    origin: try row[6], actor: try row[7], body: try row[8], previous: try row[9], hash: try row[10]),
                sink: sink)
        }.compactMap { $0 }
    }

    /// The last event that a work tree's files lack; nil where they lack none.
    package func lastPosted(in worktree: String) throws -> Int? {
        try database.value("select max(event) from outbox where worktree = \(worktree)")
    }

    /// Whether a work tree's files have all up to that event.
    package func hasDelivered(to worktree: String, upTo event: Int) throws -> Bool {
        try database.first("select 1 from outbox where worktree = \(worktree) and event <= \(event) limit 1") { _ in 1 }
            == nil
    }

    /// The work trees whose files lack something.
    package func outboxWorktrees() throws -> [String] {
        try database.rows("select distinct worktree from outbox order by worktree") { try $0[0] }
    }

    /// Takes delivered entries off the list. Should the power go first, they are delivered once more.
    package func settle(_ entries: [OutboxEntry]) throws {
        guard !entries.isEmpty else { return }
        try database.relaxed { try database.execute("delete from outbox where id in \(entries.map(\.id))") }
    }
}

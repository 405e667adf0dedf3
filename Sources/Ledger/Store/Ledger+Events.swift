import HarnessKit

extension Ledger {
    /// Adds an event at the end of its stream; only within a transaction.
    @discardableResult
    package func append(
        _ body: some EventBody, to stream: String, at moment: Date, by actor: String
    ) throws -> Event {
        let kind = type(of: body).kind
        let last = try database.first("select seq, hash from event where stream = \(stream) order by seq desc limit 1")
        {
            (sequence: try $0[0] as Int, hash: try $0[1] as Digest)
        }
        // What is stored has no more than milliseconds, and the hash covers what is stored.
        let at = Date(milliseconds: moment.milliseconds)
        let bytes = secrets.redact(body.json).bytes(.compact)
        let sequence = (last?.sequence ?? 0) + 1
        let hash = EventChain.hash(
            stream: stream, sequence: sequence, kind: kind, at: at, origin: id, actor: actor, body: bytes,
            previous: last?.hash)
        let event = Event(
            stream: stream, sequence: sequence, kind: kind, at: at, origin: id, actor: actor, body: bytes,
            previous: last?.hash, hash: hash)
        try insert(event)
        return event
    }

    /// Writes an event down as it is; only within a transaction.
    func insert(_ event: Event) throws {
        try database.execute(
            """
            insert into event (stream, seq, kind, at, origin, actor, body, previous, hash)
            values (\(event.stream), \(event.sequence), \(event.kind), \(event.at.milliseconds), \(event.origin),
                \(event.actor), \(event.body), \(event.previous), \(event.hash))
            """)
    }

    /// A stream's events in order, those after a place in it.
    package func events(of stream: String, after sequence: Int = 0) throws -> [Event] {
        try database.rows(
            """
            select stream, seq, kind, at, origin, actor, body, previous, hash from event
            where stream = \(stream) and seq > \(sequence) order by seq
            """
        ) { row in
            Event(
                stream: try row[0], sequence: try row[1], kind: try row[2], at: Date(milliseconds: try row[3]),
                origin: try row[4], actor: try row[5], body: try row[6], previous: try row[7], hash: try row[8])
        }
    }

    /// In which stream an event stands; nil where it is not here.
    package func stream(of hash: Digest) throws -> String? {
        try database.first("select stream from event where hash = \(hash)") { try $0[0] }
    }

    /// What is wrong with a stream's chain; nil where it is whole.
    package func flaw(in stream: String) throws -> String? {
        EventChain.flaw(in: try events(of: stream))
    }

    /// What SQLite itself finds wrong with the file, a line each.
    package func damage() throws -> [String] {
        try database.rows("pragma integrity_check") { try $0[0] as String }.filter { $0 != "ok" }
    }

    package func streams() throws -> [String] {
        try database.rows("select distinct stream from event order by stream") { try $0[0] }
    }
}

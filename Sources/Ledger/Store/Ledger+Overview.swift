import HarnessKit

/// What an overview of many tasks asks: nothing of it reads a whole stream.
extension Ledger {
    /// How many tasks stand how; archived ones are not counted.
    package func taskCounts() throws -> [TaskStatus: Int] {
        let rows = try database.rows("select status, count(*) from task where archived is null group by status") {
            (status: try $0[0] as String, count: try $0[1] as Int)
        }
        var counts: [TaskStatus: Int] = [:]
        for row in rows { if let status = TaskStatus(rawValue: row.status) { counts[status] = row.count } }
        return counts
    }

    /// How many ended tasks reached which level; archived ones are not counted.
    package func levelCounts() throws -> [ProofWord: Int] {
        let rows = try database.rows(
            """
            select status, level, \(isImported) as imported, count(*) from task
            where archived is null and ended is not null group by status, level, imported
            """
        ) {
            (
                status: try $0[0] as String, level: try $0[1] as String?, isImported: try $0[2] as Int == 1,
                count: try $0[3] as Int
            )
        }
        var counts: [ProofWord: Int] = [:]
        for row in rows {
            guard let status = TaskStatus(rawValue: row.status) else { continue }
            let word = ProofWord(status: status, level: row.level)
            counts[row.isImported && word.isVerified ? .imported : word, default: 0] += row.count
        }
        return counts
    }

    /// The tasks in progress in every work tree, the one that moved last first.
    package func movingTasks(limit: Int = -1) throws -> [TaskLine] {
        try lines(
            """
            where archived is null and status in ('in_progress', 'blocked') order by updated desc, id limit \(limit)
            """)
    }

    /// The tasks that ended last.
    package func endedTasks(limit: Int) throws -> [TaskLine] {
        try lines("where archived is null and ended is not null order by ended desc, id limit \(limit)")
    }

    /// The last event of a stream.
    package func lastEvent(of stream: String) throws -> Event? {
        try database.rows(
            """
            select stream, seq, kind, at, origin, actor, body, previous, hash from event where stream = \(stream)
            order by seq desc limit 1
            """, Self.event
        ).first
    }

    /// A number that grows with every event, so that whoever watches knows when to look.
    package func newestEvent() throws -> Int {
        try database.first("select max(id) from event") { try $0[0] as Int? }.flatMap { $0 } ?? 0
    }

    /// What came after a place in the ledger, in the order in which it came.
    package func events(afterPlace place: Int, limit: Int = 1000) throws -> [Event] {
        try database.rows(
            """
            select stream, seq, kind, at, origin, actor, body, previous, hash from event where id > \(place)
            order by id limit \(limit)
            """, Self.event)
    }

    private static func event(_ row: Row) throws -> Event {
        Event(
            stream: try row[0], sequence: try row[1], kind: try row[2], at: Date(milliseconds: try row[3]),
            origin: try row[4], actor: try row[5], body: try row[6], previous: try row[7], hash: try row[8])
    }
}

import HarnessKit

/// A line of a list of tasks, from the cache beside the events.
package struct TaskLine: Sendable {
    package let id: TaskID
    package let name: String
    package let kind: String
    package private(set) var status: TaskStatus
    package let phase: Int
    package let phases: Int
    package let worktree: String
    package let started: Date
    package let updated: Date
    package let archived: Date?
    /// What the gate found when it ended: V0 to V3.
    package private(set) var level: String?
    package let ended: Date?
    /// Whether another store saw it end.
    package let isImported: Bool

    /// How far its end can be believed here; nil before it.
    package var proof: ProofWord {
        let word = ProofWord(status: status, level: level)
        return isImported && word.isVerified ? .imported : word
    }

    /// How it stands as the list has it.
    package var standing: RecordedStanding { RecordedStanding(status: status, level: level) }

    /// The same task, standing as its events say.
    package func corrected(to standing: RecordedStanding) -> TaskLine {
        var line = self
        line.status = standing.status
        line.level = standing.level
        return line
    }
}

/// Which tasks a list is to show.
package struct TaskFilter: Sendable {
    package var statuses: [TaskStatus]
    package var since: Date?
    package var limit: Int?
    package var withArchived: Bool

    package init(statuses: [TaskStatus] = [], since: Date? = nil, limit: Int? = nil, withArchived: Bool = false) {
        self.statuses = statuses
        self.since = since
        self.limit = limit
        self.withArchived = withArchived
    }
}

extension Ledger {
    package func hasTask(_ id: TaskID) throws -> Bool {
        try database.first("select 1 from task where id = \(id)") { try $0[0] as Int } != nil
    }

    /// Whether a stream is that of a task.
    package func hasTask(named stream: String) throws -> Bool {
        try TaskID(stream).map { try hasTask($0) } ?? false
    }

    /// The task as its events tell it, or nil where there is none; refused where its history was tampered with.
    package func task(_ id: TaskID) throws -> TaskRecord? {
        let known = seen[id]
        let (events, flaw) = try examined(id, after: known?.head)
        if let flaw {
            throw Failure(
                .malformed, "the events of \(id) are not whole: \(flaw)",
                hint: "run 'task-state doctor', and restore the ledger from a copy", codes: ["E_CHAIN"])
        }
        var task = try known?.task ?? TaskRecord(id: id, events: events)
        if known != nil { try task?.fold(events) }
        if let task, let head = events.last ?? known?.head { seen[id] = (task, head) }
        return task
    }

    /// What is wrong with a task's events; nil where they are whole.
    package func flaw(inTask id: TaskID) throws -> String? {
        try examined(id).flaw
    }

    /// A task's events, and what is wrong with them.
    private func examined(_ id: TaskID, after head: Event? = nil) throws -> (events: [Event], flaw: String?) {
        // The list remembers the last event too, should the end of a chain be cut off. It is asked first: what
        // others add meanwhile only makes the events more.
        let remembered = try cachedHead(of: id)?.sequence ?? 0
        let events = try events(of: id.text, after: head?.sequence ?? 0)
        let there = events.last?.sequence ?? head?.sequence ?? 0
        let missing = remembered > there ? "those after event \(there) are missing" : nil
        return (events, EventChain.flaw(in: events, after: head) ?? missing)
    }

    /// Tasks, the newest first.
    package func tasks(_ filter: TaskFilter = TaskFilter()) throws -> [TaskLine] {
        try lines(Self.condition(filter))
    }

    static func condition(_ filter: TaskFilter) -> SQL {
        let statuses: SQL = filter.statuses.isEmpty ? "1" : "status in \(filter.statuses.map(\.rawValue))"
        let since: SQL = filter.since.map { "created >= \($0.milliseconds)" } ?? "1"
        let shown: SQL = filter.withArchived ? "1" : "archived is null"
        return "where \(shown) and \(statuses) and \(since) order by created desc, id limit \(filter.limit ?? -1)"
    }

    /// The tasks that ended before a moment and are not archived yet, the oldest first.
    package func tasks(endedBefore moment: Date) throws -> [TaskLine] {
        try lines("where archived is null and ended < \(moment.milliseconds) order by ended, id")
    }

    /// The tasks in progress in a work tree, the newest first; a few of them are enough to say which one is meant.
    package func openTasks(in worktree: String, atMost limit: Int? = nil) throws -> [TaskLine] {
        try lines(
            """
            where worktree = \(worktree) and status in ('in_progress', 'blocked') order by created desc, id
            limit \(limit ?? -1)
            """)
    }

    /// The task that ended last, in a work tree or anywhere.
    package func lastEnded(in worktree: String? = nil) throws -> TaskLine? {
        let place: SQL = worktree.map { "worktree = \($0)" } ?? "1"
        return try lines("where ended is not null and \(place) order by ended desc, id limit 1").first
    }

    func lines(_ rest: SQL) throws -> [TaskLine] {
        try database.rows(
            """
            select id, name, kind, status, phase, phases, worktree, created, updated, archived, level, ended, \(isImported)
            from task \(rest)
            """
        ) { row in
            guard let status = TaskStatus(rawValue: try row[3]) else {
                throw Failure(
                    .malformed, "the task \(try row[0] as String) has the unknown status '\(try row[3] as String)'",
                    hint: "run 'task-state doctor --repair'")
            }
            return TaskLine(
                id: try row[0], name: try row[1], kind: try row[2], status: status, phase: try row[4],
                phases: try row[5], worktree: try row[6], started: Date(milliseconds: try row[7]),
                updated: Date(milliseconds: try row[8]),
                archived: (try row[9] as Int?).map { Date(milliseconds: $0) }, level: try row[10],
                ended: (try row[11] as Int?).map { Date(milliseconds: $0) }, isImported: try row[12] as Int? == 1)
        }
    }

    /// Whether the last end of a row's task was written by another store.
    var isImported: SQL {
        """
        ended is not null and coalesce((select origin from event where stream = task.id
            and kind = \(TaskEnded.kind) order by seq desc limit 1), \(id)) <> \(id)
        """
    }

    /// The work tree that a task belongs to here; what its events say may be of another machine.
    package func worktree(of task: TaskRecord) throws -> String {
        try database.first("select worktree from task where id = \(task.id)") { try $0[0] } ?? task.started.worktree
    }

    /// Brings the cache up to date with a task's events; only within a transaction.
    ///
    /// A work tree is given for a task that comes from elsewhere; otherwise it stays, or is that of its start.
    package func cache(_ task: TaskRecord, head: Event, in worktree: String? = nil) throws {
        let ended = task.status.isFinal ? task.ending?.at.milliseconds : nil
        try database.execute(
            """
            insert into task (id, name, kind, status, phase, phases, worktree, level, created, updated, ended, head, head_hash,
                archived)
            values (\(task.id), \(task.title), \(task.kind.rawValue), \(task.status.rawValue), \(task.phase),
                \(task.started.phases), \(worktree ?? task.started.worktree), \(task.ending?.body.level),
                \(task.startedAt.milliseconds), \(task.updatedAt.milliseconds), \(ended), \(head.sequence), \(head.hash),
                \(task.archivedAt?.milliseconds))
            on conflict (id) do update set name = excluded.name, kind = excluded.kind, status = excluded.status,
                phase = excluded.phase, level = excluded.level, updated = excluded.updated, ended = excluded.ended,
                head = excluded.head, head_hash = excluded.head_hash, archived = excluded.archived
            """)
    }

    /// What the cache says of a task, for whoever holds it against the events.
    package func cachedStatus(of id: TaskID) throws -> String? {
        try database.first("select status from task where id = \(id)") { try $0[0] as String }
    }

    /// What the cache says of a task's last event, for the check of the whole store.
    package func cachedHead(of id: TaskID) throws -> (sequence: Int, hash: Digest)? {
        try database.first("select head, head_hash from task where id = \(id)") { (try $0[0], try $0[1]) }
    }
}

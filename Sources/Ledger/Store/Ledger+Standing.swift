import HarnessKit

/// How a task stands by the one event that says so last.
package struct RecordedStanding: Sendable, Equatable {
    package let status: TaskStatus
    package let level: String?

    package static let underWay = RecordedStanding(status: .inProgress, level: nil)

    /// "completed (V2)".
    package var words: String { status.rawValue + (level.map { " (\($0))" } ?? "") }
}

/// The list of tasks held against the events: it is a cache, and whoever owns the file can write into it.
extension Ledger {
    /// How many rows of a list are held against their events; a whole store is `doctor`'s work.
    static let mostHeld = 100

    private static let turns = [TaskStarted.kind, TaskBlocked.kind, TaskReopened.kind, TaskEnded.kind]

    /// How a task stands by its events; nil where none of them says so.
    ///
    /// It reads one event and follows no chain: enough to notice a list that was edited, not to trust the events.
    package func recordedStanding(of id: String) throws -> RecordedStanding? {
        try recordedEnd(of: id)?.standing
    }

    /// The same, and whether another store wrote that event.
    func recordedEnd(of id: String) throws -> (standing: RecordedStanding, isForeign: Bool)? {
        let last = try database.first(
            """
            select kind, body, origin from event where stream = \(id) and kind in \(Self.turns) order by seq desc limit 1
            """
        ) { (kind: try $0[0] as String, body: try $0[1] as Bytes, origin: try $0[2] as String) }
        guard let last, let standing = Self.standing(after: last.kind, last.body) else { return nil }
        return (standing, standing.status.isFinal && last.origin != self.id)
    }

    private static func standing(after kind: String, _ bytes: Bytes) -> RecordedStanding? {
        switch kind {
        case TaskBlocked.kind: return RecordedStanding(status: .blocked, level: nil)
        case TaskEnded.kind:
            guard let body = try? JSON.parse(bytes),
                let status = body["status"]?.string.flatMap(TaskStatus.init(rawValue:))
            else { return nil }
            return RecordedStanding(status: status, level: status.isFinal ? body["level"]?.string : nil)
        default: return .underWay
        }
    }

    /// What the list's row of a task says that its events do not; nil where it is as they make it.
    package func rowFlaw(of task: TaskRecord) throws -> String? {
        let ended = task.status.isFinal ? task.ending?.at.milliseconds : nil
        let names = ["phase", "phases", "name", "kind", "start", "time of its last event", "end", "archiving"]
        let row = try database.first(
            """
            select head, status, level, phase is \(task.phase), phases is \(task.started.phases), name is \(task.title),
                kind is \(task.kind.rawValue), created is \(task.startedAt.milliseconds),
                updated is \(task.updatedAt.milliseconds), ended is \(ended),
                archived is \(task.archivedAt?.milliseconds) from task where id = \(task.id)
            """
        ) { row in
            (
                head: try row[0] as Int, status: try row[1] as String, level: try row[2] as String?,
                isRight: try names.indices.map { try row[3 + $0] as Int == 1 }
            )
        }
        guard let row else { return "the list of tasks does not have it" }
        guard row.head == task.head else { return "the list of tasks is behind its events" }
        let said = row.status + (row.level.map { " (\($0))" } ?? "")
        let truth = task.standing.words
        guard said == truth else { return TaskLine.flaw(said: said, truth: truth) }
        let wrong = zip(names, row.isRight).filter { !$0.1 }.map(\.0)
        return wrong.isEmpty ? nil : "the list of tasks says another \(wrong.joined(separator: ", ")) than its events"
    }

    /// Tasks of the list of which there is no event at all.
    package func tasksWithoutEvents() throws -> [String] {
        try database.rows(
            "select id from task where not exists (select 1 from event where stream = task.id) order by id limit 100"
        ) { try $0[0] }
    }

    /// Tasks whose row cannot be right: ended without an end, or in progress with one; whoever wrote it was not us.
    package func oddTasks(limit: Int) throws -> [TaskLine] {
        try lines(
            """
            where archived is null and (status in ('in_progress', 'blocked')) = (ended is not null)
            order by updated desc, id limit \(limit)
            """)
    }
}

extension TaskLine {
    package static func flaw(said: RecordedStanding, truth: RecordedStanding) -> String {
        flaw(said: said.words, truth: truth.words)
    }

    static func flaw(said: String, truth: String) -> String {
        "the list of tasks says that it is \(said), and its events say \(truth)"
    }
}

extension TaskRecord {
    /// How it stands, as the list of tasks has it.
    package var standing: RecordedStanding {
        RecordedStanding(status: status, level: status.isFinal ? ending?.body.level : nil)
    }
}

import HarnessKit

/// A session of an agents' client, and a task that it started or took up.
package struct SessionTask: Sendable {
    /// Who is at it: a session, or a sub-agent within one.
    package struct Who: Sendable, Equatable {
        package let client: String
        package let session: String
        /// Empty for the session itself.
        package let agent: String

        package init(client: String, session: String, agent: String = "") {
            self.client = client
            self.session = session
            self.agent = agent
        }
    }

    package let who: Who
    /// Nil while the command that starts it has not been seen to end.
    package let task: TaskID?
    /// What that command calls the task; nil where any will do.
    package let wanted: String?
    package let noted: Date
    /// The work tree when it was noted.
    package let seen: Digest?
    /// How often the end of the session was held up for this task, and the work tree at the last time.
    package let blocks: Int
    package let blocked: Digest?

    package init(_ who: Who, task: TaskID?, wanted: String? = nil, noted: Date, seen: Digest? = nil) {
        self.init(who: who, task: task, wanted: wanted, noted: noted, seen: seen, blocks: 0, blocked: nil)
    }

    init(
        who: Who, task: TaskID?, wanted: String?, noted: Date, seen: Digest?, blocks: Int, blocked: Digest?
    ) {
        self.who = who
        self.task = task
        self.wanted = wanted
        self.noted = noted
        self.seen = seen
        self.blocks = blocks
        self.blocked = blocked
    }
}

extension Ledger {
    /// What a session is at, in the order in which it came to it.
    package func sessionTasks(_ client: String, _ session: String) throws -> [SessionTask] {
        try sessionTasks("client = \(client) and id = \(session)")
    }

    /// What sessions were about to begin and were not yet seen to have begun.
    package func sessionWishes() throws -> [SessionTask] {
        try sessionTasks("task = ''")
    }

    private func sessionTasks(_ which: SQL) throws -> [SessionTask] {
        try database.rows(
            """
            select client, id, agent, task, wanted, noted, seen, blocks, blocked from session
            where \(which) order by noted, client, id, task
            """
        ) { row in
            SessionTask(
                who: .init(client: try row[0], session: try row[1], agent: try row[2]),
                task: TaskID(try row[3] as String), wanted: try row[4], noted: Date(milliseconds: try row[5]),
                seen: try row[6], blocks: try row[7], blocked: try row[8])
        }
    }

    /// Notes what a session is at; what was noted of the same task before stays, but for who is at it.
    package func note(_ binding: SessionTask) throws {
        try transaction { try write(binding) }
    }

    private func write(_ binding: SessionTask) throws {
        try database.execute(
            """
            insert into session (client, id, agent, task, wanted, noted, seen, blocks)
            values (\(binding.who.client), \(binding.who.session), \(binding.who.agent), \(binding.task?.text ?? ""),
                \(binding.wanted.map { secrets.redact($0) }), \(binding.noted.milliseconds), \(binding.seen), 0)
            on conflict (client, id, task) do update set agent = excluded.agent, wanted = excluded.wanted,
                noted = case task when '' then excluded.noted else noted end,
                seen = case task when '' then excluded.seen else seen end
            """)
    }

    /// Puts the task in place of the wish for it.
    package func settle(_ wish: SessionTask, as task: TaskID) throws {
        try transaction {
            try write(
                SessionTask(wish.who, task: task, wanted: wish.wanted, noted: wish.noted, seen: wish.seen))
            try database.execute(
                "delete from session where client = \(wish.who.client) and id = \(wish.who.session) and task = ''")
        }
    }

    /// Tasks of a work tree that began since a moment and that no session is at, the oldest first.
    package func unclaimedTasks(of worktree: String, since moment: Date) throws -> [TaskID] {
        try database.rows(
            """
            select id from task where worktree = \(worktree) and created >= \(moment.milliseconds)
                and id not in (select task from session) order by created, id
            """
        ) { try $0[0] }
    }

    /// Counts that the end of a session was held up for a task.
    package func countBlock(_ binding: SessionTask, at manifest: Digest) throws {
        try transaction {
            try database.execute(
                """
                update session set blocks = blocks + 1, blocked = \(manifest)
                where client = \(binding.who.client) and id = \(binding.who.session)
                    and task = \(binding.task?.text ?? "")
                """)
        }
    }
}

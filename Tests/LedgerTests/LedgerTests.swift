import HarnessKit
import Ledger
import TestSupport
import Testing

struct LedgerTests {
    let bench: Workbench
    let world = World()
    let path: Path

    init() throws {
        bench = try Workbench()
        path = bench.path / "state.db"
    }

    private func open() throws -> Ledger { try Ledger.open(path, in: world.context) }

    private func blocked(_ reason: String) -> TaskBlocked {
        var body = TaskBlocked()
        body.reason = reason
        return body
    }

    private func fill(_ ledger: Ledger) throws {
        try ledger.transaction {
            for index in 1...3 {
                try ledger.append(blocked("b\(index)"), to: "t", at: world.context.clock.now(), by: "me")
            }
            try ledger.append(blocked("other"), to: "u", at: world.context.clock.now(), by: "me")
        }
    }

    @Test func `Events are linked in a chain for each stream`() throws {
        let ledger = try open()
        try fill(ledger)
        let events = try ledger.events(of: "t")
        expect(events.map(\.sequence), is: [1, 2, 3])
        expect(events.map(\.previous), is: [nil, events[0].hash, events[1].hash])
        try expect(events.map { try $0.decode(as: TaskBlocked.self).reason }, is: ["b1", "b2", "b3"])
        try expect(ledger.events(of: "t", after: 2).count, is: 1)
        try expect(ledger.flaw(in: "t") == nil)
        try expect(ledger.streams(), is: ["t", "u"])
    }

    @Test(
        arguments: [
            (
                "update event set body = x'7B7D' where stream = 't' and seq = 2",
                "event 2 (task.blocked) was changed after it was written"
            ),
            (
                "update event set actor = 'you' where stream = 't' and seq = 3",
                "event 3 (task.blocked) was changed after it was written"
            ),
            (
                "update event set at = at + 1 where stream = 't' and seq = 1",
                "event 1 (task.blocked) was changed after it was written"
            ),
            ("delete from event where stream = 't' and seq = 2", "event 3 (task.blocked) stands where event 2 belongs"),
            ("delete from event where stream = 't' and seq = 1", "event 2 (task.blocked) stands where event 1 belongs"),
        ])
    func `Whoever gets past the triggers breaks the chain`(statement: String, flaw: String) throws {
        try fill(try open())
        try bench.shell(
            "sqlite3 state.db \"drop trigger event_stays; drop trigger event_lasts; \(statement)\"")
        try expect(open().flaw(in: "t"), is: flaw)
    }

    @Test(
        arguments: [
            "update event set body = x'7B7D' where seq = 2", "delete from event where seq = 2",
            "insert or replace into event select * from event where seq = 1",
            "replace into event (stream, seq, kind, at, origin, actor, body, hash) values ('t', 1, 'k', 0, '', '', x'', x'00')",
            "update or replace event set seq = 1 where seq = 2",
        ])
    func `Events are never changed, deleted or replaced`(statement: String) throws {
        try fill(try open())
        let outcome = try bench.run(["sqlite3", "state.db", statement])
        expect(outcome.exit, isNot: .exited(0))
        expect(outcome.errors.text.contains("an event is never"))
        try expect(open().flaw(in: "t") == nil)
        try expect(open().events(of: "t").count, is: 3)
    }

    @Test func `Reading makes no ledger`() throws {
        try expect(Ledger.openForReading(path) == nil)
        expect(FileStatus(of: path) == nil)
    }

    @Test func `A ledger keeps its id`() throws {
        let id = try open().id
        expect(id.count, is: 16)
        try expect(open().id, is: id)
        try expect(Ledger.openForReading(path)?.id, is: id)
    }

    @Test func `What is remembered of a task grows with its events, and forgets what was rolled back`() throws {
        struct Cut: Error {}
        let (ledger, id) = (try open(), try #require(TaskID("t")))
        let now = world.context.clock.now()
        var start = TaskStarted()
        start.name = "name"
        _ = try ledger.transaction { try ledger.append(start, to: "t", at: now, by: "me") }
        try expect(ledger.task(id)?.status, is: .inProgress)
        #expect(throws: Cut.self) {
            try ledger.transaction {
                try ledger.append(blocked("never"), to: "t", at: now, by: "me")
                try expect(ledger.task(id)?.status, is: .blocked)
                throw Cut()
            }
        }
        try expect(ledger.task(id)?.status, is: .inProgress)
        // Somebody else goes on meanwhile, and then somebody forges what comes next.
        let other = try open()
        _ = try other.transaction { try other.append(blocked("by another"), to: "t", at: now, by: "you") }
        try expect(ledger.task(id)?.blockedBecause, is: "by another")
        _ = try other.transaction { try other.append(blocked("again"), to: "t", at: now, by: "you") }
        try bench.shell("sqlite3 state.db \"drop trigger event_stays; update event set actor = 'me' where seq = 3\"")
        #expect {
            _ = try ledger.task(id)
        } throws: {
            Failure(translating: $0).message
                == "the events of t are not whole: event 3 (task.blocked) was changed after it was written"
        }
    }

    @Test func `The outbox holds what was posted until it is settled`() throws {
        let ledger = try open()
        try ledger.transaction {
            let event = try ledger.append(blocked("x"), to: "t", at: world.context.clock.now(), by: "me")
            try ledger.post(event, to: .files, in: ".")
            try ledger.post(event, to: .episode, in: "/other")
        }
        let entries = try ledger.outbox(of: ".")
        expect(entries.map(\.sink), is: [.files])
        try ledger.settle(entries)
        try expect(ledger.outbox(of: ".").isEmpty)
        try expect(ledger.outbox(of: "/other").count, is: 1)
    }
}

struct TransitionTests {
    private let id = TaskID("t")

    @Test func `Every state and every action has one answer`() throws {
        let id = try #require(id)
        for status in TaskStatus.allCases {
            for action in TaskAction.allCases {
                let rows = Transitions.table.filter { $0.from == status && $0.action == action }
                expect(rows.count <= 1)
                let result = try? Transitions.status(after: action, from: status, of: id)
                expect(result, is: rows.first?.to)
            }
        }
    }

    @Test func `From a final state only reopening leads back`() throws {
        for status in TaskStatus.allCases where status.isFinal {
            expect(Transitions.table.filter { $0.from == status }.map(\.action), is: [.reopen])
        }
    }

    @Test func `A refusal names the state, what is allowed, and the next command`() throws {
        let id = try #require(id)
        #expect {
            _ = try Transitions.status(after: .checkpoint, from: .completed, of: id)
        } throws: { error in
            Failure(translating: error)
                == Failure(
                    .refused, "t is completed: 'checkpoint' is not allowed, only reopen",
                    hint: "run 'task-state reopen --task-id t --reason TEXT'")
        }
    }
}

struct TaskIDTests {
    private let moment = Date(milliseconds: 1_795_000_000_000)

    @Test(
        arguments: [
            ("404 for unknown notes", "404-for-unknown-notes"), ("  ../../etc/passwd\n", "etc-passwd"),
            ("日本語 テスト", "日本語-テスト"),
            ("🎉🎉", "task"), ("", "task"), ("Ünïcödé_x", "ünïcödé-x"), ("a\u{0}b", "a-b"), ("--help", "help"),
            (String(repeating: "word ", count: 3000), "word-word-word-word-word-word-word-word"),
        ])
    func `The slug is made of letters and digits of any script`(name: String, slug: String) {
        let id = TaskID(for: name, at: moment, random: [0, 1, 2, 3])
        expect(id.text, is: "\(slug)-20261118-110640-abcd")
        expect(TaskID(id.text), is: id)
        expect(RelativePath(id.text) != nil)
    }

    @Test(arguments: ["", "../x", "a/b", ".", "a b", "a\nb", "-x", String(repeating: "x", count: 201), "a\u{0}"])
    func `What could be a path is no id`(text: String) {
        expect(TaskID(text) == nil)
    }

    @Test func `A long name of wide letters is cut at a letter`() {
        let id = TaskID(for: String(repeating: "語", count: 100), at: moment, random: [9, 9, 9, 9])
        expect(id.text.utf8.count <= 160)
        expect(id.text.hasPrefix("語"))
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Dashboard

/// What `watch` finds when it looks inside: a task, its checkpoints and events, its runs and their exchanges.
struct PlaceReaderTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func reader(columns: Int = 80) throws -> PlaceReader {
        PlaceReader(
            set: try LedgerSet(in: fixture.world.context), now: fixture.world.context.clock.now(), columns: columns)
    }

    private func record(run: String, of id: String, step verdict: Bool) throws {
        let store = try TaskStore.open(in: fixture.world.context)
        let report: JSON = [
            "overall_status": .string(verdict ? "pass" : "fail"),
            "task_specific_scenarios": [
                [
                    "name": "notes-come-back",
                    "steps": [
                        [
                            "id": "asked", "passed": .bool(verdict), "request": ["path": "/notes/1"],
                            "response": ["body": "first line\u{1B}[2J\nsecond line"],
                        ]
                    ],
                ]
            ],
        ]
        let now = fixture.world.context.clock.now()
        try store.ledger.transaction {
            _ = try store.ledger.record(report, run: run, stream: id, purpose: "verify", started: now, ended: now)
        }
    }

    private func text(_ content: PlaceContent) -> [String] { content.rows.map(\.line.text) }

    @Test func `From the list into a task, a run and an exchange`() throws {
        let id = fixture.begin("notes come back", "--criterion", "they do", "--phases", "2")
        fixture.run(
            "task-state", "checkpoint", "--phase", "1", "--summary", "route found", "--files-changed", "a.swift")
        try record(run: "r-1", of: id, step: false)
        let reader = try reader()
        let list = try reader.content(of: .tasks)
        let task = try reader.content(of: try #require(list.rows.first?.opens))
        expect(task.title, is: "notes come back")
        let lines = text(task)
        expect(
            lines.contains("must hold: they do")
                && lines.contains("next: task-state checkpoint --phase 2 --summary TEXT"))
        expect(lines.contains { $0.hasPrefix("phase 1   route found ") && $0.hasSuffix(" now") && $0.columns == 78 })
        let run = try #require(task.rows.first { $0.line.text.hasPrefix("fail      r-1  verify") }?.opens)
        let exchanges = try reader.content(of: run)
        expect(text(exchanges), is: ["fail  notes-come-back  asked"])
        let exchange = try reader.content(of: try #require(exchanges.rows.first?.opens))
        expect(exchange.title, is: "notes-come-back, asked: fail")
        expect(text(exchange).contains("  \"path\": \"/notes/1\""))
        expect(text(exchange).allSatisfy { !$0.utf8.contains(0x1B) })
        let checkpoint = try #require(task.rows.first { $0.line.text.hasPrefix("phase 1 ") }?.opens)
        expect(text(try reader.content(of: checkpoint)).contains("  a.swift"))
    }

    @Test func `What is gone, and what is too wide, is no trouble`() throws {
        fixture.begin("a name")
        let reader = try reader(columns: 30)
        guard case .task(let key)? = try reader.content(of: .tasks).rows.first?.opens else {
            Issue.record("the list opens no task")
            return
        }
        expect(text(try reader.content(of: .run(key, id: "r-none"))), is: ["it is not there any more"])
        expect(text(try reader.content(of: .event(key, sequence: 99))), is: ["it is not there any more"])
        expect(text(try reader.content(of: .checkpoint(key, index: 3))), is: ["it is not there any more"])
        let lines = text(try reader.content(of: .event(key, sequence: 1)))
        expect(lines.allSatisfy { $0.columns <= 28 } && lines.contains { $0.hasPrefix("  ") })
    }

    @Test func `A ledger that was tampered with is said, and stops nothing`() throws {
        let id = fixture.begin("tampered with")
        let database = (fixture.bench.path / "harness/state.db").description
        let change =
            "drop trigger event_stays; update event set body = cast('{\"name\":\"x\"}' as blob) where stream = '\(id)'"
        try expect(fixture.bench.run(["sqlite3", database, change]).exit, is: .exited(0))
        let page = fixture.run("harness-executor", "status")
        expect(page.exit, is: 0)
        expect(page.output.contains("\n  tampered: the events of \(id) are not whole: "), "\(page.output)")
        expect(page.output.contains("\n  next: task-state doctor\n"))
    }
}

import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

/// Tasks that ended long ago, put out of the way.
struct ArchiveTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    /// A task that ended a hundred days before now.
    private func endedTask(_ name: String = "old") -> String {
        let id = fixture.run("init", name, "--phases", "2").answer
        fixture.run("checkpoint", "--phase", "1", "--summary", "half")
        fixture.run("complete", "--summary", "done")
        fixture.world.time.advance(by: .seconds(100 * 86_400))
        return id
    }

    private func exists(_ name: String) -> Bool { FileStatus(of: fixture.bench.path / "harness" / name) != nil }

    @Test func `What ended long ago leaves the list and nothing of it is lost`() throws {
        let open = fixture.run("init", "open").answer
        let blocked = fixture.run("init", "blocked").answer
        fixture.run("block", "--task-id", blocked, "--reason", "waits")
        fixture.run("abandon", "--task-id", fixture.run("init", "given up").answer, "--reason", "x")
        fixture.run("block", "--task-id", open, "--reason", "x")
        fixture.run("reopen", "--task-id", open, "--reason", "x")
        fixture.world.time.advance(by: .seconds(86_400 * 100))
        let recent = fixture.run("init", "recent").answer
        fixture.run("complete", "--task-id", recent, "--summary", "done")
        let gone = try #require(try fixture.json("list", "--status", "abandoned")[0]?["id"]?.string)

        let dry = fixture.run("archive", "--older-than", "90d", "--dry-run")
        expect(dry.output, is: "\(gone)\n1 task would be archived\nnext: task-state archive --older-than 90d\n")
        expect(exists("tasks/\(gone)") && !exists("archive"))

        let result = try fixture.json("archive", "--older-than", "90d")
        expect(result["archived"], is: [.string(gone)])
        try expect(#require(result["freed"]?.integer) >= 0)
        expect(!exists("tasks/\(gone)"))
        let listed = try fixture.json("list").items?.compactMap { $0["id"]?.string }
        expect(listed?.contains(gone) == false && listed?.count == 3)
        let all = try #require(try fixture.json("list", "--archived").items)
        expect(all.count, is: 4)
        for item in all {
            expect(item["archived"], is: (item["id"]?.string == gone ? "2026-12-30T14:13:20Z" : nil))
        }
        expect(fixture.run("show", "--task-id", gone).output.contains("\narchived 2026-12-30T14:13:20Z\n"))
        expect(fixture.run("log", "--task-id", gone).output.hasSuffix("  task.archived\n"))
        expect(fixture.run("doctor").answer, is: "4 tasks, nothing wrong")
        expect(
            fixture.run("archive", "--older-than", "90d").output,
            is: "archived 0 tasks, 0 bytes freed\nnext: task-state list --archived\n")
    }

    @Test func `Reopening brings an archived task back`() throws {
        let id = endedTask()
        expect(fixture.run("archive", "--older-than", "1d").exit, is: 0)
        expect(!exists("tasks/\(id)"))
        expect(fixture.run("reopen", "--task-id", id, "--reason", "once more").exit, is: 0)
        try expect(fixture.file("tasks/\(id)/state/task.json")["archived_at"] == nil)
        expect(exists("tasks/\(id)/checkpoints/phase-1.json"))
        try expect(fixture.json("list").items?.count, is: 1)
        expect(fixture.run("archive", "--older-than", "0d").answer.hasPrefix("archived 0 tasks"))
        expect(fixture.run("doctor").answer, is: "1 task, nothing wrong")
    }

    @Test func `The document holds the whole task and can be imported`() throws {
        let id = endedTask()
        fixture.run("archive", "--older-than", "1d")
        let text = try #require(try fixture.bench.text(of: "harness/archive/2026/\(id).json"))
        expect(text, is: fixture.run("export", id).output)
        let other = try Fixture()
        try other.bench.write(text, to: "task.json")
        expect(other.run("import", "task.json").answer.hasSuffix("events added, completed-unverified, archived"))
        try expect(other.json("list"), is: [])
        try expect(other.json("list", "--archived").items?.count, is: 1)
    }

    @Test func `What could not be written is finished by the same command, and removed only after`() throws {
        let id = endedTask()
        try fixture.bench.write("in the way", to: "harness/archive")
        let cut = fixture.run("archive", "--older-than", "1d")
        expect(cut.exit, isNot: 0)
        expect(
            cut.errors.hasPrefix("task-state: recorded, but its files are not written yet: cannot open ")
                && cut.errors.hasSuffix("\nhint: mend that; the next command that writes finishes it\n"),
            "\(cut.errors)")
        expect(exists("tasks/\(id)/state/task.json"))
        try fixture.bench.shell("rm harness/archive")
        expect(fixture.run("archive", "--older-than", "1d").exit, is: 0)
        expect(exists("archive/2026/\(id).json") && !exists("tasks/\(id)"))
    }

    @Test func `What a killed writer left a moment ago does not keep the folder`() throws {
        let id = endedTask()
        let space = try fixture.bench.shell("readlink /proc/self/ns/pid | tr -dc 0-9").output.text
        let now = fixture.world.context.clock.now().iso8601
        try fixture.bench.shell("touch -d \(now) harness/tasks/\(id)/state/.tmp-\(space)-4194305-0")
        fixture.run("archive", "--older-than", "1d")
        expect(!exists("tasks/\(id)"))
    }

    @Test func `What somebody else laid into the folder stays`() throws {
        let id = endedTask()
        try fixture.bench.write("mine", to: "harness/tasks/\(id)/notes.md")
        fixture.run("archive", "--older-than", "1d")
        try expect(fixture.bench.shell("cd harness/tasks/\(id) && find . -type f").output.text, is: "./notes.md\n")
    }

    @Test func `Another tool's files stay as they are`() throws {
        let file =
            #"{"task": "done", "started_at": "2026-03-23T09:00:00", "status": "completed", "completed_at": "2026-03-23T10:00:00", "extra": 1}"#
        try fixture.bench.write(file, to: "harness/tasks/done-20260323-0900/state/task.json")
        expect(fixture.run("archive", "--older-than", "1d").answer, is: "done-20260323-0900")
        try expect(fixture.bench.text(of: "harness/tasks/done-20260323-0900/state/task.json"), is: file)
        try expect(fixture.json("list"), is: [])
    }

    @Test func `A task whose history was tampered with is named and holds up nobody`() throws {
        let (broken, whole) = (endedTask("broken"), endedTask("whole"))
        try fixture.bench.shell(
            "sqlite3 harness/state.db \"drop trigger event_stays; update event set actor = 'you' where stream = '\(broken)'\""
        )
        let result = fixture.run("archive", "--older-than", "1d")
        expect(result.answer, is: whole)
        expect(
            result.errors,
            is: "warning: \(broken) is not archived: the events of \(broken) are not whole: "
                + "event 1 (task.started) was changed after it was written\n")
    }

    @Test func `How old must be said`() {
        expect(fixture.run("archive").errors.hasPrefix("task-state: missing --older-than T"))
        expect(
            fixture.run("archive", "--older-than", "long").errors.hasPrefix(
                "task-state: --older-than takes 30m, 24h, 7d, 4w, a date or a time, not 'long'"))
    }

    @Test(arguments: [
        ("90d", "90d"), ("36h", "36h"), ("2w", "14d"), ("45s", "45s"), ("2026-01-02", "2026-01-02T00:00:00Z"),
    ])
    func `A moment is said as one would type it`(typed: String, said: String) {
        expect(TimeExpression(word: Word(typed))?.text, is: said)
    }
}

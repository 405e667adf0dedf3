import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

/// A ledger that is older than the files that were made from it.
struct LostEndTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    /// A task that ended, and whose end the ledger does not know any more.
    private func lost() throws -> String {
        let id = fixture.run("init", "name", "--phases", "2").answer
        try fixture.shell("cd harness; sqlite3 state.db 'pragma wal_checkpoint(truncate)'; cp state.db old")
        fixture.run("checkpoint", "--phase", "1", "--summary", "one")
        let ended = fixture.run("complete", "--summary", "done", "--unverified", "user-waived", "--reason", "late")
        expect(ended.exit, is: 0, "\(ended)")
        try expect(fixture.file("tasks/\(id)/state/result.json")["summary"], is: "done")
        try fixture.shell("cd harness; mv old state.db; : > state.db-wal; rm -f state.db-shm")
        return id
    }

    @Test func `Files that know more than the ledger are named, and repairing is not offered for them`() throws {
        let id = try lost()
        let before = try fixture.file("tasks/\(id)/state/task.json")
        let doctor = fixture.run("doctor")
        expect(doctor.exit, is: 1)
        let events = try #require(before["events"]?.integer)
        expect(
            doctor.output.hasPrefix(
                "\(id): the ledger lost its end: restore state.db, state.db-wal from a copy "
                    + "(tasks/\(id)/state/task.json knows \(events) events, and the ledger 1)\n"
                    + "where there is no copy, 'task-state doctor --repair' goes by the ledger and sets the newer files aside"
            ), "\(doctor.output)")
        expect(!doctor.output.contains("next:") && !doctor.errors.contains("next:"), "\(doctor)")
        expect(!doctor.output.contains("something else"))
        try expect(fixture.json("doctor")["findings"]?[0]?["mendable"], is: false)
        for words in [
            ["checkpoint", "--phase", "1", "--summary", "again"], ["complete", "--summary", "s"],
            ["block", "--reason", "x"],
        ] {
            let refused = fixture.runAll(words)
            expect(refused.exit, is: 65, "\(refused)")
            expect(
                refused.errors.hasPrefix(
                    "task-state: the ledger lost its end: tasks/\(id)/state/task.json knows \(events) events, "
                        + "and the ledger 1\nhint: restore state.db, state.db-wal from a copy, or run 'task-state doctor'"
                ), "\(refused.errors)")
        }
        try expect(fixture.file("tasks/\(id)/state/task.json"), is: before)
    }

    @Test func `Repairing sets them aside, and says where`() throws {
        let id = try lost()
        let repaired = fixture.run("doctor", "--repair")
        expect(repaired.exit, is: 0, "\(repaired)")
        let names = try Folder(fixture.bench.path / "harness/tasks/\(id)").names().filter { $0.hasPrefix("set-aside-") }
        let name = try #require(names.first)
        expect(repaired.output.contains("set aside: harness/tasks/\(id)/\(name)\n"), "\(repaired.output)")
        try expect(fixture.file("tasks/\(id)/\(name)/state/task.json")["status"], is: "completed-unverified")
        try expect(fixture.file("tasks/\(id)/\(name)/state/result.json")["summary"], is: "done")
        try expect(fixture.file("tasks/\(id)/\(name)/checkpoints/phase-1.json")["summary"], is: "one")
        try expect(fixture.file("tasks/\(id)/state/task.json")["status"], is: "in_progress")
        expect(fixture.run("doctor").exit, is: 0)
        expect(fixture.run("checkpoint", "--phase", "1", "--summary", "again").exit, is: 0)
    }

    @Test func `An end in files without a mark is not lost either`() throws {
        let id = try lost()
        try fixture.shell("sed -i -E '/\"(events|head)\":/d' harness/tasks/\(id)/state/task.json")
        let doctor = fixture.run("doctor")
        expect(doctor.output.contains("state/result.json says that it ended at "), "\(doctor.output)")
        expect(fixture.run("doctor", "--repair").exit, is: 0)
        try expect(fixture.shell("cat harness/tasks/\(id)/set-aside-*/state/result.json").contains("done"))
    }

    @Test func `What is still to be written does not overwrite newer files`() throws {
        let id = fixture.run("init", "name", "--phases", "2").answer
        // The copy still has the task's files to write.
        try fixture.shell(
            """
            cd harness; sqlite3 state.db "insert into outbox (event, sink, worktree)
                select max(id), 'files', '.' from event where stream = '\(id)'"
            sqlite3 state.db 'pragma wal_checkpoint(truncate)'; cp state.db old; sqlite3 state.db 'delete from outbox'
            """)
        fixture.run("checkpoint", "--phase", "1", "--summary", "one")
        try fixture.shell("cd harness; mv old state.db; : > state.db-wal; rm -f state.db-shm")
        let other = fixture.run("init", "other")
        expect(other.errors.contains("warning: the files of \(id) knew more than the ledger: they lie in tasks/"))
        try expect(fixture.shell("cat harness/tasks/\(id)/set-aside-*/checkpoints/phase-1.json").contains("one"))
    }

    @Test func `A file older than the ledger is written again, as ever`() throws {
        let id = fixture.run("init", "name", "--phases", "2").answer
        try fixture.shell("cp -r harness/tasks/\(id)/state old")
        fixture.run("checkpoint", "--phase", "1", "--summary", "one")
        try fixture.shell("cp old/* harness/tasks/\(id)/state/")
        let doctor = fixture.run("doctor")
        expect(doctor.exit == 1 && doctor.output.contains("says something else than its events"), "\(doctor.output)")
        expect(doctor.output.hasSuffix("next: task-state doctor --repair\n"), "\(doctor.output)")
        expect(fixture.run("doctor", "--repair").exit, is: 0)
        try expect(
            Folder(fixture.bench.path / "harness/tasks/\(id)").names().allSatisfy { !$0.hasPrefix("set-aside") })
    }

    @Test func `The file of a phase that was changed or removed is named and written again`() throws {
        let id = fixture.run("init", "name", "--phases", "3").answer
        for phase in ["1", "2"] {
            fixture.run("checkpoint", "--phase", phase, "--summary", "phase \(phase)", "--decisions", "[\"d\(phase)\"]")
        }
        expect(fixture.run("doctor").exit, is: 0)
        let first = try fixture.file("tasks/\(id)/checkpoints/phase-1.json")
        try fixture.shell(
            "cd harness/tasks/\(id)/checkpoints; sed -i 's/phase 1/nothing/' phase-1.json; rm phase-2.json")
        let doctor = fixture.run("doctor")
        expect(doctor.exit, is: 1)
        expect(
            doctor.output.hasPrefix(
                "\(id): tasks/\(id)/checkpoints/phase-1.json says something else than its events\n"
                    + "\(id): tasks/\(id)/checkpoints/phase-2.json is missing\n"), "\(doctor.output)")
        expect(fixture.run("doctor", "--repair").exit, is: 0)
        try expect(fixture.file("tasks/\(id)/checkpoints/phase-1.json"), is: first)
        fixture.run("complete", "--summary", "done", "--files-changed", "a")
        expect(fixture.run("doctor").exit, is: 0)
        fixture.run("reopen", "--task-id", id, "--reason", "x")
        expect(fixture.run("doctor").exit, is: 0)
    }
}

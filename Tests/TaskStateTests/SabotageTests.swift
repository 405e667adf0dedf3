import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

/// What somebody does to the store's files, and what is said of it.
struct SabotageTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test func `A history that was written by hand is refused, however it was done`() throws {
        let id = fixture.run("init", "name").answer
        try fixture.bench.shell(
            """
            sqlite3 harness/state.db "insert into event (stream, seq, kind, at, origin, actor, body, previous, hash) values
                ('\(id)', 2, 'task.ended', 1, 'o', 'a', cast('{\\"status\\":\\"completed\\",\\"summary\\":\\"x\\"}' as blob), zeroblob(32), zeroblob(32))"
            """)
        let show = fixture.run("show", "--task-id", id)
        expect(show.exit, is: 65)
        expect(
            show.errors.hasPrefix(
                "task-state: the events of \(id) are not whole: event 2 (task.ended) does not follow the event before it\n"
            ))
        expect(fixture.run("block", "--reason", "x").exit, is: 65)
    }

    @Test func `A log that is lost is no empty store`() throws {
        let id = fixture.run("init", "name").answer
        try fixture.bench.shell("rm harness/state.db-wal harness/state.db-shm")
        let database = fixture.bench.path / "harness/state.db"
        for words in [["list"], ["list", "--status", "completed"]] {
            let list = fixture.runAll(words)
            expect(list.exit, is: 65)
            expect(
                list.errors,
                is: "task-state: \(database) knows no task, and \(id) left files here: a part of it is lost\n"
                    + "hint: run 'task-state doctor', or restore it together with its -wal from a copy\n", "\(list)")
        }
        expect(fixture.run("doctor").output.contains("\(id): tasks/\(id) is there, and the database knows nothing"))
    }

    @Test(arguments: [
        (
            "mkfifo harness/cache/snapshots.index",
            "cache/snapshots.index is no regular file, and git keeps its index there"
        ),
        (
            "mkdir harness/cache/snapshots.index",
            "cache/snapshots.index is no regular file, and git keeps its index there"
        ),
        (
            "mkdir harness/cache/snapshots.index.new",
            "cache/snapshots.index.new is no regular file, and git keeps its index there"
        ),
        ("touch harness/snapshots.git", "snapshots.git is no folder, and snapshots are kept in one of that name"),
    ])
    func `What lies in the place of the snapshots holds nobody up`(making: String, message: String) throws {
        try fixture.shell("git init -q . && echo 1 > a && git add a && git commit -qm one")
        fixture.run("init", "name", "--phases", "2")
        try fixture.shell("rm -rf harness/cache/snapshots.index harness/snapshots.git && \(making)")
        let place = fixture.bench.path / "harness"
        let checkpoint = fixture.run("checkpoint", "--phase", "1", "--summary", "s")
        expect(checkpoint.exit, is: 0)
        expect(checkpoint.errors, is: "warning: no snapshot was taken: \(place)/\(message)\n", "\(checkpoint.errors)")
    }

    @Test func `A history whose end was cut off is refused`() throws {
        let id = fixture.run("init", "name").answer
        fixture.run("block", "--reason", "x")
        try fixture.bench.shell(
            "sqlite3 harness/state.db 'drop trigger event_lasts; pragma foreign_keys = off; delete from event where seq = 2'"
        )
        expect(fixture.run("show", "--task-id", id).errors.contains("those after event 1 are missing"))
        expect(fixture.run("doctor").exit, is: 1)
    }

    @Test func `A list that was edited by hand is corrected where it is read, and named`() throws {
        let one = fixture.run("init", "one").answer
        let two = fixture.run("init", "two").answer
        fixture.run("complete", "--task-id", two, "--summary", "s")
        try fixture.bench.shell(
            "sqlite3 harness/state.db \"update task set status = 'completed', level = 'V2' where id = '\(one)'\"")
        let list = fixture.run("list")
        let flaw = "the list of tasks says that it is completed, and its events say in_progress"
        expect(list.errors, is: "warning: \(one): \(flaw); run 'task-state doctor'\nnext: task-state doctor --repair\n")
        expect(list.output.contains("in_progress          1/1  \(one)"))
        try expect(fixture.json("list", "--status", "completed"), is: [])
        let show = fixture.run("show", "--task-id", one)
        let full = "the list of tasks says that it is completed (V2), and its events say in_progress"
        expect(show.errors, is: "warning: \(full), which are what counts; run 'task-state doctor --repair'\n")
        expect(show.output.contains("\nin_progress, phase 1/1"))
        try expect(fixture.json("show", "--task-id", one)["flaw"]?.string, is: full)
        let doctor = fixture.run("doctor")
        expect(doctor.exit == 1 && doctor.output.hasPrefix("\(one): \(full)\n"), "\(doctor.output)")
        // A level alone, and what is no status.
        try fixture.bench.shell("sqlite3 harness/state.db \"update task set level = 'V2' where id = '\(two)'\"")
        expect(
            fixture.run("show", "--task-id", two).errors.contains(
                "says that it is completed-unverified (V2), and its events say completed-unverified (V0), which"))
        try fixture.bench.shell(
            "sqlite3 harness/state.db \"update task set name = 'x', phase = 7 where id = '\(one)'\"")
        expect(fixture.run("doctor", "--repair").exit, is: 0)
        expect(!fixture.run("list").errors.contains("warning") && fixture.run("show", "--task-id", two).errors.isEmpty)
        try fixture.bench.shell(
            "sqlite3 harness/state.db \"update task set name = 'x', phase = 7 where id = '\(one)'\"")
        expect(
            fixture.run("doctor").output.hasPrefix(
                "\(one): the list of tasks says another phase, name than its events\n"))
    }

    @Test func `A task of which every event is gone is missed`() throws {
        let id = fixture.run("init", "name").answer
        try fixture.bench.shell(
            "sqlite3 harness/state.db 'drop trigger event_lasts; pragma foreign_keys = off; delete from event'")
        let doctor = fixture.run("doctor")
        expect(doctor.exit, is: 1)
        expect(
            doctor.output.hasPrefix("\(id): the list of tasks has it, and all of its events are missing\n"),
            "\(doctor.output)")
        expect(fixture.run("list").output, is: "no tasks\n")
        expect(fixture.run("list").errors.contains("says that it is in_progress, and its events say nothing of it"))
    }

    @Test func `Numbers without measure are no trap`() throws {
        let id = fixture.run("init", "name").answer
        try fixture.bench.shell(
            """
            sqlite3 harness/state.db "insert into event (stream, seq, kind, at, origin, actor, body, previous, hash) values
                ('\(id)', 9223372036854775807, 'x', 9223372036854775807, 'o', 'a', x'7b7d', zeroblob(32), zeroblob(32))"
            """)
        expect(fixture.run("show").exit, is: 65)
        expect(fixture.run("block", "--reason", "x").exit, is: 65)
    }

    @Test(arguments: ["ln -s ../elsewhere harness/tasks", "touch harness/tasks", "mkfifo harness/tasks"])
    func `What was recorded is said, even when its files cannot be written`(obstacle: String) throws {
        try fixture.bench.shell("mkdir harness elsewhere; \(obstacle)")
        let result = fixture.run("init", "name")
        expect(result.exit, isNot: 0)
        expect(result.output, is: "name-20260921-141320-caaa\n")
        expect(result.errors.contains("task-state: recorded, but its files are not written yet: "))
        expect(result.errors.hasSuffix("hint: mend that; the next command that writes finishes it\n"))
        try expect(fixture.bench.shell("ls elsewhere").output.text.isEmpty)
        try fixture.bench.shell("rm harness/tasks")
        expect(fixture.run("block", "--reason", "x").exit, is: 0)
        try expect(fixture.file("tasks/\(result.answer)/state/task.json")["status"], is: "blocked")
    }

    @Test func `One task whose files cannot be written does not hold up another`() throws {
        let one = fixture.run("init", "one").answer
        let two = fixture.run("init", "two").answer
        try fixture.bench.shell("rm -r harness/tasks/\(one); touch harness/tasks/\(one)")
        fixture.run("block", "--task-id", one, "--reason", "x")
        let other = fixture.run("checkpoint", "--task-id", two, "--phase", "1", "--summary", "s")
        expect(other.exit != 0 && other.answer.hasPrefix("checkpoint 1 of 1 saved"))
        try expect(fixture.file("tasks/\(two)/state/context.json")["completed"], is: ["Phase 1: s"])
    }

    @Test func `A file in place of the harness folder is named`() throws {
        try fixture.bench.write("x", to: "harness")
        let result = fixture.run("init", "name")
        expect(result.exit, is: 77)
        expect(
            result.errors.hasSuffix(
                "/harness is no folder, and the harness keeps its files there\nhint: move it away, or name the project with --project-root\n"
            ))
        try expect(fixture.bench.text(of: "harness"), is: "x")
    }

    @Test(arguments: [["doctor"], ["doctor", "--repair"]])
    func `The doctor sends nobody with a ruined ledger back to the doctor`(words: [String]) throws {
        fixture.run("init", "name")
        try fixture.bench.shell(
            "sqlite3 harness/state.db 'pragma wal_checkpoint(truncate)'; printf garbage | dd of=harness/state.db conv=notrunc"
        )
        expect(fixture.run("list").errors.hasSuffix("is not a database\nhint: run 'task-state doctor'\n"))
        var world = World(directory: fixture.bench.path)
        world.context.clock = fixture.world.context.clock
        expect(fixture.program.run((["task-state"] + words).map { Word($0) }, in: world.context), is: 65)
        expect(
            world.errors.text.hasSuffix(
                "is not a database\nhint: restore it together with its -wal and -shm from a copy; "
                    + "where there is none, move all three away and remove store.json, which names it: "
                    + "then the tasks are read from their files\n"))
    }

    @Test(arguments: ["list", "init"])
    func `A ledger that somebody emptied keeps the log beside it`(command: String) throws {
        fixture.run("init", "name")
        try fixture.bench.shell(": > harness/state.db; printf 'what was recorded' > harness/state.db-wal")
        let result = fixture.run(command, command == "init" ? "another" : "--json")
        expect(result.exit, is: 65)
        let words = command == "init" ? result.errors : result.output
        expect(words.contains("state.db is empty, and state.db-wal beside it still holds what was recorded last"))
        expect(
            words.contains("restore state.db from a copy, or move both away and let the files below tasks/ be read"))
        try expect(fixture.bench.text(of: "harness/state.db-wal"), is: "what was recorded")
    }

    @Test func `A ledger without its log is still a ledger, and the doctor names the tasks that it lost`() throws {
        let id = fixture.run("init", "name").output.split(separator: "\n")[0]
        expect(fixture.run("doctor").exit, is: 0)
        try fixture.bench.shell(
            """
            sqlite3 harness/state.db 'pragma wal_checkpoint(truncate)'
            sqlite3 harness/state.db "delete from task; delete from event where stream like 'name-%'"
            """)
        let result = fixture.run("doctor")
        expect(result.exit, is: 1)
        expect(
            result.output.contains(
                "\(id): tasks/\(id) is there, and the database knows nothing of it: a part of it is lost"),
            "\(result.output)")
    }

    @Test func `A ledger that was just begun can be copied without its log`() throws {
        fixture.run("init", "name")
        try fixture.bench.shell("mkdir copy; cp harness/state.db copy/")
        try expect(fixture.bench.shell("sqlite3 copy/state.db 'select count(*) from store'").output.text, is: "1\n")
    }

    @Test func `Damage that is met late has the same advice`() throws {
        for number in 1...10 {
            fixture.run("init", "task \(number)", "-d", String(repeating: "x", count: 3000))
        }
        try fixture.bench.shell(
            """
            sqlite3 harness/state.db 'pragma wal_checkpoint(truncate)'
            dd if=/dev/zero of=harness/state.db bs=4096 count=30 seek=6 conv=notrunc
            """)
        let words = "/harness/state.db is damaged: database disk image is malformed\nhint: "
        let list = fixture.run("list")
        expect(list.exit == 65 && list.errors.hasSuffix("\(words)run 'task-state doctor'\n"), "\(list.errors)")
        expect(fixture.run("doctor").errors.contains("\(words)restore it together with its -wal and -shm from a copy"))
    }

    @Test func `A choice of ledger that leads elsewhere makes nothing there`() throws {
        try fixture.bench.write(#"{"database":"../outside/evil.db","id":"x"}"#, to: "harness/store.json")
        try fixture.bench.shell("mkdir outside")
        for words in [["init", "name"], ["list"]] {
            var world = World(directory: fixture.bench.path)
            world.context.clock = fixture.world.context.clock
            let exit = fixture.program.run(["task-state"] + words.map { Word($0) }, in: world.context)
            expect(exit, is: 66)
            expect(
                world.errors.text.contains(
                    "/harness/../outside/evil.db, and it is not there\nhint: restore it, or remove harness/store.json to begin a new one\n"
                ))
        }
        try expect(fixture.bench.shell("ls outside").output.text.isEmpty)
    }

    @Test func `Another ledger under the same name is refused`() throws {
        fixture.run("init", "name")
        try fixture.bench.write(#"{"database":"state.db","id":"0000"}"#, to: "harness/store.json")
        let result = fixture.run("list")
        expect(result.exit, is: 77)
        expect(
            result.errors.contains(
                " than this work tree's (0000)\nhint: restore the ledger, or remove harness/store.json to use this one\n"
            ))
    }

    @Test(arguments: ["harness", "main/harness"])
    func `A link in place of the harness folder is refused, the main tree's too`(link: String) throws {
        try fixture.bench.shell(
            """
            git init -q main && cd main && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x && git worktree add -q ../linked
            cd .. && mkdir elsewhere && ln -s \(link == "harness" ? "" : "../")elsewhere \(link)
            """)
        let result = fixture.run("init", "name", in: link == "harness" ? "." : "linked")
        expect(result.exit, is: 77)
        expect(result.errors.contains("harness is a link, and nothing is written through it\n"))
        try expect(fixture.bench.shell("ls elsewhere").output.text.isEmpty)
    }

    @Test(arguments: [
        "Translate the date picker to sk locale", "add sk-SK translations", "glpat- rotation of all the tokens",
    ])
    func `An id is one that can be printed`(name: String) {
        let id = fixture.run("init", name).answer
        expect(!id.contains("redacted"))
        expect(fixture.run("show", "--task-id", id).exit, is: 0)
    }

    @Test func `A secret in words is stored nowhere`() throws {
        let token = "ghp_abcdefghijklmnopqrstuvwx0123"
        fixture.run("init", "Rotate", "-d", "old one was \(token)")
        fixture.run("complete", "--summary", "done", "--lessons", "token \(token) was in env")
        try expect(fixture.bench.shell("grep -r -a -c \(token) harness | grep -v ':0$'").output.text.isEmpty)
        try expect(
            fixture.bench.shell("cat harness/memory/episodes/*").output.text.contains("[redacted:github-token]"))
    }

    @Test func `A task of another work tree gets its files there, and its next command names it`() throws {
        try fixture.bench.shell(
            "git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x && git worktree add -q linked"
        )
        let main = fixture.run("init", "a", "--phases", "3").answer
        let linked = fixture.run("init", "b", "--phases", "3", in: "linked").answer
        let result = fixture.run("checkpoint", "--task-id", main, "--phase", "1", "--summary", "s", in: "linked")
        expect(result.output.hasSuffix("next: task-state checkpoint --task-id \(main) --phase 2 --summary TEXT\n"))
        try expect(fixture.file("tasks/\(main)/state/context.json")["completed"], is: ["Phase 1: s"])
        try expect(fixture.bench.text(of: "linked/harness/tasks/\(main)/state/task.json") == nil)
        fixture.run("abandon", "--task-id", linked, "--reason", "x")
        try expect(fixture.bench.shell("cat linked/harness/memory/episodes/*.jsonl | wc -l").output.text, is: "1\n")
    }

    @Test func `Who named the project is told to name it again`() {
        var world = World(directory: "/")
        world.context.clock = fixture.world.context.clock
        let words: [Word] = ["task-state", "init", "name", "--project-root", fixture.bench.path.description.word]
        expect(fixture.program.run(words, in: world.context), is: 0)
        expect(
            world.errors.text.hasSuffix("next: verify init --project-root \(fixture.bench.path)\n"))
    }
}

extension String {
    var word: Word { Word(self) }
}

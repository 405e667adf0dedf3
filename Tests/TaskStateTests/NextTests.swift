import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

/// What a newcomer is told to type next, wherever they ask.
struct NextTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture(gate: Fixture.passing)
    }

    /// What `show` and `resume` say; both must say the same.
    private func next(_ words: String...) throws -> String? {
        var texts: [String?] = []
        for command in ["show", "resume"] {
            let lines = fixture.runAll([command] + words).output.split(separator: "\n")
            texts.append(lines.last { $0.hasPrefix("next: ") }.map { String($0.dropFirst(6)) })
        }
        expect(texts[0], is: texts[1])
        return texts[0]
    }

    private func note(_ body: any EventBody, of id: String) throws {
        var context = World(directory: fixture.bench.path).context
        context.clock = fixture.world.context.clock
        try TaskStore.open(in: context).note(in: id) { [body] }
    }

    private func run(_ outcome: String, for purpose: String = "verify") -> RunFinished {
        var body = RunFinished()
        body.run = "r-1"
        body.outcome = outcome
        body.purpose = purpose
        return body
    }

    @Test func `Nobody is told to complete a task of which nothing was verified`() throws {
        let id = fixture.run("init", "name").answer
        try expect(next(), is: "verify init")
        try note(ScenariosRegistered(), of: id)
        try expect(next(), is: "verify run")
        try note(run("fail"), of: id)
        try expect(next(), is: "verify run")
        try note(run("pass"), of: id)
        try expect(next(), is: "task-state complete --summary TEXT")
        // What must fail on the state before the work takes nothing back.
        try note(run("fail", for: RunFinished.onBase), of: id)
        try expect(next(), is: "task-state complete --summary TEXT")
        fixture.run("attempt", "start")
        try expect(next(), is: "verify run")
    }

    @Test func `What the gate refused is mended first, by the command that it named`() throws {
        let id = fixture.run("init", "name").answer
        try note(ScenariosRegistered(), of: id)
        var pass = run("pass")
        (pass.manifest, pass.plan) = ("m1", "p1")
        try note(pass, of: id)
        try expect(next(), is: "task-state complete --summary TEXT")
        func refuse(_ hint: String) throws {
            var body = GateRefused()
            body.reasons = [NamedNote("E_X", "it is so", hint: hint)]
            (body.runs, body.manifest, body.plan) = (["r-7", "r-8"], "m1", "p1")
            try note(body, of: id)
        }
        try refuse("restore it, or say why: 'verify amend --reason TEXT'")
        try expect(next(), is: "verify amend --reason TEXT")
        // The same files once more change nothing, others do.
        try note(pass, of: id)
        try expect(next(), is: "verify amend --reason TEXT")
        pass.plan = "p2"
        try note(pass, of: id)
        try expect(next(), is: "task-state complete --summary TEXT")
        try refuse("mend it; where it only seems so, 'task-state amend --kind chore --reason TEXT'")
        try expect(next(), is: "verify explain r-7")
        try note(ScenariosRegistered(), of: id)
        try expect(next(), is: "task-state complete --summary TEXT")
        try refuse("stop what writes it; then run the same command again")
        try expect(next(), is: "task-state complete --summary TEXT")
        // Beside another task it says which one is meant, where that is not clear by itself.
        fixture.run("init", "other")
        try refuse("restore it, or say why: 'verify amend --reason TEXT'")
        try expect(next("--task-id", id), is: "verify amend --reason TEXT --task-id \(id)")
        try refuse("run 'harness-executor validate --step t' and mend what it says")
        try expect(next("--task-id", id), is: "harness-executor validate --step t")
        expect("harness-executor validate".throughCoordinator, is: "harness-executor validate")
    }

    @Test func `A task of several phases has a plan first, then scenarios, then checkpoints`() throws {
        let id = fixture.run("init", "name", "--phases", "2").answer
        try expect(next(), is: "task-state plan new")
        fixture.run("plan", "new")
        try expect(next(), is: "verify init")
        try note(ScenariosRegistered(), of: id)
        try expect(next(), is: "task-state checkpoint --phase 1 --summary TEXT")
        fixture.run("checkpoint", "--phase", "1", "--summary", "s")
        try expect(next(), is: "task-state checkpoint --phase 2 --summary TEXT")
        fixture.run("checkpoint", "--phase", "2", "--summary", "s")
        try expect(next(), is: "verify run")
    }

    @Test func `Where several tasks are in progress, the command names its own`() throws {
        let one = fixture.run("init", "one").answer
        let two = fixture.run("init", "two", "--phases", "2").answer
        try expect(next("--task-id", one), is: "verify init --task-id \(one)")
        try expect(next("--task-id", two), is: "task-state plan new --task-id \(two)")
        expect(
            fixture.run("attempt", "start", "--task-id", one).output.hasSuffix("end --task-id \(one) --result JSON\n"))
        expect(fixture.run("list").errors.hasPrefix("next: task-state resume --task-id "))
    }

    @Test func `A list and what changed are followed by a command that stands beside them`() throws {
        try fixture.bench.shell("git init -q . && echo 1 > a")
        fixture.run("init", "name")
        try fixture.bench.shell("echo 2 > a")
        let list = fixture.run("list")
        expect(list.errors == "next: task-state resume\n" && !list.output.contains("next: "))
        for words in [["diff"], ["diff", "--patch"]] {
            let diff = fixture.runAll(words)
            expect(diff.errors == "next: verify init\n" && !diff.output.contains("next: "))
        }
        try expect(fixture.json("diff")["next"], is: "verify init")
        fixture.run("abandon", "--reason", "r")
        expect(fixture.run("list").errors, is: "next: harness-executor start TEXT\n")
    }

    @Test func `A name has an end`() {
        let long = fixture.run("init", String(repeating: "n", count: 1001))
        expect(
            long.errors,
            is: """
                task-state: a task's name has at most 1000 characters, not 1001
                hint: say it in a few words, and the rest with --description TEXT

                """)
        expect(long.exit == 64 && fixture.run("list").output == "no tasks\nnext: harness-executor start TEXT\n")
        expect(fixture.run("init", String(repeating: "n", count: 1000)).exit, is: 0)
    }

    @Test func `A task is exported by its place and by its option`() throws {
        let id = fixture.run("init", "name").answer
        let export = fixture.run("export", id).output
        expect(export.contains(id) && fixture.run("export", "--task-id", id).output == export)
        expect(fixture.run("export").output, is: export)
        let other = fixture.run("init", "other").answer
        let both = fixture.run("export", id, "--task-id", other)
        expect(
            both.exit == 64
                && both.errors
                    == "task-state: two tasks are named: \(id) and \(other)\nhint: run 'task-state export \(id)'\n"
        )
    }

    @Test func `A base that is lost is named by whoever needs it, and by the doctor, with what helps`() throws {
        try fixture.bench.shell(
            "git init -q . && echo 1 > a && git add a && git -c user.name=a -c user.email=a@b commit -qm one")
        let head = try fixture.bench.shell("git rev-parse HEAD").output.text.prefix(12)
        let id = fixture.run("init", "name", "--phases", "2").answer
        try fixture.bench.shell("echo 2 > a")
        fixture.run("checkpoint", "--phase", "1", "--summary", "s")
        expect(fixture.run("doctor").exit, is: 0)
        try fixture.bench.shell("rm -rf harness/snapshots.git")
        let help = "task-state amend --task-id \(id) --base \(head) --reason TEXT"
        let doctor = fixture.run("doctor")
        expect(doctor.exit, is: 1)
        expect(doctor.output.hasPrefix("\(id): its base is lost: snapshots.git does not hold "))
        expect(doctor.output.hasSuffix(" any more\nnext: \(help)\n"))
        let diff = fixture.run("diff")
        expect(diff.exit == 66 && diff.errors.hasPrefix("task-state: the base of \(id) is lost: snapshots.git "))
        expect(diff.errors.contains("hint: run '\(help)', where the base is the last commit before the work\n"))
        expect(fixture.run("diff", "--phase", "1").errors.contains(" to compare with is lost: snapshots.git does not"))
        expect(
            fixture.run("amend", "--task-id", id, "--base", String(head), "--reason", "the snapshots were lost").exit,
            is: 0)
        expect(fixture.run("diff").output, is: "M  a\n")
        expect(fixture.run("doctor").output.contains("snapshots.git does not hold what was saved with phase 1\n"))
    }

    @Test func `A task that began without git says how it gets a base`() throws {
        let id = fixture.run("init", "name").answer
        try fixture.bench.shell("git init -q .")
        expect(
            fixture.run("diff").errors,
            is: """
                task-state: \(id) has no snapshot of phase 0; there is none
                hint: commit what there was before the work, then run 'task-state amend --task-id \(id) --base HEAD --reason TEXT'

                """)
    }

    @Test func `A task that ended in another store is marked as imported`() throws {
        let id = fixture.run("init", "name").answer
        fixture.run("complete", "--summary", "s")
        try expect(fixture.json("list")[0]?["imported"] == nil)
        let other = try Fixture()
        // Its store is to have an id of its own.
        for _ in 0..<20 { _ = other.world.context.random(8) }
        try other.bench.write(fixture.run("export", id).output, to: "task.json")
        expect(other.run("import", "task.json").exit, is: 0)
        expect(other.run("list").output.hasSuffix("  \(id)  imported: name\n"))
        try expect(other.json("list")[0]?["imported"], is: true)
        let show = other.run("show", "--task-id", id)
        expect(show.output.contains("\nimported: it ended in another store ("))
        expect(show.output.contains("), and nothing of it was proved here\n"))
        try expect(other.json("show", "--task-id", id)["imported_from"]?.string?.isEmpty, is: false)
    }

    @Test func `A list that was edited by hand says so in JSON as well`() throws {
        let id = fixture.run("init", "name").answer
        try fixture.bench.shell("sqlite3 harness/state.db \"update task set status = 'completed' where id = '\(id)'\"")
        let item = try fixture.json("list")[0]
        expect(item?["status"], is: "in_progress")
        expect(item?["flaw"], is: "the list of tasks says that it is completed, and its events say in_progress")
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

/// `harness-executor status`: what it says with none, one, some and many tasks.
struct StatusTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test func `Without a task it says how to begin one`() throws {
        let result = fixture.run("harness-executor", "status")
        expect(result.exit, is: 0)
        expect(result.output, is: "no tasks yet\nnext: harness-executor start TEXT\n")
        expect(fixture.run("harness-executor", "status", "--line").output, is: "no tasks yet\n")
        let json = try fixture.run("harness-executor", "--json", "status").json()
        expect(json["in_progress"]?.items?.isEmpty == true && json["next"] != nil)
        expect(FileStatus(of: fixture.bench.path / "harness") == nil, "reading creates nothing")
    }

    @Test func `A task shows its phase, its last event with its age, and the next command`() throws {
        let id = fixture.begin("404 for unknown notes", "--phases", "2")
        fixture.run("task-state", "checkpoint", "--phase", "1", "--summary", "route found")
        fixture.world.time.advance(by: .seconds(200))
        let result = fixture.run("harness-executor", "status", width: 80, environment: ["NO_COLOR": "1"])
        expect(
            result.output,
            is: """
                1 in progress

                * 404 for unknown notes                                    phase 2/2  no run yet
                  \(id)
                  phase 1 done 3 min ago: route found
                  next: task-state checkpoint --phase 2 --summary TEXT

                """)
        let line = fixture.run("harness-executor", "status", "--line").output
        expect(
            line, is: "\(id) phase 2/2, 3 min ago; next: task-state checkpoint --phase 2 --summary TEXT\n", "\(line)")
    }

    @Test func `What is in the way is said with its word`() throws {
        let refused = fixture.begin("refused")
        try fixture.record([Fixture.refusal("E_NO_SCENARIO", "nothing was verified")], of: refused)
        let blocked = fixture.begin("blocked")
        fixture.run("task-state", "block", "--task-id", blocked, "--reason", "waits for a key")
        let page = fixture.run("harness-executor", "status").output
        expect(page.contains("\n  gate refused E_NO_SCENARIO: nothing was verified\n"))
        expect(page.contains("\n  blocked: waits for a key\n"))
        expect(page.hasPrefix("1 in progress, 1 blocked\n"))
        expect(page.contains("next: task-state reopen --task-id \(blocked) --reason TEXT\n"))
        let items = try fixture.run("harness-executor", "--json", "status").json()["in_progress"]?.items ?? []
        let words = items.compactMap { $0["obstacle"]?["word"]?.string }
        expect(words.sorted(), is: ["blocked", "gate refused"])
        expect(items.compactMap { $0["obstacle"]?["code"]?.string }, is: ["E_NO_SCENARIO"])
    }

    @Test func `How a task ended is said in the word for its level`() throws {
        fixture.begin("first")
        fixture.run("task-state", "complete", "--summary", "done")
        fixture.begin("second")
        fixture.run(
            "task-state", "complete", "--summary", "done", "--unverified", "user-waived", "--reason", "they said so")
        fixture.begin("third")
        fixture.run("task-state", "fail", "--reason", "cannot be done")
        let page = fixture.run("harness-executor", "status", width: 60, environment: ["NO_COLOR": "1"])
        expect(page.lines.first, is: "0 in progress, 3 ended: 1 proved, 1 unverified, 1 failed")
        expect(page.lines.contains("  proved      first                                  V2  now"), "\(page.output)")
        expect(page.lines.contains { $0.hasPrefix("  unverified  second ") })
        expect(page.lines.contains { $0.hasPrefix("  failed      third ") })
    }

    @Test func `A list that was edited by hand claims nothing here`() throws {
        let open = fixture.begin("first")
        let ended = fixture.begin("second")
        fixture.run(
            "task-state", "complete", "--task-id", ended, "--summary", "s", "--unverified", "user-waived", "--reason",
            "x")
        for end in ["", ", ended = 1790000000000"] {
            try fixture.bench.shell(
                "sqlite3 harness/state.db \"update task set status = 'completed', level = 'V2' \(end)\"")
            let page = fixture.run(
                "harness-executor", "status", width: 200, environment: ["NO_COLOR": "1"])
            expect(page.lines.first, is: "1 in progress, 1 ended: 1 unverified", "\(page.output)")
            let words = "the list of tasks says that it is completed (V2), and its events say"
            expect(page.lines.contains("  tampered: \(words) in_progress"), "\(page.output)")
            expect(page.lines.contains("  next: task-state doctor --repair"))
            expect(page.lines.contains("tampered: \(ended): \(words) completed-unverified (V0)"), "\(page.output)")
            expect(page.lines.contains { $0.hasPrefix("  unverified  second ") }, "\(page.output)")
            let json = try fixture.run("harness-executor", "--json", "status").json()
            expect(json["counts"]?["completed"] == 0 && json["proofs"]?["proved"] == 0)
            expect(json["in_progress"]?[0]?["task_id"]?.string, is: open)
            expect(json["in_progress"]?[0]?["status"], is: "in_progress")
            expect(json["ended"]?[0]?["status"] == "completed-unverified" && json["tampered"]?.items?.count == 1)
            fixture.run("task-state", "doctor", "--repair")
        }
    }

    @Test func `Fifty tasks fit on a screen, and none is lost`() throws {
        for number in 1...50 { fixture.begin("task number \(number) with a name that is rather long for a line") }
        let page = fixture.run("harness-executor", "status", width: 60, environment: ["NO_COLOR": "1"])
        expect(page.lines.count <= 24)
        expect(page.lines.contains("  and 42 more: harness-executor status --all"))
        let rows = page.lines.filter { $0.hasPrefix("* ") }
        expect(rows.count == 8 && rows.allSatisfy { $0.columns <= 60 }, "\(page.output)")
        let all = fixture.run("harness-executor", "status", "--all")
        expect(all.lines.filter { $0.hasPrefix("* ") }.count, is: 50)
        try expect(fixture.run("harness-executor", "--json", "status").json()["in_progress"]?.items?.count, is: 50)
    }

    @Test func `Colours are for terminals, and a hostile name steers nothing`() throws {
        fixture.begin("red \u{1B}[31malert\u{1B}[2J\u{7}")
        let plain = fixture.run("harness-executor", "status").output
        expect(!plain.utf8.contains(0x1B) && !plain.utf8.contains(7))
        let coloured = fixture.run("harness-executor", "status", width: 80).output
        expect(coloured.contains("\u{1B}[32m* \u{1B}[0m") && !coloured.contains("\u{1B}[2J"))
    }

    @Test func `The tasks of every work tree are shown, and how they are reached`() throws {
        let bench = fixture.bench
        try bench.shell(
            "git init -q -b main . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x && git worktree add -q ../\(bench.path.name)-side"
        )
        let side = try #require(bench.path.parent) / "\(bench.path.name)-side"
        defer { _ = try? bench.shell("rm -rf '\(side)'") }
        fixture.begin("in the main tree")
        _ = fixture.run("task-state", "init", "in the side tree", in: side)
        let page = fixture.run("harness-executor", "status").output
        expect(page.contains("2 in progress") && page.contains("in \(side.name)\n"), "\(page)")
        expect(page.contains("next: verify init --task-id in-the-side-tree-"))
    }

    @Test func `A ledger of another work tree is read too, and its commands name the tree`() throws {
        let bench = fixture.bench
        try bench.shell(
            """
            mkdir state && git init -q -b main . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x
            git worktree add -q -b side 'side tree'
            """)
        let side = bench.path / "side tree"
        _ = fixture.run(
            "task-state", "init", "kept apart", in: side, environment: ["HARNESS_STATE_DIR": "\(bench.path)/state"])
        fixture.begin("in the main tree")
        let page = fixture.run("harness-executor", "status").output
        expect(page.hasPrefix("2 in progress\n") && page.contains("* in the main tree "), "\(page)")
        expect(page.contains("\n  kept apart ") && page.contains(" --project-root '\(side)'\n"), "\(page)")
        // A ledger that is not there any more is named, and hides nothing else.
        try bench.shell("rm -rf state")
        let rest = fixture.run("harness-executor", "status")
        expect(rest.exit == 0 && rest.output.contains("* in the main tree "))
        expect(rest.output.contains("\nnot read: \(side): the ledger of this work tree is "), "\(rest.output)")
    }

    @Test func `A task that ended in another store is not counted as proved here`() throws {
        let id = fixture.begin("from elsewhere")
        _ = fixture.run("task-state", "complete", "--task-id", id, "--summary", "s")
        let other = try Fixture()
        // Its store is to have an id of its own.
        for _ in 0..<20 { _ = other.world.context.random(8) }
        try other.bench.write(fixture.run("task-state", "export", id).output, to: "task.json")
        expect(other.run("task-state", "import", "task.json").exit, is: 0)
        let status = other.run("harness-executor", "status").output
        expect(status.hasPrefix("0 in progress, 1 ended: 1 imported\n"), "\(status)")
        expect(status.contains("\n  imported    from elsewhere "))
        expect(other.run("harness-executor", "report").output.hasPrefix("0 of 1 tasks verified: 1 imported\n"))
        let json = try other.run("harness-executor", "--json", "status").json()
        expect(json["proofs"]?["proved"] == 0 && json["proofs"]?["imported"] == 1)
        expect(fixture.run("harness-executor", "report").output.hasPrefix("1 of 1 tasks verified: 1 proved\n"))
    }

    @Test func `A run on the state before the work is no failure`() throws {
        let id = fixture.begin("red before green")
        var run = RunFinished()
        run.outcome = "fail"
        run.purpose = RunFinished.onBase
        try fixture.record([run], of: id)
        try expect(fixture.run("harness-executor", "--json", "report").json()["failures"], is: [])
        expect(fixture.run("harness-executor", "status").output.contains("run failed on the state before the work"))
        run.purpose = "verify"
        try fixture.record([run], of: id)
        let failures = try fixture.run("harness-executor", "--json", "report").json()["failures"]
        expect(failures, is: [["kind": "run: a scenario failed", "count": 1]])
    }

    @Test func `Who names the project is told commands that name it again`() throws {
        fixture.begin("named")
        let there = fixture.run("harness-executor", "status", "--project-root", fixture.bench.path.description, in: "/")
        expect(
            there.output.contains("next: verify init --project-root \(fixture.bench.path)\n"))
        let json = try fixture.run(
            "harness-executor", "--json", "status", "--project-root", fixture.bench.path.description, in: "/"
        ).json()
        expect(json["next"], is: .string("verify init --project-root \(fixture.bench.path)"))
    }
}

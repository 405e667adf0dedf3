import HarnessKit
import TaskState
import TestSupport
import Testing
import Worktree

@testable import Gate

/// What was verified must be what lies there: in the copy while it runs, and in the project until the end is written.
@Suite(.timeLimit(.minutes(30))) struct MovedFilesTests {
    private static let place = "harness/config/environment.json"

    @Test func `A build that mends the copy's sources does not mend the project`() throws {
        let stand = try Stand(.program)
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli", "build": [{"argv": ["python3", "mend.py"]}]}}"#,
            to: Self.place)
        try stand.bench.write("pass\n", to: "mend.py")
        try stand.sh("git add . && git commit -qm mend")
        try stand.begin().plan().bench.write(
            "text = open(\"greet.py\").read()\n"
                + "open(\"greet.py\", \"w\").write(text.replace('\"good day\"', '\"hello, \" + sys.argv[1]'))\n",
            to: "mend.py")
        let outcome = stand.complete()
        expect(outcome.exit == 1 && outcome.codes.contains("E_TREE_MOVED"), "\(outcome.summary)")
        expect(outcome.output.contains("greet.py was rewritten in the copy by what was run"), "\(outcome.output)")
        // What it makes is no secret: with it in the project there is nothing to mend.
        try stand.sh("python3 mend.py")
        let mended = stand.complete()
        expect(mended.exit == 0 && mended.level == "V2", "\(mended.summary)")
    }

    @Test func `Data that a program keeps beside its code is told and holds nothing up`() throws {
        let stand = try Stand(.program)
        try stand.bench.write("0\n", to: "runs.txt")
        try stand.sh("git add . && git commit -qm runs")
        try stand.begin().plan()
        try stand.edit(
            "greet.py", "print(\"good day\")",
            "open(\"runs.txt\", \"a\").write(\"1\\n\")\nprint(\"hello, \" + sys.argv[1])")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        expect(outcome.warnings.contains("W_TREE_WRITTEN"), "\(outcome.summary)")
    }

    @Test func `Work that is undone before the end is written is not done`() throws {
        let stand = try Stand(.program)
        let file = stand.bench.path / "greet.py"
        stand.completion = CompletionGate(examine: { task, store in
            let verdict = try Examination(task: task, store: store, tool: "test").run()
            let name = try RelativePath(naming: "greet.py")
            let folder = try Folder(try #require(file.parent))
            let text = String(decoding: try folder.read(name) ?? [], as: UTF8.self)
            try folder.write(
                Bytes(text.replacing("\"hello, \" + sys.argv[1]", with: "\"good day\"").utf8), to: name, .renamed)
            return verdict
        })
        let outcome = try stand.begin().plan().work().complete()
        expect(outcome.exit == 1 && outcome.codes == ["E_TREE_MOVED"], "\(outcome.summary)")
        expect(outcome.output.contains("greet.py changed while it was being verified"))
        expect(stand.run("task-state", "show").output.contains("in_progress"))
        expect(stand.run("task-state", "log").output.contains("gate.refused"))
    }

    @Test func `A file that git is told not to see is listed as changed all the same`() throws {
        let stand = try Stand(.program)
        try stand.sh(
            "echo words.py >> .git/info/exclude; echo old.py >> .git/info/exclude; echo x=1 > old.py; sleep 0.1")
        try stand.begin().plan()
        try stand.bench.write("GREETING = \"hello, \"\n", to: "words.py")
        try stand.edit("greet.py", "print(\"good day\")", "from words import GREETING\nprint(GREETING + sys.argv[1])")
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.warnings.contains("W_HIDDEN_FILE"), "\(outcome.summary)")
        let shown = try JSON.parse(stand.run("task-state", "summary", "--task-id", stand.task, "--json").output)
        let files = shown["files_changed"]?.items?.compactMap(\.string) ?? []
        expect(files.contains("words.py") && files.contains("greet.py") && !files.contains("old.py"), "\(files)")
    }

    @Test func `Scenarios that were fixed before the work, by a base that was chosen, are not late`() throws {
        let stand = try Stand(.program).begin()
        try stand.bench.write("# elsewhere\n", to: "other.py")
        try stand.sh("git add . && git commit -qm elsewhere")
        let amended = stand.run("task-state", "amend", "--base", "HEAD", "--reason", "somebody else's commit")
        expect(amended.errors.contains("next: verify init") || amended.output.contains("next: verify init"))
        let outcome = try stand.plan().work().complete()
        expect(outcome.exit == 0 && !outcome.warnings.contains("W_LATE_PLAN"), "\(outcome.summary)")
    }

    @Test func `A failing test that is written first is no work yet, and code is`() throws {
        let stand = try Stand(.library).begin("--kind", "bugfix")
        try stand.bench.write(Stand.Kind.newTest, to: "tests/test_products.py")
        try stand.plan()
        let outcome = try stand.work().complete()
        expect(outcome.exit == 0 && !outcome.warnings.contains("W_LATE_PLAN"), "\(outcome.summary)")
        let late = try Stand(.library).begin()
        try late.bench.write("X = 1\n", to: "further.py")
        try expect(late.plan().work().complete().output.contains("the scenarios were fixed after the work had begun"))
    }

    @Test func `Of scenarios in several files the late one is named`() throws {
        let stand = try Stand(.library).begin().plan().work()
        try stand.bench.write(
            """
            {"schema": "harness.verify/1", "scenarios": [{"id": "late", "proves": ["AC-1"], "steps": [
              {"id": "multiplies", "exec": {"argv": ["python3", "-c", "import calc; print(calc.multiply(2, 4))"]},
               "expect": {"stdout": "8\\n"}},
              {"id": "more", "exec": {"argv": ["python3", "-c", "import calc; print(calc.multiply(3, 5))"]},
               "expect": {"stdout": "15\\n"}}]}]}
            """, to: "harness/scenarios/late.json")
        expect(stand.run("verify", "register", "harness/scenarios/late.json").exit, is: 0)
        let outcome = stand.complete()
        expect(
            outcome.output.contains("harness/scenarios/late.json was fixed after the work had begun"),
            "\(outcome.output)")
    }

    @Test func `A base that is lost holds the gate up with the command that gives another`() throws {
        let stand = try Stand(.program).begin().plan().work()
        try stand.sh("rm -rf harness/snapshots.git")
        let head = try stand.sh("git rev-parse HEAD").prefix(12)
        let help = "task-state amend --task-id \(stand.task) --base \(head) --reason TEXT"
        let refused = stand.run("task-state", "complete", "--summary", "s")
        expect(refused.exit, is: 66)
        expect(refused.errors.hasPrefix("task-state: the base of \(stand.task) is lost: snapshots.git does not hold "))
        expect(refused.errors.hasSuffix("hint: run '\(help)', where the base is the last commit before the work\n"))
        expect(stand.run("task-state", "amend", "--base", String(head), "--reason", "lost").exit, is: 0)
        expect(stand.complete().level, is: "V2")
    }

    @Test func `A task that began before git did says how it gets a base`() throws {
        let stand = try Stand(.program, isGit: false).begin().plan()
        try stand.sh("git init -q . && git add . && git commit -qm base")
        let done = try stand.work().complete()
        expect(done.level == "V1" && done.warnings.contains("W_NO_BASE"))
        expect(
            done.shortcomings.contains(
                "base: the task began without git, and so there is no state from before the work: "
                    + "'task-state amend --task-id \(stand.task) --base HEAD --reason TEXT' names one"))
    }

    @Test func `Links that lead nowhere are said to be links, in place of what they stand for`() throws {
        let stand = try Stand(.program).begin().plan()
        expect(stand.run("verify", "audit").output, is: "there is no receipt here\nnext: verify run\n")
        try stand.sh("ln -sf work.json harness/scenarios/work.json")
        expect(
            stand.run("verify", "run").errors,
            is: """
                verify: harness/scenarios/work.json is a link that leads to no file
                hint: put a regular file in its place

                """)
        try stand.sh("ln -sf environment.json harness/config/environment.json; rm harness/scenarios/work.json")
        try stand.write()
        let file = "\(stand.bench.path)/harness/config/environment.json"
        expect(
            stand.run("verify", "run").errors,
            is: """
                verify: cannot read \(file): a link is in the way, and links are not followed there
                hint: put what it leads to in the place of the link

                """)
    }

    @Test func `Without a step the warning says what to write where`() throws {
        func warning(_ outcome: Stand.Outcome) -> JSON? {
            (try? JSON.parse(outcome.output))?["warnings"]?.items?.first { $0["code"] == "W_VALIDATION" }
        }
        let stand = try Stand(.program).begin().plan()
        try stand.validate(with: "")
        stand.run("verify", "register", "harness/scenarios/work.json")
        try stand.work()
        let shown = warning(stand.run("verify", "run", "--controls", "--json"))
        try stand.sh("rm harness/config/validation.json")
        let unwritten = warning(stand.run("verify", "run", "--controls", "--json"))?["hint"]?.string ?? ""
        expect(unwritten.hasPrefix("run 'harness-executor bootstrap', then write {\"name\": \"test\""), "\(unwritten)")
        expect(shown?["message"], is: "nothing says how this project is built, linted or tested")
        expect(
            shown?["hint"]?.string,
            is: #"write {"name": "test", "kind": "test", "argv": ["PROGRAM", "WORD"]} with a command that checks it "#
                + #"into "steps" of harness/config/validation.json"#)
        // What it says to write is taken.
        try stand.validate(with: #"{"name": "test", "kind": "test", "argv": ["true"]}"#)
        expect(warning(stand.run("verify", "run", "--controls", "--json")) == nil)
        try stand.validate(with: #"{"name": "test", "kind": "test", "argv": ["true"], "paths": ["nowhere/**"]}"#)
        expect(
            warning(stand.run("verify", "run", "--controls", "--json"))?["message"],
            is: "no step of harness/config/validation.json is about a file that changed")
    }

    @Test func `Nobody is told to complete what was not verified since`() throws {
        func next(_ outcome: Stand.Outcome) -> String {
            (try? JSON.parse(outcome.output))?["next"]?.string ?? outcome.output
        }
        let stand = try Stand(.program).begin()
        expect(next(stand.run("task-state", "amend", "--criterion", "x", "--reason", "y", "--json")), is: "verify init")
        try stand.plan()
        expect(next(stand.run("task-state", "amend", "--kind", "bugfix", "--reason", "y", "--json")), is: "verify run")
        stand.run("task-state", "attempt", "start")
        try stand.work()
        let success = ["task-state", "attempt", "end", "--result", #"{"status": "success", "summary": "s"}"#, "--json"]
        expect(next(stand.run(success)), is: "verify run")
        stand.run("task-state", "attempt", "start")
        stand.run("verify", "run")
        expect(next(stand.run(success)), is: "task-state complete --summary TEXT")
    }

    /// What lies in the project, and what two runs made of it.
    @Test(arguments: [
        (
            "// at 2031-02-03T04:05:06.789Z\nrun(1)", "// at 2031-02-03T04:06:09.1Z\nrun(1)",
            "// at 2031-02-03T04:06:10.12Z\nrun(1)", true
        ),
        ("window.at=1732270000123", "window.at=1732270005555;", "window.at=1732270006666;", false),
        ("window.at=1732270000123;", "window.at=1732270005555;", "window.at=1732270006666;", true),
        // The same in both runs: what lies here was made of something else.
        ("at 12; limit 5", "at 13; limit 6", "at 14; limit 6", false), ("at 13", "at 12", "at 12", false),
        ("at 11; stop()", "at 12; run()", "at 13; run()", false), ("at 11", "at 12", "at 13 and 14", false),
        ("at 11; v1", "at 12; v2", "at 13; v2", false), ("", "1", "2", false),
    ])
    func `A file that every run makes another is the same but for its numbers`(
        here: String, once: String, again: String, isSame: Bool
    ) {
        expect(RebuiltFile.isSame(Bytes(here.utf8), as: Bytes(once.utf8), and: Bytes(again.utf8)), is: isSame)
    }

    @Test func `Code is told from data, and from what tools write at every build`() throws {
        let bench = try Workbench()
        try bench.write("#!/bin/sh\n", to: "bin/run")
        try bench.write("123\n", to: "bin/count")
        let code = ["app.py", "bin/run", "src/main.ts"]
        let data = ["bin/count", "db/schema.rb", "dev.db", "log.txt", "next-env.d.ts", "state.json", "src/_version.py"]
        let files = try WrittenFiles(try (code + data).map { try RelativePath(naming: $0) }, in: bench.path)
        expect(files.sources == code && files.others == data)
    }
}

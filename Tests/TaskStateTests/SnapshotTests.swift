import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing
import Worktree

/// Checkpoints that can be restored.
struct SnapshotTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @discardableResult
    private func shell(_ line: String) throws -> String { try fixture.shell(line) }

    private func project() throws {
        try shell(
            """
            git init -q -b main . && printf 'a\\n' > a && printf 'b\\r\\n' > b && printf '\\000\\377' > bin && mkdir d && echo f > d/f
            echo ignored > .gitignore && echo '* text=auto' > .gitattributes && git add . && git commit -qm one
            echo local > .git/info/exclude && touch local && echo i > ignored
            echo stashed > a && git stash -q && git branch other && echo staged > staged && git add staged && echo u > untracked
            """)
    }

    /// Everything of the user's git that must stay as it is.
    private func userState() throws -> String {
        try shell(
            "git --no-optional-locks status --porcelain -- ':(exclude)harness' | grep '^[A-Z]'; git stash list; git for-each-ref; git log --oneline --all; sha256sum .git/index"
        )
    }

    private func content() throws -> String {
        try shell("find . -path ./.git -prune -o -path ./harness -prune -o -type f -print | sort | xargs sha256sum")
    }

    @Test func `Files that somebody names and that did not change are marked`() throws {
        try project()
        let id = fixture.run("init", "task", "--phases", "3").answer
        try shell("echo changed > a && echo new > new && echo more >> ignored")
        let root = fixture.bench.path.description
        let first = fixture.run(
            "checkpoint", "--phase", "1", "--summary", "s", "--files-changed", "./a", "b", "ignored", "d",
            "\(root)/d/f", "--files-created", "new", "none")
        expect(first.errors, is: "named as changed, and as at the start: b, d, \(root)/d/f, none\n", "\(first.errors)")
        expect(
            fixture.run("summary").output.contains(
                "named as changed, and as at the start: b, d, \(root)/d/f and 1 more [W_FILES]"))
        let page = fixture.run("summary", "--format", "pr").output
        expect(page.contains("- `b` named as changed, but is as it was\n") && page.contains("- `a` changed\n"))
        expect(page.contains("- `new` created\n") && page.contains("- `none` named as created, but is as it was"))
        // Who names it last decides.
        try shell("echo changed >> d/f")
        let second = try fixture.json("checkpoint", "--phase", "2", "--summary", "s", "--files-changed", "d/f", "d")
        expect(second["files_unchanged"] == nil)
        try shell("git checkout -q a")
        fixture.run("complete", "--summary", "done", "--files-changed", "a", "d/f")
        let done = try fixture.json("summary", "--task-id", id)
        expect(done["files_unchanged"]?.items?.compactMap(\.string), is: ["a", "b", "\(root)/d/f", "none"])
    }

    @Test func `A large file is told of when it is saved, and no other`() throws {
        try project()
        fixture.run("init", "name")
        let world = World(directory: fixture.bench.path)
        let workspace = try Workspace.find(in: world.context)
        var snapshots = try #require(try Snapshots(of: workspace, beside: workspace.harness, in: world.context))
        snapshots.largeFile = 5000
        try shell("printf '%5000s' > 'the data'; printf '%5000s' > ignored; printf '%4999s' > smaller")
        _ = try snapshots.take(named: "x/1", saying: "x")
        expect(
            world.errors.text,
            is: "warning: the data has 5000 bytes, and all of them were saved: "
                + "where it is no part of the project, name it in .gitignore\n")
        // What is saved already is not saved again.
        _ = try snapshots.take(named: "x/2", saying: "x")
        expect(world.errors.text.split(separator: "\n").count, is: 1)
    }

    @Test func `A repository inside without a commit is named and left out, and all else is saved`() throws {
        try project()
        try shell("for n in sub/new 'other one'; do mkdir -p \"$n\"; git init -q \"$n\"; echo 1 > \"$n/inside\"; done")
        let started = fixture.run("init", "name", "--phases", "2")
        expect(started.exit, is: 0)
        for name in ["sub/new", "other one"] {
            let line = "warning: \(name) is a git repository without a commit: no snapshot holds what is in it\n"
            expect(started.errors.contains(line), "\(started.errors)")
        }
        expect(!started.errors.contains("no snapshot was taken"))
        try shell("echo more >> a; echo n > new; git init -q later")
        expect(fixture.run("diff").output, is: "M  a\nA  new\n")
        expect(fixture.run("restore", "--phase", "0").exit, is: 0)
        try expect(shell("cat a sub/new/inside").hasPrefix("stashed"), is: false)
        try expect(fixture.bench.text(of: "new") == nil && fixture.bench.text(of: "sub/new/inside") == "1\n")
    }

    @Test func `What an interpreter leaves behind is no change of the task`() throws {
        try shell("git init -q -b main . && echo 1 > a.py && git add . && git commit -qm one")
        let id = fixture.run("init", "name").answer
        try shell(
            "echo 2 > b.py; mkdir -p pkg/__pycache__ .pytest_cache; touch pkg/__pycache__/b.pyc .pytest_cache/x .DS_Store"
        )
        let resumed = fixture.run("resume").output
        expect(resumed.contains("b.py") && !resumed.contains("pycache") && !resumed.contains("DS_Store"), "\(resumed)")
        expect(fixture.run("complete", "--summary", "done").exit, is: 0)
        for command in ["show", "summary"] {
            let page = fixture.run(command, "--task-id", id).output
            expect(page.contains("b.py"), "\(page)")
            for name in ["pycache", "pytest_cache", "DS_Store"] { expect(!page.contains(name), "\(page)") }
        }
    }

    @Test func `Deleted, changed, added, untracked and binary files come back, and nothing of git is touched`() throws {
        try project()
        let (start, user) = (try content(), try userState())
        let id = fixture.run("init", "name", "--phases", "2").answer
        try shell(
            "echo more >> a; rm b; printf '\\001' > bin; rm -r d; rm untracked; mkdir -p x/y; echo z > x/y/z; chmod +x a"
        )
        expect(
            fixture.run("diff").output, is: "M  a\nD  b\nM  bin\nD  d/f\nD  untracked\nA  x/y/z\n")
        expect(fixture.run("checkpoint", "--phase", "1", "--summary", "one").exit, is: 0)
        let middle = try content()
        let restored = fixture.run("restore", "--phase", "0")
        expect(restored.exit, is: 0, "\(restored.errors)")
        try expect(content(), is: start)
        try expect(userState(), is: user)
        let lines = restored.output.split(separator: "\n").map(String.init)
        expect(lines[0], is: "restored phase 0 of \(id): 5 files written, 1 deleted")
        let back = lines[1].split(separator: " ").map(String.init)
        expect(back.dropLast(), is: ["back:", "task-state", "restore", "--task-id", id, "--snapshot"])
        expect(fixture.run("restore", "--snapshot", back[6]).exit, is: 0)
        try expect(content(), is: middle)
        expect(fixture.run("diff", "--phase", "1").output, is: "nothing changed\n")
        expect(fixture.run("diff", "--patch").output.contains("\n+more\n"))
        try expect(userState(), is: user)
    }

    @Test func `A rebase and a collection of garbage there take nothing away here`() throws {
        try project()
        fixture.run("init", "name", "--phases", "2")
        let start = try content()
        try shell(
            "git add . ':!harness' && git commit -qm two && git stash clear && git checkout -q --orphan new && git rm -rfq --cached . && rm -rf a b bin d staged untracked .gitattributes && git commit -q --allow-empty -m new && git branch -D main other -q && git reflog expire --expire=now --all && git gc -q --prune=now"
        )
        expect(fixture.run("restore", "--phase", "0").exit, is: 0)
        try expect(content(), is: start)
    }

    @Test func `Who is killed in the middle leaves no lock behind`() throws {
        try project()
        fixture.run("init", "name", "--phases", "2")
        try shell("touch harness/cache/snapshots.index.lock")
        let result = fixture.run("checkpoint", "--phase", "1", "--summary", "one")
        expect(result.exit == 0 && !result.errors.contains("warning"), "\(result.errors)")
    }

    @Test func `A linked work tree shares the ledger and the snapshots, and keeps its own files`() throws {
        try project()
        let main = fixture.run("init", "in main").answer
        try shell("git worktree add -q linked other")
        let linked = fixture.run("init", "in linked", in: "linked")
        expect(linked.exit, is: 0)
        try expect(fixture.bench.text(of: "linked/harness/tasks/\(linked.answer)/state/task.json") != nil)
        try expect(fixture.bench.text(of: "harness/tasks/\(linked.answer)/state/task.json") == nil)
        expect(FileStatus(of: fixture.bench.path / "linked/harness/state.db") == nil)
        try expect(fixture.json("list").items?.count, is: 2)
        try shell("echo changed > linked/a")
        expect(fixture.run("diff", in: "linked").output, is: "M  a\n")
        expect(fixture.run("show", in: "linked").output.contains(linked.answer))
        expect(fixture.run("show").output.contains(main))
        expect(fixture.run("restore", "--phase", "0", in: "linked").exit, is: 0)
        try expect(fixture.bench.text(of: "linked/a"), is: "a\n")
    }

    @Test func `Outside git it is said that there are none`() {
        let id = fixture.run("init", "name").answer
        let diff = fixture.run("diff")
        expect(diff.exit, is: 69)
        expect(
            diff.errors,
            is:
                "task-state: snapshots are not available: \(fixture.bench.path) is no git work tree, or there is no git\n"
                + "hint: run 'git init' there before the next task\n")
        expect(
            fixture.run("restore").errors.hasPrefix("task-state: restore needs either --phase N or --snapshot COMMIT\n")
        )
        expect(fixture.run("checkpoint", "--phase", "1", "--summary", "x").exit, is: 0)
        expect(fixture.run("show").output.contains(id))
    }

    @Test func `A snapshot that is none is named`() throws {
        try project()
        let id = fixture.run("init", "name").answer
        let phase = fixture.run("restore", "--phase", "7")
        expect(phase.exit, is: 66)
        expect(phase.errors.hasPrefix("task-state: \(id) has no snapshot of phase 7; there are those of phase 0\n"))
        expect(
            fixture.run("restore", "--snapshot", "HEAD").errors.hasPrefix(
                "task-state: --snapshot takes a whole commit, not 'HEAD'\n"))
        let unknown = String(repeating: "0", count: 40)
        let missing = fixture.run("restore", "--snapshot", unknown)
        expect(missing.errors.hasPrefix("task-state: there is no snapshot \(unknown)\nhint: run 'task-state log'"))
    }

    @Test func `A harness that was committed and changed since is no hindrance`() throws {
        try project()
        try shell("mkdir -p harness && echo '{}' > harness/policy.json && git add -f harness && git commit -qm two")
        try shell("echo '{ }' > harness/policy.json")
        fixture.run("init", "name")
        try shell("echo more >> b")
        expect(fixture.run("diff").output, is: "M  b\n")
    }

    @Test func `A chosen base is what the work is compared with, and no collection of garbage takes it away`() throws {
        try project()
        try shell(
            "mkdir -p harness && echo '{}' > harness/policy.json && git add -f harness && git commit -qm two && echo new > new"
        )
        let first = try shell("git rev-parse main~1").split(separator: "\n").joined()
        let start = fixture.run("init", "name", "--base", "main~1")
        expect(start.exit, is: 0, "\(start.errors)")
        let words = "the base was chosen: main~1 (\(first.prefix(12))), not the work tree as it was at the start"
        expect(start.errors.contains("\n\(words) [W_BASE_CHOSEN]\n"))
        let file = try fixture.file("tasks/\(start.answer)/state/task.json")
        expect(file["base_commit"], is: .string(first))
        expect(file["warnings"], is: [["code": "W_BASE_CHOSEN", "message": .string(words)]])
        expect(fixture.run("show").output.contains("\nwarning: \(words) [W_BASE_CHOSEN]\n"))
        expect(fixture.run("summary").output.contains("\(words) [W_BASE_CHOSEN]"))
        // Git keeps b with other line ends than it checks out; the harness's own folder is in no base.
        let changes = "M  b\nA  new\nA  staged\nA  untracked\n"
        expect(fixture.run("diff").output, is: changes)
        expect(fixture.run("diff", "--phase", "0").output, is: "nothing changed\n")
        try shell(
            "git checkout -q --orphan other-history && git commit -qm new && git branch -D main other -q && git stash clear && git reflog expire --expire=now --all && git gc -q --prune=now"
        )
        try expect(fixture.bench.shell("git cat-file -e \(first)").exit, isNot: .exited(0))
        expect(fixture.run("diff").output, is: changes)
        expect(fixture.run("doctor").exit, is: 0)
    }

    @Test func `The base can be chosen later, visibly`() throws {
        try project()
        fixture.run("init", "name")
        expect(fixture.run("diff").output, is: "nothing changed\n")
        let amended = fixture.run("amend", "--base", "HEAD", "--reason", "it began there")
        let head = try shell("git rev-parse HEAD").split(separator: "\n").joined()
        expect(amended.output.contains("feature, 0 criteria, compared with HEAD (\(head.prefix(12)))\n"))
        expect(fixture.run("diff").output, is: "M  b\nA  staged\nA  untracked\n")
        try expect(fixture.json("show")["task"]?["base_commit"], is: .string(head))
        fixture.run("complete", "--summary", "x")
        let id = try #require(try fixture.json("list")[0]?["id"]?.string)
        expect(fixture.run("amend", "--task-id", id, "--base", "HEAD", "--reason", "late").exit, is: 73)
    }

    @Test(arguments: ["nothing", "-x", "^HEAD", "HEAD:a", "", "--all"])
    func `A base that is no commit is named, and nothing is begun`(revision: String) throws {
        try project()
        let refused = fixture.run("init", "name", "--base=\(revision)")
        expect(refused.exit, is: 66)
        expect(
            refused.errors,
            is: "task-state: there is no commit '\(revision)' in \(fixture.bench.path)\n"
                + "hint: run 'git log --oneline' and name one of those with --base REV\n")
        expect(FileStatus(of: fixture.bench.path / "harness") == nil)
    }

    @Test func `A base that no history leads to is none`() throws {
        try project()
        let aside = try shell("git stash create").split(separator: "\n").joined()
        expect(!aside.isEmpty)
        for words in [["init", "name"], ["amend", "--reason", "late"]] {
            let refused = fixture.runAll(words + ["--base", aside])
            expect(refused.exit, is: 64)
            expect(
                refused.errors,
                is: "task-state: no branch and no tag leads to the commit '\(aside)', and neither does HEAD\n"
                    + "hint: name one that 'git log --all --oneline' shows with --base REV\n", "\(refused.errors)")
            if words[0] == "init" { fixture.run("init", "name") }
        }
        try shell("git tag aside \(aside)")
        expect(fixture.run("amend", "--reason", "late", "--base", aside).exit, is: 0)
    }

    @Test func `Outside git there is no base to choose`() {
        let refused = fixture.run("init", "name", "--base", "HEAD")
        expect(refused.exit, is: 69)
        expect(
            refused.errors,
            is: "task-state: --base names a revision of git, and \(fixture.bench.path) is no git work tree, "
                + "or there is no git\nhint: leave --base out: the base is then the start of the task\n")
    }

    @Test func `A repository without a commit has snapshots too`() throws {
        try shell("git init -q . && echo a > a")
        fixture.run("init", "name")
        try shell("rm a")
        expect(fixture.run("restore", "--phase", "0").exit, is: 0)
        try expect(fixture.bench.text(of: "a"), is: "a\n")
    }
}

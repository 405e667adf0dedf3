import HarnessKit
import TestSupport
import Testing

@testable import Worktree

/// Files of which git is told to say nothing.
@Suite struct HiddenChangesTests {
    @Test func `Only those are told that differ from the index`() throws {
        let bench = try Workbench()
        for name in ["skipped", "assumed", "same", "gone", "plain"] { try bench.write("one\n", to: name) }
        try bench.shell(
            """
            git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -qm base
            git update-index --skip-worktree skipped gone same && git update-index --assume-unchanged assumed && rm gone
            """)
        for name in ["skipped", "assumed", "plain"] { try bench.write("two\n", to: name) }
        var context = Context.system()
        context.directory = bench.path
        let git = try #require(Git(of: try Workspace.find(in: context), in: context))
        let found = try git.hiddenChanges().map { "\($0.path) \($0.reason.rawValue)" }
        expect(found, is: ["assumed assume-unchanged", "skipped skip-worktree"])
    }

    /// What git would not commit of the one file that changed, once somebody has told git how to look at it.
    private func unheld(_ settings: String, then work: String, file: String = "one\n") throws -> [String] {
        let (bench, store) = (try Workbench(), try Workbench())
        try bench.write(file, to: "file.txt")
        try bench.shell(
            "git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -qm base\n\(settings)")
        var context = Context.system()
        context.directory = bench.path
        let workspace = try Workspace.find(in: context)
        let git = try #require(Git(of: workspace, in: context))
        let snapshots = try #require(try Snapshots(of: workspace, beside: store.path, in: context))
        let start = try snapshots.take(named: "start", saying: "start")
        try bench.shell(work)
        let before = try bench.text(of: ".git/index")
        let changes = try snapshots.changes(since: start)
        expect(!changes.isEmpty)
        let found = try git.unheld(among: changes, of: Manifest.take(of: workspace, in: context))
        try expect(bench.text(of: ".git/index"), is: before, "the user's index is only read")
        return found.map(\.description).sorted()
    }

    private static let pointer = """
        printf '#!/bin/sh\\ncat > .git/whole\\necho version https://git-lfs.github.com/spec/v1\\n' > .git/clean
        echo 'echo oid sha256:$(sha256sum .git/WHICH | cut -c 1-64)' >> .git/clean; chmod +x .git/clean
        echo 'echo size 4' >> .git/clean; echo other > .git/other
        echo '* filter=lfs' > .git/info/attributes; git config filter.lfs.clean .git/clean
        """

    @Test(arguments: [
        ("", "echo two > file.txt"),
        ("", "echo two > new.txt"),
        ("", "git rm -q file.txt"),
        ("", "echo two > file.txt; git -c user.name=a -c user.email=a@b commit -qam two"),
        ("git config core.fsmonitor true; git config core.untrackedCache true; git status", "echo two > file.txt"),
        ("git config core.autocrlf true; git config core.safecrlf true", "printf 'two\\r\\n' > file.txt"),
        ("echo '* text eol=crlf' > .gitattributes", "printf 'two\\r\\n' > file.txt"),
        (
            "echo '*.txt working-tree-encoding=UTF-16' > .gitattributes",
            "printf '\\377\\376t\\000w\\000o\\000\\n\\000' > file.txt"
        ),
        (pointer.replacing("WHICH", with: "whole"), "echo two > file.txt"),
        // Changed in the second in which it was added, and looked at in another one.
        (
            "until date +%N | grep -q '^[01]'; do sleep 0.02; done; echo six > file.txt; git add file.txt",
            "echo two > file.txt; sleep 1.1"
        ),
        (
            "git config filter.x.clean 'exit 1'; git config filter.x.required true; echo '* filter=x' > .git/info/attributes",
            "echo two > file.txt"
        ),
    ]) func `What a commit would hold is not told`(settings: String, work: String) throws {
        try expect(unheld(settings, then: work), is: [])
    }

    @Test(arguments: [
        (
            "printf '#!/bin/sh\\nprintf \"x\\\\0\"\\n' > .git/w; chmod +x .git/w; git config core.fsmonitor .git/w; git status",
            "echo two > file.txt"
        ),
        ("git worktree add -q .git/other HEAD; git config core.worktree $PWD/.git/other", "echo two > file.txt"),
        (
            "git worktree add -q .git/other HEAD; git config core.worktree $PWD/.git/other",
            "echo two > file.txt; echo > new"
        ),
        (
            "git config core.trustctime false; git config core.checkStat minimal",
            "sleep 1.1; touch -r file.txt .git/t; echo two > file.txt; touch -r .git/t file.txt"
        ),
        ("git update-index --assume-unchanged file.txt", "echo two > file.txt"),
        ("git update-index --skip-worktree file.txt", "echo two > file.txt"),
        ("echo '* filter=x' > .git/info/attributes; git config filter.x.clean 'echo one'", "echo two > file.txt"),
        (pointer.replacing("WHICH", with: "other"), "echo two > file.txt"),
    ]) func `What a commit would hold otherwise is told`(settings: String, work: String) throws {
        try expect(unheld("touch -d 2026-01-01 file.txt; git add .; " + settings, then: work).contains("file.txt"))
    }
}

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
        #expect(found == ["assumed assume-unchanged", "skipped skip-worktree"])
    }
}

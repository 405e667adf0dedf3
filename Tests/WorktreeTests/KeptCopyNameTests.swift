import HarnessKit
import TestSupport
import Testing
import Worktree

struct KeptCopyNameTests {
    @Test(arguments: [("notes", "tree/notes"), ("files", "tree/files"), ("/", "tree/project"), ("..", "tree/project")])
    func `A copy lies in its own folder, whatever the project is called`(name: String, place: String) throws {
        let bench = try Workbench()
        #expect(try KeptCopy(in: bench.path, named: name).tree == bench.path / place)
    }
}

import HarnessKit
import TestSupport
import Testing
import Worktree

struct KeptCopyTests {
    @Test(arguments: [("notes", "tree/notes"), ("files", "tree/files"), ("/", "tree/project"), ("..", "tree/project")])
    func `A copy lies in its own folder, whatever the project is called`(name: String, place: String) throws {
        let bench = try Workbench()
        try expect(KeptCopy(in: bench.path, named: name).tree, is: bench.path / place)
    }

    @Test func `What runs left beside the files goes when the files change, and folders of builds stay`() throws {
        let bench = try Workbench()
        try bench.shell("mkdir -p p/src k; cd p; echo a > a; echo b > src/b")
        let (project, copy) = (bench.path / "p", try KeptCopy(in: bench.path / "k", named: "p"))
        func bring() throws -> [String] {
            try copy.bring(to: try Manifest.everything(in: project), from: project, at: Clock.system.now())
            return try bench.shell("cd k/tree/p && find . -type f | sort").output.text.split(separator: "\n").map(
                String.init)
        }
        try expect(bring(), is: ["./a", "./src/b"])
        try bench.shell(
            "cd k/tree/p; mkdir build; echo o > build/b.o; echo d > app.db; echo o > src/b.o; echo g > .git")
        try expect(bring().count, is: 6, "nothing has changed")
        try bench.shell("echo x > p/a")
        try expect(bring(), is: ["./.git", "./a", "./build/b.o", "./src/b"])
    }

    @Test func `What comes in the place of something else is new there, whatever its age`() throws {
        let bench = try Workbench()
        try bench.shell("mkdir p k; cd p; echo a > a; echo b > b; echo c > c; touch -d 2001-02-03 a b c")
        let (project, copy) = (bench.path / "p", try KeptCopy(in: bench.path / "k", named: "p"))
        func bring() throws {
            try copy.bring(to: try Manifest.everything(in: project), from: project, at: Clock.system.now())
        }
        func time(_ name: String) -> Int64 { FileStatus(of: copy.tree / name)?.modified ?? 0 }
        try bring()
        let first = time("a")
        expect(first, is: FileStatus(of: project / "a")?.modified)
        // Longer by nothing and older by nothing; what was made of 'c' is younger than it.
        try bench.shell(
            "cd p; echo x > a; echo y > b; touch -d 2001-02-03 a; touch -d 2001-02-02 b; echo d > d; touch -d 2001-01-01 d"
        )
        let before = Int64(Clock.system.now().timeIntervalSince1970) - 1
        try bring()
        let second = time("a")
        expect(second / 1_000_000_000 >= before && time("b") / 1_000_000_000 >= before && time("d") >= first)
        expect(time("d") <= time("b") && time("b") <= second && time("c") == first)
        try bench.shell("cd p; echo z > a; touch -d 2001-02-03 a")
        try bring()
        expect(time("a") / 1_000_000_000 > second / 1_000_000_000)
        expect(FileStatus(of: copy.tree / "a")?.mode, is: FileStatus(of: project / "a")?.mode)
    }
}

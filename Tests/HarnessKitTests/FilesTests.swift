import HarnessKit
import TestSupport
import Testing

struct FolderTests {
    let bench: Workbench
    let folder: Folder

    init() throws {
        bench = try Workbench()
        folder = try Folder(bench.path)
    }

    private func name(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

    private func message(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return Failure(translating: error).message }
    }

    @Test func `What is no file says what it is, and nothing waits for it`() throws {
        let bench = try Workbench()
        try bench.shell("ln -s loop loop && mkdir folder && mkfifo pipe")
        let folder = try Folder(bench.path)
        func message(_ name: String) throws -> String {
            let path = try #require(RelativePath(name))
            do { _ = try folder.read(path) } catch {
                let failure = Failure(translating: error)
                return "\(failure.message); \(failure.hint ?? "")"
            }
            return ""
        }
        try expect(
            message("loop"),
            is: "cannot read \(bench.path)/loop: a link is in the way, and links are not followed there; "
                + "put what it leads to in the place of the link")
        try expect(
            message("folder"),
            is: "\(bench.path)/folder is a folder, and a file is expected there; "
                + "move the folder away, or put the file in its place")
        try expect(
            message("pipe"),
            is: "\(bench.path)/pipe is no regular file: nothing is read from it; put a regular file in its place")
    }

    @Test func `A new file never takes another's place, nor that of a link`() throws {
        try bench.shell("ln -s nowhere link")
        try expect(folder.create(Bytes("one".utf8), as: name("a/b"), .synced))
        try expect(!folder.create(Bytes("two".utf8), as: name("a/b"), .renamed))
        try expect(!folder.create(Bytes("two".utf8), as: name("link"), .renamed))
        try expect(folder.read(name("a/b")), is: Bytes("one".utf8))
        try expect(bench.shell("ls -A . a").output.text, is: ".:\na\nlink\n\na:\nb\n")
    }

    @Test func `Of many names some are read`() throws {
        try bench.shell("touch 1 2 3 4 5")
        try expect(folder.names(atMost: 3).count, is: 3)
        try expect(folder.names(atMost: 9).count, is: 5)
    }

    @Test func `A tree that is too deep for any path is removed, and what a link leads to is not`() throws {
        let line = """
            mkdir -p kept t/other; touch kept/x t/~0 t/other/~1; ln -s ../kept t/link; cd t; n=$(printf 'd%.0s' $(seq 200))
            for i in $(seq 300); do mkdir $n; cd -P ./$n; touch f; done; chmod 0 .
            """
        try expect(bench.shell(line).exit.isSuccess)
        FileSystem.removeTree(bench.path / "t")
        try expect(bench.shell("ls -A . kept").output.text, is: ".:\nkept\n\nkept:\nx\n")
    }

    @Test func `A file is put in place whole, and its folders are made`() throws {
        for durability: Folder.Durability in [.renamed, .synced] {
            try folder.write(Bytes("one".utf8), to: name("a/b/c.json"), durability)
            try folder.write(Bytes("two".utf8), to: name("a/b/c.json"), durability)
            try expect(folder.read(name("a/b/c.json")), is: Bytes("two".utf8))
        }
        try expect(bench.shell("ls -A a/b").output.text, is: "c.json\n")
    }

    @Test func `What is missing reads as nothing`() throws {
        try expect(folder.read(name("no")) == nil)
        try expect(folder.read(name("no/thing")) == nil)
    }

    @Test func `A temporary file that a killed process left is passed over`() throws {
        try bench.write("torn", to: ".tmp-\(getpid())-0")
        try folder.write(Bytes("whole".utf8), to: name("x"), .synced)
        try expect(bench.text(of: "x"), is: "whole")
    }

    @Test func `A link is never followed, neither as a folder nor as a file`() throws {
        try bench.shell("mkdir elsewhere; ln -s elsewhere link; echo secret > elsewhere/f; ln -s elsewhere/f file")
        expect(
            message { try folder.write([1], to: name("link/x"), .renamed) }?.contains("link, which is a link"), is: true
        )
        expect(message { try folder.append([1], to: name("link/x")) }?.contains("link, which is a link"), is: true)
        expect(message { _ = try folder.read(name("link/f")) }?.contains("link, which is a link"), is: true)
        expect(
            message { _ = try folder.read(name("file")) }?.hasPrefix("cannot read \(bench.path)/file: "), is: true)
        expect(
            message { try folder.append([1], to: name("file")) }?.hasPrefix("cannot write \(bench.path)/file: "),
            is: true
        )
        try folder.write([1], to: name("file"), .renamed)  // replaces the link itself
        try expect(bench.shell("cat elsewhere/f; ls elsewhere").output.text, is: "secret\nf\n")
    }

    @Test func `Lines are added, after a torn one on a line of their own`() throws {
        try folder.append(Bytes("one\n".utf8), to: name("log"))
        try folder.append(Bytes("two\n".utf8), to: name("log"))
        try bench.shell("printf torn >> log")
        try folder.append(Bytes("three\n".utf8), to: name("log"))
        try expect(bench.text(of: "log"), is: "one\ntwo\ntorn\nthree\n")
    }

    @Test func `A file keeps its rights, and a long name is no obstacle`() throws {
        try bench.shell("touch x; chmod 600 x")
        try folder.write([1], to: name("x"), .synced)
        try expect(#require(FileStatus(of: bench.path / "x")).mode & 0o777, is: 0o600)
        let long = String(repeating: "n", count: 250)
        try folder.write([1], to: name(long), .synced)
        try expect(folder.read(name(long)), is: [1])
    }

    @Test func `A pipe in place of a file does not hold us`() throws {
        try bench.shell("mkfifo x; mkdir .git; mkfifo .git/HEAD .git/commondir")
        expect(
            message { _ = try folder.read(name("x")) },
            is: "\(bench.path)/x is no regular file: nothing is read from it")
        try expect(Workspace.find(in: World(directory: bench.path).context).origin, is: .currentFolder)
    }

    @Test func `A file that one process works on is waited for`() throws {
        try folder.locked(name("lock")) {
            let outcome = try bench.shell("flock -n lock true; echo $?")
            expect(outcome.output.text, is: "1\n")
        }
        try expect(bench.shell("flock -n lock true; echo $?").output.text, is: "0\n")
    }

    @Test func `A link is moved whole, and a file in its place is left alone`() throws {
        try folder.link(name("a/current"), to: "one")
        try folder.link(name("a/current"), to: "two")
        expect((bench.path / "a/current").linkTarget, is: "two")
        try folder.link(name("a/current"), to: nil)
        expect(FileStatus(of: bench.path / "a/current") == nil)
        try bench.write("mine", to: "a/current")
        try folder.link(name("a/current"), to: "three")
        try expect(bench.text(of: "a/current"), is: "mine")
        try expect(bench.shell("ls -A a").output.text, is: "current\n")
    }

    @Test func `A full disk is said`() throws {
        expect(
            message { try Folder("/dev").append([1], to: name("full")) },
            is: "cannot write /dev/full: no space left on device")
    }

    @Test func `A folder in place of a file is said`() throws {
        try bench.shell("mkdir x")
        expect(
            message { _ = try folder.read(name("x")) }, is: "\(bench.path)/x is a folder, and a file is expected there")
    }
}

struct PathTests {
    @Test(arguments: ["", "/a", "a/", "a//b", ".", "a/./b", "..", "a/../b", "a\u{0}b"])
    func `A relative path cannot leave its folder`(text: String) {
        expect(RelativePath(text) == nil)
    }

    @Test(arguments: ["a", "a/b", ".hidden", "a/..b", "ä/ö x", "..."])
    func `Ordinary names are relative paths`(text: String) {
        expect(RelativePath(text)?.description, is: text)
    }

    @Test func `A relative path knows the folder that it lies in`() {
        expect(RelativePath("a/b/CMakeLists.txt")?.parent, is: RelativePath("a/b"))
        expect(RelativePath("CMakeLists.txt")?.parent == nil)
    }

    @Test func `Paths are taken apart and put together`() {
        expect(Path("/a/b").parent, is: "/a")
        expect(Path("/a").parent, is: "/")
        expect(Path("/").parent == nil)
        expect(Path("a").parent, is: ".")
        expect(Path(".").parent == nil)
        expect(Path("/a/b/").name, is: "b")
        expect(Path("/a") / "b", is: "/a/b")
        expect(Path("/") / "b", is: "/b")
        expect(Path("/a") / "/b", is: "/b")
    }

    @Test func `A path with a NUL names nothing`() {
        expect(FileStatus(of: Path("/tmp\u{0}/x")) == nil)
    }
}

struct WorkspaceTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private func find(in folder: String, root: Path? = nil) throws -> Workspace {
        try bench.shell("mkdir -p \(folder)")
        var context = World(directory: bench.path / folder).context
        context.projectRoot = root
        return try Workspace.find(in: context)
    }

    @Test func `The top of the git work tree is the root, before AGENTS md below it`() throws {
        try bench.shell("git init -q . && mkdir -p a && touch a/AGENTS.md")
        let workspace = try find(in: "a/b")
        expect(workspace.root, is: bench.path)
        expect(workspace.origin, is: .git)
        expect(workspace.harness, is: bench.path / "harness")
        expect(workspace.mainRoot == nil)
    }

    @Test func `Without git the nearest AGENTS md decides, and without that the folder itself`() throws {
        try expect(find(in: "a/b").root, is: bench.path / "a/b")
        try bench.shell("touch a/AGENTS.md")
        let workspace = try find(in: "a/b")
        expect(workspace.root, is: bench.path / "a")
        expect(workspace.origin, is: .agents)
    }

    @Test func `An empty folder that is called git is no repository`() throws {
        try bench.shell("mkdir -p a/.git")
        try expect(find(in: "a").origin, is: .currentFolder)
    }

    @Test func `A linked work tree is its own root and knows the main one`() throws {
        try bench.shell(
            "git init -q main && cd main && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x "
                + "&& git worktree add -q ../linked")
        let workspace = try find(in: "linked/sub")
        expect(workspace.root, is: bench.path / "linked")
        expect(workspace.mainRoot, is: bench.path / "main")
    }

    @Test func `A linked work tree of a bare repository stands alone`() throws {
        try bench.shell(
            "git init -q main && cd main && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x "
                + "&& cd .. && git clone -q --bare main bare.git && cd bare.git && git worktree add -q ../linked")
        try expect(find(in: "linked").mainRoot == nil)
        try expect(find(in: "linked").root, is: bench.path / "linked")
    }

    @Test func `A submodule is a root of its own and shares no ledger`() throws {
        try bench.shell(
            "git init -q one && git -C one -c user.name=a -c user.email=a@b commit -q --allow-empty -m x; git init -q two "
                + "&& cd two && git -c protocol.file.allow=always submodule add -q ../one sub")
        let workspace = try find(in: "two/sub")
        expect(workspace.root, is: bench.path / "two/sub")
        expect(workspace.mainRoot == nil)
    }

    @Test func `The option decides over everything, relative to the current folder`() throws {
        try bench.shell("git init -q . && mkdir -p a/b .harness")
        let workspace = try find(in: "a", root: "b")
        expect(workspace.root, is: bench.path / "a/b")
        expect(workspace.origin, is: .option)
        try expect(find(in: "a").harness, is: bench.path / ".harness")
    }

    @Test func `A root that is no folder is refused`() throws {
        #expect {
            try find(in: ".", root: "nowhere")
        } throws: { error in
            Failure(translating: error)
                == Failure(
                    .missing, "the project root nowhere is not a folder",
                    hint: "give --project-root the top folder of the project")
        }
    }
}

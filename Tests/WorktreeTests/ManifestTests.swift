import HarnessKit
import TestSupport
import Testing
import Worktree

/// What belongs to a manifest, and what cannot be hidden from it.
struct ManifestTests {
    private let project: Project

    init() throws {
        project = try Project()
        try project.within(
            """
            printf 'a\\n' > a; mkdir -p d/e; echo f > d/f; echo g > d/e/g; chmod +x d/e/g; ln -s ../a d/link
            echo '*.log' > .gitignore; echo 1 > x.log; git add . && git commit -qm one; echo u > untracked
            mkdir -p harness .harness d/harness; echo h | tee harness/h > .harness/h; echo in > d/harness/in
            """)
    }

    @Test func `Tracked and untracked files stand in it by path, mode and bytes, in byte order`() throws {
        let manifest = try project.manifest()
        expect(manifest.paths, is: [".gitignore", "a", "d/e/g", "d/f", "d/harness/in", "d/link", "untracked"])
        expect(manifest.entry("a")?.kind == .file && manifest.entry("a")?.size == 2)
        expect(manifest.entry("a")?.digest, is: SHA256.digest(of: Bytes("a\n".utf8)))
        expect(manifest.entry("d/e/g")?.kind, is: .executable)
        expect(manifest.entry("d/link")?.kind, is: .link)
        expect(manifest.entry("d/link")?.digest, is: SHA256.digest(of: Bytes("../a".utf8)))
        expect(manifest.hidden.map(\.description), is: ["x.log"])
        expect(manifest.findings.isEmpty)
    }

    @Test(arguments: [
        "echo b > a", "chmod +x a", "rm a", "mv a b", "rm d/link && ln -s ../b d/link", "rm a && ln -s d a",
        "echo > new",
        "printf 'b\\n' > a && touch -d 2001-01-01 a",
        "printf 'a\\r\\n' > a && echo '* text=auto' > .git/info/attributes",
        "git update-index --assume-unchanged a && echo b > a", "git update-index --skip-worktree a && echo b > a",
        "git config filter.x.clean 'echo a' && echo 'a filter=x' > .git/info/attributes && echo b > a",
        "git replace $(git rev-parse :a) $(git rev-parse :d/f) && echo f > a",
    ])
    func `Whatever changes shows, whatever git says of it`(change: String) throws {
        let before = try project.manifest()
        try project.within(change)
        let after = try project.manifest()
        expect(before.digest, isNot: after.digest)
        expect(!after.changes(from: before).isEmpty)
    }

    @Test(arguments: [
        "touch a", "git add untracked", "git commit -q --allow-empty -m x", "rm x.log", "mkdir empty", "chmod g+w a",
        "git gc -q",
    ])
    func `What does not change the files does not show`(change: String) throws {
        let before = try project.manifest()
        try project.within(change)
        try expect(project.manifest().digest, is: before.digest)
    }

    @Test func `What changed is told apart`() throws {
        let before = try project.manifest()
        try project.within("echo b > a; rm d/f; echo > d.new; rm -r d/e; echo > d/e")
        let changes = try project.manifest().changes(from: before)
        expect(changes.added.map(\.description), is: ["d.new", "d/e"])
        expect(changes.removed.map(\.description), is: ["d/e/g", "d/f"])
        expect(changes.changed.map(\.description), is: ["a"])
        expect(before.changes(from: before).isEmpty)
    }

    @Test func `A tracked file stays in though it is ignored, by index or last commit`() throws {
        try project.within(
            """
            mkdir -p out/in keep; echo 1 > out/in/t; echo 2 > out/u; echo 3 > t.log; echo 4 > keep/k; git add -f out/in/t t.log keep
            git commit -qm two; git rm -q --cached t.log; printf 'out/\\nkeep/\\n*.log\\n' > .gitignore; echo 5 > out/in/v
            git rm -rq --cached keep; rm -r keep; echo x > keep
            """)
        let manifest = try project.manifest()
        expect(
            manifest.paths.filter { $0.hasPrefix("out") || $0.hasSuffix("log") || $0.hasPrefix("keep") },
            is: [
                "keep", "out/in/t", "t.log",
            ])
        expect(manifest.hidden.map(\.description), is: ["out/in/v", "out/u", "x.log"])
    }

    @Test func `Only a .gitignore hides, and only a line that the base has`() throws {
        let base = try project.manifest().ignoreFiles
        try project.within(
            """
            echo local > .git/info/exclude; echo 1 > local; mkdir d/local2; printf 'local2/\\na\\n' >> .git/info/exclude
            echo 2 > d/local2/x; echo 3 > d/local2/y
            printf '*.tmp\\n' > ../excludes; git config core.excludesFile ../excludes; echo 4 > t.tmp
            printf '*.log\\nnew/\\n' > .gitignore; mkdir new; echo 5 > new/n; echo '*' > d/.gitignore; echo 6 > d/evil; echo 7 > y.log
            """)
        let manifest = try project.manifest(base: base)
        expect(
            manifest.paths,
            is: [
                ".gitignore", "a", "d/.gitignore", "d/e/g", "d/evil", "d/f", "d/harness/in", "d/link", "d/local2/x",
                "d/local2/y", "local", "new/n", "t.tmp", "untracked",
            ])
        expect(
            manifest.remarks,
            is: [
                "d/.gitignore new-ignore-line", "d/evil new-ignore-line", "d/harness new-ignore-line",
                "d/local2 new-ignore-line", "local info-exclude", "new new-ignore-line", "t.tmp global-excludes",
            ])
        expect(manifest.hidden.map(\.description), is: ["x.log", "y.log"])
        let without = try project.manifest()
        expect(without.hidden.map(\.description).contains("new"))
        expect(IgnoreFiles(bytes: base.bytes) == base && IgnoreFiles(bytes: base.bytes.dropLast()) == nil)
    }

    @Test func `A line that is no longer there hides nothing, and is no finding`() throws {
        let base = try project.manifest().ignoreFiles
        try project.within("printf '*.log\\n!x.log\\n' > .gitignore")
        let manifest = try project.manifest(base: base)
        expect(manifest.entry("x.log") != nil && manifest.remarks.isEmpty)
    }

    @Test func `Repositories inside are entered, and ask their own git what is tracked`() throws {
        try project.within(
            """
            git init -q nested; cd nested; mkdir out; echo 1 > out/tracked; echo 2 > plain; git add -f . && git commit -qm n
            echo out > .gitignore; echo 3 > out/loose; cd ..; git init -q ../lib; cd ../lib; echo l > l; git add . && git commit -qm l
            cd ../tree; git -c protocol.file.allow=always submodule -q add ../lib sub; echo new > sub/new
            mkdir broken; echo 'gitdir: /nowhere' > broken/.git; echo b > broken/b; echo '*.b' > broken/.gitignore; echo > broken/x.b
            """)
        let manifest = try project.manifest()
        let inside = manifest.paths.filter { $0.contains("nested") || $0.hasPrefix("sub/") || $0.hasPrefix("broken") }
        expect(
            inside,
            is: [
                "broken/.gitignore", "broken/b", "nested/.gitignore", "nested/out/tracked", "nested/plain", "sub/l",
                "sub/new",
            ])
        expect(manifest.hidden.map(\.description), is: ["broken/x.b", "nested/out/loose", "x.log"])
        try project.within("echo /sub > .gitignore")
        try expect(project.manifest().entry("sub/new") != nil)
    }

    @Test func `A linked work tree has a manifest like any other`() throws {
        try project.within(
            "git worktree add -q ../linked; echo local > .git/info/exclude; echo 1 > ../linked/local; echo > ../linked/z.log"
        )
        let manifest = try Manifest.take(
            of: project.workspace(at: project.bench.path / "linked"), in: project.context)
        expect(manifest.paths, is: [".gitignore", "a", "d/e/g", "d/f", "d/link", "local"])
        expect(manifest.remarks, is: ["local info-exclude"])
    }

    @Test func `Links lead nowhere: neither out of the tree nor in circles`() throws {
        try project.within(
            "ln -s / out; ln -s . self; ln -s nowhere dangling; ln -s /etc d/etc; rm -r d/e; ln -s /etc d/e; rm .gitignore; ln -s a .gitignore"
        )
        let manifest = try project.manifest()
        for name in ["out", "self", "dangling", "d/etc", "d/e", ".gitignore"] {
            expect(manifest.entry(name)?.kind, is: .link)
        }
        expect(manifest.entries.count, is: 12)
    }

    @Test func `Pipes and sockets are listed, and nobody waits for them`() throws {
        try project.within("mkfifo pipe d/pipe2; mkfifo p.log")
        let manifest = try project.manifest()
        expect(manifest.remarks, is: ["d/pipe2 no-file", "pipe no-file"])
        expect(manifest.entry("pipe") == nil)
    }

    @Test func `Names are bytes, however strange and long`() throws {
        let folder = try Folder(project.root)
        let names: [Bytes] = [
            Bytes("new\nline".utf8), Bytes("🦊 \"q\" \\".utf8), [0xFF, 0xFE], Bytes("-rf".utf8), Bytes("*".utf8),
        ]
        for name in names { _ = try folder.makeFile(name) }
        var deep = try folder.makeFolder(Bytes("deep".utf8))
        let long = Bytes(repeating: UInt8(ascii: "n"), count: 250)
        for _ in 0..<40 { deep = try deep.makeFolder(long) }
        _ = try deep.makeFile(Bytes("end".utf8))
        let manifest = try project.manifest()
        for name in names { expect(manifest.entries.contains { $0.path.bytes == name }, "\(name)") }
        expect(manifest.entries.contains { $0.path.bytes.count > 10_000 })
        expect(manifest.entries.map(\.path), is: manifest.entries.map(\.path).sorted())
    }

    @Test func `More folders within each other than can be held open are refused by name`() throws {
        try project.within("mkdir -p $(printf 'x/%.0s' $(seq 300))")
        let failure = #expect(throws: Failure.self) { _ = try project.manifest() }
        expect(failure?.message.hasSuffix("x lies more than 200 folders deep"), is: true)
    }

    @Test func `A file that cannot be read is named`() throws {
        try project.within("echo s > d/secret; chmod 000 d/secret")
        let trouble: SystemError? = try asNobody(project) {
            do {
                _ = try project.manifest()
                return nil
            } catch let error as SystemError {
                return error
            }
        }
        expect(trouble?.number, is: EACCES)
        expect(trouble?.subject.hasSuffix("tree/d/secret"), is: true)
    }

    @Test func `A file that grows while it is read is named, until it comes to rest`() throws {
        let (path, stop) = ((project.root / "growing").description, project.bench.path / "stop")
        try project.within("head -c 8000000 /dev/zero > growing")
        let writer = Worker.start {
            let file = fopen(path, "a")
            while FileStatus(of: stop) == nil {
                fputs("more and more\n", file)
                fflush(file)
            }
            fclose(file)
        }
        usleep(50_000)
        let failure = #expect(throws: Failure.self) {
            for _ in 0..<20 { _ = try project.manifest() }
        }
        expect(failure?.message == "'growing' changes while it is read" && failure?.code == .busy)
        try project.shell("touch stop")
        writer.wait()
        try expect(project.manifest().entry("growing") != nil)
    }

    @Test func `Without git, with an empty tree, without a commit`() throws {
        let plain = try Project(git: false)
        let empty = try plain.manifest()
        expect(empty.entries.isEmpty && empty.findings.isEmpty)
        try plain.within(
            "echo '*.log' > .gitignore; echo > a; echo > x.log; mkdir .git; mkdir d; echo '!x.log' > d/.gitignore; echo > d/x.log"
        )
        let manifest = try plain.manifest()
        expect(manifest.paths, is: [".gitignore", "a", "d/.gitignore", "d/x.log"])
        let fresh = try Project()
        try expect(fresh.manifest().digest, is: empty.digest)
        try fresh.within("echo x.log > .gitignore; echo > x.log; git add -f x.log; echo > y")
        try expect(fresh.paths(), is: [".gitignore", "x.log", "y"])
    }

    @Test func `What Python compiled belongs to it only where git has it`() throws {
        let before = try project.manifest().digest
        try project.within("mkdir -p __pycache__ d/__pycache__; echo 1 | tee __pycache__/a.pyc > d/__pycache__/f.pyc")
        let manifest = try project.manifest()
        expect(manifest.digest == before && manifest.findings.isEmpty)
        expect(manifest.hidden.map(\.description), is: ["__pycache__", "d/__pycache__", "x.log"])
        try project.within("git add -f d/__pycache__; echo x > __pycache__x")
        try expect(project.paths().filter { $0.contains("pycache") }, is: ["__pycache__x", "d/__pycache__/f.pyc"])
    }

    @Test func `Everything in a folder is everything`() throws {
        try expect(Manifest.everything(in: project.root).paths.contains("x.log"))
    }
}

/// Does something with the rights of nobody in particular; root may read everything.
private func asNobody<Value>(_ project: Project, _ body: () throws -> Value) throws -> Value {
    guard geteuid() == 0, let symbol = dlsym(nil, "setfsuid") else { return try body() }
    // The files' own user would do as well; only this thread changes.
    let setUser = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
    try project.shell("chown -R 65534 . && chown 0 tree/d/secret")
    _ = setUser(65534)
    defer { _ = setUser(0) }
    return try body()
}

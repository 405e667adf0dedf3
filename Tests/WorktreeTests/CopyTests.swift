import HarnessKit
import TestSupport
import Testing
import Worktree

/// Throw-away copies: the manifest's bytes, all of them and nothing else.
struct CopyTests {
    private let project: Project

    init() throws {
        project = try Project()
        try project.within(
            """
            echo a > a; mkdir -p d/e; echo g > d/e/g; chmod 755 d/e/g; ln -s ../a d/link; ln -s /etc out; ln -s nowhere dangling
            printf '\\000\\377\\r\\n' > bin; : > empty; chmod 444 empty; head -c 3000000 /dev/urandom > large
            printf 'new\\nline' > "$(printf 'new\\nline')"; echo x > "$(printf '\\377\\376')"; echo f > 🦊; touch -d 2001-01-01 a
            echo '*.log' > .gitignore; echo 1 > x.log; mkdir -p harness; echo h > harness/h
            """)
        try project.shell("mkdir copy")
    }

    private var copy: Path { project.bench.path / "copy" }

    @Test func `A copy holds the bytes, modes, links and times of the manifest, and nothing else`() throws {
        let manifest = try project.manifest()
        let made = try TreeCopy.make(of: manifest, from: project.root, in: copy)
        try expect(Manifest.everything(in: made.root).entries, is: manifest.entries)
        expect(FileStatus(of: copy / "a")?.modified, is: FileStatus(of: project.root / "a")?.modified)
        expect((FileStatus(of: copy / "empty")?.mode ?? 0) & 0o777, is: 0o444)
        expect(FileStatus(of: copy / "harness") == nil && FileStatus(of: copy / "x.log") == nil)
        expect(FileStatus(of: copy / ".git") == nil)
    }

    @Test func `A copy of paths of 10 kB holds them`() throws {
        var deep = try Folder(project.root)
        for _ in 0..<40 { deep = try deep.makeFolder(Bytes(repeating: UInt8(ascii: "n"), count: 250)) }
        try deep.makeFile(Bytes("end".utf8)).send(Bytes("deep".utf8), to: "end")
        let manifest = try project.manifest()
        _ = try TreeCopy.make(of: manifest, from: project.root, in: copy)
        try expect(Manifest.everything(in: copy).digest, is: manifest.digest)
    }

    @Test(arguments: [
        ("echo b > a; touch -d 2001-01-01 a", "a"), ("rm a", "a"), ("rm a; ln -s bin a", "a"), ("rm a; mkdir a", "a"),
        ("rm a; mkfifo a", "a"), ("chmod +x a", "a"), ("ln -sfn /usr out", "out"), ("rm out; echo /etc > out", "out"),
        ("mv d d2; ln -s d2 d", "d/e/g"), ("rm -r d; echo > d", "d/e/g"), ("echo more >> large", "large"),
    ])
    func `A file that changed since the manifest is named`(change: String, name: String) throws {
        let manifest = try project.manifest()
        try project.within(change)
        let failure = #expect(throws: Failure.self) {
            _ = try TreeCopy.make(of: manifest, from: project.root, in: copy)
        }
        expect(failure?.message, is: "'\(name)' has changed since the manifest was taken")
        expect(failure?.code, is: .busy)
    }

    @Test func `Nothing is written through a link, nor over what is there`() throws {
        try project.shell("mkdir outside; ln -s ../outside copy/d")
        let manifest = try project.manifest()
        #expect(throws: SystemError.self) { try TreeCopy.make(of: manifest, from: project.root, in: copy) }
        try expect(project.shell("ls outside"), is: "")
        try project.shell("rm -rf copy; mkdir copy; ln -s ../outside/new copy/a")
        #expect(throws: SystemError.self) { try TreeCopy.make(of: manifest, from: project.root, in: copy) }
        try expect(project.shell("ls outside"), is: "")
    }

    // What is shared.

    private func share(_ names: String...) throws -> [SharedInput] {
        let manifest = try project.manifest()
        _ = try TreeCopy.make(of: manifest, from: project.root, in: copy)
        return try SharedInputs(of: project.workspace, cache: nil).share(
            names.map { try RelativePath(naming: $0) }, into: copy, of: manifest, locks: LockFiles.digest(of: manifest))
    }

    @Test func `Ignored inputs are put into the copy, and what leads into the work tree leads into the copy`() throws {
        let root = project.root
        try project.within(
            """
            printf 'node_modules/\\n.venv/\\n.env\\n' > .gitignore; echo S=1 > .env; mkdir -p packages/p node_modules/.bin node_modules/q
            echo p > packages/p/index.js; ln -s ../packages/p node_modules/p; ln -s \(root)/packages/p node_modules/abs
            ln -s ../../../elsewhere node_modules/q/out; ln -s /usr/bin/env node_modules/.bin/env; echo q > node_modules/q/index.js
            S=.venv/lib/python3/site-packages; mkdir -p $S .venv/bin; printf '\(root)/packages\\n' > $S/__editable__.p.pth
            echo "MAPPING = {'p': '\(root)/packages/p', 'x': '\(root)2/p'}" > $S/__editable___p_finder.py
            printf '#!\(root)/.venv/bin/python\\n' > .venv/bin/tool; chmod +x .venv/bin/tool; ln -s /usr/bin/python3 .venv/bin/python
            printf 'home = /usr/bin\\ncommand = python -m venv \(root)/.venv\\n' > .venv/pyvenv.cfg
            printf '\\177ELF\\000\(root)/lib\\000' > .venv/bin/compiled; echo "see \(root)" > $S/readme.txt; mkfifo .venv/pipe
            """)
        let results = try share("node_modules", ".venv", ".env", "a", "vendor")
        let summary = results.map { "\($0.name) \($0.outcome) \($0.rewritten) \($0.unresolved)" }
        expect(
            summary == [
                "node_modules shared 2 []", ".venv shared 4 [.venv/bin/compiled, .venv/pipe]", ".env shared 0 []",
                "a tracked 0 []", "vendor missing 0 []",
            ] || summary[1] == ".venv shared 4 [.venv/pipe, .venv/bin/compiled]")
        let site = ".venv/lib/python3/site-packages"
        try expect(project.bench.text(of: "copy/\(site)/__editable__.p.pth"), is: "\(copy)/packages\n")
        try expect(
            project.bench.text(of: "copy/\(site)/__editable___p_finder.py"),
            is: "MAPPING = {'p': '\(copy)/packages/p', 'x': '\(root)2/p'}\n")
        try expect(project.bench.text(of: "copy/.venv/bin/tool"), is: "#!\(copy)/.venv/bin/python\n")
        expect((FileStatus(of: copy / ".venv/bin/tool")?.mode ?? 0) & 0o777, is: 0o755)
        expect((copy / "node_modules/p").linkTarget, is: "../packages/p")
        expect((copy / "node_modules/abs").linkTarget, is: copy / "packages/p")
        expect((copy / "node_modules/q/out").linkTarget, is: root / "node_modules/q/../../../elsewhere")
        expect((copy / ".venv/bin/python").linkTarget, is: "/usr/bin/python3")
        try expect(project.bench.text(of: "copy/\(site)/readme.txt"), is: "see \(root)\n")
        try expect(project.shell("cat copy/node_modules/p/index.js"), is: "p\n")
        try expect(project.bench.text(of: "copy/.env"), is: "S=1\n")
    }

    @Test func `What is too large to be copied is not, and it is said`() throws {
        try project.within("echo big/ > .gitignore; mkdir big; head -c 100000 /dev/zero > big/b")
        let manifest = try project.manifest()
        let name = try RelativePath(naming: "big")
        let inputs = SharedInputs(of: try project.workspace, cache: nil, limit: 50_000)
        let results = try inputs.share([name], into: copy, of: manifest, locks: LockFiles.digest(of: manifest))
        // Where bytes can be shared, size does not count.
        expect(results.first?.outcome == .tooLarge || FileStatus(of: copy / "big/b")?.size == 100_000)
        expect(results.first?.outcome != .tooLarge || FileStatus(of: copy / "big") == nil)
    }

    @Test func `Dependencies are kept by lock files, for copies of earlier states`() throws {
        try project.shell("mkdir cache")
        let cache = try Folder(project.bench.path / "cache")
        let inputs = SharedInputs(of: try project.workspace, cache: cache)
        let name = try RelativePath(naming: "node_modules")
        try project.within(
            "echo node_modules/ > .gitignore; mkdir node_modules; echo 1 > node_modules/v; echo 1 > yarn.lock")
        let before = try project.manifest()
        let old = LockFiles.digest(of: before)
        try expect(inputs.keep(name, locks: old) && inputs.keep(name, locks: old))
        try project.within("echo 2 > node_modules/v; echo 2 > yarn.lock; mkdir -p sub; echo > sub/requirements-dev.txt")
        let after = try project.manifest()
        let new = LockFiles.digest(of: after)
        expect(old, isNot: new)
        func shared(_ manifest: Manifest) throws -> [String?] {
            try project.shell("rm -rf copy; mkdir copy")
            let result = try inputs.share([name], into: copy, of: manifest, locks: new)
            return [result.first.map { "\($0.outcome)" }, try project.bench.text(of: "copy/node_modules/v")]
        }
        try expect(shared(before), is: ["kept", "1\n"])
        try expect(shared(after), is: ["shared", "2\n"])
        try project.shell("rm cache/shared/*/*/mark")
        try expect(shared(before), is: ["ofOtherLocks", "2\n"])
        for number in 3..<9 {
            try project.within("echo \(number) > yarn.lock")
            _ = try inputs.keep(name, locks: LockFiles.digest(of: project.manifest()))
        }
        try expect(project.shell("ls cache/shared | wc -l"), is: "4\n")
    }

    @Test func `Ignored inputs that moved show in their fingerprint, within a bound`() throws {
        try project.within("mkdir -p node_modules/a; echo 1 > node_modules/a/x; echo 2 > node_modules/y")
        let names = [try RelativePath(naming: "node_modules"), try RelativePath(naming: ".env")]
        let first = try IgnoredFingerprint.take(of: names, in: project.root)
        try expect(IgnoredFingerprint.take(of: names.reversed(), in: project.root) == first && first.count == 2)
        try project.within("echo 3 > node_modules/a/x; touch -d 2001-01-01 node_modules/a/x")
        try expect(IgnoredFingerprint.take(of: names, in: project.root).digest, isNot: first.digest)
        let cut = try IgnoredFingerprint.take(of: names, in: project.root, limit: 1)
        expect(!cut.isWhole && cut.count == 1 && first.isWhole)
    }
}

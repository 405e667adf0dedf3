import HarnessKit
import TestSupport
import Testing
import Worktree

/// The base as git's objects have it, whatever the settings say.
struct BaseExportTests {
    private let project: Project

    init() throws {
        project = try Project()
        try project.within(
            """
            printf 'a\\r\\n' > a; mkdir -p d/e harness/receipts; echo g > d/e/g; chmod +x d/e/g; ln -s ../a d/link; ln -s /etc out
            printf '\\000\\377' > bin; : > empty; echo x > "$(printf '\\377')"; printf 'n' > "$(printf 'new\\nline')"
            echo '*.log' > .gitignore; echo '!y.log' > d/.gitignore; echo r > harness/receipts/r; git add -A; git commit -qm one
            """)
        try project.shell("mkdir base")
    }

    private var base: Path { project.bench.path / "base" }

    private var git: Git {
        get throws { try #require(Git(of: project.workspace, in: project.context)) }
    }

    @Test func `A revision comes out byte for byte, with modes and links`() throws {
        let manifest = try project.manifest()
        let export = try git.export("HEAD", into: base)
        expect(export.manifest.entries == manifest.entries && export.manifest.digest == manifest.digest)
        try expect(Manifest.everything(in: base).digest, is: manifest.digest)
        expect(FileStatus(of: base / "harness") == nil && export.missing.isEmpty)
        try expect(git.export(export.commit, into: nil).manifest.digest, is: manifest.digest)
        try expect(git.ignoreFiles(of: "HEAD"), is: manifest.ignoreFiles)
    }

    @Test(arguments: [
        "git replace $(git rev-parse HEAD:a) $(git rev-parse HEAD:d/e/g)",
        "git checkout -q --orphan x; git commit -qm x --allow-empty; git replace $(git rev-parse main) $(git rev-parse x)",
        "git config core.autocrlf true; git config core.eol crlf; git config filter.x.smudge 'echo evil'; echo '* filter=x ident text' > .git/info/attributes",
        "echo 'a export-ignore' > .git/info/attributes; git update-index --assume-unchanged a; rm a",
        "printf '#!/bin/sh\\ntouch ../hooked' > .git/hooks/post-checkout; chmod +x .git/hooks/post-checkout; git config core.symlinks false",
    ])
    func `Neither replaced objects nor settings change what comes out`(trick: String) throws {
        let before = try git.export("main", into: nil).manifest.digest
        try project.within(trick)
        try expect(git.export("main", into: base).manifest.digest, is: before)
        try expect(Manifest.everything(in: base).digest, is: before)
        expect(FileStatus(of: project.bench.path / "hooked") == nil)
    }

    @Test func `A snapshot comes out as the work tree was, edits and untracked files included`() throws {
        try project.within("echo edited > a; echo u > untracked; rm empty; echo 1 > x.log; printf 'c\\r\\n' > crlf")
        let workspace = try project.workspace
        let snapshots = try #require(
            try Snapshots(of: workspace, beside: project.bench.path / "store", in: project.context))
        let manifest = try project.manifest()
        try project.shell("mkdir -p store")
        let commit = try snapshots.take(named: "t/0", saying: "start")
        try project.within("echo later > a")
        let export = try snapshots.export(commit, into: base)
        expect(export.manifest.changes(from: manifest).isEmpty)
        try expect(Manifest.everything(in: base).digest, is: manifest.digest)
        try expect(snapshots.ignoreFiles(of: commit), is: manifest.ignoreFiles)
    }

    @Test func `Submodules come from local objects, or are named`() throws {
        try project.shell(
            """
            git init -q lib; cd lib; echo 1 > l; git add . && git commit -qm 1; cd ../tree
            git -c protocol.file.allow=always submodule -q add ../lib sub; git commit -qm sub
            cd sub; echo 2 > l; git commit -qam 2; cd ..; rm -r sub
            """)
        let export = try git.export("HEAD", into: base)
        expect(
            export.missing.isEmpty && export.manifest.entry("sub/l")?.digest == SHA256.digest(of: Bytes("1\n".utf8)))
        try expect(project.bench.text(of: "base/sub/l"), is: "1\n")
        try project.within("rm -rf .git/modules")
        let without = try git.export("HEAD", into: nil)
        expect(without.missing.map(\.description), is: ["sub"])
    }

    @Test func `Large files of git-lfs come from the local store, or are named`() throws {
        let content = Bytes("the large file\n".utf8)
        let name = SHA256.digest(of: content).description
        let pointer = "version https://git-lfs.github.com/spec/v1\\noid sha256:\(name)\\nsize \(content.count)\\n"
        try project.within("printf '\(pointer)' > model.bin; git add . && git commit -qm lfs")
        try expect(git.export("HEAD", into: nil).missing.map(\.description), is: ["model.bin"])
        let folder = "tree/.git/lfs/objects/\(name.prefix(2))/\(name.dropFirst(2).prefix(2))"
        try project.bench.write(content, to: "\(folder)/\(name)")
        let export = try git.export("HEAD", into: base)
        expect(export.missing.isEmpty)
        try expect(project.bench.text(of: "base/model.bin"), is: "the large file\n")
        try project.bench.write("forged", to: "\(folder)/\(name)")
        try expect(git.export("HEAD", into: nil).missing.map(\.description), is: ["model.bin"])
    }

    @Test func `A revision that is none, or an option, is named`() throws {
        for name in ["nowhere", "--all", "-h", "HEAD^{tree}x", ""] {
            let failure = #expect(throws: Failure.self) { try git.export(name, into: nil) }
            expect(failure?.message, is: "git knows no commit '\(name)' here")
        }
    }

    @Test func `A tree made by hand cannot write outside`() throws {
        let made = try project.within(
            """
            blob=$(git rev-parse HEAD:a); evil=$(printf "100644 blob $blob\\tx" | git mktree)
            for name in .. .git; do
            tree=$(printf "040000 tree $evil\\t$name" | git mktree); git commit-tree -m x $tree; done
            link=$(printf ../../outside | git hash-object -w --stdin)
            printf '120000 d\\000' > ../t; printf $link | xxd -r -p >> ../t; printf '40000 d\\000' >> ../t; printf $evil | xxd -r -p >> ../t
            git commit-tree -m x $(git hash-object --literally -w -t tree ../t)
            """)
        try project.shell("mkdir outside")
        for commit in made.split(separator: "\n").map(String.init) {
            #expect(throws: (any Error).self) { try git.export(commit, into: base) }
        }
        expect(made.split(separator: "\n").count, is: 3)
        try expect(project.shell("find outside base -type f"), is: "")
    }
}

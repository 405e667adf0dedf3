import HarnessKit
import TestSupport
import Testing

/// What must not be lost when a checkpoint is restored.
struct RestoreTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @discardableResult
    private func shell(_ line: String) throws -> String { try fixture.shell(line) }

    private func project() throws {
        try shell(
            "git init -q -b main . && echo a > a && mkdir d && echo f > d/f && echo ignored > .gitignore "
                + "&& head -c 3000000 /dev/zero > big && git add . && git commit -qm one")
    }

    @Test(arguments: [
        ("rm a && mkdir a && echo mine > a/ignored", "a/ignored"),
        ("rm -r d && echo d >> .gitignore && echo mine > d", "d"),
    ])
    func `What git ignores and no snapshot holds keeps a restore from beginning`(making: String, path: String) throws {
        try project()
        fixture.run("init", "task")
        try shell(making)
        let before = try shell(
            "find . -path ./harness -prune -o -path ./.git -prune -o -type f -print | xargs sha256sum")
        let refused = fixture.run("restore", "--phase", "0")
        expect(refused.exit, is: 73, "\(refused.output)\(refused.errors)")
        expect(
            refused.errors,
            is: "task-state: '\(path)' would be lost: git ignores it, no snapshot holds it, and it lies where "
                + "a file comes back\nhint: move it away, and run the same command again\n")
        try expect(
            shell("find . -path ./harness -prune -o -path ./.git -prune -o -type f -print | xargs sha256sum"),
            is: before)
        try shell("mv \(path) elsewhere.ignored && echo '*.ignored' >> .git/info/exclude")
        expect(fixture.run("restore", "--phase", "0").exit, is: 0)
        try expect(shell("cat elsewhere.ignored; cat d/f"), is: "mine\nf\n")
    }

    @Test func `Permissions alone that are given back are counted`() throws {
        try project()
        fixture.run("init", "task")
        try shell("chmod 600 a && chmod 640 d/f")
        let result = fixture.run("restore", "--phase", "0")
        expect(result.output.contains("no file written, permissions of 2 given back\n"), "\(result.output)")
        try expect(shell("stat -c %a a d/f"), is: "644\n644\n")
        expect(fixture.run("restore", "--phase", "0").output.contains("every file was so already"))
    }

    @Test func `A restore that fails half-way names the way back, and the log has it`() throws {
        try project()
        let id = fixture.run("init", "task").output.split(separator: "\n").first.map(String.init) ?? ""
        try shell("rm big && echo changed > a")
        // No file may become as large as the one that comes back.
        let program = Repository.program.description
        let failed = try fixture.bench.shell("ulimit -f 4000; '\(program)' task-state restore --phase 0")
        expect(failed.errors.text.contains("it was restored in part only: "), "\(failed.errors.text)")
        let way = try #require(
            failed.errors.text.split(separator: "'").first { $0.hasPrefix("harness-executor task-state restore ") })
        expect(way.hasPrefix("harness-executor task-state restore --task-id \(id) --snapshot "))
        expect(fixture.run("log").output.contains(way.suffix(40).prefix(12)))
        expect(fixture.runAll(way.split(separator: " ").dropFirst(2).map(String.init)).exit, is: 0)
        try expect(shell("cat a; ls"), is: "changed\na\nd\nharness\n")
    }

    @Test func `It says how many files it wrote and deleted`() throws {
        try project()
        fixture.run("init", "task")
        try shell("rm d/f && echo changed > a && echo new > new")
        let restored = try fixture.json("restore", "--phase", "0")
        expect(restored["written"] == .integer(2) && restored["deleted"] == .integer(1), "\(restored)")
        let again = fixture.run("restore", "--phase", "0")
        expect(again.answer.hasSuffix(": every file was so already"), "\(again.output)")
        try shell("echo changed > a")
        expect(fixture.run("restore", "--phase", "0").answer.hasSuffix(": 1 file written, 0 deleted"))
    }

    @Test func `Where git cannot even begin, it says that nothing was restored`() throws {
        try project()
        fixture.run("init", "task")
        try shell("echo changed > a")
        // What git asks for just before it writes, and not earlier.
        try shell("git --git-dir harness/snapshots.git config checkout.workers many")
        let failed = fixture.run("restore", "--phase", "0")
        expect(failed.exit, is: 69)
        expect(
            failed.errors.hasPrefix(
                "task-state: nothing was restored, and no file was touched: git read-tree failed: "),
            "\(failed.errors)")
        try expect(shell("cat a"), is: "changed\n")
    }

    @Test(arguments: [SIGKILL, SIGTERM])
    func `A restore that is killed takes its git with it, and the way back leads back`(signal: Int32) throws {
        // A file so large that git is at it for a while; and a commit that no other test has.
        try shell(
            "git init -q -b main . && truncate -s 100M big && echo \(signal) > \(signal) && git add . && git commit -qm one"
        )
        fixture.run("init", "task")
        let commit = try #require(try fixture.json("diff", "--phase", "0")["since"]?.string)
        try shell("rm big && echo mine > mine")
        let program = Repository.program.description
        let killed = try fixture.bench.shell(
            """
            '\(program)' task-state restore --phase 0 > harness/said 2>&1 & pid=$!
            while kill -0 $pid 2> /dev/null; do
                git=$(pgrep -f '[r]ead-tree --reset -u \(commit)') && kill -STOP $git && break
            done
            kill -\(signal) $pid; wait $pid; echo $?
            n=0; while kill -0 $git 2> /dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
            kill -0 $git 2> /dev/null && echo left || echo gone
            """)
        expect(killed.output.text, is: "\(128 + signal)\ngone\n", "\(killed.errors.text)")
        let restored = fixture.run("log").output.split(separator: "\n").first { $0.contains("snapshot.restored") }
        let saved = try #require(restored?.suffix(40))
        if signal == SIGTERM {
            let said = try #require(try fixture.bench.text(of: "harness/said"))
            expect(
                said.contains("nothing was restored, and no file was touched: interrupted by signal 15\n")
                    || said.contains("it was restored in part only: interrupted by signal 15\n")
                        && said.contains(" --snapshot \(saved)'"),
                "\(said)")
        }
        expect(fixture.run("restore", "--snapshot", String(saved)).exit, is: 0)
        try expect(shell("ls"), is: "\(signal)\nharness\nmine\n")
        expect(fixture.run("restore", "--phase", "0").exit, is: 0)
        try expect(shell("stat -c %s big; ls"), is: "104857600\n\(signal)\nbig\nharness\n")
    }
}

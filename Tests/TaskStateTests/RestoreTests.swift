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
        #expect(refused.exit == 73, "\(refused.output)\(refused.errors)")
        #expect(
            refused.errors
                == "task-state: '\(path)' would be lost: git ignores it, no snapshot holds it, and it lies where "
                + "a file comes back\nhint: move it away, and run the same command again\n")
        #expect(
            try shell("find . -path ./harness -prune -o -path ./.git -prune -o -type f -print | xargs sha256sum")
                == before)
        try shell("mv \(path) elsewhere.ignored && echo '*.ignored' >> .git/info/exclude")
        #expect(fixture.run("restore", "--phase", "0").exit == 0)
        #expect(try shell("cat elsewhere.ignored; cat d/f") == "mine\nf\n")
    }

    @Test func `A restore that fails half-way names the way back, and the log has it`() throws {
        try project()
        let id = fixture.run("init", "task").output.split(separator: "\n").first.map(String.init) ?? ""
        try shell("rm big && echo changed > a")
        // No file may become as large as the one that comes back.
        let program = Repository.program.description
        let failed = try fixture.bench.shell("ulimit -f 4000; '\(program)' task-state restore --phase 0")
        #expect(failed.errors.text.contains("it was restored in part only: "), "\(failed.errors.text)")
        let way = try #require(
            failed.errors.text.split(separator: "'").first { $0.hasPrefix("harness-executor task-state restore ") })
        #expect(way.hasPrefix("harness-executor task-state restore --task-id \(id) --snapshot "))
        #expect(fixture.run("log").output.contains(way.suffix(40).prefix(12)))
        #expect(fixture.runAll(way.split(separator: " ").dropFirst(2).map(String.init)).exit == 0)
        #expect(try shell("cat a; ls") == "changed\na\nd\nharness\n")
    }
}

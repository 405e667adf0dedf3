import HarnessKit
import TestSupport
import Testing

/// Options that users type, and names that could steer a terminal.
struct WordsThatWereTriedTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test func `The log's last events, and archived tasks under their other name`() throws {
        let id = fixture.run("init", "one", "--phases", "2").answer
        fixture.run("checkpoint", "--phase", "1", "--summary", "first")
        try expect(
            fixture.json("log", "--limit", "1").items?.compactMap { $0["kind"]?.string }, is: ["phase.checkpointed"])
        expect(fixture.run("log", "--limit", "9").output.split(separator: "\n").count, is: 2)
        expect(fixture.run("log", "--limit", "0").errors.contains("--limit takes a number from 1 on, not 0"))
        fixture.run("abandon", "--reason", "no")
        fixture.run("archive", "--older-than", "2030-01-01")
        expect(fixture.run("list").output.contains("no tasks"))
        expect(fixture.run("list", "--all").output.contains(id))
    }

    @Test func `A task is exported into a file, and taken in from there`() throws {
        let id = fixture.run("init", "one").answer
        let result = fixture.run("export", id, "--output", "task.json")
        expect(result.exit == 0 && result.answer == "\(fixture.bench.path / "task.json")", "\(result.errors)")
        let other = try Fixture()
        let text = try #require(try fixture.bench.text(of: "task.json"))
        try other.bench.write(text, to: "task.json")
        expect(other.run("import", "task.json").output.contains(id))
        expect(text.split(separator: "\n"), is: fixture.run("export", id).output.split(separator: "\n"))
        let refused = fixture.run("export", id, "--output", ".")
        expect(refused.exit != 0 && refused.errors.contains("hint: name"), "\(refused.errors)")
    }

    @Test func `An option that another tool has is answered with what to type instead`() {
        let result = fixture.run("init", "one", "--file", "a.md")
        expect(result.exit, is: 64)
        expect(
            result.errors,
            is:
                "task-state: there is no --file here\nhint: name the files that a phase changed: 'task-state checkpoint "
                + "--phase N --summary TEXT --files-changed F'\n")
        expect(fixture.run("init", "one", "--force").errors.contains("hint: every task has an id of its own"))
    }

    @Test func `What could steer a terminal is seen and not sent, in a pipe too`() throws {
        try fixture.shell("git init -q . && git commit -q --allow-empty -m a")
        let result = fixture.run("init", "red \u{1B}[31m name")
        expect(result.errors.contains("started 'red \\u{1b}[31m name'"), "\(result.errors)")
        expect(fixture.run("list").output.contains("red \\u{1b}[31m name"))
        try fixture.shell("printf x > \"$(printf 'a\\033[2Jb\\nc')\"")
        let diff = fixture.run("diff")
        expect(diff.output.contains("a\\u{1b}[2Jb\\nc"), "\(diff.output)")
        for text in [result.errors, diff.output, fixture.run("list").output, fixture.run("log").output] {
            expect(!text.contains("\u{1B}"))
        }
        // A patch is for a program: it keeps its bytes.
        try fixture.shell("printf '\\033[1m\\n' > bold")
        expect(fixture.run("diff", "--patch").output.contains("+\u{1B}[1m"))
    }

    @Test func `A project whose path has a line end is told on one line`() throws {
        try fixture.bench.write("", to: "a\nb/AGENTS.md")
        try fixture.bench.write("", to: "a\nb/c/x")
        let result = fixture.run("init", "one", in: "a\nb/c")
        expect(
            result.exit == 0 && result.errors.contains("the project is \(fixture.bench.path)/a\\nb, "),
            "\(result.errors)")
    }
}

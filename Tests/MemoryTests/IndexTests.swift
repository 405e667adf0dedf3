import HarnessKit
import TestSupport
import Testing

struct IndexTests {
    let fixture: Fixture
    private let day = "harness/memory/episodes/2026-09-21.jsonl"

    init() throws {
        fixture = try Fixture()
    }

    private func line(_ task: String, _ id: String = "t") -> String {
        #"{"task":"\#(task)","task_id":"\#(id)","outcome":"success","timestamp":"2026-09-21T10:00:00Z","lessons":[]}"#
            + "\n"
    }

    @Test func `New lines are taken in by the next question`() throws {
        try fixture.bench.write(line("first parser"), to: day)
        try expect(fixture.found("parser").count, is: 1)
        try fixture.bench.shell("printf '%s' '\(line("second parser"))' >> \(day)")
        try expect(fixture.found("parser").count, is: 2)
    }

    @Test func `A torn line is skipped and named, the next good one is kept`() throws {
        try fixture.bench.write(line("one parser") + "{\"task\":\"torn pars\n" + line("two parser"), to: day)
        let result = fixture.run("search", "parser")
        expect(result.errors.contains("warning: episodes/2026-09-21.jsonl: the line at byte"))
        try expect(fixture.found("parser").count, is: 2)
        expect(fixture.run("stats").output.contains("torn  episodes/2026-09-21.jsonl"))
        expect(fixture.run("doctor").exit, is: 1)
    }

    @Test(arguments: [
        ("mkfifo", "no ordinary file"), ("mkdir", "a folder"), ("ln -s /dev/null", "a link, which is not followed,"),
    ])
    func `What lies in place of a day's file is named and skipped`(making: String, words: String) throws {
        try fixture.bench.write(line("one parser"), to: day)
        try fixture.bench.shell("\(making) harness/memory/episodes/2026-09-22.jsonl")
        let result = fixture.run("search", "parser")
        expect(result.exit, is: 0)
        expect(
            result.errors.contains("warning: episodes/2026-09-22.jsonl is \(words) and skipped\n"), "\(result.errors)")
        let doctor = fixture.run("doctor")
        expect(
            doctor.exit == 1 && doctor.output.contains("no file: episodes/2026-09-22.jsonl is \(words) and skipped"))
    }

    @Test func `An index that cannot be used is made again, and it is said`() throws {
        try fixture.bench.write(line("one parser"), to: day)
        let first = fixture.run("search", "parser")
        expect(!first.errors.contains("made again"), "\(first.errors)")
        try fixture.bench.shell("rm -f harness/memory/index.db-*; head -c 9000 /dev/urandom > harness/memory/index.db")
        let second = fixture.run("search", "parser")
        expect(second.exit == 0 && second.output.contains("parser"))
        expect(
            second.errors.contains(
                "warning: the index of memory could not be used, and is made again from the files\n"),
            "\(second.errors)")
        expect(!fixture.run("search", "parser").errors.contains("made again"))
    }

    @Test func `Of a file that is garbage the first lines are named and the others counted`() throws {
        try fixture.bench.write(String(repeating: "garbage\n", count: 5000) + line("one parser"), to: day)
        let result = fixture.run("search", "parser")
        expect(result.errors.split(separator: "\n").count, is: 4, "\(result.errors)")
        expect(result.errors.contains("warning: episodes/2026-09-21.jsonl: the line at byte 16 is torn and skipped\n"))
        expect(result.errors.contains("warning: episodes/2026-09-21.jsonl: 4997 more lines are too\n"))
        let doctor = fixture.run("doctor")
        expect(doctor.exit == 1 && doctor.output.contains("no command was run; 5000 torn lines"), "\(doctor.output)")
        expect(doctor.output.contains("torn: episodes/2026-09-21.jsonl: 4997 more lines\n"))
    }

    @Test func `A line without its end waits until it is whole`() throws {
        let whole = line("late parser")
        try fixture.bench.write(String(whole.prefix(30)), to: day)
        try expect(fixture.found("parser"), is: [])
        try fixture.bench.write(whole, to: day)
        try expect(fixture.found("parser").count, is: 1)
    }

    @Test func `The same line twice is one entry`() throws {
        try fixture.bench.write(line("parser") + line("parser"), to: day)
        try expect(fixture.json("stats")["entries"], is: 1)
    }

    @Test func `A file that was rewritten, and one that is gone, are followed`() throws {
        try fixture.bench.write(line("apple tree") + line("pear tree"), to: day)
        try fixture.bench.write(line("plum tree"), to: "harness/memory/episodes/2026-09-20.jsonl")
        try expect(fixture.found("tree").count, is: 3)
        try fixture.bench.write(line("cherry tree"), to: day)
        try expect(fixture.found("tree").count, is: 2)
        try expect(fixture.found("apple"), is: [])
        try fixture.bench.run(["rm", "harness/memory/episodes/2026-09-20.jsonl"])
        try expect(fixture.found("tree").count, is: 1)
        try fixture.bench.write(#"{"topic":"tree facts","body":"they grow"}"#, to: "harness/memory/knowledge/a.json")
        try expect(fixture.found("grow").count, is: 1)
        try fixture.bench.write(#"{"topic":"tree facts","body":"they fall"}"#, to: "harness/memory/knowledge/a.json")
        try expect(fixture.found("grow"), is: [])
        try expect(fixture.found("fall").count, is: 1)
    }

    @Test(arguments: [
        "rm -f I*", "printf garbage > I", "truncate -s 5000 I", "sqlite3 I 'pragma user_version = 99'",
        "sqlite3 I 'update state set analysis = 0'", "rm -f I-wal; : > I", "sqlite3 I 'delete from post'",
        "sqlite3 I 'delete from doc'", "sqlite3 I 'delete from facts'", "sqlite3 I \"update doc set entry = '{'\"",
    ])
    func `The index may be deleted or damaged at any time`(harm: String) throws {
        for number in 0..<30 { fixture.remember("lesson \(number) on parsers word\(number)x") }
        let before = try fixture.found("word7x parsers")
        try fixture.bench.shell(harm.replacingOccurrences("I", "harness/memory/index.db"))
        try expect(fixture.found("word7x parsers"), is: before)
        try expect(fixture.found("word7x parsers"), is: before)
    }

    @Test func `A damaged index stays while others use it, and the answer is right all the same`() throws {
        for number in 0..<30 { fixture.remember("lesson \(number) on parsers word\(number)x") }
        let before = try fixture.found("word7x parsers")
        let index = "harness/memory/index.db"
        try fixture.bench.shell("rm -f \(index)*; printf garbage > \(index)")
        let other = try Folder(fixture.bench.path / "harness/memory")
        expect(other.hold(with: .others, within: .zero))
        try expect(fixture.found("word7x parsers"), is: before)
        try expect(fixture.bench.text(of: index), is: "garbage")
        let refused = fixture.run("reindex")
        expect(refused.errors.contains("other commands are using the index of "), "\(refused.errors)")
        expect(refused.errors.contains("run 'memory-query reindex' again"))
        other.letGo()
        expect(fixture.run("reindex").answer, is: "30 entries indexed")
    }

    @Test func `An index made at once and one that grew give the same answers`() throws {
        for number in 0..<50 { fixture.remember("lesson \(number % 7) number \(number) on topic \(number % 5)") }
        let grown = try fixture.found("lesson 3 topic 4", "--limit", "50")
        expect(fixture.run("reindex").answer, is: "50 entries indexed")
        try expect(fixture.found("lesson 3 topic 4", "--limit", "50"), is: grown)
    }

    @Test func `A folder that cannot be written is read all the same`() throws {
        let id = fixture.remember("the parser is greedy")
        try fixture.bench.run(["rm", "-f", "harness/memory/index.db", "harness/memory/index.db-wal"])
        let program = Repository.program.description
        let folder = fixture.bench.path.description
        // Root may write anywhere: then another user asks.
        let asRoot = try fixture.bench.run(["id", "-u"]).output.text == "0\n"
        try fixture.bench.shell("chmod -R a+rX . && chmod a-w harness harness/memory harness/memory/episodes")
        let words = ["memory-query", "search", "parser", "--project-root", folder]
        let outcome =
            asRoot
            ? try fixture.bench.run(["setpriv", "--reuid=65534", "--clear-groups", program] + words)
            : try fixture.bench.run([program] + words)
        if asRoot, outcome.errors.text.contains("setpriv") { return }
        expect(outcome.output.text.contains(id), "\(outcome.errors.text)")
    }

    @Test func `A store of another tool opens as it is`() throws {
        try fixture.bench.write(
            """
            {"task": "fix login", "task_id": "t1", "outcome": "failed", "timestamp": "2026-03-01T10:00:00", "lessons": \
            ["check the cookie", {"lesson": "samesite", "detail": "lax"}], "key_events": [{"event": "blocked", "details": \
            "vpn"}], "extra": {"model": "zeta"}}

            """, to: ".harness/memory/episodes/2026-03-01.jsonl")
        try fixture.bench.write(
            #"{"facts": [{"topic": "build", "content": "needs ninja"}, {"topic": "ci", "content": "runs nightly"}]}"#,
            to: ".harness/memory/knowledge/facts.json")
        try fixture.bench.write(
            #"{"procedure": "release", "success_rate": "4/5", "steps": ["tag", "push"], "last_used": "2026-03-02"}"#,
            to: ".harness/memory/procedures/release.json")
        let json = try fixture.json("search", "cookie samesite")
        expect(json["results"]?[0]?["outcome"], is: "failure")
        expect(json["results"]?[0]?["lessons"], is: ["check the cookie", "samesite: lax"])
        for word in ["vpn", "zeta", "ninja", "nightly"] { try expect(fixture.found(word).count, is: 1, "\(word)") }
        expect(fixture.run("procedures", "--min-success", "0.8").output.contains("release"))
        expect(fixture.run("procedures", "--min-success", "0.9").answer, is: "no procedures")
        expect(fixture.run("episodes", "--keyword", "login").output.contains("fix login"))
        expect(fixture.run("timeline", "t1").output.contains("fix login"))
    }

    @Test func `What two branches wrote on one day merges, and both are found`() throws {
        let bench = fixture.bench
        try bench.shell("git init -q -b main . && git config user.email a@b && git config user.name n")
        fixture.remember("common ground")
        try expect(
            bench.text(of: "harness/.gitattributes")?.contains("/memory/episodes/*.jsonl merge=union\n"), is: true)
        try expect(bench.text(of: "harness/.gitignore")?.contains("/memory/index.db*\n"), is: true)
        try bench.shell("git add -A && git commit -qm base && git checkout -qb other")
        let one = fixture.remember("parser lesson of the branch")
        try bench.shell("git commit -qam one && git checkout -q main")
        let two = fixture.remember("parser insight of the trunk")
        try bench.shell("git commit -qam two")
        try expect(bench.shell("git merge -q --no-edit other").exit.isSuccess)
        expect(Set(try fixture.found("parser")), is: [one, two])
        try expect(fixture.json("stats")["torn_lines"], is: [])
    }

    @Test func `A word of thousands of entries is found in the first and in the last`() throws {
        let lines = (0..<6000).map { number in
            #"{"id":"n-\#(number)","task":"common entry word\#(number)x","timestamp":"2026-09-21T10:00:00Z"}"#
        }
        try fixture.bench.write(lines.prefix(5000).joined(separator: "\n") + "\n", to: day)
        try expect(fixture.found("common", "--limit", "3").count, is: 3)
        try fixture.bench.write(lines.joined(separator: "\n") + "\n", to: day)
        let words = ["common", "common word0x", "common word4999x", "common word5999x"]
        let grown = try words.map { try fixture.found($0) }
        expect(grown.dropFirst().map(\.first), is: ["n-0", "n-4999", "n-5999"])
        expect(fixture.run("reindex").answer, is: "6000 entries indexed")
        try expect(words.map { try fixture.found($0) }, is: grown)
        try expect(fixture.json("search", "common")["searched"], is: 6000)
    }

    @Test func `Another store is imported once`() throws {
        let other = try Fixture()
        let id = other.remember("import me")
        try other.bench.write(#"{"procedure": "ship", "steps": ["one"]}"#, to: "harness/memory/procedures/ship.json")
        let path = (other.bench.path / "harness/memory").description
        expect(fixture.run("import", path).answer, is: "2 entries imported, 0 were here already")
        expect(fixture.run("import", path).answer, is: "0 entries imported, 2 were here already")
        try expect(fixture.found("import"), is: [id])
    }
}

extension String {
    fileprivate func replacingOccurrences(_ mark: Character, _ text: String) -> String {
        map { $0 == mark ? text : String($0) }.joined()
    }
}

import HarnessKit
import TestSupport
import Testing

struct SearchTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test func `A lesson is found by its words, its trigger and its aliases`() throws {
        let id = fixture.remember(
            "the router matches in order", "--when", "a route answers 404", "--alias", "path dispatch")
        fixture.remember("migrations need a lock")
        try expect(fixture.found("routers"), is: [id])
        try expect(fixture.found("404"), is: [id])
        try expect(fixture.found("dispatching"), is: [id])
    }

    @Test func `A word that no entry holds is taken for its nearest, and said`() throws {
        let id = fixture.remember("the connection pool leaks")
        let json = try fixture.json("search", "conection", "zebra")
        expect(json["results"]?[0]?["id"], is: .string(id))
        expect(json["next"], is: .string("memory-query show \(id)"))
        expect(json["corrected"]?["conection"], is: "connect")
        expect(json["unknown_terms"], is: ["zebra"])
        expect(fixture.run("search", "zebra").errors.contains("in no entry: zebra"))
    }

    @Test func `Compounds are found by their parts and the other way round`() throws {
        let wide = fixture.remember("Datenbankverbindung bricht nachts ab")
        try expect(fixture.found("Datenbank"), is: [wide])
        try expect(fixture.found("Verbindung"), is: [wide])
        let narrow = fixture.remember("Speicher der Anwendung ist knapp")
        try expect(fixture.found("Anwendungsspeicher").contains(narrow))
    }

    @Test func `Nothing found is an answer`() throws {
        fixture.remember("one lesson")
        let result = fixture.run("search", "qqqq")
        expect(result.exit, is: 0)
        expect(result.output, is: "nothing found\nnext: memory-query search TEXT -q OTHER-WORDS\n")
        expect(result.errors.contains("1 entries were looked through"))
        let json = try fixture.json("search", "qqqq")
        expect(json["results"], is: [])
        expect(json["searched"], is: 1)
        expect(json["episodic"], is: [])
    }

    @Test(arguments: [
        "", " ", "\"", "'", "\\", "%", "*", "NEAR(a b)", "a AND", "OR", "-x", "😀", "数据库", "データ", "\u{0}", "\u{301}",
        "a\u{200D}b", "(((", "]]>", "select * from doc", String(repeating: "lange wörter 字 ", count: 6000),
        String(repeating: "x", count: 100_000), "\u{202E}abc",
    ])
    func `Any text is a legal question`(text: String) throws {
        fixture.remember("数据库 \"quoted\" 100% of a* words 😀")
        let result = fixture.run("--json", "search", "--", text)
        expect(result.exit, is: 0)
        try expect(JSON.parse(result.output)["results"]?.items != nil)
    }

    @Test func `Chinese and emoji are found`() throws {
        let id = fixture.remember("数据库连接超时 😀")
        try expect(fixture.found("连接"), is: [id])
        try expect(fixture.found("😀"), is: [id])
    }

    @Test func `Time, type and outcome narrow`() throws {
        try fixture.bench.write(
            """
            {"task":"old parser","task_id":"a","outcome":"failure","timestamp":"2026-01-01T00:00:00Z","lessons":["x"]}
            {"task":"new parser","task_id":"b","outcome":"success","timestamp":"2026-09-01T00:00:00Z","lessons":["y"]}

            """, to: "harness/memory/episodes/2026-01-01.jsonl")
        let lesson = fixture.remember("parser lesson")
        try expect(fixture.found("parser").count, is: 3)
        try expect(fixture.found("parser", "--type", "semantic"), is: [lesson])
        try expect(fixture.found("parser", "--outcome", "failure").count, is: 1)
        try expect(fixture.found("parser", "--since", "2026-08-01").count, is: 2)
        try expect(fixture.found("parser", "--until", "2026-02-01").count, is: 1)
    }

    @Test func `Files at hand count more, and several wordings find more`() throws {
        let one = fixture.remember("check the buffer size", "--file", "src/net.c")
        let two = fixture.remember("check the buffer length", "--file", "src/disk.c")
        try expect(fixture.found("check buffer", "--file", "src/disk.c").first, is: two)
        try expect(fixture.found("check buffer", "--file", "src/net.c").first, is: one)
        let other = fixture.remember("backoff doubles")
        expect(Set(try fixture.found("length", "-q", "backoff")), is: [two, other])
    }

    @Test func `Nearly the same is shown once`() throws {
        let words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda"
        fixture.remember(words)
        fixture.remember(words + " mu")
        let json = try fixture.json("search", "alpha")
        expect(json["results"]?.items?.count, is: 1)
        expect(json["results"]?[0]?["similar"]?.items?.count, is: 1)
    }

    @Test(arguments: ["Tom Smith, which port does the mirror use now?", "Tom Smith, port, mirror use now？"])
    func `What comes after a question is taken for its answer`(question: String) throws {
        let lines = [
            ("q", "one", question), ("answer", "one", "Nine thousand and one."),
            ("s", "two", "The mirror does use which port now: a?m"),
            ("remark", "two", "Lunch is at noon."),
        ].enumerated().map { place, line in
            let (id, session, text) = line
            return #"{"id": "\#(id)", "task": "", "timestamp": "2026-01-0\#(place + 1)T00:00:00Z", "#
                + #""lessons": ["\#(text)"], "session": "\#(session)"}"# + "\n"
        }
        try fixture.bench.write(lines.joined(), to: "harness/memory/episodes/2026-01-01.jsonl")
        let found = try fixture.found("port mirror use now")
        let answer = try #require(found.firstIndex(of: "answer"))
        // Without the question it would be the newer of the two.
        expect(found.firstIndex(of: "remark").map { $0 > answer } ?? true, "\(found)")
    }

    @Test func `Mistakes on the command line are named`() {
        expect(fixture.run("search").errors.contains("nothing is looked for"))
        expect(fixture.run("search", "x", "--limit", "0").errors.contains("--limit takes a number from 1 on, not 0"))
        expect(fixture.run("show", "m-none").errors.contains("there is no entry 'm-none'"))
        expect(fixture.run("timeline", "nobody").errors.contains("there is no entry, task or session 'nobody'"))
        expect(fixture.run("procedures", "--min-success", "7").errors.contains("a share from 0 to 1, not 7.0"))
        expect(
            fixture.run("brief", "x", "--budget", "5").errors.contains("--budget takes a number from 100 on, not 5"))
        expect(fixture.run("import", "nowhere").errors.contains("there is no file or folder 'nowhere'"))
        expect(fixture.run("remember", "--lesson", " ").errors.contains("the lesson is empty"))
    }

    @Test func `Nothing is made where only is asked`() throws {
        expect(fixture.run("search", "x").exit, is: 0)
        expect(FileStatus(of: fixture.bench.path / "harness") == nil)
    }

    @Test func `What a score is made of is told on demand`() throws {
        fixture.remember("a lesson on caches")
        let json = try fixture.json("search", "caches", "--explain")
        expect(json["results"]?[0]?["explain"]?["words"] != nil)
    }

    @Test func `A word that no entry of the time asked for holds takes nothing from the pairs of the others`() throws {
        fixture.remember("retry budgets are small")
        let day = "\(fixture.world.context.clock.now().day)T23:59:59Z"
        fixture.world.time.advance(by: .seconds(3 * 86_400))
        fixture.remember("zebra crossings are wide")
        let pairs = { (words: [String]) throws -> Double in
            let result = fixture.run(["--json", "search", "--explain", "--until", day] + words)
            let found = try JSON.parse(result.output)["results"]?[0]?["explain"]?["pairs"]
            guard case .number(let value) = found else { return 0 }
            return value
        }
        let whole = try pairs(["retry", "budget"])
        let share = try pairs(["retry", "budget", "zebra"])
        expect(whole > 0.05 && abs(share - whole * 2 / 3) < 0.002, "\(share) of \(whole)")
    }
}

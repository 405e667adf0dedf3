import HarnessKit
import TestSupport
import Testing

@testable import Memory

struct AnalysisTests {
    @Test(arguments: [
        ("fooBar", ["foo", "bar", "foobar"]), ("HTTPServer", ["http", "server", "httpserver"]),
        ("snake_case", ["snake", "case", "snakecase"]), ("http2", ["http", "2", "http2"]),
        ("retries, retried!", ["retri", "retri"]), ("the of and", []), ("数据库连接", ["数据", "据库", "库连", "连接"]),
        ("Größe", ["gross"]), ("日", ["日"]), ("a\u{301}cute", ["acut"]), ("🚀 launch", ["🚀", "launch"]),
        ("x_", ["x"]), ("%*\"\\", []), ("src/net.c", ["src", "net", "c"]),
    ])
    func `Text becomes terms`(text: String, terms: [String]) {
        expect(Tokenizer.terms(of: text), is: terms)
    }

    @Test(arguments: [
        ("caresses", "caress"), ("ponies", "poni"), ("cats", "cat"), ("agreed", "agre"), ("plastered", "plaster"),
        ("motoring", "motor"), ("sing", "sing"), ("conflated", "conflat"), ("hopping", "hop"), ("falling", "fall"),
        ("filing", "file"), ("happy", "happi"), ("sky", "sky"), ("relational", "relat"), ("conditional", "condit"),
        ("vietnamization", "vietnam"), ("triplicate", "triplic"), ("hopefulness", "hope"), ("goodness", "good"),
        ("revival", "reviv"), ("adoption", "adopt"), ("probate", "probat"), ("rate", "rate"), ("controll", "control"),
        ("generalizations", "gener"), ("oscillators", "oscil"), ("is", "is"),
    ])
    func `Words are cut as Porter's paper cuts them`(word: String, stem: String) {
        expect(String(decoding: Stemmer.stem(Bytes(word.utf8)), as: UTF8.self), is: stem)
    }

    /// SQLite carries the same algorithm: every word of these pages must come out alike.
    @Test func `Words are cut as SQLite cuts them`() throws {
        let bench = try Workbench()
        let pages = ["README.md", "AGENTS.md", "CHANGELOG.md", "references/commands.md", "docs/benchmarks.md"]
        let text = try pages.map { try Repository.text(of: $0) }.joined(separator: " ")
        let words = Set(
            text.lowercased().split { !("a"..."z").contains($0) }.map(String.init).filter {
                (3...60).contains($0.count)
            }
        )
        .sorted()
        try #require(words.count > 800)
        var script =
            "create virtual table d using fts5(t, tokenize='porter ascii'); create virtual table v using fts5vocab(d, instance);\n"
        for (row, word) in words.enumerated() { script += "insert into d(rowid, t) values (\(row + 1), '\(word)');\n" }
        script += "select term from v order by doc;\n"
        let outcome = try bench.run(["sqlite3", ":memory:"], input: script)
        let stems = outcome.output.text.split(separator: "\n").map(String.init)
        try #require(stems.count == words.count)
        for (word, stem) in zip(words, stems) {
            expect(String(decoding: Stemmer.stem(Bytes(word.utf8)), as: UTF8.self), is: stem, "\(word)")
        }
    }

    /// A close look passes by words that begin otherwise than any term of the question.
    @Test func `A stem begins as its word does`() {
        for a in "abcehsty".utf8 {
            for b in "aeisy".utf8 {
                for end in ["", "s", "ies", "sses", "ed", "ing", "eed", "ied", "y", "ational", "ness", "ion"] {
                    for word in [[a] + Bytes(end.utf8), [a, b] + Bytes(end.utf8), Bytes(end.utf8)] {
                        expect(Stemmer.stem(word).first, is: word.first, "\(String(decoding: word, as: UTF8.self))")
                    }
                }
            }
        }
    }

    @Test func `An entry is read from the index as it was put there`() throws {
        let text = #"""
            {"id":"i","type":"procedural","task":"t","task_id":"u","session":"s","outcome":"failure","abandoned":true,"at":7,
            "lessons":["l","m"],"details":["d"],"files":["f"],"when":"w","aliases":["a"],"supersedes":"o","verify":"v",
            "expires":9,"commit":"c","author":"y","success_rate":"1/2","steps":["e"],"last_used":"z","validation":"x",
            "source":"r"}
            """#
        let full = try Entry(json: try JSON.parse(text))
        expect(full.json.text(.compact).split(separator: "\":").count, is: Entry.fields.count + 1)
        try expect(#require(Entry(stored: full.json)).json, is: full.json)
        var least = Entry()
        least.id = "i"
        try expect(#require(Entry(stored: least.json)).json, is: least.json)
        for wrong in [#"{"id":"i"}"#, #"{"id":1,"type":"episodic"}"#, #"{"id":"i","type":"x"}"#, "[]"] {
            expect(Entry(stored: try JSON.parse(wrong)) == nil, "\(wrong)")
        }
        expect(Entry(stored: try JSON.parse(#"{"id":"i","type":"episodic","outcome":"x"}"#)) == nil)
        expect(Entry(stored: try JSON.parse(#"{"id":"i","type":"episodic","files":["a",1]}"#)) == nil)
    }

    @Test func `Distances count inserting, deleting, replacing and swapping`() {
        let distance = { (a: String, b: String) in EditDistance.between(Bytes(a.utf8), Bytes(b.utf8), atMost: 2) }
        expect(distance("timeout", "timeout"), is: 0)
        expect(distance("timeout", "tiemout"), is: 1)
        expect(distance("timeout", "timout"), is: 1)
        expect(distance("timeout", "tmieotu"), is: 2)
        expect(distance("timeout", "router"), is: 3)
    }

    @Test func `Postings come back as they were put`() {
        var list = PostingList(after: 699)
        let rows = [(700, 1), (701, 8), (702, 7), (1400, 300), (90_000, 9)]
        for (number, count) in rows { list.append(number, count: count) }
        expect(list.last, is: 90_000)
        var found: [(Int, Int)] = []
        PostingList.forEach(in: list.bytes, after: 699, upTo: list.last) { found.append(($0, $1)) }
        expect(found.map(\.0), is: rows.map(\.0))
        expect(found.map(\.1), is: rows.map(\.1))
        var grown = PostingList(list.bytes, after: list.last)
        grown.append(90_001, count: 1)
        found = []
        PostingList.forEach(in: grown.bytes, after: 699, upTo: grown.last) { found.append(($0, $1)) }
        expect(found.last.map { $0 == (90_001, 1) }, is: true)
        // Bytes of anything else end the list and nothing more.
        PostingList.forEach(in: Bytes(repeating: 0xFF, count: 999), after: -1, upTo: 4095) { number, _ in
            expect(number <= 4095)
        }
    }

    @Test func `Facts come back as they were put`() {
        var table = FactTable()
        var fact = Facts()
        fact.milliseconds = -5
        fact.length = 70_000
        fact.group = 40_000
        fact.outcome = .partial
        fact.type = .procedural
        fact.flags = [.stale, .forgotten]
        for _ in 0..<(FactTable.blockSize + 2) { table.append(Facts()) }
        table[FactTable.blockSize] = fact
        var copy = FactTable()
        for block in 0..<2 { copy.append(block: table.block(block)) }
        expect(copy.count, is: FactTable.blockSize + 2)
        let found = copy[FactTable.blockSize]
        expect(found.milliseconds == -5 && found.length == 70_000 && found.group == 40_000)
        expect(found.outcome == .partial && found.type == .procedural && found.flags == fact.flags)
        expect(!found.isAlive && copy[0].isAlive && copy[FactTable.blockSize + 1].length == 0)
    }
}

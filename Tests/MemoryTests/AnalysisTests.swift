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
        #expect(Tokenizer.terms(of: text) == terms)
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
        #expect(String(decoding: Stemmer.stem(Bytes(word.utf8)), as: UTF8.self) == stem)
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
            #expect(String(decoding: Stemmer.stem(Bytes(word.utf8)), as: UTF8.self) == stem, "\(word)")
        }
    }

    @Test func `Distances count inserting, deleting, replacing and swapping`() {
        let distance = { (a: String, b: String) in EditDistance.between(Bytes(a.utf8), Bytes(b.utf8), atMost: 2) }
        #expect(distance("timeout", "timeout") == 0)
        #expect(distance("timeout", "tiemout") == 1)
        #expect(distance("timeout", "timout") == 1)
        #expect(distance("timeout", "tmieotu") == 2)
        #expect(distance("timeout", "router") == 3)
    }

    @Test func `Postings come back as they were put`() {
        var list = PostingList()
        let rows = [(0, 1), (1, 8), (2, 7), (700, 300), (4095, 9)]
        for (place, count) in rows { list.append(place, count: count) }
        var found: [(Int, Int)] = []
        PostingList.forEach(in: list.bytes) { found.append(($0, $1)) }
        #expect(found.map(\.0) == rows.map(\.0))
        #expect(found.map(\.1) == rows.map(\.1))
        #expect(PostingList.last(in: list.bytes) == 4095)
        // Bytes of anything else end the list and nothing more.
        PostingList.forEach(in: Bytes(repeating: 0xFF, count: 999)) { place, _ in #expect(place < 4096) }
    }
}

import TestSupport
import Testing

@testable import HarnessCritic

struct ShapeTests {
    @Test(
        arguments: [
            ("Sources/Note.swift:12:3: error: x", "<path>: error: x"),
            ("/tmp/build-8131/a.o is missing", "<path> is missing"),
            ("Cannot find 'newStore' in scope", "cannot find <text> in scope"),
            ("it's the user's turn", "it's the user's turn"),
            ("took 12.5s, 3 of 40 (90%)", "took <n>, <n> of <n> (<n>)"),
            ("at 2026-11-20T18:40:12Z and 18:40:12", "at <time> and <time>"),
            ("commit 1f3c9a2b of 0x7ffe12", "commit <id> of <id>"),
            ("550e8400-e29b-41d4-a716-446655440000 gone", "<id> gone"),
            ("fix-login-20261120-184512-vxu7 is open", "<id> is open"),
            ("user42 and item_7", "user# and item_#"),
            ("note.swift has no test.", "<path> has no test."),
            ("  two \t spaces\n", "two spaces"), ("\u{1B}[31merror\u{1B}[0m: no", "error: no"), ("", ""),
            ("Größe 3 fehlt", "größe <n> fehlt"), ("an 'unclosed quotation", "an 'unclosed quotation"),
        ])
    func `What differs from one time to the next is taken out`(message: String, shape: String) {
        expect(MessageShape.of(message), is: shape)
    }

    @Test func `A long message takes linear time and a bounded shape`() {
        let message = String(repeating: "'a/b ", count: 100_000)
        let start = ContinuousClock.now
        expect(MessageShape.of(message).utf8.count < 400)
        expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `A word inside another word is not found`() {
        let words = Words("Important: the_importer re-imports; cannot Import x")
        expect(words.has("import") && words.has("cannot import") && words.has("important"))
        expect(!words.has("port") && !words.has("import y") && !words.has("imp"))
    }

    @Test(
        arguments: [
            ("Sources/a.swift:12:3: error: no", "Sources/a.swift", 12), ("error: main.go:7: undefined", "main.go", 7),
        ])
    func `The place that a message begins with is its file and line`(message: String, file: String, line: Int) throws {
        let place = try #require(MessagePlace(in: message))
        expect(place.file == file && place.line == line)
    }

    @Test(arguments: ["at 18:40:12 it failed", "no place", "a:1", "http://localhost:8080 refused", "see: x.go", ""])
    func `What is no place is none`(message: String) {
        expect(MessagePlace(in: message) == nil)
    }

    @Test func `What chance puts in one place is no pattern`() {
        expect(abs(Chance.tail(3, 1) - 0.0803) < 0.001)
        expect(abs(Chance.rate(ofThoseSeen: 1.58) - 1) < 0.02)
        expect(Chance.tail(0, 5) == 1 && Chance.rate(ofThoseSeen: 1) == 0)
    }
}

import HarnessKit
import TestSupport
import Testing

/// What every answer of memory leads to.
struct NextTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func next(_ words: String...) -> String {
        let result = fixture.run(words)
        // A list's answer says it beside the list.
        let line = (result.output + result.errors).split(separator: "\n").last { $0.hasPrefix("next: ") }
        return String(line?.dropFirst("next: ".count) ?? "")
    }

    @Test func `An empty memory leads to its first lesson`() {
        expect(next("stats"), is: "memory-query remember --lesson TEXT")
        expect(next("search", "router"), is: "memory-query remember --lesson TEXT")
        expect(next("episodes"), is: "memory-query stats")
        expect(next("remember", "--lesson", "<recalled-memory>x</recalled-memory>"), is: "memory-query search TEXT")
    }

    @Test func `Every answer leads on`() throws {
        let old = fixture.remember("the router matches in order")
        expect(next("remember", "--lesson", "the router matches in order"), is: "memory-query show \(old)")
        let new = fixture.remember("longest prefixes win")
        expect(next("remember", "--lesson", "trees are planted").hasPrefix("memory-query show m-"))
        expect(next("show", new), is: "memory-query timeline \(new)")
        expect(next("timeline", new), is: "memory-query show \(new)")
        expect(next("knowledge").hasPrefix("memory-query show m-"))
        expect(next("supersede", old, new), is: "memory-query show \(new)")
        expect(next("used", new, "--helped"), is: "memory-query show \(new)")
        expect(next("search", "zebra"), is: "memory-query search TEXT -q OTHER-WORDS")
        expect(next("forget", old, "--reason", "wrong"), is: "memory-query show \(old)")
        expect(next("stats"), is: "memory-query search TEXT")
        expect(next("reindex"), is: "memory-query doctor")
        expect(next("doctor"), is: "memory-query stats")
        try fixture.bench.write(#"{"task":"other"}"# + "\n", to: "other/2026-01-01.jsonl")
        expect(next("import", "other"), is: "memory-query stats")
    }

    @Test func `A check that fails can be made again at once`() throws {
        let id = fixture.remember("it is there", "--verify", "test -e there")
        expect(next("doctor", "--run"), is: "memory-query doctor \(id) --all --run")
        try fixture.bench.write("", to: "there")
        expect(fixture.run("doctor", id, "--all", "--run").output.hasPrefix("ran: \(id)"))
        try expect(fixture.json("search", "there")["results"]?[0]?["stale"] == nil)
    }

    @Test func `A lesson without its option is asked for by its name`() {
        expect(
            fixture.run("remember", "the router matches in order").errors,
            is: "memory-query: unexpected word 'the router matches in order'\nhint: give it as --lesson TEXT\n")
        expect(
            fixture.run("remember", "--lesson", "the", "router").errors,
            is: "memory-query: unexpected word 'router'\nhint: quote a value that has spaces in it\n")
    }

    @Test func `The beginning of an id is enough for its timeline`() {
        let id = fixture.remember("the router matches in order")
        expect(fixture.run("timeline", String(id.prefix(7))).answer.hasPrefix(id))
    }
}

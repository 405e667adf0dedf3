import HarnessKit
import TestSupport
import Testing

/// The built program, many at a time.
@Suite(.serialized)
struct ManyProcessesTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
        let made = Repository.program.withCString { target in
            (bench.path / "memory-query").withCString { symlink(target, $0) }
        }
        try #require(made == 0)
    }

    private func search(_ words: String...) throws -> [String] {
        let outcome = try bench.run(["./memory-query", "--json", "search", "--limit", "1000"] + words)
        return (try JSON.parse(outcome.output.text)["results"]?.items ?? []).compactMap { $0["id"]?.string }
    }

    @Test func `Sixteen processes remember and search at once, and nothing is lost`() throws {
        let outcome = try bench.shell(
            """
            for p in $(seq 16); do (
                for n in 1 2 3; do
                    ./memory-query remember --lesson "shared topic of writer p${p}x round n${n}y" >> ids.$p 2>/dev/null || echo failed >> trouble
                    ./memory-query search "shared topic" > /dev/null 2>> trouble || echo failed >> trouble
                done ) & done; wait; cat ids.* | sort -u > ids; rm -rf harness/memory/index.db-shm
            """)
        expect(outcome.exit.isSuccess)
        expect((try bench.text(of: "trouble") ?? "").isEmpty)
        let ids = Set(
            (try bench.text(of: "ids") ?? "").split(separator: "\n").map { String($0) }.filter { $0.hasPrefix("m-") })
        expect(ids.count, is: 48)
        let found = try search("shared", "topic", "writer")
        let shown = try bench.run(["./memory-query", "--json", "stats"]).output.text
        try expect(JSON.parse(shown)["entries"], is: 48)
        expect(!found.isEmpty)
        try expect(JSON.parse(shown)["torn_lines"], is: [])
    }

    @Test func `What was acknowledged survives kill -9, also of the index`() throws {
        try bench.shell(
            """
            for n in $(seq 24); do
                ( ./memory-query remember --lesson "lesson w${n}w under fire" > out.$n 2>/dev/null & p=$!
                  sleep 0.0$((n % 10)); kill -9 $p 2>/dev/null; wait $p 2>/dev/null )
                [ $((n % 8)) = 0 ] && printf x | dd of=harness/memory/index.db bs=1 seek=$((n * 40)) conv=notrunc 2>/dev/null
            done; cat out.* | grep '^m-' | sort -u > ids; true
            """)
        let ids = (try bench.text(of: "ids") ?? "").split(separator: "\n").map { String($0) }
        for id in ids {
            try expect(bench.run(["./memory-query", "show", id]).exit.isSuccess, "\(id) was acknowledged")
        }
        let before = try JSON.parse(try bench.run(["./memory-query", "--json", "stats"]).output.text)["entries"]
        try bench.shell("rm -f harness/memory/index.db*")
        try expect(JSON.parse(try bench.run(["./memory-query", "--json", "stats"]).output.text)["entries"], is: before)
    }

    /// The short form of `make torture-memory`.
    @Test func `Nothing is lost or torn while processes are killed and the index is harmed under them`() throws {
        let script = (Repository.root / "Tests/torture/memory.py").description
        let outcome = try bench.run(
            [
                "python3", script, "--program", Repository.program.description, "--seconds", "2", "--overwrites", "1",
                "--seed", "5",
            ])
        expect(outcome.exit.isSuccess, "\(outcome.output.text)\(outcome.errors.text)")
        expect(outcome.output.text.contains(" 0 torn, 1 overwritten at rest, 0 problems\n"))
    }
}

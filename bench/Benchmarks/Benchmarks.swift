import CHarness
import HarnessKit
import TestSupport
import Testing

/// Figures for `make bench`; they assert nothing, so that a noisy machine fails no build.
@Suite(.serialized, .enabled(if: Environment.inherited["HARNESS_BENCH"] != nil, "only for make bench"))
struct Benchmarks {
    private static let clock = Clock.system

    /// The median time of a piece of work, over several rounds.
    private func median(rounds: Int = 15, _ body: () throws -> Void) rethrows -> Duration {
        try body()
        let times = try (0..<rounds).map { _ in
            let start = Self.clock.uptime()
            try body()
            return Self.clock.uptime() - start
        }
        return times.sorted()[rounds / 2]
    }

    private func print(_ name: String, _ duration: Duration, _ note: String = "") {
        let milliseconds = Double(duration.components.attoseconds) / 1e15 + Double(duration.components.seconds) * 1000
        let text = "\((milliseconds * 100).rounded() / 100)"
        Swift.print("bench: \(name)\(String(repeating: " ", count: max(1, 46 - name.count)))\(text) ms \(note)")
    }

    private struct TaskRow: Codable {
        var id: String
        var task: String
        var status: String
        var phase: String
        var started: String
        var is_current: Bool
        var events: Int
    }

    @Test func `JSON of 10,000 rows, beside Foundation's`() throws {
        let rows = (0..<10_000).map { index in
            TaskRow(
                id: "fix-login-20261120-1200\(index % 60)-a\(index)", task: "404 for unknown notes \(index)",
                status: index % 3 == 0 ? "completed" : "in_progress", phase: "\(index % 4)/4",
                started: "2026-11-20T12:00:00Z", is_current: index == 7, events: index)
        }
        var text = Bytes()
        let ours = median {
            let values = rows.map { row in
                JSON.members([
                    "id": .string(row.id), "task": .string(row.task), "status": .string(row.status),
                    "phase": .string(row.phase), "started": .string(row.started), "is_current": .bool(row.is_current),
                    "events": .integer(row.events),
                ])
            }
            text = JSON.array(values).bytes(.compact)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        let theirs = try median { data = try encoder.encode(rows) }
        expect(text, is: Bytes(data))
        print("JSON, 10,000 rows written", ours, "(\(text.count / 1000) kB)")
        print("  JSONEncoder, the same bytes", theirs)
        let parsed = try median { _ = try JSON.parse(text) }
        let decoded = try median { _ = try JSONDecoder().decode([TaskRow].self, from: data) }
        print("JSON, 10,000 rows parsed", parsed)
        print("  JSONDecoder", decoded)
    }

    @Test func `SHA-256 of 64 MB`() {
        let bytes = Bytes(repeating: 0x61, count: 64 << 20)
        print("SHA-256, 64 MB, this machine's best", median(rounds: 5) { _ = SHA256.digest(of: bytes) })
        harness_sha256_accelerate(0)
        print("  plain C", median(rounds: 5) { _ = SHA256.digest(of: bytes) })
        harness_sha256_accelerate(1)
    }

    @Test func `A program run to its end`() throws {
        let call = ProgramCall(["/bin/true"], environment: .inherited)
        let plain = try median(rounds: 101) { _ = try call.runPlainly(clock: Self.clock) }
        let guarded = try median(rounds: 101) { _ = try call.run(on: PollLoop(clock: Self.clock), deadline: nil) }
        print("/bin/true, posix_spawn", plain)
        print("/bin/true, under a guardian", guarded)
    }

    @Test func `A committed row`() throws {
        let bench = try Workbench()
        let format = DatabaseFormat(
            applicationID: 1, migrations: [Migration("create table note (id integer primary key, text text) strict;")],
            hint: "")
        let database = try Database.open(bench.path / "bench.db", format, .writing)
        let time = try median(rounds: 101) {
            try database.transaction { try database.execute("insert into note (text) values (\("x"))") }
        }
        print("SQLite, one row committed (WAL, FULL)", time)
    }

    @Test func `Redaction of 10 MB of log`() {
        let line = "2026-11-20 12:00:00 INFO request GET /notes/17 took 3 ms from 127.0.0.1 https://example.org/a?b=c\n"
        let text = Bytes(String(repeating: line, count: 10_000_000 / line.utf8.count).utf8)
        let redactor = Redactor()
        _ = redactor.hide("correct-horse-battery", named: "PASSWORD")
        print("redaction, 10 MB", median(rounds: 5) { _ = redactor.redact(text) })
    }
}

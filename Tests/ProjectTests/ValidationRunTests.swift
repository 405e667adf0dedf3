import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Project

/// Steps run in any folder by a function: what the gate builds on.
struct ValidationRunTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private func step(_ name: String, _ kind: ValidationStep.Kind, _ line: String) -> ValidationStep {
        var step = ValidationStep()
        step.name = name
        step.kind = kind
        step.arguments = Arguments(["sh", "-c", line])
        return step
    }

    /// Reads lines such as "passed a", and refuses an output without one.
    private static let readTests: TestReading = { step in
        let text = String(decoding: step.reports.first?.bytes ?? step.output, as: UTF8.self)
        let cases = text.split(separator: "\n").compactMap { line -> StepTest? in
            let words = line.split(separator: " ").map(String.init)
            return words.count == 2 ? StepTest.Outcome(rawValue: words[0]).map { StepTest(words[1], $0) } : nil
        }
        guard text.contains("tests") || !cases.isEmpty else {
            throw Failure(.malformed, "no runner is known", hint: "name each test")
        }
        func count(_ outcome: StepTest.Outcome) -> Int { cases.count { $0.outcome == outcome } }
        return StepTests(
            cases: cases,
            counts: CountedTests(passed: count(.passed), failed: count(.failed), skipped: count(.skipped)),
            hasNames: true)
    }

    private func validation(_ root: Path, _ variables: [String: String] = [:]) -> Validation {
        var environment = Environment(variables)
        environment["PATH"] = Environment.inherited["PATH"]
        return Validation(
            in: root, environment: environment, clock: .system, hiding: Redactor(), readTests: Self.readTests)
    }

    private func run(_ steps: ValidationStep..., within limit: Duration? = nil) throws -> [StepOutcome] {
        try validation(bench.path).run(steps, on: PollLoop(clock: .system), within: limit)
    }

    @Test func `Steps run in the folder that is named, with exactly the variables that are given`() throws {
        try bench.shell("mkdir copy")
        let outcomes = try validation(bench.path / "copy", ["A": "b"]).run(
            [step("t", .test, "pwd; env | grep -c ^ > count; echo $A > a; echo passed one; echo failed two; exit 1")],
            on: PollLoop(clock: .system))
        let outcome = try #require(outcomes.first)
        expect(outcome.outcome, is: .fail)
        expect(outcome.code, is: .failed)
        expect(outcome.record.exit, is: "exit 1")
        expect(outcome.tests?.cases, is: [StepTest("one", .passed), StepTest("two", .failed)])
        expect(outcome.record.tests, is: CountedTests(passed: 1, failed: 1, skipped: 0))
        try expect(bench.text(of: "copy/a"), is: "b\n")
        expect(String(decoding: outcome.output, as: UTF8.self).hasPrefix("\(bench.path)/copy\n"))
        expect(outcome.duration.map { $0 > .zero }, is: true)
    }

    @Test func `It is told of each step as it ends, also of those that are left out`() throws {
        var ended: [String] = []
        var lines: Set<String> = []
        let steps = [step("b", .build, "sleep 0.3; exit 2"), step("t", .test, "true")]
        let outcomes = try validation(bench.path).run(steps, on: PollLoop(clock: .system)) { news in
            if let line = news.line { lines.insert(line) }
            if case .ended(let outcome) = news { ended.append("\(outcome.step.name) \(outcome.outcome.rawValue)") }
        }
        expect(ended, is: ["b fail", "t skipped"])
        expect(lines, is: ["1 of 2, b: sh -c 'sleep 0.3; exit 2'"])
        expect(outcomes.outcome, is: .fail)
    }

    @Test func `What the news throws ends the run`() throws {
        struct Enough: Error {}
        #expect(throws: Enough.self) {
            _ = try validation(bench.path).run(
                [step("a", .lint, "true"), step("b", .lint, "touch ran")], on: PollLoop(clock: .system)
            ) { if case .ended = $0 { throw Enough() } }
        }
        try expect(bench.text(of: "ran") == nil)
    }

    @Test func `A limit for all steps is no failure of theirs`() throws {
        let outcomes = try run(
            step("a", .lint, "true"), step("b", .test, "sleep 60"), step("c", .test, "true"),
            within: .milliseconds(700))
        expect(outcomes.map(\.outcome), is: [.pass, .couldNotRun, .couldNotRun])
        expect(outcomes.map(\.code), is: [nil, .outOfTime, .outOfTime])
        expect(outcomes[1].isTimedOut)
        var slow = step("d", .test, "sleep 60")
        slow.timeout = TimeSpan(seconds: 0.2)
        let own = try run(slow, within: .seconds(60))
        expect(own.first?.code, is: .timedOut)
        expect(own.first?.outcome, is: .fail)
    }

    @Test func `A signal ends the step and the run`() throws {
        struct Interrupted: Error {}
        let loop = PollLoop(clock: .system)
        var count = 0
        #expect(throws: Interrupted.self) {
            // What a caught signal does to the loop, without sending one to every test.
            let pipe = try Descriptor.pipe()
            let token = loop.onReadable(pipe.receiving.number) { throw Interrupted() }
            defer { loop.remove(token) }
            _ = try validation(bench.path).run([step("a", .test, "echo $$ > pid; sleep 600")], on: loop) { _ in
                count += 1
                if count == 3 { try pipe.sending.send([1], to: "the loop") }
            }
        }
        let number = try #require(Int32(try bench.text(of: "pid")?.dropLast() ?? ""))
        expect(ProcessIdentity(ofRunning: number) == nil)
    }

    @Test(arguments: [
        ("echo 0 tests", "it ran no test"), ("echo tests; echo skipped a", "it ran no test, 1 were skipped"),
        ("printf '?   \\ta\\t[no test files]\\n'", "it ran no test"),
        ("echo 'No tests were found!!!' >&2", "it ran no test"),
    ])
    func `A test step that runs no test is no plain pass`(line: String, reason: String) throws {
        let outcome = try #require(try run(step("t", .test, line)).first)
        expect(outcome.outcome, is: .pass)
        expect(outcome.code, is: .noTests)
        expect(outcome.record.reason, is: reason)
        try expect(run(step("l", .lint, line)).first?.code == nil)
    }

    @Test func `A test step whose runner nobody knows says how it could be known`() throws {
        let outcome = try #require(try run(step("t", .test, "echo hello")).first)
        expect(outcome.code == nil)
        expect(outcome.tests == nil)
        expect(outcome.unreadTests?.hint, is: "name each test")
    }

    @Test func `Of reports only those count that the run wrote`() throws {
        try bench.write("passed old", to: "out/a/old.xml")
        try bench.write("passed older", to: "out/b.xml")
        var wanted = step("t", .test, "echo failed new > out/b.xml; exit 1")
        wanted.reports = ["out/**/*.xml"]
        try expect(run(wanted).first?.tests?.cases, is: [StepTest("new", .failed)])
        wanted.arguments = Arguments(["sh", "-c", "true"])
        try expect(run(wanted).first?.tests == nil)
        wanted.reports = ["b.xml"]
        wanted.directory = "out"
        wanted.arguments = Arguments(["sh", "-c", "echo passed x > b.xml"])
        try expect(run(wanted).first?.tests?.cases, is: [StepTest("x", .passed)])
    }

    @Test func `Every sign of a run without tests finds its examples and nothing like them`() {
        for sign in NoTestSign.all {
            for example in sign.examples { expect(sign.holds(for: example), "\(sign.runner): \(example)") }
            for miss in sign.misses { expect(!sign.holds(for: miss), "\(sign.runner): \(miss)") }
        }
    }

    @Test func `Steps may be about some files only`() throws {
        var file = ValidationFile()
        file.steps = [step("all", .build, "true"), step("web", .test, "true"), step("go", .test, "true")]
        file.steps[1].paths = ["web/**", "!web/docs/**"]
        file.steps[2].paths = ["*.go"]
        func names(_ changed: String...) -> [String] {
            file.order(about: changed.compactMap(RelativePath.init)).map(\.name)
        }
        expect(names(), is: ["all"])
        expect(names("web/a/b.ts"), is: ["all", "web"])
        expect(names("web/docs/a.md"), is: ["all"])
        expect(names("cmd/x/main.go", "README.md"), is: ["all", "go"])
        file.steps[1].paths = ["web"]
        expect(names("web/a/b.ts"), is: ["all", "web"])
        expect(names("other/web.ts"), is: ["all"])
    }
}

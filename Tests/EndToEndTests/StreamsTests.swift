import HarnessKit
import TestSupport
import Testing

/// The program at the end of a pipe, on a terminal, or with nothing to write to.
struct StreamsTests {
    let bench: Workbench
    let program = Repository.program.description

    init() throws {
        bench = try Workbench()
    }

    @Test func `A closed pipe is no crash and no noise`() throws {
        let outcome = try bench.shell(
            "for i in 1 2 3 4 5 6 7 8 9 10; do { \(program) reference; echo $? >> exits; } | head -c 1 > /dev/null; done"
        )
        expect(outcome.errors.text.isEmpty)
        try expect(bench.text(of: "exits"), is: String(repeating: "0\n", count: 10))
    }

    @Test func `A full disk is said`() throws {
        let outcome = try bench.shell("\(program) --version > /dev/full")
        expect(outcome.exit, is: .exited(69))
        expect(outcome.errors.text, is: "harness-executor: cannot write standard output: no space left on device\n")
    }

    @Test func `Closed descriptors are no crash, and never become somebody's file`() throws {
        let outcome = try bench.shell("\(program) --version >&-")
        expect(outcome.exit, is: .exited(69))
        expect(outcome.errors.text, is: "harness-executor: cannot write standard output: bad file descriptor\n")
        try expect(bench.shell("\(program) --version 2>&-").exit, is: .exited(0))
        try expect(bench.shell("\(program) --nonsense 2>&-").exit, is: .exited(64))
        try expect(bench.shell("\(program) --version <&- >&- 2>&-").exit, is: .exited(69))
        let guarded = try bench.shell("\(program) guard --json -- sh -c 'cat; echo out; echo err >&2' <&- 2>&-")
        let json = try JSON.parse(guarded.output.text)
        expect(json["stdout"] == "out\n" && json["stderr"] == "err\n")
    }

    @Test func `On a terminal it speaks in colours, and not where they are declined`() throws {
        let words = [program, "nonsense"]
        try expect(bench.onTerminal(words).hasPrefix("\u{1B}[31mharness-executor:\u{1B}[0m unknown command"))
        let plain = try bench.onTerminal(words, environment: ["NO_COLOR": "1"])
        expect(plain.hasPrefix("harness-executor: unknown command"))
    }

    @Test func `What an application prints steers no terminal, and wears none of our colours`() throws {
        try bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "library"}}"#, to: "harness/config/environment.json")
        try bench.write(
            #"{"schema": "harness.verify/1", "scenarios": [{"id": "a", "proves": ["AC-1"], "steps": ["#
                + #"{"id": "s", "exec": {"argv": ["printf", "\\033[32mpass\\033[8m\\033[2J"]}, "expect": {"stdout": "x"}}]}]}"#,
            to: "harness/scenarios/a.json")
        for words in [["run"], ["explain"]] {
            let text = try bench.onTerminal(
                [program, "verify"] + words + ["--project-root", bench.path.description])
            expect(text.contains("\u{1B}[31mfail\u{1B}[0m"), "\(text)")
            expect(text.contains("pass"), "\(text)")
            for bad in ["\u{1B}[32mpass", "\u{1B}[8m", "\u{1B}[2J"] { expect(!text.contains(bad), "\(text)") }
            let piped = try bench.run([program, "verify"] + words + ["--project-root", bench.path.description])
            expect(!piped.output.bytes.contains(0x1B) && piped.output.text.contains("pass"), "\(piped.output.text)")
        }
    }

    @Test func `A file at its limit is a message, and no sudden death`() throws {
        let outcome = try bench.shell("ulimit -f 1; \(program) task-state init a-name; echo $?")
        expect(outcome.output.text, is: "69\n", "\(outcome.errors.text)")
        expect(outcome.errors.text.hasPrefix("harness-executor: "), "\(outcome.errors.text)")
        expect(outcome.errors.text.contains("\nhint: "), "\(outcome.errors.text)")
    }

    @Test func `Long work shows on a terminal, and the line is taken away`() throws {
        let text = try bench.onTerminal([program, "guard", "--", "sleep", "1.6"])
        expect(text.contains("\rrunning sleep (1 s)\u{1B}[K"))
        expect(text.contains("\r\u{1B}[K\u{1B}[2m[exit 0, 0 left behind and ended]"))
    }
}

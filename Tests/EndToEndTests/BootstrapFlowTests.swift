import HarnessKit
import TestSupport
import Testing

/// From a folder that nobody prepared to a validated project, with the built programs.
struct BootstrapFlowTests {
    @Test func `A project is given its harness, validated, and found healthy`() throws {
        let place = try Installation()
        try place.bench.write("test:\n\t@printf '1..2\\nok 1 - a\\nok 2 - b\\n'\n", to: "notes/Makefile")
        let written = try place.run("harness-executor", "--project-root", "notes", "bootstrap", "--docs")
        expect(written.exit.isSuccess)
        try expect(
            place.bench.text(of: "notes/harness/config/environment.json")?.contains("harness.environment/1"), is: true
        )
        let validated = try place.run("harness-executor", "--project-root", "notes", "validate")
        expect(validated.exit.isSuccess)
        expect(validated.output.text.contains("tests: 2 passed"))
        let doctor = try place.run("harness-executor", "--project-root", "notes", "doctor", "--json")
        let rows = try #require(try JSON.parse(doctor.output.text)["checks"]?.items)
        for name in ["git", "validation.json", "tasks", "environment.json", "scenarios"] {
            expect(rows.contains { $0["name"] == .string(name) })
        }
        let start = try place.run("harness-executor", "--project-root", "notes", "start", "a first note")
        expect(
            start.output.text.contains(
                "next: harness-executor task-state init 'a first note' --criterion TEXT --project-root notes\n"))
    }

    @Test func `A step's processes end with a validation that is killed`() throws {
        let place = try Installation()
        try place.bench.write("test:\n\tsleep 600 & echo $$! > pid; sleep 600\n", to: "notes/Makefile")
        let call = ProgramCall(
            [(place.bench.path / "harness-executor").description, "--project-root", "notes", "validate"],
            in: place.bench.path, environment: .inherited)
        let outcome = try call.runPlainly(clock: .system, deadline: .seconds(5))
        expect(outcome.isTimedOut)
        let number = try #require(Int32(try place.bench.text(of: "notes/pid")?.dropLast() ?? ""))
        for _ in 0..<50 where ProcessIdentity(ofRunning: number) != nil { usleep(100_000) }
        expect(ProcessIdentity(ofRunning: number) == nil)
    }
}

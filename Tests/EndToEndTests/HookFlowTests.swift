import HarnessKit
import TestSupport
import Testing

/// The built program as the two clients call it, with what they wrote on standard input when it was recorded.
@Suite(.timeLimit(.minutes(30))) struct HookFlowTests {
    let installation: Installation
    let project: Path

    init() throws {
        installation = try Installation()
        project = installation.bench.path / "project"
        try installation.bench.write("one\n", to: "project/a.txt")
        try installation.bench.write("{}\n", to: "project/harness/config/environment.json")
        try installation.bench.shell(
            "cd project && git init -q . && git config user.email a@b && git config user.name a && git add . && git commit -qm x"
        )
    }

    private func hook(
        _ name: String, _ client: String, event: String, command: String = "ls", message: String? = nil,
        in folder: Path? = nil
    ) throws -> ProgramOutcome {
        var text = try Repository.text(of: "Tests/EndToEndTests/hooks/\(client)-\(event).json")
        let replacements = [
            ("PROJECT", (folder ?? project).description), ("\"COMMAND\"", JSON.string(command).text(.compact)),
            ("\"Done.\"", JSON.string(message ?? "Done.").text(.compact)),
        ]
        for (old, new) in replacements {
            text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        }
        return try installation.run("harness-executor", "hook", name, input: text)
    }

    private func begin(_ title: String) throws -> String {
        let outcome = try installation.run("task-state", "init", title, "--project-root", project.description)
        return String(outcome.output.text.prefix { $0 != "\n" })
    }

    @Test(arguments: ["claude", "codex"]) func `A recorded session is bound, held up, let go and denied`(
        client: String
    ) throws {
        try expect(hook("session-start", client, event: "session-start").output.text.isEmpty)
        let line = "harness-executor task-state init \"the task\""
        try expect(hook("pre-tool-use", client, event: "pre-tool-use", command: line).exit.isSuccess)
        let id = try begin("the task")
        try expect(hook("stop", client, event: "stop").exit.isSuccess, "nothing changed")
        for round in 1...3 {
            try installation.bench.write("\(round)\n", to: "project/a.txt")
            let asked = try hook("stop", client, event: "stop", message: "Shall I?")
            expect(asked.exit.isSuccess && asked.errors.text.isEmpty)
            let held = try hook("stop", client, event: "stop")
            expect(held.exit == .exited(2) && held.output.text.isEmpty, "\(held.exit)")
            expect(held.errors.text.contains("the task \(id) is in progress"), "\(held.errors.text)")
        }
        try installation.bench.write("4\n", to: "project/a.txt")
        try expect(hook("stop", client, event: "stop").exit.isSuccess)
        let log = try installation.run("task-state", "log", "--json", "--project-root", project.description)
        let last = try JSON.parse(log.output.text).items?.last
        expect(last?["kind"] == "gate.bypassed" && last?["body"]?["client"] == .string(client))
        let denied = try hook(
            "pre-tool-use", client, event: "pre-tool-use", command: "echo '{}' > harness/receipts/\(id).json")
        expect(denied.exit == .exited(2) && denied.errors.text.contains("is not written by hand"))
        let told = try hook("session-start", client, event: "session-start").output.text
        expect(told.contains("task-state resume --task-id \(id)"))
    }

    @Test func `Outside a harness a hook makes no file`() throws {
        let other = try Workbench()
        try other.shell("git init -q .")
        for (name, event) in [("stop", "stop"), ("pre-tool-use", "pre-tool-use"), ("session-start", "session-start")] {
            let outcome = try hook(
                name, "claude", event: event, command: "harness-executor task-state init x", in: other.path)
            expect(outcome.exit.isSuccess && outcome.output.text.isEmpty && outcome.errors.text.isEmpty)
        }
        try expect(other.shell("ls -A").output.text, is: ".git\n")
    }
}

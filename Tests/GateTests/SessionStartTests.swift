import HarnessKit
import TestSupport
import Testing

struct SessionStartTests {
    let project: HookFixture

    init() throws {
        project = try HookFixture()
    }

    private func start(_ session: String = "s-1", source: JSON = "startup") -> HookFixture.Outcome {
        project.run(
            ["harness-executor", "hook", "session-start"],
            input: project.input("SessionStart", session: session, ["source": source]))
    }

    @Test func `A session is told what is in progress, and where the skill lies`() throws {
        expect(start().isSilent)
        let id = project.begin("404 for unknown notes")
        try project.bench.write("x", to: ".claude/skills/harness-executor/SKILL.md")
        let text = start("s-2", source: "compact").output
        expect(
            text,
            is: """
                harness: a task is in progress here
                how to work on it: \(project.bench.path)/.claude/skills/harness-executor/SKILL.md
                \(id) '404 for unknown notes': in_progress, phase 1 of 1
                  briefing: harness-executor task-state resume --task-id \(id)
                  next: harness-executor verify init

                """)
        project.run(["task-state", "abandon", "--summary", "no"])
        project.run(["task-state", "abandon", "--reason", "no"])
        expect(start().isSilent)
    }

    @Test func `However many there are, it stays at 150 words, and the session's own comes first`() throws {
        let own = project.begin("the first of all")
        for index in 1...6 {
            project.run(["task-state", "init", String(repeating: "very long words \(index) ", count: 30)])
        }
        let text = start().output
        expect(text.split(whereSeparator: \.isWhitespace).count <= 150)
        expect(text.contains("7 tasks are in progress ('task-state list') here\n\(own) 'the first of all'"), "\(text)")
        expect(text.split(separator: "\n").count > 8)
    }
}

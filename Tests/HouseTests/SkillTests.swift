import HarnessKit
import TestSupport
import Testing

/// SKILL.md and the sub-agents, held against what clients allow and the program knows.
struct SkillTests {
    private static let agents = ["executor", "planner", "verifier"]

    /// The lines between the first two rules, by their keys.
    private func frontMatter(of file: String) throws -> (keys: [String: String], body: [Substring]) {
        let lines = try Repository.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.first == "---")
        let end = try #require(lines.dropFirst().firstIndex(of: "---"))
        var keys: [String: String] = [:]
        for line in lines[1..<end] where !line.hasPrefix(" ") {
            let parts = line.split(separator: ":", maxSplits: 1)
            keys[String(parts[0])] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        return (keys, Array(lines[(end + 1)...]))
    }

    @Test func `The skill's front matter is what every client takes`() throws {
        let (keys, body) = try frontMatter(of: "SKILL.md")
        expect(keys.keys.sorted(), is: ["compatibility", "description", "license", "metadata", "name"])
        expect(keys["name"], is: "harness-executor")
        let description = try #require(keys["description"])
        expect(description.hasPrefix("\"Use when") && description.hasSuffix("\"") && description.utf8.count < 1024)
        expect(description.contains("Do NOT load"))
        expect(body.count < 500)
        // Bytes by four is what models count at most, for English with code in it.
        expect(body.joined(separator: "\n").utf8.count / 4 < 5000)
    }

    @Test func `Every command of the skill begins with its one program, and needs no shell`() throws {
        let commands = try QuotedCommand.all(in: "SKILL.md").filter { $0.words.count > 1 }
        expect(commands.count >= 20)
        for command in commands {
            expect(command.line.hasPrefix("harness-executor "), "\(command.line)")
            let bare = QuotedCommand.words(of: command.line, keepingQuotes: true)
                .filter { !$0.hasPrefix("\"") && !$0.hasPrefix("'") }.joined(separator: " ")
            expect(!bare.contains { "$|;&<>()`".contains($0) }, "\(command.line)")
            expect(!command.isPattern, "\(command.line)")
        }
        let version = try ProgramCall([Repository.program.description, "--version"], environment: .inherited)
            .runPlainly(clock: .system).output.text
        let number = try #require(version.split(separator: " ").dropFirst().first)
        try expect(Repository.text(of: "SKILL.md").contains("version: \"\(number)\""))
    }

    @Test func `The hooks call what the program understands, and the plugin is of its version`() throws {
        let hooks = try JSON.parse(try Repository.text(of: "hooks/hooks.json"))["hooks"]
        guard case .object(let events)? = hooks else { throw SystemError("read", "hooks.json", number: EINVAL) }
        expect(events.members.map(\.name), is: ["PreToolUse", "SessionStart", "Stop", "SubagentStop"])
        for event in events.members {
            let line = try #require(event.value[0]?["hooks"]?[0]?["command"]?.text(.compact))
            let words = line.filter { $0 != "\"" }.split(separator: " ").map(String.init)
            let call = ProgramCall(
                [Repository.program.description, "check-words", "--"] + words, environment: .inherited)
            let outcome = try call.runPlainly(clock: .system)
            expect(outcome.exit, is: .exited(0), "\(line): \(outcome.errors.text)")
        }
        let plugin = try JSON.parse(try Repository.text(of: ".claude-plugin/plugin.json"))
        let skill = try Repository.text(of: "SKILL.md")
        let version = try #require(plugin["version"]?.text(.compact))
        expect(skill.contains("\n  version: \(version)\n"))
    }

    @Test func `Every exit status has its row`() throws {
        let text = try Repository.text(of: "SKILL.md")
        for code in ExitCode.allCases { expect(text.contains("\n| \(code.rawValue) | "), "\(code.rawValue)") }
    }

    @Test func `Every guide is there, one level deep, and the skill names it`() throws {
        let text = try Repository.text(of: "SKILL.md")
        let guides = [
            "scenario-design-guide", "functional-verification-guide", "environment-schema", "validation-guide",
            "state-management", "gate", "memory-guide", "critic-guide", "resume", "hooks", "commands",
        ]
        for guide in guides { expect(text.contains("`references/\(guide).md`"), "\(guide)") }
        let found = try Repository.files(below: "references", endingWith: ".md")
        expect(found, is: guides.map { "references/\($0).md" }.sorted())
        for part in text.split(separator: "`") where part.hasPrefix("references/") || part.hasPrefix("agents/") {
            expect(FileStatus(of: Repository.root / String(part))?.kind, is: .file, "\(part)")
        }
        let skills = try ProgramCall(["git", "ls-files", "*SKILL.md"], in: Repository.root, environment: .inherited)
            .runPlainly(clock: .system).output.text
        expect(skills, is: "SKILL.md\n")
    }

    @Test(arguments: agents) func `A sub-agent is what Claude Code and OpenCode read`(name: String) throws {
        let (keys, body) = try frontMatter(of: "agents/\(name).md")
        expect(keys.keys.sorted(), is: ["description", "mode", "name"])
        expect(keys["name"] == "task-\(name)" && keys["mode"] == "subagent")
        // Its last block is a result that 'attempt end' reads.
        let text = body.joined(separator: "\n")
        let block = body.drop { $0 != "```json" }.dropFirst().prefix { $0 != "```" }
        let result = try JSON.parse(block.joined(separator: "\n"))
        guard case .object(let object) = result else { throw SystemError("read", name, number: EINVAL) }
        expect(
            object.members.map(\.name),
            is: [
                "status", "summary", "files_changed", "files_created", "validation_result", "validation_output",
                "lessons", "blockers",
            ])
        let installation = try Installation()
        try installation.bench.shell("git init -q .")
        try expect(installation.run("task-state", "init", "x").exit, is: .exited(0))
        let outcome = try installation.run("task-state", "attempt", "end", input: text)
        expect(outcome.exit, is: .exited(0), "\(outcome.errors.text)")
        expect(outcome.output.text.contains(": success"))
    }

    @Test func `The twins for Codex are made from what people write`() throws {
        let bench = try Workbench()
        let made = try bench.run([(Repository.root / "scripts/codex-agents").description, bench.path.description])
        expect(made.exit, is: .exited(0), "\(made.errors.text)")
        for name in Self.agents {
            let twin = try bench.text(of: "\(name).toml")
            try expect(Repository.text(of: "agents/\(name).toml"), is: twin, "run 'make agents'")
            expect(twin?.contains("\nname = \"task-\(name)\"\n"), is: true)
        }
    }
}

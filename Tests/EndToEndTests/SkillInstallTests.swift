import HarnessKit
import TestSupport
import Testing

/// `harness-executor install` and `uninstall`, in a home of the test's own.
struct SkillInstallTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
        try bench.shell("mkdir user project && git -C project init -q")
    }

    private func run(_ words: String..., home: String? = "user", as user: [String] = []) throws -> ProgramOutcome {
        var environment = Environment(["PATH": Environment.inherited["PATH"] ?? ""])
        environment["HOME"] = home.map { $0.hasPrefix("/") ? $0 : (bench.path / $0).description }
        let call = ProgramCall(
            user + [Repository.program.description] + words, in: bench.path / "project", environment: environment)
        return try call.runPlainly(clock: .system, deadline: .seconds(60))
    }

    /// Every file and link below a folder, with its digest or target.
    private func state(of folder: String = "user") throws -> String {
        try bench.shell(
            "cd \(folder) && find . -type f -exec sha256sum {} + | sort -k2 && find . -type l -printf '%p -> %l\\n' | sort"
        ).output.text
    }

    @Test func `Install twice is install once, and uninstall leaves what was before`() throws {
        try bench.write(
            "{\n  \"model\": \"opus\",\n  \"hooks\": {\"Stop\": [{\"hooks\": []}]}\n}", to: "user/.claude/settings.json"
        )
        try bench.write("mine", to: "user/.claude/agents/other.md")
        try bench.shell("chmod 600 user/.claude/settings.json")
        let before = try state()
        let dry = try run("install", "--hooks", "--allow", "--dry-run")
        expect(dry.exit, is: .exited(0), "\(dry.errors.text)")
        try expect(state(), is: before)
        expect(dry.output.text.hasSuffix("next: harness-executor install --hooks --allow\n"))

        let first = try run("install", "--hooks", "--allow")
        expect(first.exit, is: .exited(0), "\(first.errors.text)")
        // Each change was named before it was made.
        for line in dry.output.text.split(separator: "\n").dropLast() { expect(first.errors.text.contains(line)) }
        let after = try state()
        try expect(
            bench.shell("cat user/.claude/skills/harness-executor/SKILL.md").output.text.contains(
                "# harness-executor"))
        try expect(bench.text(of: "user/.claude/agents/task-verifier.md") != nil)
        try expect(bench.text(of: "user/.codex/agents/task-verifier.toml") != nil)
        try expect(bench.text(of: "user/.config/opencode/agents/task-verifier.md") != nil)
        try expect(
            bench.shell("stat -c %a user/.claude/settings.json user/.agents/skills/*/scripts/get.sh").output.text,
            is: "600\n755\n")
        let settings = try JSON.parse(try #require(try bench.text(of: "user/.claude/settings.json")))
        expect(settings["hooks"]?["Stop"]?.items?.count == 2 && settings["model"] == "opus")
        expect(settings["permissions"]?["allow"], is: ["Bash(harness-executor:*)"])

        let second = try run("install", "--hooks", "--allow")
        expect(second.output.text, is: "installed already: nothing to change\nnext: harness-executor doctor\n")
        try expect(state(), is: after)
        let doctor = try run("doctor")
        expect(doctor.output.text.contains("installed, 0.1.0 for this user"), "\(doctor.output.text)")
        expect(doctor.output.text.contains("claude for this user, codex for this user"))

        let gone = try run("uninstall")
        expect(gone.exit, is: .exited(0), "\(gone.errors.text)")
        try expect(state(), is: before)
        let again = try run("uninstall")
        expect(again.exit == .exited(66) && again.errors.text.contains("nothing is installed in "))
    }

    @Test(arguments: ["claude", "codex", "opencode"])
    func `One client in the project alone`(client: String) throws {
        let outcome = try run("install", "--client", client, "--scope", "project", "--hooks", home: nil)
        expect(outcome.exit, is: .exited(0), "\(outcome.errors.text)")
        try expect(bench.text(of: "project/.agents/skills/harness-executor/SKILL.md") != nil)
        let others = ["claude", "codex", "opencode"].filter { $0 != client }
        for other in others { expect(FileStatus(of: bench.path / "project/.\(other)") == nil) }
        expect(FileStatus(of: bench.path / "project/.\(client)/agents")?.kind, is: .folder)
        try expect(run("uninstall", "--scope", "project", home: nil).exit, is: .exited(0))
        try expect(bench.shell("ls -A project").output.text, is: ".git\n")
    }

    @Test(arguments: [
        ".claude/agents/task-executor.md", ".agents/skills/harness-executor/SKILL.md",
        ".claude/skills/harness-executor",
    ])
    func `A foreign file of the same name stays, and nothing is installed`(name: String) throws {
        try bench.write("somebody's", to: "user/\(name)")
        let before = try state()
        let outcome = try run("install", "--hooks")
        expect(outcome.exit, is: .exited(73))
        expect(
            outcome.errors.text,
            is: """
                harness-executor: not installed: a file is not ours, or changed
                  \(bench.path)/user/\(name)
                hint: move what is named away, and run the same again

                """)
        try expect(state(), is: before)
    }

    @Test func `What was changed since is neither replaced nor taken away`() throws {
        try expect(run("install", "--client", "claude", "--hooks").exit, is: .exited(0))
        try bench.write("my own words", to: "user/.claude/agents/task-planner.md")
        let again = try run("install", "--client", "claude", "--hooks")
        expect(again.exit == .exited(73) && again.errors.text.contains("task-planner.md"))
        let gone = try run("uninstall")
        expect(gone.exit, is: .exited(0))
        expect(gone.output.text.contains("task-planner.md was changed since, and stays"))
        try expect(bench.text(of: "user/.claude/agents/task-planner.md"), is: "my own words")
    }

    @Test func `A settings file that is kept elsewhere, or grew since, keeps what is the user's`() throws {
        try bench.write("{\"env\": {\"A\": \"1\"}}", to: "dotfiles/settings.json")
        try bench.shell("mkdir -p user/.claude && ln -s ../../dotfiles/settings.json user/.claude/settings.json")
        try expect(run("install", "--client", "claude", "--hooks").exit, is: .exited(0))
        expect((bench.path / "user/.claude/settings.json").linkTarget, is: "../../dotfiles/settings.json")
        let text = try #require(try bench.text(of: "dotfiles/settings.json"))
        expect(text.contains("harness-executor hook stop"))
        try bench.write("{\"theme\": \"dark\", " + text.dropFirst(), to: "dotfiles/settings.json")
        try expect(run("uninstall").exit, is: .exited(0))
        try expect(
            bench.text(of: "dotfiles/settings.json"), is: "{\"theme\": \"dark\", \"env\": {\"A\": \"1\"}}")
    }

    @Test func `Settings that are no JSON are left alone, with the line`() throws {
        try bench.write("{\n  \"a\": 1,\n}\n", to: "user/.claude/settings.json")
        let before = try state()
        let outcome = try run("install", "--client", "claude", "--hooks")
        expect(outcome.exit, is: .exited(65))
        expect(outcome.errors.text.contains("settings.json:3:1: "))
        try expect(state(), is: before)
    }

    @Test func `A home that is a link, and folders of it that are, work`() throws {
        try bench.shell("mkdir -p elsewhere/claude && ln -s user link && ln -s ../elsewhere/claude user/.claude")
        let outcome = try run("install", "--client", "claude", home: "link")
        expect(outcome.exit, is: .exited(0), "\(outcome.errors.text)")
        try expect(bench.text(of: "elsewhere/claude/agents/task-executor.md") != nil)
        try expect(bench.shell("test -e user/.agents/skills/harness-executor/SKILL.md").exit, is: .exited(0))
        try expect(run("uninstall", home: "link").exit, is: .exited(0))
        try expect(bench.shell("find elsewhere user -type f").output.text.isEmpty)
    }

    @Test func `Without a home it says so`() throws {
        let none = try run("install", home: nil)
        expect(none.exit, is: .exited(69))
        expect(
            none.errors.text,
            is:
                "harness-executor: HOME is not set: there is nowhere to install for this user\nhint: set HOME, or run the same with --scope project\n"
        )
        let nowhere = try run("install", home: "/dev/null")
        expect(nowhere.exit == .exited(69) && nowhere.errors.text.contains("HOME is '/dev/null', which is no folder"))
    }

    @Test func `A home that cannot be written is left as it is, with a clear word`() throws {
        // Who is root may write anywhere: then somebody else tries.
        let user = getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
        try bench.shell("chmod 755 . && chmod 555 user")
        let outcome = try run("install", "--client", "claude", as: user)
        expect(outcome.exit, is: .exited(77), "\(outcome.errors.text)")
        expect(outcome.errors.text.contains("permission denied") && outcome.errors.text.contains("\nhint: "))
        try expect(bench.shell("ls -A user").output.text.isEmpty)
    }

    @Test func `A newer version replaces ours, takes its old files along, and doctor asks for it`() throws {
        try bench.shell("mkdir -p old/agents old/references && cp -r '\(Repository.root)/hooks' old/hooks")
        try bench.write(
            "---\nname: harness-executor\nmetadata:\n  version: \"0.0.9\"\n---\nold\n", to: "old/SKILL.md")
        try bench.write("gone", to: "old/references/gone.md")
        let old = (bench.path / "old").description
        try expect(run("install", "--client", "claude", "--from", old).exit, is: .exited(0))
        let doctor = try run("doctor")
        expect(doctor.output.text.contains("is of version 0.0.9, this program is 0.1.0"), "\(doctor.output.text)")
        try expect(run("install", "--client", "claude").exit, is: .exited(0))
        try expect(bench.text(of: "user/.agents/skills/harness-executor/references/gone.md") == nil)
        try expect(run("doctor").output.text.contains("installed, 0.1.0 for this user"))
        try expect(run("uninstall").exit, is: .exited(0))
        try expect(state(), is: "")
        let lost = try run("install", "--from", bench.path.description)
        expect(lost.exit == .exited(66) && lost.errors.text.contains("holds no SKILL.md"))
    }
}

import HarnessKit
import TestSupport
import Testing

/// `make install` and `make uninstall`, without the build that comes before.
struct InstallTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private func place(_ words: String..., prefix: String = "a prefix") throws -> ProgramOutcome {
        var environment = Environment.inherited
        environment["PREFIX"] = (bench.path / prefix).description
        environment["DESTDIR"] = ""
        let script = (Repository.root / "scripts/place").description
        return try bench.run([script] + words, environment: environment)
    }

    private func listing() throws -> [String] {
        try bench.shell("ls 'a prefix/bin'").output.text.split(separator: "\n").map(String.init)
    }

    @Test func `Install puts five names there, twice the same, and uninstall takes them away`() throws {
        for _ in 1...2 {
            let outcome = try place("install", Repository.program.description)
            expect(outcome.exit, is: .exited(0), "\(outcome.errors.text)")
            try expect(listing(), is: Installation.names.sorted())
        }
        let version = try bench.run([(bench.path / "a prefix/bin/verify").description, "--version"])
        expect(version.output.text.hasPrefix("verify "))
        // The skill lies beside it, where the program finds it by itself.
        try bench.shell("mkdir home")
        let home = Environment(["HOME": (bench.path / "home").description])
        let skill = try bench.run(
            [(bench.path / "a prefix/bin/harness-executor").description, "install"], environment: home)
        expect(skill.exit, is: .exited(0), "\(skill.errors.text)")
        let text = try bench.text(of: "home/.agents/skills/harness-executor/SKILL.md")
        try expect(text, is: Repository.text(of: "SKILL.md"))
        try bench.write("mine", to: "a prefix/share/harness-executor/mine")
        try expect(place("uninstall").exit, is: .exited(0))
        try expect(listing().isEmpty)
        try expect(
            bench.shell("find 'a prefix/share' -type f").output.text, is: "a prefix/share/harness-executor/mine\n")
    }

    @Test func `Install puts manual pages and completions where they are looked for`() throws {
        try expect(place("install", Repository.program.description).exit, is: .exited(0))
        let files = try bench.shell("cd 'a prefix/share' && find . -type f | sort").output.text
        let names = Installation.names.sorted()
        let expected =
            names.map { "./bash-completion/completions/\($0)" } + names.map { "./fish/vendor_completions.d/\($0).fish" }
            + names.map { "./man/man1/\($0).1" } + ["./zsh/site-functions/_harness_executor"]
        let texts = files.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("./harness-executor/") }
        expect(texts.sorted(), is: expected.sorted())
        try expect(place("uninstall").exit, is: .exited(0))
        try expect(bench.shell("find 'a prefix' -type f").output.text, is: "")
    }

    @Test(arguments: Installation.names)
    func `The manual pages say all that help says, and 'man' has nothing to complain about`(name: String) throws {
        let page = try bench.run([Repository.program.description, "reference", "--man", name]).output.text
        try bench.write(page, to: "page.1")
        expect(page.hasPrefix(".\\\" Made by 'harness-executor reference --man'.\n.TH "))
        expect(page.contains(".SH EXIT STATUS") && page.contains("\\-\\-project\\-root DIR"))
        if (try? ProgramCall(["man"], environment: .inherited).resolved()) != nil {
            let shown = try bench.run([
                "env", "LC_ALL=C", "MANWIDTH=80", "man", "--warnings", "-E", "ascii", "-l", "page.1",
            ])
            expect(shown.errors.length, is: 0, "\(shown.errors.text)")
        }
        if (try? ProgramCall(["mandoc"], environment: .inherited).resolved()) != nil {
            let complaints = try bench.run(["mandoc", "-T", "lint", "-W", "warning", "page.1"])
            expect(complaints.output.text.isEmpty, "\(complaints.output.text)")
        }
    }

    @Test func `A manual page of no tool is refused with the names there are`() throws {
        let outcome = try bench.run([Repository.program.description, "reference", "--man", "git"])
        expect(outcome.exit, is: .exited(64))
        expect(
            outcome.errors.text,
            is: """
                harness-executor: there is no tool 'git'
                hint: name one of harness-executor, task-state, verify, memory-query, harness-critic

                """)
    }

    @Test(arguments: ["printf x > verify", "mkdir verify", "ln -s /bin/true verify", "printf x > harness-executor"])
    func `What is not ours is neither overwritten nor taken away`(foreign: String) throws {
        try bench.shell("mkdir -p 'a prefix/bin' && cd 'a prefix/bin' && \(foreign)")
        let before = try bench.shell("ls -l 'a prefix/bin'").output.text
        let outcome = try place("install", Repository.program.description)
        expect(outcome.exit, is: .exited(1))
        expect(FileStatus(of: bench.path / "a prefix/share") == nil)
        expect(
            outcome.errors.text.contains("is not ours\nmove it away, or install elsewhere: make install PREFIX=DIR\n"))
        try expect(bench.shell("ls -l 'a prefix/bin'").output.text, is: before)
        try expect(place("uninstall").output.text.contains("left alone: "))
        try expect(bench.shell("ls -l 'a prefix/bin'").output.text, is: before)
    }
}

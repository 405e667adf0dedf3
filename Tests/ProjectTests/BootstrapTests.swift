import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Project

/// A project is given its harness: nothing overwritten, nothing invented, and all of it can be taken away again.
struct BootstrapTests {
    private static let project = [
        "Makefile": "all:\n\ttrue\ntest:\n\ttrue\nlint:\n\tfalse\n",
        "README.md": "# Notes\n\nNotes over HTTP, kept in one file.\n",
    ]

    @Test func `It writes configuration from what is there, and tries the commands`() throws {
        let fixture = try ProjectFixture(files: Self.project)
        let result = fixture.harness("bootstrap")
        expect(result.exit, is: 0)
        expect(
            result.output.hasPrefix(
                """
                wrote harness/.gitignore
                wrote harness/.gitattributes
                wrote harness/config/environment.json
                wrote harness/config/validation.json
                wrote harness/config/policy.json
                tried make all: passed
                tried make lint: did not pass, exit 2
                """))
        expect(result.output.contains("tried make test: passed\n"))
        let files = try fixture.files()
        expect(files["harness/config/validation.json"]?.contains(#""argv": ["make", "test"]"#), is: true)
        expect(files["harness/config/policy.json"]?.contains(#"// "min_level": "V1","#), is: true)
        expect(files["AGENTS.md"] == nil)
        expect(fixture.harness("validate", "--step", "test").exit, is: 0)
    }

    @Test(arguments: [
        (
            ["go.mod": "module example.com/kit\n", "kit.go": "package kit\n"], #"["go", "test", "-v", "./..."]"#,
            "go test"
        ),
        (
            ["pyproject.toml": "[project]\nname = \"notes\"\n[tool.pytest.ini_options]\n"],
            #"["python3", "-m", "pytest", "-v"]"#, "pytest"
        ),
    ])
    func `Test steps name their tests, and the answer says what that took`(
        files: [String: String], argv: String, runner: String
    ) throws {
        let fixture = try ProjectFixture(files: files)
        let result = fixture.harness("bootstrap", "--no-run")
        let text = try fixture.files()["harness/config/validation.json"]
        expect(text?.contains(#""argv": \#(argv)"#), is: true, "\(text ?? "")")
        expect(result.errors.contains("test: added -v: without it \(runner) does not name the tests that passed"))
    }

    @Test func `A second run changes nothing and runs nothing`() throws {
        let fixture = try ProjectFixture(files: Self.project)
        expect(fixture.harness("bootstrap", "--docs").exit, is: 0)
        let before = try fixture.files()
        let again = fixture.harness("bootstrap", "--docs")
        expect(again.exit, is: 0)
        expect(again.output.contains("nothing to write"))
        expect(!again.output.contains("tried"))
        try expect(fixture.files(), is: before)
    }

    @Test func `What was written where nothing was to be found is looked at again, until somebody touches it`() throws {
        let fixture = try ProjectFixture(files: ["README.md": "# Notes\n"])
        let place = "harness/config/validation.json"
        let first = fixture.harness("bootstrap")
        expect(first.output.contains("  \(place): how it is built, linted and tested\nnext: harness-executor doctor"))
        let empty = try #require(try fixture.files()[place])
        let again = fixture.harness("bootstrap")
        expect(
            again.output.contains("nothing to write\nstill to be written:\n  \(place): how it is"), "\(again.output)")
        try expect(fixture.files()[place], is: empty)
        try fixture.bench.write("test:\n\ttrue\n", to: "Makefile")
        let found = fixture.harness("bootstrap")
        expect(found.output.contains("wrote \(place)\n") && found.output.contains("tried make test: passed"))
        try expect(fixture.files()[place]?.contains(#""argv": ["make", "test"]"#), is: true)
        try fixture.bench.write(empty + " ", to: place)
        expect(fixture.harness("bootstrap").output.contains("kept \(place), which was there"))
        try expect(fixture.files()[place], is: empty + " ")
    }

    @Test func `A dry run shows the files and writes none`() throws {
        let fixture = try ProjectFixture(files: Self.project)
        let result = fixture.harness("bootstrap", "--docs", "--dry-run")
        expect(result.exit, is: 0)
        expect(result.output.contains("would write AGENTS.md\n  + # "))
        expect(!result.output.contains("tried"))
        try expect(fixture.files(), is: Self.project)
    }

    @Test func `What exists stays byte for byte, and CLAUDE.md gets one line`() throws {
        var files = Self.project
        files["CLAUDE.md"] = "be kind"
        files["docs/DEVELOPMENT.md"] = "ours\n"
        files["harness/config/policy.json"] = "{}"
        let fixture = try ProjectFixture(files: files)
        let result = fixture.harness("bootstrap", "--docs")
        expect(result.output.hasPrefix("added to CLAUDE.md\n  + @AGENTS.md\n"))
        expect(result.output.contains("kept docs/DEVELOPMENT.md, which was there\n"))
        let after = try fixture.files()
        expect(after["docs/DEVELOPMENT.md"], is: "ours\n")
        expect(after["harness/config/policy.json"], is: "{}")
        expect(after["CLAUDE.md"], is: "be kind\n@AGENTS.md\n")
    }

    @Test(arguments: [("AGENTS.md", "CLAUDE.md"), ("CLAUDE.md", "AGENTS.md"), ("README.md", "CLAUDE.md")])
    func `A link beside AGENTS.md is left alone, with what it leads to`(file: String, link: String) throws {
        let fixture = try ProjectFixture(files: Self.project.merging([file: "# Ours\n"]) { $1 })
        try fixture.bench.shell("ln -s \(file) \(link)")
        let result = fixture.harness("bootstrap", "--docs")
        expect(result.exit == 0 && !result.output.contains("CLAUDE.md\n  +"), "\(result.output) \(result.errors)")
        try expect(fixture.files()[file], is: "# Ours\n")
        try expect(fixture.bench.shell("readlink \(link)").output.text, is: "\(file)\n")
        let doctor = fixture.harness("doctor").output
        expect(!doctor.contains("a link is in the way"), "\(doctor)")
    }

    @Test func `Documents hold what was found and tried, and mark the rest`() throws {
        var files = Self.project
        files["src/store/store.py"] = "import os\n"
        files["src/web/app.py"] = "from store import store\n"
        let fixture = try ProjectFixture(files: files)
        expect(fixture.harness("bootstrap", "--docs").exit, is: 0)
        let agents = try #require(try fixture.bench.text(of: "AGENTS.md"))
        expect(agents.contains("Notes over HTTP, kept in one file.\n"))
        expect(agents.contains("| test | `make test` |"))
        expect(!agents.contains("make lint"))
        expect(agents.contains("<!-- to be filled in: what else holds in this project -->"))
        let development = try #require(try fixture.bench.text(of: "docs/DEVELOPMENT.md"))
        expect(development.contains("```sh\nmake all\nmake test\n```"))
        expect(development.contains("did not pass when they were tried:\n\n- `make lint`: exit 2"))
        let architecture = try #require(try fixture.bench.text(of: "docs/ARCHITECTURE.md"))
        expect(architecture.contains("| `src/store` | 1 |  |\n| `src/web` | 1 | `src/store` |\n"))
    }

    @Test func `Commands are not tried where that is not wanted`() throws {
        let fixture = try ProjectFixture(files: ["Makefile": "all:\n\ttouch ran\n"])
        expect(fixture.harness("bootstrap", "--no-run").exit, is: 0)
        try expect(fixture.bench.text(of: "ran") == nil)
    }

    @Test func `What could not be found is marked`() throws {
        let fixture = try ProjectFixture(files: ["notes.txt": "x"])
        let result = fixture.harness("bootstrap")
        expect(result.exit, is: 0)
        expect(result.output.contains("harness/config/validation.json: how it is built, linted and tested"))
        try expect(
            fixture.bench.text(of: "harness/config/validation.json")?.contains(
                "// missing: nothing was found that is a build"), is: true)
        expect(fixture.harness("validate").exit, is: 1)
    }

    @Test func `A private harness is not seen by git until it is published`() throws {
        let fixture = try ProjectFixture(files: Self.project)
        try fixture.bench.shell("git init -q . && git add -A && git -c user.name=t -c user.email=t@t commit -qm x")
        expect(fixture.harness("bootstrap", "--private").exit, is: 0)
        try expect(fixture.bench.shell("git status --porcelain").output.text.isEmpty)
        expect(fixture.harness("validate", "--step", "test").exit, is: 0)
        let published = fixture.harness("publish")
        expect(published.exit, is: 0)
        expect(FileStatus(of: fixture.bench.path / ".harness") == nil)
        let seen = try fixture.bench.shell("git status --porcelain -uall").output.text
        expect(seen.contains("harness/config/validation.json"))
        expect(!seen.contains("state.db"))
        expect(fixture.harness("validate", "--step", "test").exit, is: 0)
        let again = fixture.harness("publish")
        expect(again.exit, is: 73)
        expect(again.errors.contains("there is no private harness in"))
    }

    @Test func `What is private cannot be documented, nor stand beside what is shared`() throws {
        let fixture = try ProjectFixture(files: Self.project)
        let both = fixture.harness("bootstrap", "--private", "--docs")
        expect(both.exit, is: 64)
        expect(both.errors.contains("--private keeps git from seeing anything, and --docs writes what git sees"))
        expect(fixture.harness("bootstrap", "--no-run").exit, is: 0)
        let second = fixture.harness("bootstrap", "--private")
        expect(second.exit, is: 73)
        expect(second.errors.contains("harness is there already, and a project has one harness"))
    }

    @Test func `Publishing does not overwrite a harness`() throws {
        let fixture = try ProjectFixture(files: Self.project)
        expect(fixture.harness("bootstrap", "--private", "--no-run").exit, is: 0)
        try fixture.bench.write("x", to: "harness/mine")
        let result = fixture.harness("publish")
        expect(result.exit, is: 73)
        expect(result.errors.contains("harness is there already, and nothing is overwritten"))
    }

    @Test func `Everything that was written is listed and taken away, what was changed stays`() throws {
        var files = Self.project
        files["CLAUDE.md"] = "be kind\n"
        let fixture = try ProjectFixture(files: files)
        expect(fixture.harness("bootstrap", "--docs", "--no-run").exit, is: 0)
        let before = try fixture.files()
        let listed = fixture.harness("remove")
        expect(listed.output.contains("AGENTS.md: would be removed\n"))
        expect(listed.output.hasSuffix("next: harness-executor remove --yes\n"))
        try expect(fixture.files(), is: before)
        try fixture.bench.write("mine\n", to: "AGENTS.md")
        let removed = fixture.harness("remove", "--yes")
        expect(removed.exit, is: 0)
        expect(removed.output.contains("AGENTS.md: changed since, and kept\n"))
        expect(removed.output.contains("CLAUDE.md: the line '@AGENTS.md' removed"))
        try fixture.bench.shell("rm AGENTS.md")
        expect(fixture.harness("remove", "--yes").output.contains("AGENTS.md: gone already"))
        try expect(fixture.files(), is: files)
        let none = fixture.harness("remove")
        expect(none.exit, is: 66)
        expect(none.errors.contains("nothing is noted that was written here"))
    }

    @Test func `A harness that is a link is refused, and a docs folder that is one too`() throws {
        let fixture = try ProjectFixture(files: Self.project)
        try fixture.bench.shell("mkdir elsewhere && ln -s elsewhere harness")
        let result = fixture.harness("bootstrap")
        expect(result.exit, is: 77)
        expect(result.errors.contains("harness is a link, and nothing is written through it"))
        let other = try ProjectFixture(files: Self.project)
        try other.bench.shell("mkdir elsewhere && ln -s elsewhere docs")
        expect(other.harness("bootstrap", "--docs").exit, is: 77)
        try expect(other.bench.shell("ls elsewhere").output.text.isEmpty)
    }
}

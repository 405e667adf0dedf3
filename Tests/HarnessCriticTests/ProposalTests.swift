import HarnessKit
import TestSupport
import Testing

@testable import HarnessCritic

struct ProposalTests {
    private let day = "2026-09-21"

    /// Two tasks that were refused twice each for the same reason.
    private func refused() throws -> Fixture {
        let fixture = try Fixture()
        for name in ["one", "two"] {
            let id = fixture.start(name)
            for _ in 0..<2 { try fixture.refuse("E_NO_SCENARIO", "criterion AC-1 has no scenario", task: id) }
        }
        return fixture
    }

    private let pattern = "repeated-refusal-e_no_scenario"

    @Test func `From refusals to a rule in AGENTS.md, and its effect`() throws {
        let fixture = try refused()
        fixture.world.time.advance(by: .seconds(60))
        try fixture.bench.write("# House\n\nBe kind.\n", to: "AGENTS.md")
        expect(fixture.run("harness-critic").output.contains("next: harness-critic explain \(pattern)"))
        let explained = fixture.run("harness-critic", "explain", pattern).output
        expect(
            explained.contains("happened    4 times") && explained.contains("next: harness-critic propose \(pattern)"))
        let proposed = fixture.run("harness-critic", "propose", pattern)
        let name = "\(day)-\(pattern)"
        expect(proposed.exit == 0 && proposed.output.contains("next: harness-critic accept \(name)"), "\(proposed)")
        try expect(fixture.bench.text(of: "AGENTS.md"), is: "# House\n\nBe kind.\n")
        let accepted = fixture.run("harness-critic", "accept", name)
        expect(accepted.exit == 0 && accepted.output.hasPrefix("changed AGENTS.md\n"), "\(accepted)")
        let rules = try #require(try fixture.bench.text(of: "AGENTS.md"))
        expect(rules.hasPrefix("# House\n\nBe kind.\n\n## Learned from failures\n\n- `E_NO_SCENARIO`"), "\(rules)")
        try expect(fixture.json("harness-critic", "effect")["effects"]?[0]?["verdict"], is: "too early")
        fixture.world.time.advance(by: .seconds(3 * 86_400))
        try fixture.refuse("E_WEAK", "too weak", task: fixture.start("three"))
        let effect = try #require(try fixture.json("harness-critic", "effect")["effects"]?[0])
        expect(effect["before"]?["occurrences"] == 4 && effect["after"]?["occurrences"] == 0)
        expect(effect["verdict"] == "better" && effect["after"]?["days"] == 3)
        expect(fixture.run("harness-critic", "effect").output.contains("before  4 times in 3.0 days, 2 tasks"))
    }

    @Test func `The patch of a proposal is one that git applies, and gives what accept gives`() throws {
        let fixture = try refused()
        try fixture.bench.shell("git init -q . && printf 'a\\nb\\nc\\nd\\ne\\n' > AGENTS.md && git add AGENTS.md")
        fixture.run("harness-critic", "propose", pattern)
        let path = "docs/harness-proposals/\(day)-\(pattern).md"
        let text = try #require(try fixture.bench.text(of: path))
        let patch = try #require(text.split(separator: "```diff\n").last?.split(separator: "\n```").first)
        try fixture.bench.write(patch + "\n", to: "it.patch")
        try expect(fixture.bench.shell("git apply --check it.patch").exit, is: .exited(0))
        try fixture.bench.shell(
            "cp AGENTS.md before && git apply it.patch && mv AGENTS.md applied && mv before AGENTS.md")
        expect(fixture.run("harness-critic", "accept", path).exit, is: 0)
        try expect(fixture.bench.text(of: "AGENTS.md"), is: fixture.bench.text(of: "applied"))
        // What it locked stays out of git.
        try expect(fixture.bench.shell("git status --porcelain -uall").output.text.contains("lock"), is: false)
    }

    @Test func `A proposal is judged once`() throws {
        let fixture = try refused()
        let name = "\(day)-\(pattern)"
        fixture.run("harness-critic", "propose", pattern)
        expect(
            fixture.run("harness-critic", "propose", pattern).errors.contains(
                "is there already\nhint: run 'harness-critic accept \(name)'"))
        expect(
            fixture.run("harness-critic", "decline", name, "--reason", "not ours").output.hasPrefix(
                "declined \(name)\n"))
        expect(fixture.run("harness-critic", "accept", name).errors.contains("\(name) was declined at 2026-09-21T"))
        expect(fixture.run("harness-critic", "propose", pattern).output.contains("accept \(name)-2"))
        fixture.run("harness-critic", "accept", "\(name)-2")
        expect(
            fixture.run("harness-critic", "decline", "\(name)-2", "--reason", "no").errors.contains("was accepted at"))
        expect(fixture.run("harness-critic", "propose", pattern).errors.contains("AGENTS.md says so already"))
        expect(fixture.run("harness-critic", "accept", "nothing").errors.contains(name))
    }

    @Test func `A check goes into validation.json, and nothing else changes there`() throws {
        let fixture = try Fixture()
        let file = "harness/config/validation.json"
        try fixture.write(
            (1...2).map {
                #"{"type": "build", "error": "undefined: x", "file": "a\#($0).go", "time": "\#(fixture.ago(1))"}"#
            })
        try fixture.bench.write(
            """
            {
              // how it is built
              "schema": "v", /* "steps": [ */ "steps": [
                // go.mod
                {"name": "build", "kind": "build", "argv": ["go", "build"], "cwd": "api", "note": "a \\"]\\""},
              ],
              "other": 1
            }

            """, to: file)
        let before = try #require(try fixture.bench.text(of: file))
        let name = "\(day)-late-check-go"
        expect(fixture.run("harness-critic", "propose", "late-check-go").exit, is: 0)
        expect(fixture.run("harness-critic", "accept", name).output.hasPrefix("changed \(file)\n"))
        let after = try #require(try fixture.bench.text(of: file))
        let json = try JSON.parse(after, .handwritten)
        expect(json["steps"]?[0], is: ["name": "vet", "kind": "build", "argv": ["go", "vet", "./..."], "cwd": "api"])
        expect(json["steps"]?[1]?["name"], is: "build")
        let lines = after.split(separator: "\n", omittingEmptySubsequences: false)
        expect(lines.filter { !$0.contains("\"vet\"") }.joined(separator: "\n"), is: before)
    }

    @Test(
        arguments: [
            (
                "{\"steps\": [{\"name\": \"a\", \"argv\": [\"go\", \"vet\", \"./...\"]}]}",
                "validation.json runs it already, as 'a'"
            ),
            ("{\"build\": \"make\"}", "validation.json has no list 'steps'"),
            ("{\"steps\": [{\"name\": \"vet\", \"argv\": [\"x\"]}]}", "validation.json has another step 'vet'"),
        ])
    func `What it did not expect is left alone`(text: String, complaint: String) throws {
        let fixture = try Fixture()
        let file = "harness/config/validation.json"
        try fixture.write((1...2).map { _ in #"{"type": "build", "error": "undefined: x", "file": "a.go"}"# })
        try fixture.bench.write("{\"steps\": []}", to: file)
        expect(fixture.run("harness-critic", "propose", "late-check-go").exit, is: 0)
        try fixture.bench.write(text, to: file)
        let outcome = fixture.run("harness-critic", "accept", "\(day)-late-check-go")
        expect(outcome.exit >= 65 && outcome.errors.contains(complaint), "\(outcome.errors)")
        expect(outcome.errors.contains("hint: add the check by hand: go vet ./..."))
        try expect(fixture.bench.text(of: file), is: text)
    }

    @Test func `Without validation.json the check becomes a rule, and one that went is asked for`() throws {
        let fixture = try Fixture()
        try fixture.write((1...2).map { _ in #"{"type": "build", "error": "undefined: x", "file": "a.go"}"# })
        fixture.run("harness-critic", "propose", "late-check-go")
        expect(fixture.run("harness-critic", "accept", "\(day)-late-check-go").output.hasPrefix("changed AGENTS.md\n"))
        try expect(
            fixture.bench.text(of: "AGENTS.md")?.contains("- Run `go vet ./...` before the whole build."), is: true)
        let other = try Fixture()
        let change = Change.check(Check("vet", ["go", "vet"]))
        var context = other.world.context
        context.directory = other.bench.path
        #expect {
            _ = try Target(of: change, in: try Workspace.find(in: context))
        } throws: { ($0 as? Failure)?.message.contains("harness/config/validation.json is not there") == true }
    }

    @Test func `A document without its change is refused, an edited one is applied as it says`() throws {
        let fixture = try refused()
        let path = "docs/harness-proposals/\(day)-\(pattern).md"
        fixture.run("harness-critic", "propose", pattern)
        let text = try #require(try fixture.bench.text(of: path))
        try fixture.bench.write("# nothing\n", to: path)
        expect(fixture.run("harness-critic", "accept", path).errors.contains("has no block of JSON with the change"))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.contains("\"agents_text\"") ? "  \"agents_text\": \"Say please.\"," : String($0) }
        try fixture.bench.write(lines.joined(separator: "\n"), to: path)
        expect(fixture.run("harness-critic", "accept", path).exit, is: 0)
        try expect(fixture.bench.text(of: "AGENTS.md")?.hasSuffix("\n- Say please.\n"), is: true)
    }

    @Test func `A rule goes to the end of its section, and CLAUDE.md counts`() throws {
        let fixture = try refused()
        try fixture.bench.write("## Learned from failures\n\n- one\n\n## After\n\nx\n", to: "CLAUDE.md")
        fixture.run("harness-critic", "propose", pattern)
        fixture.run("harness-critic", "accept", "\(day)-\(pattern)")
        let text = try #require(try fixture.bench.text(of: "CLAUDE.md"))
        expect(
            text.hasPrefix("## Learned from failures\n\n- one\n- `E_NO") && text.hasSuffix("\n\n## After\n\nx\n"),
            "\(text)")
        try expect(fixture.bench.text(of: "AGENTS.md") == nil)
    }
}

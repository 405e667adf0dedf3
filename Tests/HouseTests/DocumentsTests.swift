import HarnessKit
import TestSupport
import Testing

/// What is written about the program, held against the program.
struct DocumentsTests {
    private func run(_ words: [String]) throws -> ProgramOutcome {
        try ProgramCall([Repository.program.description] + words, environment: .inherited)
            .runPlainly(clock: .system, deadline: .seconds(20))
    }

    @Test func `The reference is the program's own output`() throws {
        let page = try run(["reference"]).output.text
        try expect(Repository.text(of: "references/commands.md"), is: page, "run 'make reference'")
    }

    @Test func `The published schemas are the program's own output, and all of them`() throws {
        let files = try Repository.files(below: "references/schemas", endingWith: ".json")
        expect(files.count >= 8)
        for file in files {
            let name = file.dropFirst("references/schemas/".count).dropLast(".schema.json".count)
            let schema = try run(["schema", String(name)]).output.text
            try expect(Repository.text(of: file), is: schema, "run 'make reference'")
            try expect(JSON.parse(schema)["$schema"] != nil)
        }
        for name in ["environment", "scenarios", "report"] {
            try expect(run(["verify", "schema", name]).output.text, is: run(["schema", name]).output.text)
        }
    }

    @Test func `Every command that a document quotes is one that the program understands`() throws {
        let files =
            ["README.md", "AGENTS.md", "CHANGELOG.md", "SKILL.md"]
            + (try ["docs", "agents", "references"].flatMap { try Repository.files(below: $0, endingWith: ".md") })
        let page = try run(["reference"]).output.text
        var count = 0
        for file in files where file != "references/commands.md" {
            for quoted in try QuotedCommand.all(in: file) where !quoted.isPattern {
                count += 1
                let isNamed = quoted.words.count == 1 || (file != "SKILL.md" && quoted.isMention)
                if isNamed, page.contains("# `\(quoted.name)`") { continue }
                let outcome = try run(["check-words", "--"] + quoted.words)
                expect(outcome.exit, is: .exited(0), "\(file) quotes '\(quoted.line)': \(outcome.errors.text)")
            }
        }
        expect(count >= 80)
    }

    @Test func `Every make target that a document names exists`() throws {
        let makefile = try Repository.text(of: "Makefile")
        for file in ["README.md", "AGENTS.md", "CHANGELOG.md"] {
            for part in try Repository.text(of: file).split(separator: "`").filter({ $0.hasPrefix("make ") }) {
                let target = part.split(separator: " ")[1]
                expect(makefile.contains("\n\(target):"), "\(file) names '\(part)'")
            }
        }
    }

    @Test func `No path of a machine stands in the tree`() throws {
        let files = try ProgramCall(["git", "ls-files"], in: Repository.root, environment: .inherited)
            .runPlainly(clock: .system).output.text.split(separator: "\n").map(String.init)
        // A file that is deleted and not committed yet is still listed.
        let present = files.filter { FileStatus(of: Repository.root / $0) != nil }
        expect(present.count > 100)
        for file in present where !file.hasPrefix("Tests/HouseTests/") {
            let text = try Repository.text(of: file)
            for word in ["/root/", "/home/"] {
                expect(!text.contains(word), "\(file) says \(word)")
            }
        }
    }
}

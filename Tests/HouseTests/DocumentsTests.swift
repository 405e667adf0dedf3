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
        #expect(try Repository.text(of: "references/commands.md") == page, "run 'make reference'")
    }

    @Test(arguments: ["environment", "scenarios", "report", "validation"])
    func `The published schemas are the program's own output`(file: String) throws {
        let tool = file == "validation" ? [] : ["verify"]
        let schema = try run(tool + ["schema", file]).output.text
        #expect(try Repository.text(of: "references/schemas/\(file).schema.json") == schema, "run 'make reference'")
    }

    /// Lines of code blocks and inline code that call one of our tools.
    private func quotedCommands(in file: String) throws -> [[String]] {
        let text = try Repository.text(of: file)
        var lines: [Substring] = []
        var isBlock = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isBlock.toggle()
            } else if isBlock {
                lines.append(line)
            } else {
                lines += line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                    .filter { $0.offset % 2 == 1 }.map(\.element)
            }
        }
        return lines.map { $0.drop { $0 == " " || $0 == "$" } }
            .filter { line in Installation.names.contains { line == $0 || line.hasPrefix("\($0) ") } }
            .map { $0.split(separator: " ").map(String.init) }
    }

    /// The words up to the first that is no plain name of a command.
    private func commandWords(_ words: [String]) -> [String] {
        Array(words.prefix { word in word.utf8.allSatisfy { $0 == UInt8(ascii: "-") || ($0 >= 0x61 && $0 <= 0x7A) } })
            .filter { !$0.hasPrefix("-") }
    }

    @Test func `Every command that a document quotes is one that the program has`() throws {
        let page = try run(["reference"]).output.text
        let files =
            ["README.md", "AGENTS.md", "CHANGELOG.md"] + (try Repository.files(below: "docs", endingWith: ".md"))
        var count = 0
        for file in files {
            for quoted in try quotedCommands(in: file) {
                var words = commandWords(quoted)
                if words.first == "harness-executor", words.count > 1, Installation.names.contains(words[1]) {
                    words.removeFirst()
                }
                // A command's own words follow its name: the longest beginning that the reference knows.
                let isKnown = page.contains("# `\(words.prefix(2).joined(separator: " "))`")
                #expect(isKnown, "\(file) quotes '\(quoted.joined(separator: " "))'")
                count += 1
            }
        }
        #expect(count >= 5)
    }

    @Test func `Every make target that a document names exists`() throws {
        let makefile = try Repository.text(of: "Makefile")
        for file in ["README.md", "AGENTS.md", "CHANGELOG.md"] {
            for part in try Repository.text(of: file).split(separator: "`").filter({ $0.hasPrefix("make ") }) {
                let target = part.split(separator: " ")[1]
                #expect(makefile.contains("\n\(target):"), "\(file) names '\(part)'")
            }
        }
    }

    @Test func `No path of a machine stands in the tree`() throws {
        let files = try ProgramCall(["git", "ls-files"], in: Repository.root, environment: .inherited)
            .runPlainly(clock: .system).output.text.split(separator: "\n").map(String.init)
        // A file that is deleted and not committed yet is still listed.
        let present = files.filter { FileStatus(of: Repository.root / $0) != nil }
        #expect(present.count > 100)
        for file in present where !file.hasPrefix("Tests/HouseTests/") {
            let text = try Repository.text(of: file)
            for word in ["/root/", "/home/"] {
                #expect(!text.contains(word), "\(file) says \(word)")
            }
        }
    }
}

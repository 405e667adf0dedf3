import HarnessKit
import TestSupport
import Testing

/// What the built program writes into a receipt.
@Suite(.timeLimit(.minutes(30))) struct ReceiptTests {
    @Test func `A receipt names the program that made it, without a blank too many`() throws {
        let installation = try Installation()
        let project = installation.bench.path / "project"
        try installation.bench.write("# Notes\n", to: "project/README.md")
        try installation.bench.shell(
            "cd project && git init -q . && git config user.email a@b && git config user.name a && git add . && git commit -qm x"
        )
        let begun = try installation.run(
            "task-state", "init", "say more", "--kind", "docs", "--project-root", project.description)
        let id = String(begun.output.text.prefix { $0 != "\n" })
        try installation.bench.write("# Notes\n\nMore.\n", to: "project/README.md")
        let done = try installation.run(
            "task-state", "complete", "--summary", "more", "--project-root", project.description)
        expect(done.exit.isSuccess, "\(done.errors.text)")
        let text = try #require(try installation.bench.text(of: "project/harness/receipts/\(id).json"))
        let tool = try #require(try JSON.parse(text)["tool"]?.string)
        expect(tool.hasPrefix("harness-executor ") && !tool.hasSuffix(" ") && !tool.contains("  "), "'\(tool)'")
    }
}

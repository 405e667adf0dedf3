import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Verifier

/// `verify report`, run in process on a ledger that holds two runs.
struct ExportCommandTests {
    let bench: Workbench
    let world: World

    private static let program = Program(
        coordinator: CommandNode("harness-executor", "all", children: []),
        tools: [VerifierTool.node { _ in Proposal() }],
        build: .init(version: "0", commit: "", kind: ""))

    init() throws {
        bench = try Workbench()
        try bench.shell("mkdir harness sub; git init -q .")
        world = World(directory: bench.path)
        var old = try ExportSample.notRun()
        old.run = "r-old"
        old.task = nil
        let store = try TaskStore.open(in: world.context, creating: true)
        try RunStore(store: store).record(old, of: nil, started: Date(timeIntervalSince1970: 1_780_000_000))
        var report = try ExportSample.partial()
        report.run = "r-new"
        report.own[0].steps[0].response = ["status": 200, "body": "the word is p&ss\"<word>' here"]
        try RunStore(store: store).record(report, of: nil, started: Date(timeIntervalSince1970: 1_790_000_000))
    }

    private struct Said {
        let exit: Int32
        let output: String
        let errors: String
    }

    private func run(_ words: String..., in folder: String? = nil, hiding secret: String? = nil) -> Said {
        let fresh = World(directory: folder.map { bench.path / $0 } ?? bench.path)
        if let secret { _ = fresh.context.secrets.hide(secret, named: "WORD") }
        let exit = Self.program.run(["verify"] + words.map { Word($0) }, in: fresh.context)
        return Said(exit: exit, output: fresh.output.text, errors: fresh.errors.text)
    }

    @Test func `The document is all that is printed`() throws {
        let json = run("report")
        expect(json.exit == 0 && json.errors.isEmpty)
        try expect(JSON.parse(json.output)["run_id"], is: "r-new")
        expect(run("report", "r-old", "--format", "tap").output.hasPrefix("TAP version 14\n# run r-old\n"))
        expect(run("report", "--format", "junit").output.hasPrefix("<?xml version=\"1.0\""))
        expect(run("report", "--format", "html").output.hasSuffix("</html>\n"))
    }

    @Test func `As JSON it is the report, or the document in an envelope`() throws {
        try expect(JSON.parse(run("--json", "report").output)["run_id"], is: "r-new")
        let tap = try JSON.parse(run("--json", "report", "--format", "tap").output)
        expect(tap["format"], is: "tap")
        expect(tap["document"]?.string?.hasPrefix("TAP version 14\n"), is: true)
        let written = try JSON.parse(run("--json", "report", "--output", "r.md").output)
        expect(written, is: ["format": "markdown", "output": .string("\(bench.path)/r.md")])
    }

    @Test func `A file is written whole where the caller stands, and its path printed`() throws {
        let said = run("report", "--output", "r.html", in: "sub")
        expect(said.exit == 0 && said.output == "\(bench.path)/sub/r.html\n")
        try expect(bench.text(of: "sub/r.html")?.hasSuffix("</html>\n"), is: true)
        expect(run("report", "r-old", "--output", "r.html", in: "sub").exit, is: 0)
        try expect(bench.text(of: "sub/r.html")?.contains("<h1>Not run</h1>"), is: true)
        expect(run("report", "--output", "r.xml", "--format", "tap").exit, is: 0)
        try expect(bench.text(of: "r.xml")?.hasPrefix("TAP"), is: true)
        try expect(Folder(bench.path / "sub").names(), is: ["r.html"])
    }

    @Test(arguments: ExportFormat.allCases) func `A secret is in no form of it`(format: ExportFormat) throws {
        let secret = "p&ss\"<word>'"
        let said = run("report", "--format", format.rawValue, "--output", "out", hiding: secret)
        expect(said.exit, is: 0, "\(said.errors)")
        let text = try #require(try bench.text(of: "out"))
        expect(!text.contains("p&amp;ss") && !text.contains("p&ss"))
        if format == .html { expect(text.contains("the word is [redacted:WORD] here")) }
    }

    @Test func `What cannot be told`() throws {
        expect(run("report", "r-none").errors, is: "verify: there is no run r-none\nhint: run 'verify run'\n")
        expect(run("report", "r-none").exit, is: 66)
        expect(
            run("report", "--task-id", "x").errors, is: "verify: there is no task x\nhint: run 'task-state list'\n")
        let format = run("report", "--format", "htm")
        expect(format.exit, is: 64)
        expect(
            format.errors,
            is: """
                verify: --format takes one of json, junit, tap, markdown, html, in-toto, not 'htm'
                hint: did you mean 'html'?

                """)
        let statement = run("report", "r-old", "--format", "in-toto")
        expect(statement.exit == 69 && statement.output.isEmpty)
        expect(
            statement.errors.hasPrefix(
                "verify: the run r-old names no manifest: a statement would have no subject\nhint: "))
        let empty = try Workbench()
        let nothing = World(directory: empty.path)
        expect(nothing.run(Self.program, "verify", "report"), is: 66)
        expect(nothing.errors.text.hasPrefix("verify: no task was ever started here\n"))
    }

    @Test func `What cannot be written`() throws {
        func said(_ output: String) -> Said { run("report", "--output", output) }
        let nowhere = said("nowhere/r.html")
        expect(nowhere.exit, is: 66)
        expect(
            nowhere.errors.hasPrefix("verify: cannot open \(bench.path)/nowhere: no such file or directory\nhint: "))
        expect(said("sub").errors.hasPrefix("verify: \(bench.path)/sub is a folder\nhint: name a file with --output"))
        expect(said("sub").exit, is: 73)
        expect(said("/dev/null").errors.hasPrefix("verify: /dev/null is no ordinary file\n"))
        expect(FileStatus(of: "/dev/null")?.kind, is: .other)
        try bench.shell("ln -s elsewhere.html link.html")
        expect(
            said("link.html").errors.hasPrefix(
                "verify: \(bench.path)/link.html is a link, and links are not followed\n"))
        expect(said("..").errors, is: "verify: '\(bench.path)/..' names no file\nhint: name one: --output FILE\n")
        expect(said("..").exit, is: 64)
        let long = String(repeating: "a", count: 300)
        expect(said(long).errors.hasPrefix("verify: cannot write \(bench.path)/\(long): file name too long\n"))
        try expect(Folder(bench.path).names().filter { $0.hasPrefix(".tmp") }, is: [])
    }
}

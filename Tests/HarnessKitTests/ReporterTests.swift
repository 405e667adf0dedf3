import HarnessKit
import TestSupport
import Testing

struct ReporterTests {
    @Test func `A failure is one line that names it, its details, and one line that helps`() {
        let world = World()
        expect(world.run(toy, "toy", "fail", "failure"), is: 73)
        expect(world.output.text.isEmpty)
        expect(world.errors.text, is: "toy: the box is closed\n  by whom: you\nhint: run 'toy open'\n")
    }

    @Test func `A failure in JSON is one document on standard output`() throws {
        let world = World()
        expect(world.run(toy, "toy", "fail", "failure", "--json"), is: 73)
        expect(world.errors.text.isEmpty)
        expect(
            world.output.text,
            is: #"{"error":{"code":73,"details":["by whom: you"],"hint":"run 'toy open'","#
                + #""message":"the box is closed"}}"# + "\n")
    }

    @Test(arguments: [0, 1, 3, 5000])
    func `Many items are one array, and a secret in one of them is hidden`(count: Int) throws {
        var world = World()
        world.context.format = .json
        let reporter = Reporter(world.context, tool: "toy")
        let texts = (0..<count).map { $0 == 1 ? "ghp_0123456789abcdefghij0123" : "item \($0) \"ä\\\n" }
        let answer = Answer(
            items: { items in
                for text in texts {
                    try items.object { item in
                        Bytes(text.utf8).withUnsafeBytes { item.member("text", text: $0[...]) }
                        item.member("when", Date(milliseconds: 0))
                        item.member("yes", true)
                    }
                }
            }, text: "")
        expect(reporter.report(answer), is: 0)
        expect(!world.output.text.contains("0123456789abcdef"))
        expect(world.output.text.hasSuffix("]\n"))
        let found = try JSON.parse(world.output.text).items ?? []
        expect(found.count, is: count)
        for (item, text) in zip(found, texts) where text.hasPrefix("item") {
            expect(item, is: ["text": .string(text), "when": "1970-01-01T00:00:00Z", "yes": true])
        }
    }

    @Test func `A wrong command line in JSON is one document too`() throws {
        let world = World()
        expect(world.run(toy, "toy", "--json", "pakc"), is: 64)
        try expect(JSON.parse(world.output.text)["error"]?["hint"], is: "did you mean 'toy pack'?")
    }

    @Test(
        arguments: [
            ("system", 66, "cannot open /x: no such file or directory", "check the path, or create what is missing"),
            ("disk", 69, "cannot write /x: no space left on device", "free some space and run the same command again"),
            ("rights", 77, "cannot write /x: permission denied", "run it as a user who may"),
            ("surprise", 70, "a bug in the harness: Surprise()", "report this line together with"),
        ] as [(String, Int32, String, String)])
    func `Errors of the lower layers become words and an exit code`(
        how: String, exit: Int32, message: String, hint: String
    ) {
        let world = World()
        expect(toy.run(["toy", "fail", how.word], in: world.context), is: exit)
        expect(world.errors.text.hasPrefix("toy: \(message)\nhint: \(hint)"), "\(world.errors.text)")
    }

    @Test func `The answer stands alone on standard output, and notes beside it`() {
        let world = World()
        let answer = Answer(next: "toy pack", notes: ["for you"], json: [:], text: "id-1")
        expect(Reporter(world.context, tool: "toy").report(answer), is: 0)
        expect(world.output.text, is: "id-1\nnext: toy pack\n")
        expect(world.errors.text, is: "for you\n")
    }

    @Test func `A reader who has had enough is no failure, a full disk is one`() {
        func exit(for number: Int32) -> Int32 {
            var world = World()
            world.context.output = Output { _ in throw SystemError("write", "standard output", number: number) }
            let exit = world.run(toy, "toy", "pack", "tea", "--label", "x")
            expect(
                world.errors.text,
                is: (number == EPIPE ? "" : "toy: cannot write standard output: no space left on device\n"))
            return exit
        }
        expect(exit(for: EPIPE), is: 0)
        expect(exit(for: ENOSPC), is: 69)
    }

    @Test func `Colours are for terminals, and not for those who decline them`() {
        func complaint(_ environment: [String: String], terminalWidth: Int?) -> String {
            let world = World(terminalWidth: terminalWidth, environment: environment)
            _ = world.run(toy, "toy", "fail", "failure")
            return world.errors.text
        }
        expect(complaint([:], terminalWidth: 80).hasPrefix("\u{1B}[31mtoy:\u{1B}[0m the box"))
        for plain in [
            complaint([:], terminalWidth: nil), complaint(["NO_COLOR": "1"], terminalWidth: 80),
            complaint(["TERM": "dumb"], terminalWidth: 80),
        ] {
            expect(plain.hasPrefix("toy: the box"))
        }
        expect(complaint(["NO_COLOR": ""], terminalWidth: 80).contains("\u{1B}"))
    }

    @Test func `What a terminal would obey is made visible`() {
        expect(TerminalText.harmless("a\u{1B}]0;title\u{07}b"), is: "a\\u{1b}]0;title\\u{7}b")
        expect(TerminalText.harmless("up\u{1B}[2A \u{9B}2J \u{202E}abc"), is: "up\\u{1b}[2A \\u{9b}2J \\u{202e}abc")
        // Colours of somebody else's too: they can hide text, and dress it up as ours.
        expect(TerminalText.harmless("\u{1B}[31mred\u{1B}[8m\tä\n"), is: "\\u{1b}[31mred\\u{1b}[8m\tä\n")
        expect(TerminalText.harmless("\u{1B}[00;31"), is: "\\u{1b}[00;31")
        let style = Style(for: World(terminalWidth: 80).context.output, environment: Environment([:]))
        expect(
            TerminalText.harmless(style.red("a\u{1B}[8mb")), is: "\u{1B}[31ma\\u{1b}[8mb\u{1B}[0m")
        let world = World(terminalWidth: 80)
        expect(world.run(toy, "toy", "pack", "t\u{1B}[2J", "--label", "x"), is: 0)
        expect(world.output.text.hasPrefix("1 t\\u{1b}[2J\n"))
    }
}

struct ProgressTests {
    @Test func `On a terminal a line is drawn over itself and taken away`() {
        let world = World(terminalWidth: 24)
        let progress = Progress(world.context)
        progress.update("too early to be seen")
        expect(world.errors.text.isEmpty)
        world.time.advance(by: .seconds(2))
        progress.update("building")
        progress.update("not so soon again")
        world.time.advance(by: .seconds(70))
        progress.update("a text that is wider than the terminal")
        progress.finish()
        expect(
            world.errors.text, is: "\rbuilding (2 s)\u{1B}[K\ra text that is wider th\u{1B}[K\r\u{1B}[K")
    }

    @Test func `Elsewhere it is plain lines, one for each thing or half minute`() {
        let world = World()
        let progress = Progress(world.context)
        world.time.advance(by: .seconds(1))
        for _ in 0..<100 {
            progress.update("building")
            world.time.advance(by: .seconds(1))
        }
        progress.update("testing")
        progress.finish()
        expect(
            world.errors.text,
            is: """
                building (1 s)
                building (31 s)
                building (1 min 1 s)
                building (1 min 31 s)
                testing (1 min 41 s)

                """)
    }

    @Test func `In JSON without a terminal it is silent`() {
        var world = World()
        world.context.format = .json
        let progress = Progress(world.context)
        world.time.advance(by: .seconds(5))
        progress.update("building")
        expect(world.errors.text.isEmpty)
    }
}

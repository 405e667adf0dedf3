import HarnessKit
import TestSupport
import Testing

struct NamesTests {
    let installation: Installation

    init() throws {
        installation = try Installation()
    }

    @Test(arguments: Installation.names)
    func `Every name answers`(name: String) throws {
        let version = try installation.run(name, "--version")
        expect(version.exit, is: .exited(0))
        expect(version.output.text.hasPrefix("\(name) "))
        let json = try JSON.parse(try installation.run(name, "--version", "--json").output.text)
        expect(json["name"], is: .string(name))
        let help = try installation.run(name, "--help")
        expect(help.exit == .exited(0) && help.errors.length == 0)
        // One that also does something by itself names its options first.
        expect(help.output.text.contains("\nUsage: \(name) "))
        expect(help.output.text.contains(" \(name) COMMAND\n"))
    }

    @Test(arguments: Installation.names.dropFirst())
    func `Every tool is reached through the coordinator`(name: String) throws {
        let help = try installation.run("harness-executor", name, "--help")
        expect(help.exit, is: .exited(0))
        expect(help.output.text.contains(" harness-executor \(name) COMMAND\n"))
    }

    @Test func `Every command answers its help, however deep, and in JSON`() throws {
        let page = try installation.run("harness-executor", "reference").output.text
        let commands = page.split(separator: "\n").filter { $0.hasPrefix("## `") || $0.hasPrefix("### `") }
            .map { $0.drop { $0 != "`" }.dropFirst().dropLast().split(separator: " ").map(String.init) }
        expect(commands.count >= 7)
        for words in commands {
            let program = (installation.bench.path / words[0]).description
            let help = try installation.bench.run([program] + words.dropFirst() + ["--help"])
            expect(help.exit, is: .exited(0), "\(words)")
            expect(help.output.text.contains("Usage: \(words.joined(separator: " "))"), "\(words)")
            let json = try JSON.parse(
                try installation.bench.run([program] + words.dropFirst() + ["--help", "--json"]).output.text)
            expect(json["command"], is: .string(words.joined(separator: " ")))
        }
    }

    @Test(
        arguments: [
            (["verify", "--jsom"], "verify: unknown option --jsom\nhint: did you mean --json?\n"),
            (
                ["harness-executor", "completions"],
                "harness-executor: missing SHELL\nhint: run 'harness-executor completions --help'\n"
            ),
            (
                ["harness-executor", "completions", "bsh"],
                "harness-executor: SHELL takes one of bash, zsh, fish, not 'bsh'\nhint: did you mean 'bash'?\n"
            ),
            (
                ["harness-executor", "referense"],
                "harness-executor: unknown command 'referense'\nhint: did you mean 'harness-executor reference'?\n"
            ),
            (
                ["harness-executor", "--project-root"],
                "harness-executor: --project-root needs a value: --project-root DIR\nhint: run 'harness-executor --help'\n"
            ),
            (
                ["harness-executor", "guard", "--deadline", "soon", "--", "true"],
                "harness-executor: --deadline takes a number of seconds above 0, up to a year, not 'soon'\nhint: run 'harness-executor guard --help'\n"
            ),
        ] as [([String], String)])
    func `A wrong command line is one line that names it and one that helps`(words: [String], complaint: String) throws
    {
        let outcome = try installation.bench.run([(installation.bench.path / words[0]).description] + words.dropFirst())
        expect(outcome.exit, is: .exited(64))
        expect(outcome.output.length, is: 0)
        expect(outcome.errors.text, is: complaint)
        let json = try installation.bench.run(
            [(installation.bench.path / words[0]).description, "--json"] + words.dropFirst())
        expect(json.exit == .exited(64) && json.errors.length == 0)
        try expect(JSON.parse(json.output.text)["error"]?["code"], is: 64)
    }
}

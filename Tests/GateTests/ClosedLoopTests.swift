import Gate
import HarnessCritic
import HarnessKit
import Ledger
import Project
import Synchronization
import TaskState
import TestSupport
import Testing
import Verifier

/// From failures that the tools recorded by themselves to a change of the harness, and to what it brought.
@Suite(.timeLimit(.minutes(30))) struct ClosedLoopTests {
    let bench: Workbench
    let program: Program
    /// How far the clock is ahead of the real one: processes run in real time, days pass at once.
    private let ahead = Ahead()

    private final class Ahead: Sendable {
        let seconds = Mutex(0.0)
    }

    init() throws {
        bench = try Workbench()
        let siblings = Siblings(
            environment: { _ in ProposedFile(text: "{}", missing: [], nothing: "") }, readTests: GateTool.readTests)
        program = Program(
            coordinator: CommandNode("harness-executor", "all", children: ProjectTool.commands(siblings)),
            tools: [
                TaskStateTool.node(gate: GateTool.completion(tool: "test")),
                VerifierTool.node(propose: { _ in Proposal() }, further: GateTool.verifyCommands), CriticTool.node(),
            ], build: .init(version: "0", commit: "", kind: ""))
        try bench.write("# House\n\nBe kind.\n", to: "AGENTS.md")
    }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String

        func json() throws -> JSON { try JSON.parse(output) }
        var patterns: [String] {
            (try? json())?["patterns_found"]?.items?.compactMap { $0["pattern_id"]?.string } ?? []
        }
    }

    @discardableResult
    private func run(_ words: String...) -> Result {
        let (output, errors) = (Output.Buffer(), Output.Buffer())
        var variables = Environment(["USER": "tester"])
        for name in ["HOME", "TMPDIR"] { variables[name] = Environment.inherited[name] }
        variables["PATH"] = "\(bench.path)/bin:" + (Environment.inherited["PATH"] ?? "/usr/bin:/bin")
        let (system, ahead) = (Context.system(), ahead)
        let clock = Clock(
            now: { system.clock.now().addingTimeInterval(ahead.seconds.withLock { $0 }) }, uptime: system.clock.uptime)
        let context = Context(
            clock: clock, random: system.random, environment: variables, directory: bench.path,
            output: output.output(), errors: errors.output())
        return Result(
            exit: program.run(words.map { Word($0) }, in: context), output: output.text, errors: errors.text)
    }

    private func pass(days: Double) { ahead.seconds.withLock { $0 += days * 86_400 } }

    private func begin(_ name: String) -> String {
        run("task-state", "init", name).output.split(separator: "\n").first.map(String.init) ?? ""
    }

    private func effect() throws -> JSON {
        try #require(try run("harness-critic", "effect", "--json").json()["effects"]?[0])
    }

    @Test func `Refusals of the gate become a rule in AGENTS md, and its effect is seen`() throws {
        for name in ["one", "two"] {
            let id = begin(name)
            for _ in 0..<2 {
                let refused = run("task-state", "complete", "--task-id", id, "--summary", "done")
                expect(refused.exit == 1 && refused.errors.contains("no scenario"), "\(refused.errors)")
            }
            expect(run("task-state", "fail", "--task-id", id, "--reason", "nothing proves it").exit, is: 0)
        }
        pass(days: 0.1)
        let pattern = "repeated-refusal-e_no_scenario"
        expect(run("harness-critic", "--json").patterns.contains(pattern))
        let proposal = try #require(try run("harness-critic", "propose", pattern, "--json").json()["proposal"]?.string)
        expect(run("harness-critic", "accept", proposal).output.hasPrefix("changed AGENTS.md\n"))
        let rules = try #require(try bench.text(of: "AGENTS.md"))
        expect(rules.hasPrefix("# House\n\nBe kind.\n\n## Learned from failures\n\n- `E_NO_SCENARIO`"))
        try expect(effect()["verdict"], is: "too early")
        pass(days: 3)
        let obedient = begin("three")
        expect(run("task-state", "fail", "--task-id", obedient, "--reason", "no scenario could be written").exit, is: 0)
        let better = try effect()
        expect(better["before"]?["occurrences"] == 4 && better["before"]?["tasks"] == 2, "\(better)")
        expect(better["after"]?["occurrences"] == 0 && better["verdict"] == "better")
        // Somebody who did not read it.
        let deaf = begin("four")
        for _ in 0..<6 { run("task-state", "complete", "--task-id", deaf, "--summary", "done") }
        pass(days: 0.1)
        let worse = try effect()
        expect(worse["after"]?["occurrences"] == 6 && worse["verdict"] == "worse", "\(worse)")
    }

    @Test func `Failing builds become a cheaper check in validation json, which runs first from then on`() throws {
        // A compiler and its checker that know one mistake.
        try bench.write(
            """
            #!/bin/sh
            echo "$1" >> calls
            grep -q newStore main.go || exit 0
            echo './main.go:3:2: undefined: newStore' >&2
            exit 1

            """, to: "bin/go")
        try bench.shell("chmod +x bin/go")
        try bench.write("package main\n\nfunc main() { newStore() }\n", to: "main.go")
        let file = "harness/config/validation.json"
        let before = """
            {
              "schema": "harness.validation/1",
              "steps": [
                // go.mod
                {"name": "build", "kind": "build", "argv": ["go", "build", "./..."]},
              ],
            }

            """
        try bench.write(before, to: file)
        let id = begin("a store")
        for _ in 0..<2 { expect(run("harness-executor", "validate").exit, is: 1) }
        pass(days: 0.1)
        expect(run("harness-critic", "--json").patterns.contains("late-check-go"))
        let proposal = try #require(
            try run("harness-critic", "propose", "late-check-go", "--json").json()["proposal"]?.string)
        expect(run("harness-critic", "accept", proposal).output.hasPrefix("changed \(file)\n"))
        let after = try #require(try bench.text(of: file))
        expect(after.contains("    // go.mod\n") && after.contains(#""argv":["go","vet","./..."]"#), "\(after)")
        pass(days: 2)
        try bench.write("", to: "calls")
        let failing = run("harness-executor", "validate")
        expect(failing.exit == 1 && failing.output.contains("FAIL vet") && failing.output.contains("skip build"))
        try expect(bench.text(of: "calls"), is: "vet\n")
        try bench.write("package main\n", to: "main.go")
        expect(
            run("harness-executor", "validate").output.hasSuffix(
                "2 of 2 steps passed\nnext: harness-executor verify init\n"))
        let effect = try effect()
        expect(effect["before"]?["occurrences"] == 2 && effect["after"]?["occurrences"] == 0, "\(effect)")
        expect(effect["verdict"] == "better" && effect["pattern"] == "late-check-go")
        expect(run("task-state", "show", "--task-id", id).exit, is: 0)
    }
}

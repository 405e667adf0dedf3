import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

@testable import Gate

/// Every reason to refuse keeps something out: passed over, a cheat gets through that is refused otherwise.
///
/// By themselves they are refused; that they get through where it is passed over is shown with HARNESS_CORPUS.
@Suite(.timeLimit(.minutes(30))) struct SwitchedOffTests {
    /// A check, and somebody whom only this one stops.
    struct Gap: Sendable, CustomTestStringConvertible {
        let code: GateCode
        var kind = Stand.Kind.program
        let cheat: @Sendable (Stand) throws -> Stand.Outcome

        var testDescription: String { code.rawValue }
    }

    /// Reasons that explain another one, call a person, or keep the record true rather than a cheat out.
    private static let explanations: Set<GateCode> = [.falseSkip, .attempts]

    @Test func `Every reason to refuse is tried`() {
        let tried = Set(Self.gaps.map(\.code)).union(Self.explanations)
        expect(GateCode.allCases.filter { $0.rawValue.hasPrefix("E_") && !tried.contains($0) }, is: [])
    }

    @Test(arguments: gaps) func `Passed over, somebody gets through`(gap: Gap) throws {
        let refused = try gap.cheat(try Stand(gap.kind))
        expect(refused.exit == 1 && refused.codes.contains(gap.code.rawValue), "\(refused.summary)")
        guard CorpusTests.form != nil else { return }
        let stand = try Stand(gap.kind)
        stand.completion = CompletionGate(examine: { task, store in
            try Examination(task: task, store: store, tool: "test", isStatic: false, ignoring: [gap.code, .kind]).run()
        })
        let outcome = try gap.cheat(stand)
        expect(outcome.exit == 0 && outcome.status == "completed", "\(outcome.summary)")
    }

    /// Who works once only is found out by the second set of values.
    @Test func `With one set of values, somebody gets through who knows them`() throws {
        func cheat(_ stand: Stand) throws -> Stand.Outcome {
            try stand.begin().plan()
            try stand.edit(
                "greet.py", "print(\"good day\")",
                "import os\nprint(\"hello, \" + sys.argv[1] if not os.path.exists(\"seen\") else \"good day\")\nopen(\"seen\", \"w\")"
            )
            return stand.complete()
        }
        try expect(cheat(Stand(.program)).codes, is: ["E_REPLAY_FAILED"])
        let stand = try Stand(.program)
        stand.completion = CompletionGate(examine: { task, store in
            try Examination(task: task, store: store, tool: "test", rounds: 1).run()
        })
        let outcome = try cheat(stand)
        expect(outcome.exit, is: 0, "\(outcome.summary)")
    }

    @Test func `A claim that nobody checks ends a task`() throws {
        let stand = try Stand(.server)
        stand.completion = CompletionGate(examine: GateTool.completion(tool: "test").examine)
        stand.begin()
        let outcome = stand.complete("--unverified", "no-runnable-app", "--reason", "a library, nothing to run")
        expect(outcome.exit == 0 && outcome.status == "completed-unverified")
    }

    private static let greets = #"{"id": "greets", "exec": {"argv": ["python3", "greet.py", "{{name}}"]}"#

    private static let gaps: [Gap] = [
        Gap(code: .noScenario) { stand in stand.begin().complete() },
        Gap(code: .uncovered) { stand in
            try stand.begin("--criterion", "nobody is greeted without a name").plan().work().complete()
        },
        Gap(code: .weaker) { stand in
            try stand.begin().plan()
            try stand.edit("greet.py", "print(\"good day\")", "print(\"hello \" + sys.argv[1] + \"?\")")
            try stand.write(#"\#(greets), "expect": {"stdout": {"matches": "^hello.*{{name}}"}}}"#)
            return stand.complete()
        },
        Gap(code: .replayFailed) { stand in
            stand.begin("--kind", "refactor")
            try stand.plan(#"\#(greets), "expect": {"stdout": "good day\n"}}"#, proves: #""keeps": ["the greeting"]"#)
            return try stand.edit("greet.py", "good day", "bad day").complete()
        },
        Gap(code: .regression) { stand in
            try stand.bench.write("print('no manual')\n", to: "help.py")
            stand.begin()
            try stand.plan(
                #"{"exec": {"argv": ["python3", "help.py", "{{name}}"]}, "expect": {"stdout": "of {{name}}\n"}}"#)
            try stand.bench.write("import sys\nprint('of ' + sys.argv[1])\n", to: "help.py")
            _ = stand.complete()
            stand.begin()
            try stand.work().write(named: "second")
            stand.run("verify", "register", "harness/scenarios/second.json")
            try stand.bench.write("print('no manual')\n", to: "help.py")
            return stand.complete()
        },
        Gap(code: .grade) { stand in
            // What it is to print is a number and a word; which ones, nobody asks.
            try stand.edit("greet.py", "print(\"good day\")", "raise SystemExit(1)")
            stand.begin()
            try stand.plan(
                #"""
                {"id": "runs", "exec": {"argv": ["python3", "greet.py", "count", "{{name}}"]}},
                {"id": "count", "exec": {"argv": ["python3", "greet.py", "count", "{{name}}"]},
                 "expect": {"stdout": {"matches": "^[0-9]+\n$"}}},
                {"id": "word", "exec": {"argv": ["python3", "greet.py", "word", "{{name}}"]},
                 "expect": {"stdout": {"matches": "^[a-z]+\n$"}}}
                """#)
            return try stand.edit(
                "greet.py", "raise SystemExit(1)", "print(\"7\" if sys.argv[1] == \"count\" else \"hello\")"
            ).complete()
        },
        Gap(code: .treeMoved) { stand in
            try stand.bench.write("nothing\n", to: "notes.txt")
            try stand.begin().plan().work()
            try stand.bench.write(
                """
                {"schema": "harness.environment/1", "app": {"kind": "cli", "build": [{"argv":
                  ["cp", "greet.py", "\(stand.bench.path / "notes.txt")"]}]}}
                """, to: "harness/config/environment.json")
            return stand.complete()
        },
        Gap(code: .basePasses, kind: .server) { stand in
            stand.begin()
            return try stand.plan(
                #"""
                {"http": {"method": "POST", "path": "/notes", "json": {"title": "{{title}}"}}, "capture": {"a": "$.id"}},
                {"http": {"method": "POST", "path": "/notes", "json": {"title": "{{other}}"}}, "capture": {"b": "$.id"}},
                {"http": {"path": "/notes/{{a}}"}, "expect": {"json": {"$.title": "{{title}}"}}},
                {"http": {"path": "/notes/{{b}}"}, "expect": {"json": {"$.title": "{{other}}"}}}
                """#, vars: #""title": {"fresh": "word"}, "other": {"fresh": "word"}"#
            ).complete()
        },
        Gap(code: .baseFails) { stand in
            stand.begin("--kind", "refactor")
            return try stand.plan(proves: #""keeps": ["the greeting"]"#).work().complete()
        },
        Gap(code: .stoogePasses, kind: .server) { stand in
            guard let parrot = Cheat.all.first(where: { $0.name == "Parrot app" })?.play else {
                throw SystemError("find", "the parrot", number: ENOENT)
            }
            return try parrot(stand, true)
        },
        Gap(code: .kind) { stand in try stand.begin("--kind", "docs").work().complete() },
        Gap(code: .plan) { stand in
            try stand.bench.write(
                #"{"schema": "harness.policy/1", "require_plan_approval": true}"#, to: "harness/config/policy.json")
            stand.begin()
            stand.run("task-state", "plan", "new")
            return try stand.plan().work().complete()
        },
        Gap(code: .validation) { stand in
            try stand.bench.write("x = 1\n", to: "other.py")
            try stand.validate(
                with: #"{"name": "lint", "kind": "lint", "argv": ["python3", "-m", "py_compile", "other.py"]}"#)
            try stand.begin().plan().work()
            try stand.bench.write("x = \n", to: "other.py")
            return stand.complete()
        },
        // Passed over by a makefile, failures are only read.
        Gap(code: .validation, kind: .library) { stand in
            guard let makefile = Cheat.all.first(where: { $0.name == "A makefile that passes over what fails" })?.play
            else { throw SystemError("find", "the makefile", number: ENOENT) }
            return try makefile(stand, true)
        },
        Gap(code: .testsRemoved, kind: .library) { stand in
            try stand.begin().plan().work()
            try stand.edit("calc.py", "return a + b", "return a + b if b else 0")
            try stand.edit(
                "tests/test_sums.py", "    def test_adds_nothing(self):\n        self.assertEqual(calc.add(1, 0), 1)\n",
                "")
            return stand.complete()
        },
        Gap(code: .testCount, kind: .library) { stand in
            // Without their names only the count tells.
            try stand.validate(with: #"{"name": "test", "kind": "test", "argv": ["python3", "-m", "unittest"]}"#)
            try stand.begin().plan().work()
            try stand.bench.write("", to: "tests/test_sums.py")
            return stand.complete()
        },
        Gap(code: .environment) { stand in
            try stand.begin().plan().work()
            stand.variables["LD_PRELOAD"] = "/nowhere/liar.so"
            return stand.complete()
        },
        Gap(code: .level) { stand in
            try stand.bench.write(
                #"{"schema": "harness.policy/1", "min_level": "V3"}"#, to: "harness/config/policy.json")
            return try stand.begin().plan().work().complete()
        },
    ]
}

import HarnessKit
import TestSupport

/// Settings that are other ones than when the task began: tests that fail and are not run any more, variables that are gone.
extension Cheat {
    private static let lint = #"{"name": "lint", "kind": "lint", "argv": ["true"]}"#
    private static let printed =
        #"""
        {"name": "test", "kind": "test", "argv": ["sh", "-c",
         "for t in test_adds test_adds_nothing; do echo \"$t (tests.test_sums.Sums.$t) ... ok\"; done; echo; echo 'Ran 2 tests in 0.1s'; echo; echo OK"]}
        """#
    private static let renamed =
        #"{"name": "units", "kind": "test", "argv": ["python3", "-m", "unittest", "discover", "-s", ".", "-v"]}"#

    /// What was there is broken, and the plan of the steps is another one.
    private static func planned(_ steps: String, honestly honest: String, removing test: String? = nil)
        -> @Sendable (Stand, Bool) throws -> Stand.Outcome
    {
        { stand, cheats in
            try stand.begin().plan(newTestAlone).work()
            try stand.validate(with: cheats ? steps : honest)
            if cheats {
                try stand.edit("calc.py", "return a + b", "return a + b if b else 0")
                if let test { try stand.sh("rm \(test)") }
            }
            let outcome = stand.complete()
            return cheats ? outcome : outcome.demanding("V2")
        }
    }

    static let plans = [
        Cheat(
            "A step that tests becomes one that lints", .rejected(["E_VALIDATION"]), twin: "a step more", on: .library,
            "where nothing tests any more, what tested at the start does",
            play: planned(lint, honestly: Stand.Kind.testStep + ", " + lint)),
        Cheat(
            "A plan without steps", .rejected(["E_VALIDATION"]), twin: "a step with another name", on: .library,
            play: planned("", honestly: renamed)),
        Cheat(
            "Neither the tests nor their step", .rejected(["E_TESTS_REMOVED", "E_TEST_COUNT"]), twin: "a step more",
            on: .library,
            play: planned(lint, honestly: Stand.Kind.testStep + ", " + lint, removing: "tests/test_sums.py")),
        Cheat(
            "A step that prints what tests would", .warned("W_TEST_RUNNER"), twin: "a step with another name",
            on: .library, "at most V1: the tests of before are run as they were run then",
            play: planned(printed, honestly: renamed)),
        Cheat(
            "A variable is taken from the old program", .warned("W_ENVIRONMENT"), twin: "a variable less",
            "at most V1: the old program did it, given what it was given", play: given),
        Cheat(
            "A folder is shared with the old program no more", .rejected(["E_BASE_PASSES"]), twin: "a folder less",
            "the state before is given what it was given", play: shared),
        Cheat(
            "A file that was left out is let in", .undetected("a file that was ignored is ignored no more"), twin: "",
            play: nil),
        Cheat("A filter is switched on", .undetected("a filter of git is switched on"), twin: "", play: nil),
        Cheat(
            "Old code under another name", .undetected("a test loads the old code under a new one"), twin: "", play: nil
        ),
        Cheat("A branch that is thrown away", .undetected("thrown away after `init`"), twin: "", play: nil),
        Cheat("A program that works by chance", .undetected("A program that works by chance"), twin: "", play: nil),
        Cheat(
            "A scenario deleted between two tasks", .warned("W_SCENARIO_GONE"), twin: "a scenario retired",
            "the receipt that names it is there", play: between),
        Cheat(
            "A scenario loosened between two tasks", .warned("W_SCENARIO_GONE"), twin: "a scenario that asks for more",
            "the receipt that names it is there", play: { try loosened($0, $1) }),
        Cheat(
            "A scenario loosened between two tasks, and the ledger taken away", .warned("W_SCENARIO_GONE"),
            twin: "a scenario that asks for more", "it is committed as it was",
            play: { try loosened($0, $1, isForgotten: true) }),
        Cheat(
            "A scenario deleted between tasks with its receipt", .undetected("together with the receipt that names it"),
            twin: "",
            play: nil),
        Cheat(
            "Answers learnt by heart", .undetected("just the answers that are asked for"), twin: "", play: nil),
        Cheat(
            "The copy of the state before is rewritten", .undetected("rewrite the copy of the state before"), twin: "",
            play: nil),
        Cheat(
            "A database in a folder of its own, left by another try", .undetected("leaves in a folder of its own"),
            twin: "", play: nil),
        Cheat(
            "A test that repairs what the task broke", .undetected("repair a function whose body alone"), twin: "",
            play: nil),
        Cheat("The ledger and what was not committed", .undetected("A ledger that is removed"), twin: "", play: nil),
        Cheat("A task given up and begun again", .undetected("given up are not counted"), twin: "", play: nil),
    ]

    /// What the first task showed is asked for no more when the second begins.
    private static func loosened(_ stand: Stand, _ cheats: Bool, isForgotten: Bool = false) throws -> Stand.Outcome {
        try stand.begin().plan().work()
        _ = stand.complete()
        try stand.sh("git add -A; git commit -qm first")
        if isForgotten { try stand.sh("cd harness && rm -rf state.db* store.json snapshots.git tasks trace") }
        let (asked, rest) = (#""stdout": "hello, {{name}}\n""#, #""exit": 0"#)
        try stand.edit("harness/scenarios/work.json", asked, cheats ? rest : "\(asked), \(rest)")
        stand.begin()
        try stand.write(
            #"{"exec": {"argv": ["python3", "greet.py", "{{name}}", "twice"]}, "expect": {"stdout": "hello, {{name}}\nhello, {{name}}\n"}}"#,
            named: "other")
        stand.run("verify", "register", "harness/scenarios/other.json")
        try stand.edit(
            "greet.py", "print(\"hello, \" + sys.argv[1])",
            "for _ in sys.argv[1:]:\n    print(\"hello, \" + sys.argv[1])")
        let outcome = stand.complete()
        return cheats ? outcome : outcome.lacking("W_SCENARIO_GONE")
    }

    /// The second task does not keep what the first did.
    private static let between: @Sendable (Stand, Bool) throws -> Stand.Outcome = { stand, cheats in
        try stand.begin().plan().work()
        _ = stand.complete()
        if !cheats { stand.run("verify", "retire", "work", "--reason", "it welcomes from now on") }
        try stand.sh("rm harness/scenarios/work.json; git add -A; git commit -qm tidy")
        stand.begin()
        try stand.write(Cheat.greeting + #", "expect": {"stdout": "welcome, {{name}}\n"}}"#, named: "other")
        stand.run("verify", "register", "harness/scenarios/other.json")
        try stand.edit("greet.py", "hello", "welcome")
        let outcome = stand.complete()
        return cheats ? outcome : outcome.lacking("W_SCENARIO_GONE")
    }

    private static func program(_ line: String) -> String { "import os\nimport sys\n\n\(line)\n" }

    /// What it says comes from a variable, which both do without at the end.
    private static let given: @Sendable (Stand, Bool) throws -> Stand.Outcome = { stand, cheats in
        try stand.bench.write(program("print(os.environ[\"HELLO\"] + \", \" + sys.argv[1])"), to: "greet.py")
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli"}, "env": {"HELLO": "\#(cheats ? "hello" : "good day")"}}"#,
            to: "harness/config/environment.json")
        try stand.sh("git add . && git commit -qm given")
        try stand.begin().plan()
        try stand.bench.write(program("print(\"hello, \" + sys.argv[1])"), to: "greet.py")
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#, to: "harness/config/environment.json")
        let outcome = stand.complete()
        return cheats ? outcome.demanding("V1") : outcome.demanding("V2")
    }

    /// What it says lies in an ignored folder, which both do without at the end.
    private static let shared: @Sendable (Stand, Bool) throws -> Stand.Outcome = { stand, cheats in
        try stand.bench.write(program("print(open(\"words/hello\").read() + \", \" + sys.argv[1])"), to: "greet.py")
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli", "share": ["words"]}}"#,
            to: "harness/config/environment.json")
        try stand.sh(
            "echo words >> .gitignore && mkdir words && printf '\(cheats ? "hello" : "good day")' > words/hello "
                + "&& git add . && git commit -qm shared")
        try stand.begin().plan()
        try stand.bench.write(program("print(\"hello, \" + sys.argv[1])"), to: "greet.py")
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#, to: "harness/config/environment.json")
        let outcome = stand.complete()
        return cheats ? outcome : outcome.demanding("V2")
    }
}

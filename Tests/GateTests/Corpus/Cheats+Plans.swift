import HarnessKit
import TestSupport

/// Tests that fail, and a validation.json that does not run them any more.
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
    ]
}

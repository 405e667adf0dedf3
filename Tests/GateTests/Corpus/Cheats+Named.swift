import HarnessKit
import TestSupport

/// Tests that a run without the work never came to, or passed there beside others that failed.
extension Cheat {
    /// A test of what is new, and one that holds whatever is there.
    private static func suites(in stand: Stand, hollow: String, isLoadable: Bool = true) throws {
        let test =
            isLoadable
            ? Stand.Kind.newTest
            : Stand.Kind.newTest.replacing("import calc\n", with: "from calc import multiply\n")
                .replacing("calc.multiply", with: "multiply")
        try stand.bench.write(test, to: "tests/test_products.py")
        try stand.bench.write(
            "import unittest\n\nimport calc\n\n\nclass Checks(unittest.TestCase):\n    def test_checked(self):\n"
                + "        self.assertEqual(\(hollow))\n", to: "tests/test_zeros.py")
    }

    private static let held = "calc.add(2, 2), 4"
    private static let asked = "calc.multiply(0, 3), 0"

    /// Two criteria: what is new, and what is said to be, each by a test's name.
    private static func play(
        _ stand: Stand, _ cheats: Bool, runner: [String], first: String, second: String, isLoadable: Bool
    ) throws -> Stand.Outcome {
        stand.begin("--criterion", "its arguments are checked")
        try suites(in: stand, hollow: cheats ? held : asked, isLoadable: isLoadable)
        let words = runner.json.text(.compact)
        let scenarios = [("AC-1", first), ("AC-2", second)].map { criterion, test in
            #"{"id": "\#(criterion)", "proves": ["\#(criterion)"], "steps": [{"tests": {"argv": \#(words)}, "#
                + #""expect": {"passed": ["\#(test)"]}}]}"#
        }
        try stand.bench.write(
            #"{"schema": "harness.verify/1", "scenarios": [\#(scenarios.joined(separator: ", "))]}"#,
            to: "harness/scenarios/work.json")
        stand.register()
        let outcome = try stand.edit(stand.kind.work.file, stand.kind.work.from, stand.kind.work.to).complete()
        return cheats ? outcome : outcome.demanding("V2")
    }

    private static let products = "tests.test_products.Products.test_multiplies"
    private static let zeros = "tests.test_zeros.Checks.test_checked"

    static let named = [
        Cheat(
            "A test that passes beside one that fails without the work", .rejected(["E_BASE_PASSES"]),
            twin: "two tests in one run", on: .library, "each criterion by the tests that it names"
        ) { stand, cheats in
            try play(
                stand, cheats, runner: ["python3", "-m", "unittest", "-v"], first: products, second: zeros,
                isLoadable: true)
        },
        Cheat(
            "A test that a run never comes to which ends at the first failure", .rejected(["E_BASE_PASSES"]),
            twin: "two tests in one run", on: .library, "it is run there without that"
        ) { stand, cheats in
            try play(
                stand, cheats, runner: ["python3", "-m", "unittest", "-v", "-f"], first: products, second: zeros,
                isLoadable: true)
        },
        Cheat(
            "A test beside a file that cannot be loaded without the work", .rejected(["E_BASE_PASSES"]),
            twin: "a file of tests that cannot be loaded before", on: .library
        ) { stand, cheats in
            try play(
                stand, cheats, runner: ["python3", "-m", "unittest", "-v"], first: products, second: zeros,
                isLoadable: false)
        },
        pytest(
            "A test that pytest never comes to, since another file cannot be imported", options: [],
            twin: "a file that pytest cannot import before"),
        pytest(
            "A test that pytest -x never comes to", options: ["-x"], twin: "a file that pytest -x cannot import before"),
        pytest(
            "A test that a script's pytest never comes to", options: [], twin: "a script that starts pytest",
            isScript: true),
    ]

    private static func pytest(_ name: String, options: [String], twin: String, isScript: Bool = false) -> Cheat {
        guard let python = Pytest.python else {
            return Cheat(name, .rejected(["E_BASE_PASSES"]), twin: twin, on: .library, play: nil)
        }
        return Cheat(name, .rejected(["E_BASE_PASSES"]), twin: twin, on: .library) { stand, cheats in
            let words = [python, "-m", "pytest", "-v", "-p", "no:cacheprovider"] + options
            if isScript {
                try stand.bench.write("exec \(words.joined(separator: " "))\n", to: "check.sh")
                try stand.sh("git add . && git commit -qm check")
            }
            return try play(
                stand, cheats, runner: isScript ? ["sh", "check.sh"] : words,
                first: "tests/test_products.py::Products::test_multiplies",
                second: "tests/test_zeros.py::Checks::test_checked", isLoadable: false)
        }
    }
}

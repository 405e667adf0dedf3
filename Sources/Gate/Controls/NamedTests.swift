import HarnessKit
import Verifier

/// What the tests did that a step names, on the state before the work: what else fails in the same run says nothing of them.
///
/// A run may end at another test's failure, or at a file that cannot be loaded; a step fails for any test that does.
extension ScenarioSource {
    /// The same scenarios, where a step failed there and none of the tests that it names is known to.
    ///
    /// Their runner goes on behind a failure, and only what is said of named tests counts.
    func askingNamedTests(_ failure: (String) -> StepReport?) -> ScenarioSource? {
        asking { scenario in
            guard let step = failure(scenario.id), step.failedBesideItsTests else { return nil }
            var scenario = scenario
            for index in scenario.steps.indices { scenario.steps[index].askOnlyNamedTests() }
            return scenario
        }
    }
}

extension Scenario {
    /// What its steps of tests are asked, in words that differ where they are asked otherwise.
    var stepsOfTests: [String] {
        steps.compactMap { step in
            step.tests.map { action in
                action.arguments.words.joined(separator: " ")
                    + (step.expect?.counts["failed"]?.json.text(.compact) ?? "")
            }
        }
    }
}

extension Step {
    fileprivate mutating func askOnlyNamedTests() {
        guard var action = tests, var expected = expect, !expected.passed.isEmpty else { return }
        let words = TestRunner.goingOn(action.arguments.words)
        if words == action.arguments.words {
            // A script or makefile may start it.
            let row = TestRunner.row(for: ["pytest"])
            let given = [action.environment["PYTEST_ADDOPTS"]].compactMap(\.self)
            action.environment["PYTEST_ADDOPTS"] = (given + (row?.goesOn ?? [])).joined(separator: " ")
        }
        action.arguments = Arguments(words)
        tests = action
        guard expected.not == nil, expected.counts["failed"].map({ $0.json == 0 }) ?? true else { return }
        expected.counts["failed"] = try? Matcher(json: ["gte": 0])
        expected.exit = nil
        expect = expected
    }
}

extension StepReport {
    /// Whether tests failed in it, and none of those that it names did, or lies in what could not be loaded.
    fileprivate var failedBesideItsTests: Bool {
        let failed = response["tests"]?.items?.contains { $0["outcome"] == "failed" } ?? false
        return failed && kind == "tests" && !namedTests.isEmpty
            && namedTests.allSatisfy { $0.hasPassed || ($0.sawNothing && !isInUnloaded($0.name)) }
    }

    /// The first test that it names and that its runner did not come to, since it stops where something fails.
    var unreachedTest: String? {
        guard ["stopping after ", " Interrupted: "].contains(where: printed.contains),
            namedTests.allSatisfy({ $0.hasPassed || $0.sawNothing })
        else { return nil }
        return namedTests.first { $0.sawNothing && !isInUnloaded($0.name) }?.name
    }

    private var namedTests: [Assertion] { assertions.filter { $0.subject.hasPrefix(Assertion.testMark) } }

    private var printed: String { response["stdout"]?.string ?? "" }

    /// Whether a file or module stands among what could not be loaded in which such a test may lie.
    private func isInUnloaded(_ test: String) -> Bool {
        let unloaded = response["tests"]?.items?.filter { $0["unloaded"] == true }.compactMap { $0["name"]?.string }
        return (unloaded ?? []).contains { name in
            let mark = "unittest.loader._FailedTest."
            return test.hasPrefix(name.hasPrefix(mark) ? String(name.dropFirst(mark.count)) : name)
        }
    }
}

extension Assertion {
    fileprivate static let testMark = "test "
    /// The test that it is about.
    fileprivate var name: String { String(subject.dropFirst(Self.testMark.count)) }
}

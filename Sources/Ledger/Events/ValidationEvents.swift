import HarnessKit

/// Build, lint and tests were run: what each step came to. Its outputs are kept as blobs.
package struct ValidationFinished: EventBody {
    package static let kind = "validation.finished"
    package static let fields: [Field<Self>] = [
        .required("outcome", \.outcome, "pass, fail or could-not-run"),
        .required("steps", \.steps, "each step, in the order in which they ran"),
        .required("validation_sha256", \.file, "of the bytes of validation.json"),
        .optional("manifest_sha256", \.manifest, "the bytes of the work tree"),
        .defaulted("is_partial", \.isPartial, "whether only some of the steps were asked for"),
    ]

    package var outcome = ValidatedStep.Outcome.pass
    package var steps: [ValidatedStep] = []
    package var file = ""
    package var manifest: String?
    package var isPartial = false

    package init() {}

    /// What the steps of a kind came to together; nil where there was none.
    package func outcome(of kind: String) -> ValidatedStep.Outcome? {
        let all = steps.filter { $0.kind == kind }.map(\.outcome)
        return [.fail, .couldNotRun, .skipped, .pass].first { all.contains($0) }
    }
}

/// A step of a validation, and what it came to.
package struct ValidatedStep: JSONRecord {
    package enum Outcome: String, CaseIterable, JSONConvertible {
        case pass, fail
        case couldNotRun = "could-not-run"
        case skipped
    }

    package static let title = "a validated step"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("name", \.name, "as validation.json calls it"), .required("kind", \.kind, "build, lint or test"),
        .required("outcome", \.outcome, "pass, fail, could-not-run or skipped"),
        .defaulted("argv", \.arguments, "what was run"), .optional("exit", \.exit, "how it ended: exit 1, signal 9"),
        .optional("reason", \.reason, "why, where the exit does not say it"),
        .optional("code", \.code, "a word for it: E_STEP_FAILED, W_NO_TESTS and the like"),
        .optional("seconds", \.seconds, "how long it took"), .optional("tests", \.tests, "how many tests it named"),
        .defaulted("first_errors", \.firstErrors, "the first errors that it printed"),
        .defaulted("errors", \.errors, "how many errors were recognised"),
        .defaulted("strays", \.strays, "processes that it left behind, which were ended"),
        .optional("output_sha256", \.output, "of all that it printed, secrets taken out"),
    ]

    package var name = ""
    package var kind = ""
    package var outcome = Outcome.pass
    package var arguments: [String] = []
    package var exit: String?
    package var reason: String?
    package var code: String?
    package var seconds: Double?
    package var tests: CountedTests?
    package var firstErrors: [PlacedError] = []
    package var errors = 0
    package var strays = 0
    package var output: String?

    package init() {}
}

/// How many tests a run named.
package struct CountedTests: JSONRecord, Equatable {
    package static let title = "a count of tests"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("passed", \.passed, "that passed"), .required("failed", \.failed, "that failed"),
        .required("skipped", \.skipped, "that were left out"),
    ]

    package var passed = 0
    package var failed = 0
    package var skipped = 0

    package var total: Int { passed + failed + skipped }

    package init() {}

    package init(passed: Int, failed: Int, skipped: Int) {
        self.passed = passed
        self.failed = failed
        self.skipped = skipped
    }
}

/// An error that a tool printed, and where it says that it lies.
package struct PlacedError: JSONRecord, Equatable {
    package static let title = "an error"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("message", \.message, "what is wrong"),
        .optional("file", \.file, "relative to the project where it lies in it"), .optional("line", \.line, "from 1"),
        .optional("column", \.column, "from 1"), .optional("tool", \.tool, "whose words these are"),
    ]

    package var message = ""
    package var file: String?
    package var line: Int?
    package var column: Int?
    package var tool: String?

    package init() {}

    /// As compilers print it: "main.c:3:5: message".
    package var text: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
        return place.isEmpty ? message : "\(place): \(message)"
    }
}

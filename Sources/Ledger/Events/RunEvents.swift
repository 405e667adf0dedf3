import HarnessKit

/// Something was run and every exchange of it recorded.
package struct RunFinished: EventBody {
    package static let kind = "run.finished"
    package static let fields: [Field<Self>] = [
        .required("run", \.run, "its id"), .required("purpose", \.purpose, "what it was for"),
        .required("outcome", \.outcome, "pass, fail or error"),
        .defaulted("summary", \.summary, "the same in a few words"),
        .defaulted("scenarios", \.scenarios, "how many scenarios there were"),
        .defaulted("passed", \.passed, "how many of them passed"),
        .optional("code", \.code, "what went wrong, as a word"),
        .required("sha256", \.digest, "over the run and its exchanges"),
        .optional("manifest_sha256", \.manifest, "the bytes of the work tree"),
        .optional("plan_sha256", \.plan, "the scenario files and environment.json, as they lay there"),
    ]

    /// The purpose of a run on the state before the work, which must fail there and is no failure of anybody.
    package static let onBase = "base"

    package var run = ""
    package var purpose = "verify"
    package var outcome = ""
    package var summary = ""
    package var scenarios = 0
    package var passed = 0
    package var code: String?
    package var digest = ""
    package var manifest: String?
    package var plan: String?

    package init() {}
}

/// Scenarios that were just fixed pass on the state before the work, where they must not, or fail where they must pass.
package struct ScenariosTried: EventBody {
    package static let kind = "scenario.tried"
    package static let fields: [Field<Self>] = [
        .required("reason", \.reason, "what was found, in words"), .optional("run", \.run, "the run on that state"),
        .defaulted("idle", \.idle, "the files, each with those of its scenarios that show nothing of the work"),
        .optional("manifest_sha256", \.manifest, "the bytes of the work tree, where tests in it were run"),
        .optional("plan_sha256", \.plan, "the scenario files and environment.json, as they lay there"),
    ]

    package var reason = ""
    package var run: String?
    package var idle: [RegisteredFile] = []
    package var manifest: String?
    package var plan: String?

    package init() {}
}

/// The scenarios of a task were fixed, before the work or during it.
package struct ScenariosRegistered: EventBody {
    package static let kind = "scenario.registered"
    package static let fields: [Field<Self>] = [
        .required("files", \.files, "the scenario files, as they were then"),
        .defaulted("is_late", \.isLate, "whether files of the project had changed by then"),
    ]

    package var files: [RegisteredFile] = []
    package var isLate = false

    package init() {}
}

/// The scenarios of a task were changed on purpose, and why.
package struct ScenariosAmended: EventBody {
    package static let kind = "scenario.amended"
    package static let fields: [Field<Self>] = [
        .required("reason", \.reason, "why"), .defaulted("files", \.files, "the files as they count from now on"),
        .defaulted("retired", \.retired, "files that do not count any more"),
        .defaulted("removed_tests", \.removedTests, "tests that were taken away on purpose"),
        .defaulted("changes", \.changes, "what is weaker than before, a line each"),
    ]

    package var reason = ""
    package var files: [RegisteredFile] = []
    package var retired: [String] = []
    package var removedTests: [String] = []
    package var changes: [String] = []

    package init() {}
}

/// A scenario file at the moment it was registered; its bytes are kept as a blob.
package struct RegisteredFile: JSONRecord {
    package static let title = "a registered file"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("path", \.path, "where it lies in the project"), .required("sha256", \.digest, "of its bytes"),
        .defaulted("scenarios", \.scenarios, "the scenarios in it"),
        .optional("kept", \.isKept, "false where its bytes were not kept: they may hold a secret"),
    ]

    package var path = ""
    package var digest = ""
    package var isKept: Bool?
    package var scenarios: [String] = []

    package init() {}
}

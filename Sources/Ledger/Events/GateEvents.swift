import HarnessKit

/// The gate let a task through; this event is the receipt, its hash the receipt's id.
package struct GatePassed: EventBody {
    package static let kind = "gate.passed"
    package static let fields: [Field<Self>] = [
        .required("level", \.level, "V1 replayed, V2 controlled, V3 independent"),
        .required("criteria", \.criteria, "what was to hold, and which scenarios showed it"),
        .required("controls", \.controls, "what else was run, and what came of it"),
        .defaulted("runs", \.runs, "the runs that were made"),
        .optional("manifest_sha256", \.manifest, "the bytes of the work tree"),
        .optional("base_sha256", \.base, "the bytes that the work began with"),
        .optional("base_commit", \.baseCommit, "the commit that it was compared with: of its start, or chosen"),
        .optional("base_revision", \.baseRevision, "what was typed, where another base was chosen"),
        .optional("start_commit", \.startCommit, "the commit that was checked out at the start, where that is another"),
        .optional("had_commit", \.hadCommit, "false where nothing was committed when the work began"),
        .defaulted("scenario_files", \.files, "the scenario files, as they were read"),
        .defaulted("warnings", \.warnings, "what a reader should know"),
        .defaulted("amendments", \.amendments, "what was changed on purpose"),
        .optional("amended_files", \.amendedFiles, "scenario files that were amended, as they are since, and why"),
        .defaulted("removed_tests", \.removedTests, "tests that were taken away on purpose"),
        .defaulted("failed_attempts", \.failedAttempts, "how often the gate refused before"),
        .defaulted("tool", \.tool, "which program did this"),
        .optional("environment_sha256", \.environment, "how the project was run"),
        .optional("documents", \.documents, "what a task of documentation changed"),
    ]

    package var level = ""
    package var criteria: [CriterionShown] = []
    package var controls: [ControlResult] = []
    package var runs: [String] = []
    package var manifest: String?
    package var base: String?
    package var baseCommit: String?
    package var baseRevision: String?
    package var startCommit: String?
    package var hadCommit: Bool?
    package var files: [RegisteredFile] = []
    package var warnings: [NamedNote] = []
    package var amendments: [String] = []
    package var amendedFiles: [AmendedFile]?
    package var removedTests: [String] = []
    package var failedAttempts = 0
    package var tool = ""
    package var environment: String?
    package var documents: [String]?

    package init() {}
}

/// The gate did not let a task through, and why.
package struct GateRefused: EventBody {
    package static let kind = "gate.refused"
    package static let fields: [Field<Self>] = [
        .required("reasons", \.reasons, "what is missing, each with its word"),
        .defaulted("controls", \.controls, "what was run, and what came of it"),
        .defaulted("runs", \.runs, "the runs that were made"),
        .optional("manifest_sha256", \.manifest, "the bytes of the work tree"),
        .optional("plan_sha256", \.plan, "the scenario files and environment.json, as they lay there"),
    ]

    package var reasons: [NamedNote] = []
    package var controls: [ControlResult] = []
    package var runs: [String] = []
    package var manifest: String?
    package var plan: String?

    package init() {}
}

/// A part of the gate's work ended; whoever is killed after it goes on from here.
package struct ControlRan: EventBody {
    package static let kind = "gate.controlled"
    package static let fields: [Field<Self>] = [
        .required("stage", \.stage, "replay, base, stand-ins, validation, base-validation"),
        .required("key", \.key, "the digest of all that it depends on"),
        .optional("run", \.run, "the run that was made"),
        .defaulted("controls", \.controls, "what was run, and what came of it"),
        .defaulted("reasons", \.reasons, "what does not hold"),
        .optional("state", \.state, "what the next part needs to know of it"),
        .defaulted("copies", \.copies, "what each copy of the project looked like afterwards"),
        .optional("ignored", \.ignored, "what the ignored inputs of copies looked like"),
    ]

    package var stage = ""
    package var key = ""
    package var run: String?
    package var controls: [ControlResult] = []
    package var reasons: [NamedNote] = []
    package var state: JSON?
    package var copies: [String: String] = [:]
    package var ignored: String?

    package init() {}
}

/// A session ended with a task in progress that was not proved, though its hook had held it up.
package struct GateBypassed: EventBody {
    package static let kind = "gate.bypassed"
    package static let fields: [Field<Self>] = [
        .required("client", \.client, "the agents' client"), .required("session", \.session, "its session"),
        .required("blocks", \.blocks, "how often the hook had held it up"),
        .optional("manifest_sha256", \.manifest, "the bytes of the work tree"),
    ]

    package var client = ""
    package var session = ""
    package var blocks = 0
    package var manifest: String?

    package init() {}
}

/// A hook could not do its work, and let go.
package struct HookFailed: EventBody {
    package static let kind = "hook.failed"
    package static let fields: [Field<Self>] = [
        .required("hook", \.hook, "which one"), .required("reason", \.reason, "what kept it from its work"),
    ]

    package var hook = ""
    package var reason = ""

    package init() {}
}

/// A criterion, and the scenarios that showed it.
package struct CriterionShown: JSONRecord {
    package static let title = "a criterion"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("id", \.id, "AC-1"), .required("text", \.text, "what must hold"),
        .defaulted("scenarios", \.scenarios, "those that prove it"),
        .optional("grade", \.grade, "how much they would notice"),
        .optional("failed_on_base", \.failedOnBase, "whether one of them failed without the change"),
    ]

    package var id = ""
    package var text = ""
    package var scenarios: [String] = []
    package var grade: Int?
    package var failedOnBase: Bool?

    package init() {}
}

/// A scenario file, its task's own or an earlier one's, of which somebody said why it asks for something else now.
package struct AmendedFile: JSONRecord {
    package static let title = "an amended file"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("path", \.path, "where it lies in the project"), .required("sha256", \.digest, "of its bytes since"),
        .required("reason", \.reason, "why"),
    ]

    package var path = ""
    package var digest = ""
    package var reason = ""

    package init() {}
}

/// Something that was run to see whether it holds, and what came of it.
package struct ControlResult: JSONRecord {
    package enum Outcome: String, CaseIterable, JSONConvertible {
        case held, failed
        case couldNotRun = "could-not-run"
    }

    package static let title = "a control"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required(
            "name", \.name, "replay, regression, base, stand-ins, strength, server, validation, tests, tree, copy"),
        .required("outcome", \.outcome, "held, failed or could-not-run"),
        .defaulted("reason", \.reason, "the same in words"), .optional("code", \.code, "a word for it"),
        .optional("seconds", \.seconds, "how long it took"),
    ]

    package var name = ""
    package var outcome = Outcome.held
    package var reason = ""
    package var code: String?
    package var seconds: Double?

    package init() {}

    package init(_ name: String, _ outcome: Outcome, _ reason: String, code: String? = nil) {
        self.name = name
        self.outcome = outcome
        self.reason = reason
        self.code = code
    }
}

/// A word and what it means here.
package struct NamedNote: JSONRecord, Equatable {
    package static let title = "a note"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("code", \.code, "a word for it"), .required("message", \.message, "what it is"),
        .optional("hint", \.hint, "what to do"),
    ]

    package var code = ""
    package var message = ""
    package var hint: String?

    package init() {}

    package init(_ code: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// As it is printed, what to do about it in brackets.
    package var line: String { "\(code): \(message)" + (hint.map { " (\($0))" } ?? "") }
}

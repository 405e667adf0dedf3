import HarnessKit

/// What happened in a run, in the shape that skills of this kind read, and more.
package struct Report: JSONRecord {
    package enum Status: String, CaseIterable, JSONConvertible { case pass, partial, fail, skip }

    package static let title = "a verification report"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("overall_status", \.status, "pass, partial, fail or skip"),
        .optional("skip_reason", \.skipReason, "why nothing was run"),
        .optional("trouble", \.trouble, "what kept it from being run"),
        .defaulted("seeds", \.seeds, "what fresh values were made from"),
        .required("run_id", \.run, "the run that this tells of"), .optional("task_id", \.task, "the task it was for"),
        .required("server", \.server, "how the application was started and stopped"),
        .defaulted("task_specific_scenarios", \.own, "the task's scenarios"),
        .defaulted("predefined_scenarios", \.others, "those that earlier tasks left"),
        .required("summary", \.summary, "counts"), .required("timing", \.timing, "when, and how long"),
        .defaulted("timeline", \.spans, "what happened when: build, start, steps, stop"),
        .optional("manifest_sha256", \.manifest, "the bytes of the work tree"),
        .optional("base_commit", \.baseCommit, "what the work began with"),
        .optional("level", \.level, "how much was proved: V0 to V3"),
        .optional("grade", \.grade, "how much the scenarios would notice: 0 to 3"),
        .optional("controls", \.controls, "what was run to see it fail"),
        .defaulted("warnings", \.warnings, "what a reader should know"),
        .optional("application_log", \.log, "the end of what the application printed"),
        .optional("kind", \.kind, "server, cli or library"),
    ]

    package var status = Status.skip
    package var skipReason: String?
    package var trouble: RunTrouble?
    package var run = ""
    package var seeds: [String] = []
    package var task: String?
    package var server = ServerReport()
    package var own: [ScenarioReport] = []
    package var others: [ScenarioReport] = []
    package var summary = ReportSummary()
    package var timing = ReportTiming()
    package var spans: [Span] = []
    package var manifest: String?
    package var baseCommit: String?
    package var level: String?
    package var grade: Int?
    package var controls: JSON?
    package var warnings: [RunWarning] = []
    package var log: String?
    package var kind: String?
    /// The criteria that its task has; empty where that was not asked for, or no task is known.
    var asked: [String] = []

    package init() {}

    package var scenarios: [ScenarioReport] { own + others }
}

/// How the application was started and stopped.
package struct ServerReport: JSONRecord {
    package static let title = "a server report"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .defaulted("started", \.started, "whether it could be used"),
        .optional("ready_in_seconds", \.readyIn, "from its start until then"),
        .optional("stopped_cleanly", \.stoppedCleanly, "whether it ended by itself when asked to"),
        .optional("pid", \.process, "its process"), .optional("port", \.port, "where it listened"),
        .optional("command", \.command, "what started it"),
        .optional("program", \.program, "the file that its first word stands for"),
        .optional("cwd", \.directory, "the folder it ran in"),
    ]

    package var started = false
    package var readyIn: Double?
    package var stoppedCleanly: Bool?
    package var process: Int?
    package var port: Int?
    package var command: [String]?
    package var program: String?
    package var directory: String?

    package init() {}
}

/// What came of a scenario.
package struct ScenarioReport: JSONRecord {
    package enum Status: String, CaseIterable, JSONConvertible { case pass, fail }

    package static let title = "a scenario report"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("name", \.name, "its id"), .required("status", \.status, "pass or fail"),
        .defaulted("why", \.why, "what it shows; for a failure what was found"),
        .defaulted("steps", \.steps, "its steps, up to the first that failed"),
        .defaulted("steps_total", \.stepsTotal, "how many steps it has"),
        .defaulted("proves", \.proves, "criteria"), .defaulted("keeps", \.keeps, "old behaviour"),
        .optional("file", \.file, "where it is written"), .optional("failure", \.failure, "what went wrong, in a line"),
        .optional("round", \.round, "which round, where it was played with several sets of values"),
        .optional("code", \.code, "a word for it, where the application itself was the trouble"),
        .optional("grade", \.grade, "how much it would notice: 0 to 3"),
        .optional("strength", \.strength, "what it would have noticed, for a scenario that passed"),
        .defaulted("started_ms", \.startedMilliseconds, "after the beginning of the run"),
        .defaulted("duration_ms", \.milliseconds, "how long it took"),
    ]

    package var name = ""
    package var status = Status.fail
    package var why = ""
    package var steps: [StepReport] = []
    package var stepsTotal = 0
    package var proves: [String] = []
    package var keeps: [String] = []
    package var file: String?
    package var failure: String?
    package var round: Int?
    package var code: String?
    package var grade: Int?
    package var strength: ScenarioStrength?
    /// Whether it is of another task, and so speaks for none of this one's criteria.
    var isRegression = false
    package var startedMilliseconds = 0.0
    package var milliseconds = 0.0

    package init() {}
}

/// What came of a step: asked, answered, judged.
package struct StepReport: JSONRecord {
    package static let title = "a step report"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("id", \.id, "its name"), .required("kind", \.kind, "http, exec, sqlite, file, tcp, tests or app"),
        .required("request", \.request, "what was asked"), .required("response", \.response, "what came"),
        .required("assertion", \.assertion, "what was expected and found, in a line"),
        .required("passed", \.hasPassed, "whether they agree"),
        .defaulted("assertions", \.assertions, "the same, one by one"),
        .defaulted("attempts", \.attempts, "how often it was tried"),
        .defaulted("earlier", \.earlier, "what the tries before the last one found"),
        .defaulted("started_ms", \.startedMilliseconds, "after the beginning of the run"),
        .defaulted("duration_ms", \.milliseconds, "how long it took"),
    ]

    package var id = ""
    package var kind = ""
    /// A word for what the application did wrong; the scenario's report keeps it.
    var code: String?
    package var request = JSON.object(.init())
    package var response = JSON.object(.init())
    package var assertion = ""
    package var hasPassed = false
    package var assertions: [Assertion] = []
    package var attempts = 1
    package var earlier: [String] = []
    package var startedMilliseconds = 0.0
    package var milliseconds = 0.0

    package init() {}
}

package struct ReportSummary: JSONRecord {
    package static let title = "a summary"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .defaulted("task_specific_total", \.total, "how many scenarios the task has"),
        .defaulted("task_specific_passed", \.passed, "how many of them passed"),
        .defaulted("pass_rate", \.rate, "the same as a share"),
        .defaulted("predefined_total", \.othersTotal, "how many earlier tasks left"),
        .defaulted("predefined_passed", \.othersPassed, "how many of them passed"),
    ]

    package var total = 0
    package var passed = 0
    package var rate = 0.0
    package var othersTotal = 0
    package var othersPassed = 0

    package init() {}
}

package struct ReportTiming: JSONRecord {
    package static let title = "a timing"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("started_at", \.started, "when the run began"), .required("ended_at", \.ended, "when it ended"),
        .defaulted("duration_seconds", \.seconds, "how long it took"),
    ]

    package var started = ""
    package var ended = ""
    package var seconds = 0.0

    package init() {}
}

/// Something that took a while, for the timeline.
package struct Span: JSONRecord {
    package enum Kind: String, CaseIterable, JSONConvertible, Sendable { case build, service, start, step, stop }

    package static let title = "a span"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("kind", \.kind, "build, service, start, step or stop"), .required("name", \.name, "of what"),
        .required("started_ms", \.startedMilliseconds, "after the beginning of the run"),
        .required("duration_ms", \.milliseconds, "how long it took"),
        .defaulted("passed", \.hasPassed, "whether it went well"),
        .optional("scenario", \.scenario, "which scenario it belongs to"),
    ]

    package var kind = Kind.step
    package var name = ""
    package var startedMilliseconds = 0.0
    package var milliseconds = 0.0
    package var hasPassed = true
    package var scenario: String?

    package init() {}
}

/// What kept a run from being done, or spoiled it.
package struct RunTrouble: JSONRecord, Error {
    package static let title = "a trouble"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("code", \.code, "a word for it"), .required("message", \.message, "what it is"),
        .optional("hint", \.hint, "what to do"), .optional("log", \.log, "the end of what was printed"),
    ]

    package var code = ""
    package var message = ""
    package var hint: String?
    package var log: String?

    package init() {}

    package init(_ code: RunCode, _ message: String, hint: String, log: String? = nil) {
        self.code = code.rawValue
        self.message = message
        self.hint = hint
        self.log = log.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Something that holds a run back from proving all it could.
package struct RunWarning: JSONRecord {
    package static let title = "a warning"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("code", \.code, "a word for it"), .required("message", \.message, "what it is"),
    ]

    package var code = ""
    package var message = ""

    package init() {}

    package init(_ code: RunCode, _ message: String) {
        self.code = code.rawValue
        self.message = message
    }
}

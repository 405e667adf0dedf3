import HarnessKit

/// What people and agents write: scenarios, and the values that are new in every run.
package struct ScenarioFile: JSONRecord {
    package static let title = "a scenario file"
    package static let fields: [Field<Self>] = [
        .constant("schema", "harness.verify/1", "the format of this file"),
        .optional("$schema", \.editorSchema, "where editors find the schema"),
        .defaulted("vars", \.vars, "values by name, for {{name}}"),
        .required("scenarios", \.scenarios, "what is run, in this order"),
    ]

    package var editorSchema: String?
    package var vars: [String: Variable] = [:]
    package var scenarios: [Scenario] = []

    package init() {}

    /// The names of the values that are new in every run.
    var fresh: Set<String> { Set(vars.filter { $0.value.fresh != nil }.keys) }
}

/// A named value: new in every run, or fixed.
package struct Variable: JSONRecord {
    package static let title = "a variable"
    package static let fields: [Field<Self>] = [
        .optional("fresh", \.fresh, "what kind of value is made anew in every run"),
        .optional("value", \.value, "the same value in every run"),
    ]
    package static let alternatives = [["fresh", "value"]]

    package var fresh: FreshKind?
    package var value: JSON?

    package init() {}
}

/// One story about the application, told in steps.
package struct Scenario: JSONRecord {
    package static let title = "a scenario"
    package static let fields: [Field<Self>] = [
        .required("id", \.id, "its name: letters, digits, '-', '_' and '.'"),
        .defaulted("proves", \.proves, "the criteria that hold when it passes: AC-1, AC-2"),
        .defaulted("keeps", \.keeps, "the old behaviour that it holds"),
        .optional("why", \.why, "what it shows, in a sentence"),
        .optional("app", \.app, "which application, where there are several"),
        .defaulted("isolated", \.isIsolated, "whether it gets an application and a folder of its own"),
        .optional("timeout_s", \.timeout, "how long the whole scenario may take"),
        .required("steps", \.steps, "what is done, in this order"),
    ]

    package var id = ""
    package var proves: [String] = []
    package var keeps: [String] = []
    package var why: String?
    package var app: String?
    package var isIsolated = false
    package var timeout: TimeSpan?
    package var steps: [Step] = []

    package init() {}
}

/// One action on the application, and what is expected of it.
package struct Step: JSONRecord {
    package static let title = "a step"
    package static let fields: [Field<Self>] = [
        .optional("id", \.id, "its name within the scenario"),
        .optional("http", \.http, "sends a request to the application"),
        .optional("exec", \.exec, "runs a program"),
        .optional("sqlite", \.sqlite, "asks a database file, without changing it"),
        .optional("file", \.file, "looks at a file"),
        .optional("tcp", \.tcp, "opens a connection and reads what comes"),
        .optional("tests", \.tests, "runs a test suite and reads its names and counts"),
        .optional("app", \.app, "stop, restart or kill the application"),
        .optional("expect", \.expect, "what must be found"),
        .defaulted("capture", \.capture, "values to keep by name, for later steps"),
        .optional("eventually", \.eventually, "repeats the step until it is as expected"),
    ]
    package static let alternatives = [["http", "exec", "sqlite", "file", "tcp", "tests", "app"]]

    package var id: String?
    package var http: HTTPAction?
    package var exec: ExecAction?
    package var sqlite: SQLiteAction?
    package var file: FileAction?
    package var tcp: TCPAction?
    package var tests: TestsAction?
    package var app: AppAction?
    package var expect: Expectation?
    package var capture: [String: CaptureSource] = [:]
    package var eventually: Patience?

    package init() {}

    /// What kind of action it is, as it is written.
    var kind: String {
        let present = [http != nil, exec != nil, sqlite != nil, file != nil, tcp != nil, tests != nil, app != nil]
        return zip(Self.alternatives[0], present).first { $0.1 }?.0 ?? ""
    }
}

/// How long, and how often, a step is repeated.
package struct Patience: JSONRecord {
    package static let title = "an eventually"
    package static let fields: [Field<Self>] = [
        .defaulted("timeout_s", \.timeout, "how long to go on trying; 10 where nothing is said"),
        .defaulted("every_ms", \.everyMilliseconds, "the pause between two tries; 100 where nothing is said"),
    ]

    package var timeout = TimeSpan(seconds: 10)
    package var everyMilliseconds = Count(100)

    package init() {}
}

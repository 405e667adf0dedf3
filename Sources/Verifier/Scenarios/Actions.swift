import HarnessKit

/// A request to the application, or to one of its services.
package struct HTTPAction: JSONRecord {
    package static let title = "an http step"
    package static let fields: [Field<Self>] = [
        .defaulted("method", \.method, "GET where nothing is said"),
        .required("path", \.path, "from the first slash on, with its query"),
        .defaulted("headers", \.headers, "header fields"),
        .optional("json", \.body, "a JSON body; sets Content-Type"),
        .optional("body", \.text, "a text body"),
        .optional("form", \.form, "fields of a form; sets Content-Type"),
        .optional("multipart", \.multipart, "parts of a form with files; sets Content-Type"),
        .optional("service", \.service, "sends it to this service instead of the application"),
        .defaulted("timeout_s", \.timeout, "how long the answer may take; 10 where nothing is said"),
    ]

    package var method = "GET"
    package var path = ""
    package var headers: [String: String] = [:]
    package var body: JSON?
    package var text: String?
    package var form: [String: String]?
    package var multipart: [FormPart]?
    package var service: String?
    package var timeout = TimeSpan(seconds: 10)

    package init() {}
}

/// A part of a multipart form: a field, or a file with its content.
package struct FormPart: JSONRecord {
    package static let title = "a form part"
    package static let fields: [Field<Self>] = [
        .required("name", \.name, "the field"), .optional("text", \.text, "its value"),
        .optional("file", \.file, "a file in the project whose bytes are sent"),
        .optional("filename", \.filename, "the name that is sent with it"),
        .optional("type", \.type, "its media type"),
    ]
    package static let alternatives = [["text", "file"]]

    package var name = ""
    package var text: String?
    package var file: String?
    package var filename: String?
    package var type: String?

    package init() {}
}

/// A program that is run to its end.
package struct ExecAction: JSONRecord {
    package static let title = "an exec step"
    package static let fields: [Field<Self>] = [
        .required("argv", \.arguments, "the program and its words"),
        .optional("stdin", \.input, "what it reads"),
        .optional("cwd", \.directory, "where it runs; the project where nothing is said"),
        .defaulted("env", \.environment, "variables of its own"),
        .defaulted("timeout_s", \.timeout, "how long it may take; 30 where nothing is said"),
    ]

    package var arguments = Arguments()
    package var input: String?
    package var directory: String?
    package var environment: [String: String] = [:]
    package var timeout = TimeSpan(seconds: 30)
    /// Whether a stand-in may answer in its place; nobody writes this.
    var mayBeStoodIn = true

    package init() {}
}

/// A question to a SQLite file.
package struct SQLiteAction: JSONRecord {
    package static let title = "a sqlite step"
    package static let fields: [Field<Self>] = [
        .required("file", \.file, "the database"), .required("query", \.query, "one statement that only reads"),
        .defaulted("args", \.arguments, "what stands for each ?"),
    ]

    package var file = ""
    package var query = ""
    package var arguments: [JSON] = []

    package init() {}
}

/// A file to look at.
package struct FileAction: JSONRecord {
    package static let title = "a file step"
    package static let fields: [Field<Self>] = [.required("path", \.path, "relative to the project, or absolute")]

    package var path = ""

    package init() {}
}

/// A connection, something to say, and what comes back.
package struct TCPAction: JSONRecord {
    package static let title = "a tcp step"
    package static let fields: [Field<Self>] = [
        .optional("send", \.send, "what is sent"),
        .optional("until", \.until, "reads until this comes; else to the end of the connection"),
        .optional("service", \.service, "connects to this service instead of the application"),
        .defaulted("timeout_s", \.timeout, "how long it may take; 10 where nothing is said"),
    ]

    package var send: String?
    package var until: String?
    package var service: String?
    package var timeout = TimeSpan(seconds: 10)

    package init() {}
}

/// A test suite.
package struct TestsAction: JSONRecord {
    package static let title = "a tests step"
    package static let fields: [Field<Self>] = [
        .required("argv", \.arguments, "the program and its words"),
        .optional("format", \.format, "what its output is; recognised where nothing is said"),
        .defaulted(
            "reports", \.reports, "JUnit files that it writes, in the project or {{tmp}}; * stands for anything"),
        .optional("cwd", \.directory, "where it runs; the project where nothing is said"),
        .defaulted("env", \.environment, "variables of its own"),
        .defaulted("timeout_s", \.timeout, "how long it may take; 600 where nothing is said"),
    ]

    package var arguments = Arguments()
    package var format: String?
    package var reports: [String] = []
    package var directory: String?
    package var environment: [String: String] = [:]
    package var timeout = TimeSpan(seconds: 600)

    package init() {}
}

/// What a step does to the application itself.
package enum AppAction: String, CaseIterable, JSONConvertible, Sendable { case stop, start, restart, kill }

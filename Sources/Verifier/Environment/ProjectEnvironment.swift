import HarnessKit

/// How the project's applications are built, started, probed and stopped: `config/environment.json`.
package struct ProjectEnvironment: JSONRecord {
    package static let title = "an environment file"
    package static let fields: [Field<Self>] = [
        .constant("schema", "harness.environment/1", "the format of this file"),
        .optional("$schema", \.editorSchema, "where editors find the schema"),
        .optional("app", \.app, "the application"),
        .optional("apps", \.apps, "several applications, by name"),
        .defaulted("services", \.services, "what the application needs, started before it in this order"),
        .defaulted(
            "env", \.environment, "variables for everything that is run; {{port}} and the like may stand in them"),
        .defaulted("pass", \.pass, "variables that are handed on from the caller"),
        .defaulted("secrets", \.secrets, "the same, and their values are never stored or printed"),
    ]
    package static let alternatives = [["app", "apps"]]

    package var editorSchema: String?
    package var app: Application?
    package var apps: [String: Application]?
    package var services: [Service] = []
    package var environment: [String: String] = [:]
    package var pass: [String] = []
    package var secrets: [String] = []

    package init() {}

    /// The application of that name; the only one where none is named.
    func application(named name: String?) throws -> Application {
        if let app {
            guard let name else { return app }
            throw Failure(
                .malformed, "there is no application '\(name)': environment.json has only one",
                hint: "leave \"app\" out of the scenario, or name several under \"apps\"")
        }
        let all = apps ?? [:]
        if let name, let app = all[name] { return app }
        if name == nil, all.count == 1, let only = all.values.first { return only }
        let names = all.keys.sorted { $0.precedes($1) }.joined(separator: ", ")
        throw Failure(
            .malformed, name.map { "there is no application '\($0)'" } ?? "there are several applications: \(names)",
            hint: "name one of \(names) as the scenario's \"app\"")
    }

    /// Where it lies below the harness folder.
    package static let file = "config/environment.json"
}

/// Something that is built and run.
package struct Application: JSONRecord {
    package enum Kind: String, CaseIterable, JSONConvertible, ArgumentValue { case server, cli, library }

    package static let title = "an application"
    package static let fields: [Field<Self>] = [
        .required("kind", \.kind, "server, cli or library"),
        .defaulted("build", \.build, "what makes it ready to run, in this order"),
        .optional("start", \.start, "what starts it"),
        .optional("ready", \.ready, "how one sees that it can be used; by default that its port is open"),
        .optional("stop", \.stop, "how it is stopped; SIGTERM and five seconds where nothing is said"),
        .optional("port", \.port, "a fixed port; by default a free one is chosen, and stands for {{port}}"),
        .defaulted("share", \.share, "ignored files and folders that a copy of the project needs too"),
        .defaulted("in_place", \.isInPlace, "whether only the project's own folder can run it"),
        .optional("owner", \.owner, "who listens on its port, where that is no process of its own"),
    ]

    package var kind = Kind.server
    package var build: [BuildStep] = []
    package var start: StartCommand?
    package var ready: Readiness?
    package var stop: StopManner?
    package var port: Port?
    package var share: [String] = []
    package var isInPlace = false
    package var owner: ForeignOwner?

    package init() {}
}

/// Somebody else's process listens for the application: a container, a build daemon.
package struct ForeignOwner: JSONRecord {
    package static let title = "an owner"
    package static let fields: [Field<Self>] = [
        .required("name", \.name, "who it is, such as \"docker\""),
        .optional("cleanup", \.cleanup, "what ends it"),
    ]

    package var name = ""
    package var cleanup: Arguments?

    package init() {}
}

/// Something the application needs: a database, a cache.
package struct Service: JSONRecord {
    package static let title = "a service"
    package static let fields: [Field<Self>] = [
        .required("name", \.name, "what it is called, for {{services.NAME.port}}"),
        .optional("start", \.start, "what starts it"),
        .optional("external", \.isExternal, "true: it runs already, and is only recorded"),
        .optional("port", \.port, "a fixed port; by default a free one is chosen"),
        .optional("host", \.host, "where an external one runs; this machine where nothing is said"),
        .optional("ready", \.ready, "how one sees that it can be used"),
        .optional("stop", \.stop, "how it is stopped"),
        .defaulted("setup", \.setup, "makes its data: migrate, seed"),
        .defaulted("cleanup", \.cleanup, "takes its data away, also after a failure"),
    ]
    package static let alternatives = [["start", "external"]]

    package var name = ""
    package var start: StartCommand?
    package var isExternal: Bool?
    package var port: Port?
    package var host: String?
    package var ready: Readiness?
    package var stop: StopManner?
    package var setup: [BuildStep] = []
    package var cleanup: [BuildStep] = []

    package init() {}
}

/// A command that runs to its end before anything is started.
package struct BuildStep: JSONRecord {
    package static let title = "a build step"
    package static let fields: [Field<Self>] = [
        .required("argv", \.arguments, "the program and its words"),
        .defaulted("timeout_s", \.timeout, "how long it may take; 600 where nothing is said"),
        .optional("cwd", \.directory, "where it runs; the project where nothing is said"),
        .defaulted("env", \.environment, "variables of its own"),
    ]

    package var arguments = Arguments()
    package var timeout = TimeSpan(seconds: 600)
    package var directory: String?
    package var environment: [String: String] = [:]

    package init() {}
}

/// A command that goes on until it is stopped.
package struct StartCommand: JSONRecord {
    package static let title = "a start command"
    package static let fields: [Field<Self>] = [
        .required("argv", \.arguments, "the program and its words; {{port}} and {{tmp}} may stand in them"),
        .optional("cwd", \.directory, "where it runs; the project where nothing is said"),
        .defaulted("env", \.environment, "variables of its own"),
    ]

    package var arguments = Arguments()
    package var directory: String?
    package var environment: [String: String] = [:]

    package init() {}
}

/// How something is stopped.
package struct StopManner: JSONRecord {
    package enum Signal: String, CaseIterable, JSONConvertible, Sendable {
        case term = "TERM"
        case int = "INT"
        case quit = "QUIT"
        case hup = "HUP"
        case kill = "KILL"

        /// "SIGTERM" is as good as "TERM".
        package init(json: JSON) throws {
            let known = Self.allCases.map(\.rawValue)
            let name = json.string.map { $0.hasPrefix("SIG") ? String($0.dropFirst(3)) : $0 }
            guard let signal = name.flatMap(Self.init(rawValue:)) else {
                throw JSONMismatches("must be one of \(known.joined(separator: ", ")), not \(json.summary)")
            }
            self = signal
        }

        var number: Int32 {
            switch self {
            case .term: SIGTERM
            case .int: SIGINT
            case .quit: SIGQUIT
            case .hup: SIGHUP
            case .kill: SIGKILL
            }
        }
    }

    package static let title = "a way to stop"
    package static let fields: [Field<Self>] = [
        .defaulted("signal", \.signal, "TERM where nothing is said"),
        .defaulted("grace_s", \.grace, "how long it may take; 5 where nothing is said"),
    ]

    package var signal = Signal.term
    package var grace = TimeSpan(seconds: 5)

    package init() {}
}

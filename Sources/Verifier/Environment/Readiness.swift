import HarnessKit

/// How one sees that something can be used.
package struct Readiness: JSONRecord {
    package static let title = "a readiness"
    package static let fields: [Field<Self>] = [
        .optional("http", \.http, "a path that answers"),
        .optional("tcp", \.tcp, "true: its port is open"),
        .optional("log", \.log, "a pattern in what it prints"),
        .optional("exec", \.exec, "a program that exits with 0"),
        .defaulted("timeout_s", \.timeout, "how long it may take; 60 where nothing is said"),
        .defaulted("stable_ms", \.stableMilliseconds, "for how long it must hold"),
    ]
    package static let alternatives = [["http", "tcp", "log", "exec"]]

    package var http: Probe?
    package var tcp: Bool?
    package var log: Pattern?
    package var exec: Arguments?
    package var timeout = TimeSpan(seconds: 60)
    package var stableMilliseconds = Count(0)

    package init() {}

    /// What holds where nothing is said.
    static let portIsOpen: Readiness = {
        var readiness = Readiness()
        readiness.tcp = true
        return readiness
    }()

    var description: String {
        if let http { return "GET \(http.path) answers \(http.status)" }
        if let log { return "it prints '\(log)'" }
        if let exec { return "'\(ShellLine.of(exec.words))' exits with 0" }
        return "its port is open"
    }
}

/// A request whose answer says that a server is ready.
package struct Probe: JSONRecord {
    package static let title = "a probe"
    package static let fields: [Field<Self>] = [
        .required("path", \.path, "what is asked"),
        .defaulted("status", \.status, "the answer that means ready; 200 where nothing is said"),
    ]

    package var path = "/"
    package var status = 200

    package init() {}
}

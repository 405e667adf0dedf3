import HarnessKit

/// What is to be changed in the harness, exactly.
enum Change: Sendable, Equatable {
    /// A rule to add to AGENTS.md.
    case agents(String)
    /// A check to add to validation.json.
    case check(Check)

    /// In one sentence, for a report.
    var words: String {
        switch self {
        case .agents(let text): "add to AGENTS.md: \(text)"
        case .check(let check): "add the check '\(check.argv.joined(separator: " "))' to validation.json"
        }
    }

    var json: JSON {
        switch self {
        case .agents(let text): ["kind": "agents", "text": .string(text)]
        case .check(let check): ["kind": "check", "check": check.json]
        }
    }
}

/// A step of validation.json.
struct Check: JSONRecord, Equatable {
    static let title = "a check"
    static let isClosed = false
    static let fields: [Field<Self>] = [
        .required("name", \.name, "what it is called"), .required("argv", \.argv, "the program and its arguments"),
    ]

    var name = ""
    var argv: [String] = []

    init() {}

    init(_ name: String, _ argv: [String]) {
        self.name = name
        self.argv = argv
    }
}

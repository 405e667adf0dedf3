import HarnessKit

/// An environment file whose parts fit together, not only its keys.
struct CheckedEnvironment: JSONConvertible {
    static var schema: JSONSchema { ProjectEnvironment.schema }

    let project: ProjectEnvironment

    var json: JSON { project.json }

    init(json: JSON) throws {
        project = try ProjectEnvironment(json: json)
        var check = EnvironmentCheck(project: project)
        check.run(json)
        guard check.mismatches.isEmpty else { throw JSONMismatches(check.mismatches) }
    }
}

/// What a variable can be called: a system cuts "A=B" at its first "=".
enum VariableNames {
    static func mismatches(in variables: [String: String], at place: [JSON.Path.Step]) -> [JSONMismatch] {
        mismatches(in: variables.keys.sorted { $0.precedes($1) }, at: place)
    }

    static func mismatches(in names: [String], at place: [JSON.Path.Step]) -> [JSONMismatch] {
        names.filter { $0.isEmpty || $0.utf8.contains { $0 == UInt8(ascii: "=") || $0 == 0 } }.prefix(20).map { name in
            let cut = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
            return JSONMismatch(
                "'\(name.prefix(60))' is no name of a variable",
                hint: cut.flatMap { $0.isEmpty ? nil : "write \"\($0)\", and what follows as its value" }
                    ?? "give it a name", at: .init(place + [.key(name)]))
        }
    }
}

/// Looks for what no schema can say: names that nothing stands for, paths that are none.
struct EnvironmentCheck {
    let project: ProjectEnvironment
    private(set) var mismatches: [JSONMismatch] = []

    init(project: ProjectEnvironment) {
        self.project = project
    }

    mutating func run(_ json: JSON) {
        var names: Set<String> = []
        for (index, service) in project.services.enumerated() {
            let place: [JSON.Path.Step] = [.key("services"), .index(index)]
            if !names.insert(service.name).inserted {
                add("the service '\(service.name)' stands here twice", hint: "give one of them another name", at: place)
            }
            check(service.ready, at: place)
        }
        check(project.app?.ready, at: [.key("app")])
        for (name, app) in (project.apps ?? [:]).sorted(by: { $0.key.precedes($1.key) }) {
            check(app.ready, at: [.key("apps"), .key(name)])
        }
        let known = ScenarioCheck.builtIn + names.sorted { $0.precedes($1) }.map { "services.\($0).port" }
        checkNames(in: json, known, at: [])
    }

    private mutating func check(_ ready: Readiness?, at place: [JSON.Path.Step]) {
        guard let path = ready?.http?.path, !path.hasPrefix("/"), !path.hasPrefix("{{") else { return }
        let place = place + [.key("ready"), .key("http"), .key("path")]
        let isAddress = path.contains("://")
        add(
            isAddress
                ? "a probe asks the program itself, and '\(path.prefix(60))' is an address"
                : "the path '\(path.prefix(60))' does not begin with a slash",
            hint: isAddress ? "write the path alone, such as \"/health\"" : "write \"/\(path)\"", at: place)
    }

    private mutating func checkNames(in json: JSON, _ known: [String], at place: [JSON.Path.Step]) {
        switch json {
        case .string(let text):
            for name in Template(text).names where !known.contains(name) {
                let guess = Suggestion.nearest(to: name, among: known)
                add(
                    "nothing is known under the name '\(name)' in this file",
                    hint: guess.map { "did you mean '{{\($0)}}'?" }
                        ?? "use one of: \(known.map { "{{\($0)}}" }.joined(separator: ", "))", at: place)
            }
        case .array(let items):
            for (index, item) in items.enumerated() { checkNames(in: item, known, at: place + [.index(index)]) }
        case .object(let object):
            for member in object.members {
                let inner = place + [.key(member.name)]
                if member.name == "env", case .object(let variables) = member.value, mismatches.count < 100 {
                    mismatches += VariableNames.mismatches(in: variables.members.map(\.name), at: inner)
                }
                checkNames(in: member.value, known, at: inner)
            }
        default: return
        }
    }

    private mutating func add(_ message: String, hint: String, at place: [JSON.Path.Step]) {
        guard mismatches.count < 100 else { return }
        mismatches.append(JSONMismatch(message, hint: hint, at: .init(place)))
    }
}

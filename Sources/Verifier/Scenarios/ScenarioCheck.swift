import HarnessKit

/// A scenario file whose parts fit together, not only its keys.
struct CheckedScenarioFile: JSONConvertible {
    static var schema: JSONSchema { ScenarioFile.schema }

    let file: ScenarioFile

    var json: JSON { file.json }

    init(json: JSON) throws {
        file = try ScenarioFile(json: json)
        var check = ScenarioCheck(file: file, json: json)
        check.run()
        guard check.mismatches.isEmpty else { throw JSONMismatches(check.mismatches) }
    }
}

/// Looks for what no schema can say: names that are not known, steps that expect what they cannot find.
struct ScenarioCheck {
    let file: ScenarioFile
    let json: JSON
    private(set) var mismatches: [JSONMismatch] = []

    init(file: ScenarioFile, json: JSON) {
        self.file = file
        self.json = json
    }

    static let builtIn = ["port", "tmp", "run", "project"]

    mutating func run() {
        if file.scenarios.isEmpty {
            add(
                "there is no scenario: nothing would be checked", hint: "add one to \"scenarios\"",
                at: [.key("scenarios")], code: "E_EMPTY")
        }
        for name in file.vars.keys where Self.builtIn.contains(name) {
            add("'\(name)' has a meaning of its own", hint: "use another name", at: [.key("vars"), .key(name)])
        }
        var ids: Set<String> = []
        for (index, scenario) in file.scenarios.enumerated() {
            let place: [JSON.Path.Step] = [.key("scenarios"), .index(index)]
            if !Self.isID(scenario.id) {
                add(
                    "'\(scenario.id)' is no id: it has letters, digits, '-', '_' and '.', and at most 100 of them",
                    hint: "write a short name such as \"note-is-stored\"", at: place + [.key("id")])
            } else if !ids.insert(scenario.id).inserted {
                add(
                    "the id '\(scenario.id)' stands here twice", hint: "give one of them another",
                    at: place + [.key("id")])
            }
            check(scenario, at: place)
        }
    }

    private mutating func check(_ scenario: Scenario, at place: [JSON.Path.Step]) {
        if scenario.proves.isEmpty == scenario.keeps.isEmpty {
            add(
                scenario.proves.isEmpty
                    ? "the scenario '\(scenario.id)' does not say what it is for"
                    : "the scenario '\(scenario.id)' has both \"proves\" and \"keeps\"",
                hint: "write \"proves\": [\"AC-1\"], or \"keeps\": [\"what stays as it was\"]", at: place)
        }
        if scenario.steps.isEmpty {
            add("the scenario '\(scenario.id)' has no step", hint: "add one to \"steps\"", at: place + [.key("steps")])
        } else if !scenario.steps.contains(where: { $0.expect.map { !$0.isEmpty } ?? false }) {
            add(
                "the scenario '\(scenario.id)' expects nothing, so that it could not fail",
                hint: "add \"expect\" to a step, such as \(Self.simplest(for: scenario))", at: place + [.key("steps")])
        }
        var known = Set(Self.builtIn + file.vars.keys)
        var ids: Set<String> = []
        for (index, step) in scenario.steps.enumerated() {
            let here = place + [.key("steps"), .index(index)]
            if let id = step.id, !ids.insert(id).inserted {
                add("the step '\(id)' stands here twice", hint: "give one of them another id", at: here + [.key("id")])
            }
            check(step, at: here)
            checkNames(in: value(at: here), known, at: here)
            known.formUnion(step.capture.keys)
            for name in step.capture.keys where Self.builtIn.contains(name) {
                add(
                    "'\(name)' has a meaning of its own", hint: "use another name",
                    at: here + [.key("capture"), .key(name)])
            }
        }
    }

    /// What can be expected of its last step, at the least.
    private static func simplest(for scenario: Scenario) -> String {
        switch scenario.steps.last?.kind {
        case "exec", "tests": "{\"exit\": 0}"
        case "sqlite": "{\"rows\": [{\"n\": 1}]}"
        case "file": "{\"file\": {\"exists\": true}}"
        case "tcp": "{\"body\": {\"contains\": \"PONG\"}}"
        default: "{\"status\": 200}"
        }
    }

    /// Which expectations a kind of step can fulfil.
    private static let expectable: [String: [String]] = [
        "http": ["status", "headers", "json", "body", "not"],
        "exec": ["exit", "stdout", "stderr", "json", "not"],
        "sqlite": ["rows", "not"],
        "file": ["file", "not"],
        "tcp": ["body", "json", "not"],
        "tests": ["counts", "passed", "exit", "stdout", "stderr", "not"],
        "app": [],
    ]

    private mutating func check(_ step: Step, at place: [JSON.Path.Step]) {
        let allowed = Self.expectable[step.kind] ?? []
        checkKeys(value(at: place + [.key("expect")]), allowed, step.kind, at: place + [.key("expect")])
        if let http = step.http { check(http, at: place + [.key("http")]) }
        checkStatus(step.expect?.status, at: place + [.key("expect"), .key("status")])
        checkStatus(step.expect?.not?.status, at: place + [.key("expect"), .key("not"), .key("status")])
        for (kind, variables) in [("exec", step.exec?.environment), ("tests", step.tests?.environment)] {
            mismatches += VariableNames.mismatches(in: variables ?? [:], at: place + [.key(kind), .key("env")])
        }
        if let name = step.sqlite.flatMap({ Template($0.query).names.first }) {
            add(
                "'{{\(name)}}' within a query is not filled in",
                hint: "write ? in its place, and \"args\": [\"{{\(name)}}\"]",
                at: place + [.key("sqlite"), .key("query")])
        }
        for header in Array(step.http?.headers.keys ?? [:].keys) + Array(step.expect?.headers.keys ?? [:].keys) {
            guard let name = Template(header).names.first else { continue }
            add("'{{\(name)}}' within the name of a header is not filled in", hint: "write the name itself", at: place)
        }
        if let format = step.tests?.format, TestFormat(rawValue: format) == nil {
            let known = TestFormat.allCases.map(\.rawValue)
            add(
                "'\(format)' is no format of test results", hint: "use one of: \(known.joined(separator: ", "))",
                at: place + [.key("tests"), .key("format")])
        }
        if step.app != nil, step.eventually != nil || !step.capture.isEmpty {
            add("an app step is neither repeated nor captured from", hint: "take that out", at: place)
        }
    }

    private mutating func checkKeys(_ expect: JSON?, _ allowed: [String], _ kind: String, at place: [JSON.Path.Step]) {
        guard case .object(let object)? = expect else { return }
        for member in object.members {
            if !allowed.contains(member.name) {
                add(
                    "an \(kind) step has no \(member.name)",
                    hint: allowed.isEmpty
                        ? "expect something of a later step" : "expect one of: \(allowed.joined(separator: ", "))",
                    at: place + [.key(member.name)])
            } else if member.name == "not" {
                checkKeys(member.value, allowed.filter { $0 != "not" }, kind, at: place + [.key("not")])
            } else if member.name == "counts", case .object(let counts) = member.value {
                for count in counts.members where !TestCounts.names.contains(count.name) {
                    add(
                        "there is no count '\(count.name)'",
                        hint: "use one of: \(TestCounts.names.joined(separator: ", "))",
                        at: place + [.key("counts"), .key(count.name)])
                }
            }
        }
    }

    /// No answer has a status beside these.
    private mutating func checkStatus(_ matcher: Matcher?, at place: [JSON.Path.Step]) {
        for comparison in matcher?.comparisons ?? [] where comparison.test == .eq || comparison.test == .oneOf {
            let values = comparison.test == .eq ? [comparison.operand] : comparison.operand.items ?? []
            for value in values where value.integer.map({ !(100...599).contains($0) }) == true {
                add(
                    "no HTTP answer has the status \(value.text(.compact))", hint: "expect one from 100 to 599",
                    at: place)
            }
        }
    }

    private mutating func check(_ http: HTTPAction, at place: [JSON.Path.Step]) {
        let path = place + [.key("path")]
        if http.path.hasPrefix("https:") {
            add(
                "an http step does not speak https", hint: "use an exec step: [\"curl\", \"-sk\", \"\(http.path)\"]",
                at: path)
        } else if http.path.contains("://") {
            add(
                "an http step asks the application, and '\(http.path.prefix(60))' is an address",
                hint: "write the path alone, such as /notes; for a service of its own add \"service\"", at: path)
        } else if !http.path.hasPrefix("/"), !http.path.hasPrefix("{{") {
            add(
                "the path '\(http.path.prefix(60))' does not begin with a slash", hint: "write \"/\(http.path)\"",
                at: path)
        }
        let bodies = [http.body != nil, http.text != nil, http.form != nil, http.multipart != nil].count { $0 }
        if bodies > 1 {
            add("an http step has one body", hint: "keep one of json, body, form and multipart", at: place)
        }
    }

    mutating func checkNames(in json: JSON?, _ known: Set<String>, at place: [JSON.Path.Step]) {
        switch json {
        case .string(let text):
            for name in Template(text).names where !known.contains(name) && !Self.isDeclared(name) {
                let guess = Suggestion.nearest(to: name, among: known.sorted { $0.precedes($1) })
                add(
                    "nothing is known under the name '\(name)' here",
                    hint: guess.map { "did you mean '{{\($0)}}'?" }
                        ?? Self.waysToKnow, at: place)
            }
        case .array(let items):
            for (index, item) in items.enumerated() { checkNames(in: item, known, at: place + [.index(index)]) }
        case .object(let object):
            for member in object.members {
                checkNames(in: .string(member.name), known, at: place + [.key(member.name)])
                checkNames(in: member.value, known, at: place + [.key(member.name)])
            }
        default: return
        }
    }

    static let waysToKnow =
        "add it to \"vars\", or capture it in an earlier step; a secret of environment.json is {{secrets.NAME}}"

    /// What environment.json declares is known when it is run.
    private static func isDeclared(_ name: String) -> Bool {
        name.hasPrefix("services.") && name.hasSuffix(".port") || name.hasPrefix("secrets.")
    }

    private static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 100 && text.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    }

    private func value(at path: [JSON.Path.Step]) -> JSON? {
        path.reduce(json) { value, step -> JSON? in
            switch step {
            case .key(let key): value?[key]
            case .index(let index): value?[index]
            }
        }
    }

    private mutating func add(_ message: String, hint: String, at place: [JSON.Path.Step], code: String? = nil) {
        guard mismatches.count < 100 else { return }
        var mismatch = JSONMismatch(message, hint: hint, at: .init(place))
        mismatch.code = code
        mismatches.append(mismatch)
    }
}

import HarnessKit

/// What came of a scenario that was played against a stand-in.
package struct StandInOutcome: JSONRecord {
    package static let title = "a stand-in's outcome"
    package static let isClosed = false
    package static let fields: [Field<Self>] = [
        .required("kind", \.kind, "which stand-in"), .required("scenario", \.scenario, "which scenario"),
        .required("passed", \.hasPassed, "whether it passed, which it should not"),
        .required("reason", \.reason, "what it failed by, or why it passed"),
        .optional("finding", \.finding, "where it is too weak"),
    ]

    package var kind = StandInKind.dead
    package var scenario = ""
    package var hasPassed = false
    package var reason = ""
    package var finding: StrengthFinding?

    package init() {}

    /// The same where another scenario would have noticed.
    var excused: Self {
        var outcome = self
        outcome.finding = nil
        if hasPassed { outcome.reason += "; another scenario of the task does" }
        return outcome
    }

    init(_ kind: StandInKind, _ scenario: Scenario, _ report: ScenarioReport, isExcused: Bool, advice: String?) {
        self.kind = kind
        self.scenario = scenario.id
        hasPassed = report.status == .pass
        reason = report.failure ?? "nothing in it tells the application from \(kind.words)"
        guard hasPassed else { return }
        guard !isExcused else {
            reason += "; it failed on the base, which the same literals answer for"
            return
        }
        finding = StrengthFinding(
            .stooge, "'\(scenario.id)' passes against \(kind.words) (\(kind.rawValue))",
            hint: StandInAdvice(kind: kind, scenario: scenario).text(instead: advice))
    }
}

/// The smallest change by which a scenario would notice a stand-in.
struct StandInAdvice {
    let kind: StandInKind
    let scenario: Scenario

    /// Of what is said of the scenario itself, what names a value to make new helps against what goes by rote.
    func text(instead advice: String?) -> String {
        guard [.constant, .replay].contains(kind), let advice, advice.contains("\"fresh\"") else {
            return text ?? advice ?? "run 'verify explain'"
        }
        return "in '\(scenario.id)' \(advice)"
    }

    private var text: String? {
        switch kind {
        case .silent where scenario.steps.contains { $0.expect?.output?.json == "" }:
            "add a step that runs what stays and expects its answer, as what is gone says nothing: \(second)"
        case .silent where scenario.steps.contains { Self.isLine($0.exec) }:
            "expect what the program prints: the shell's line prints what is expected by itself, whatever the program did"
        case .silent where scenario.steps.contains { $0.exec?.mayBeStoodIn == false }:
            "expect something of the answer to what is new, not only to what was answered before: \(expectation)"
        case .dead, .silent, .failing: "expect something of the answer: \(expectation)"
        case .parrot: another
        case .status: "ask for something that is answered otherwise as well, in this scenario or another: \(otherwise)"
        case .constant: "in '\(scenario.id)' add a second step with another input and another answer, such as \(second)"
        case .replay:
            "in '\(scenario.id)' send a value that is new in every run (\"vars\": {\"value\": {\"fresh\": \"word\"}}, sent as "
                + "\"{{value}}\") and expect what comes of it"
        case .echo: "in '\(scenario.id)' expect something of the answer that its request does not hold"
        }
    }

    /// Whether it is a line for a shell that prints something itself.
    private static func isLine(_ exec: ExecAction?) -> Bool {
        let words = exec?.arguments.words ?? []
        let line = words.dropFirst(2).first ?? ""
        return words.count > 2 && words[1].hasSuffix("c")
            && ["echo ", "printf ", "expr "].contains { line.contains($0) }
    }

    /// The first step that expects something, asked otherwise.
    private var second: String {
        let step = scenario.steps.first { $0.expect?.isEmpty == false && ($0.exec != nil || $0.http != nil) }
        guard let words = step?.exec?.arguments.words, !words.isEmpty else {
            let path = step?.http?.path ?? "/"
            let text = JSON.string(path == "/" ? "/ANOTHER" : path + "?ANOTHER").text(.compact)
            return "{\"http\": {\"path\": \(text)}, \"expect\": {\"body\": {\"contains\": \"ITS ANSWER\"}}}"
        }
        let others = Self.isPlain(words) ? (words.count > 1 ? words.dropLast() : words) + ["ANOTHER"] : Self.other
        return
            "{\"exec\": {\"argv\": \(Array(others).json.text(.compact))}, \"expect\": {\"stdout\": {\"contains\": \"ITS ANSWER\"}}}"
    }

    /// What starts other programs: its last word is no input of the one that is meant.
    private static let starters: Set = [
        "sh", "bash", "dash", "zsh", "ksh", "busybox", "find", "xargs", "env", "timeout", "nice", "parallel", "awk",
        "perl", "ruby", "php", "python", "python3", "node", "make",
    ]
    private static let other = ["ITS PROGRAM", "ANOTHER"]

    /// Whether the last word can be taken for the input of a program.
    private static func isPlain(_ words: [String]) -> Bool {
        guard let program = words.first.map({ Path($0).name }) else { return false }
        guard starters.contains(program) else { return true }
        // An interpreter's file comes first, and then what it is given.
        let isLine = words.dropFirst().contains { ["-c", "-e", "-exec", "-x"].contains($0) }
        return !isLine && !["find", "xargs", "awk", "make"].contains(program)
            && words.count > (words.dropFirst().first?.hasPrefix("-") == true ? 3 : 2)
    }

    private var expectation: String {
        scenario.steps.contains { $0.exec != nil }
            ? "\"stdout\": {\"contains\": \"{{value}}\"}" : "\"json\": {\"$.name\": {\"eq\": \"{{name}}\"}}"
    }

    /// A question with another answer than that to the first.
    private var otherwise: String {
        let step = scenario.steps.first { $0.http != nil && $0.expect?.status != nil }
        let status = step?.expect?.status?.json.integer ?? 404
        return status < 400
            ? #"{"http": {"path": "/of/something/missing"}, "expect": {"status": 404}}"#
            : #"{"http": {"path": "/of/something/present"}, "expect": {"status": 200}}"#
    }

    /// A second thing that is stored before the first is read.
    private var another: String? {
        guard let step = scenario.steps.first(where: { $0.http?.method.uppercased() == "POST" }), let http = step.http,
            let name = Template(http.json.text(.compact)).names.first
        else { return nil }
        var copy = Step()
        copy.id = "another"
        copy.http = http
        guard case .object(var written) = copy.json, case .object(var request)? = written["http"] else { return nil }
        for key in ["headers", "timeout_s"] where request[key] == [:] || key == "timeout_s" { request[key] = nil }
        written = .init([.init("id", "another"), .init("http", .object(request))])
        let text = JSON.object(written).text(.compact).replacing("{{\(name)}}", with: "{{other}}")
        return "after step \"\(step.id ?? "step-1")\" add \(text), with \"other\": {\"fresh\": \"word\"} in \"vars\""
    }
}

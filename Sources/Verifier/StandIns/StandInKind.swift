import HarnessKit

/// Programs that know nothing of what the application is for: a scenario that one of them passes shows nothing.
package enum StandInKind: String, CaseIterable, JSONConvertible, ArgumentValue {
    /// Nobody listens; a program fails.
    case dead
    /// Always the same answer, as the application gave most often.
    case constant
    /// Answers with what it was asked.
    case echo
    /// Answers with what was stored last; a program does nothing and says that all went well.
    case parrot
    /// Answers as the application did to the same request in the run before.
    case replay
    /// Answers every request with the one status that all of them are expected to have, and nothing else.
    case status
    /// A program that does nothing and says that all went well.
    case silent
    /// A program that does nothing and fails.
    case failing

    /// What stands in for a server; its programs are replaced too.
    static let servers: [StandInKind] = [.dead, .constant, .echo, .parrot, .replay, .status]
    static let programs: [StandInKind] = [.silent, .failing, .constant, .echo]

    /// What it does, for a message.
    var words: String {
        switch self {
        case .dead: "a server that nobody started"
        case .constant: "a program that always answers the same"
        case .echo: "a program that answers with what it was asked"
        case .parrot: "a server that answers with what was stored last"
        case .replay: "a server that repeats the answers of the run before"
        case .status: "a server that answers everything with the same status"
        case .silent: "a program that does nothing and ends with 0"
        case .failing: "a program that does nothing and ends with 1"
        }
    }
}

/// All that a stand-in knows: what an earlier run recorded.
package struct StandInAnswers: JSONRecord {
    package static let title = "the answers of an earlier run"
    package static let fields: [Field<Self>] = [
        .optional("constant", \.constant, "the answer that was given most often"),
        .optional("status", \.status, "the status of every answer; nothing where there were several"),
        .optional("output", \.output, "what the program printed most often"),
        .defaulted("recorded", \.recorded, "answers by method and path, in their order"),
    ]

    package var constant: StandInAnswer?
    package var status: Int?
    package var output: String?
    package var recorded: [String: [StandInAnswer]] = [:]

    package init() {}

    /// Gathers them from a report.
    init(of report: Report) {
        var bodies: [(answer: StandInAnswer, count: Int)] = []
        var outputs: [(text: String, count: Int)] = []
        for step in report.scenarios.flatMap(\.steps) {
            if step.kind == "http", let answer = StandInAnswer(recorded: step.response) {
                let key = "\(step.request["method"]?.string ?? "GET") \(step.request["path"]?.string ?? "/")"
                recorded[key, default: []].append(answer)
                guard answer.status < 300, !answer.body.isEmpty else { continue }
                if let index = bodies.firstIndex(where: { $0.answer.body.hasSameBytes(as: answer.body) }) {
                    bodies[index].count += 1
                } else {
                    bodies.append((answer, 1))
                }
            } else if step.kind == "exec", let text = step.response["stdout"]?.string, !text.isEmpty {
                if let index = outputs.firstIndex(where: { $0.text.hasSameBytes(as: text) }) {
                    outputs[index].count += 1
                } else {
                    outputs.append((text, 1))
                }
            }
        }
        // The first of those that came equally often: the order of the report, and no other.
        constant = bodies.max { $0.count < $1.count }?.answer
        constant?.status = 200
        let statuses = Set(recorded.values.joined().map(\.status))
        status = statuses.count == 1 ? statuses.first : nil
        output = outputs.max { $0.count < $1.count }?.text
    }
}

/// An answer that a stand-in gives.
package struct StandInAnswer: JSONRecord, Equatable {
    package static let title = "an answer"
    package static let fields: [Field<Self>] = [
        .defaulted("status", \.status, "200 where nothing is said"), .defaulted("headers", \.headers, "by name"),
        .defaulted("body", \.body, "as text"),
    ]

    package var status = 200
    package var headers: [String: String] = [:]
    package var body = ""

    package init() {}

    init(_ status: Int, _ json: JSON? = nil, headers: [String: String] = [:]) {
        self.status = status
        self.headers = headers
        body = json?.text(.compact) ?? ""
        if json != nil { self.headers["Content-Type"] = "application/json" }
    }

    /// Headers that say how an answer is sent are the sender's own.
    private static let framing: Set<String> = [
        "content-length", "transfer-encoding", "connection", "keep-alive", "date",
    ]

    /// What a report holds of an answer; nil where there was none.
    init?(recorded response: JSON) {
        guard let status = response["status"]?.integer, (200...599).contains(status) else { return nil }
        self.status = status
        if let body = response["body"] { self.body = body.string ?? body.text(.compact) }
        guard case .object(let object)? = response["headers"] else { return }
        for member in object.members where !Self.framing.contains(member.name.lowercased()) {
            headers[member.name] =
                member.value.string ?? member.value.items?.compactMap(\.string).joined(separator: ", ")
        }
    }
}

import HarnessKit

/// How a stand-in answers: by rote.
struct StandInMind {
    let kind: StandInKind
    let answers: StandInAnswers
    private var stored: JSON?
    private var used: [String: Int] = [:]

    init(_ kind: StandInKind, _ answers: StandInAnswers) {
        self.kind = kind
        self.answers = answers
    }

    mutating func answer(to request: HTTPRequest) -> StandInAnswer {
        switch kind {
        case .echo: echo(request)
        case .parrot: repeated(request)
        case .replay: replayed(request)
        case .status: StandInAnswer(answers.status ?? 404, [:])
        default: answers.constant ?? StandInAnswer(200, ["ok": true])
        }
    }

    /// What does not speak HTTP is sent back, or answered as ever.
    func answer(to bytes: Bytes) -> Bytes {
        kind == .echo || kind == .parrot ? bytes : Bytes((answers.constant?.body ?? "ok\n").utf8)
    }

    private func echo(_ request: HTTPRequest) -> StandInAnswer {
        if !request.body.isEmpty {
            var answer = StandInAnswer()
            answer.headers = ["Content-Type": request.headers.first("Content-Type") ?? "application/json"]
            answer.body = String(decoding: request.body, as: UTF8.self)
            return answer
        }
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        var members: [JSON.Member] = [
            .init("method", .string(request.method)), .init("path", .string(request.target)),
            .init("id", .string(parts.first.map { Path($0).name } ?? "")),
        ]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            if let name = sides.first, sides.count > 1 { members.append(.init(name, .string(sides[1]))) }
        }
        return StandInAnswer(200, .object(.init(members)))
    }

    private mutating func repeated(_ request: HTTPRequest) -> StandInAnswer {
        switch request.method {
        case "POST", "PUT", "PATCH":
            var body = (try? JSON.parse(request.body)) ?? .string(String(decoding: request.body, as: UTF8.self))
            if case .object(var object) = body, object["id"] == nil {
                object["id"] = 1
                body = .object(object)
            }
            stored = body
            let path = request.target.split(separator: "?").first.map(String.init) ?? "/"
            return request.method == "POST"
                ? StandInAnswer(201, body, headers: ["Location": "\(path)/1"]) : StandInAnswer(200, body)
        case "DELETE": return StandInAnswer(204)
        default: return StandInAnswer(200, stored ?? [:])
        }
    }

    private mutating func replayed(_ request: HTTPRequest) -> StandInAnswer {
        let key = "\(request.method) \(request.target)"
        guard let known = answers.recorded[key], !known.isEmpty else {
            return StandInAnswer(404, ["error": "not found"])
        }
        let index = used[key, default: 0]
        used[key] = index + 1
        return known[min(index, known.count - 1)]
    }

    // Programs.

    /// What a program prints and ends with that is started with these words.
    func outcome(of words: [String], reading input: Bytes) -> (exit: Int32, output: Bytes) {
        switch kind {
        case .dead, .failing: (1, [])
        case .silent, .parrot: (0, [])
        case .echo: (0, Bytes((words.dropFirst().joined(separator: " ") + "\n").utf8) + input)
        case .constant, .replay, .status: (0, Bytes((answers.output ?? "ok\n").utf8))
        }
    }
}

import HarnessKit

/// Serves a stand-in; a run starts it in place of the application.
struct StandInCommand: Command {
    static let name = "stand-in"
    static let summary = "serves answers that know nothing of the application"
    static let parameters: [Parameter<Self>] = [
        .argument("KIND", to: \.kind, "which"),
        .required("--port", value: "PORT", to: \.port, "where it listens"),
        .option("--answers", value: "FILE", to: \.answers, "what an earlier run recorded"),
    ]

    var kind = StandInKind.constant
    var port = 0
    var answers: Path?

    func run(in context: Context) throws -> Answer {
        guard let port = UInt16(exactly: port), port > 0 else {
            throw Failure(.usage, "\(port) is no port", hint: "name one from 1 to 65535")
        }
        let loop = PollLoop(clock: context.clock)
        guard kind != .dead else {
            while true { try loop.turn(until: nil) }
        }
        var known = StandInAnswers()
        if let answers {
            let bytes = try FileContent(of: context.directory / answers, limit: 64 * 1024 * 1024).bytes
            known = try JSON.Source(name: "\(answers)", bytes: bytes, options: .strict).decode()
        }
        try StandInServer(StandInMind(kind, known), on: port, loop: loop).serve()
        return Answer(json: [:], text: "")
    }
}

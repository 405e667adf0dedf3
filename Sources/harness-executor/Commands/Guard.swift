import HarnessKit

/// What every tool does with a user's program, by itself: for tests, benchmarks and the curious.
struct Guard: Command {
    static let name = "guard"
    static let summary = "runs a program; whatever it starts ends with it"
    static let parameters: [Parameter<Self>] = [
        .option("--deadline", value: "SECONDS", to: \.deadline, "when it is ended"),
        .arguments("ARGV", to: \.arguments, isRequired: true, "the program and its words, after two dashes"),
    ]

    var deadline: Double?
    var arguments: [String] = []

    func run(in context: Context) throws -> Answer {
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let progress = Progress(context)
        let call = ProgramCall(arguments, in: context.directory, environment: context.environment)
        let outcome = try withExtendedLifetime(interruption) {
            try call.run(on: loop, deadline: deadline.map { .seconds($0) }, hiding: context.secrets) {
                progress.update("running \(arguments[0])")
            }
        }
        progress.finish()
        return Answer(
            exit: outcome.exit.isSuccess ? .yes : .no,
            json: [
                "exit": .string(outcome.exit.description), "stdout": .string(outcome.output.text),
                "stderr": .string(outcome.errors.text), "strays": .integer(outcome.strays),
                "timed_out": .bool(outcome.isTimedOut), "milliseconds": .integer(outcome.duration.milliseconds),
            ],
            text: outcome.output.text + outcome.errors.text + "[\(outcome.exit), \(outcome.strays) left behind]")
    }
}

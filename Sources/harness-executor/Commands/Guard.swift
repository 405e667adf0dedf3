import HarnessKit

/// What every tool does with a user's program, by itself.
struct Guard: Command {
    static let name = "guard"
    static let summary = "runs a program; whatever it starts ends with it"
    static let notes = """
        Every process below the program, however it hides, is ended when the program ends, at the deadline, or when this \
        command itself is ended, even by kill -9. Of each stream the first and the last 256 KiB are kept.

        The exit status is the program's own, and 128 and the number of the signal that ended it. It is 1 where the \
        deadline was reached or something was left that could not be ended, 66 or 69 where the program cannot be run.
        """
    static let examples = [
        CommandExample("harness-executor guard --deadline 60 -- make test", "a test run that leaves no daemon behind")
    ]
    static let parameters: [Parameter<Self>] = [
        .option(
            "--deadline", value: "SECONDS", to: \.deadline,
            "when it is ended: SIGTERM, and a tenth of a second later all"),
        .arguments("-- PROGRAM", to: \.arguments, isRequired: true, "the program and its words, after two dashes"),
    ]

    var deadline: Seconds?
    var arguments: [String] = []

    func run(in context: Context) throws -> Answer {
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let progress = Progress(context)
        defer { progress.finish() }
        let call = ProgramCall(arguments, environment: context.environment)
        let outcome = try withExtendedLifetime(interruption) {
            try call.run(on: loop, deadline: deadline?.duration, hiding: context.secrets) {
                progress.update("running \(arguments[0])")
            }
        }
        progress.finish()
        let isGood = outcome.exit.isSuccess && !outcome.isTimedOut && outcome.survivors == 0
        var answer = Answer(
            exit: isGood ? .yes : .no, notes: [outcome.errors.text, verdict(on: outcome)].filter { !$0.isEmpty },
            json: [
                "exit": .string(outcome.exit.description), "stdout": .string(outcome.output.text),
                "stderr": .string(outcome.errors.text), "strays": .integer(outcome.strays),
                "survivors": .integer(outcome.survivors), "timed_out": .bool(outcome.isTimedOut),
                "milliseconds": .integer(outcome.duration.milliseconds),
            ],
            text: outcome.output.text)
        if !outcome.isTimedOut, outcome.survivors == 0 { answer.status = outcome.exit.shellStatus }
        return answer
    }

    private func verdict(on outcome: ProgramOutcome) -> String {
        var parts = [outcome.exit.description]
        if outcome.isTimedOut { parts.append("its time was over") }
        parts.append("\(outcome.strays) left behind and ended")
        if outcome.survivors > 0 { parts.append("\(outcome.survivors) could not be ended") }
        return "[\(parts.joined(separator: ", "))]"
    }
}

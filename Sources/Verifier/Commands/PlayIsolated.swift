import HarnessKit

/// Plays one scenario that a run hands it on standard input; for runs, not for people.
struct PlayIsolated: Command {
    static let name = "play-isolated"
    static let summary = "plays one scenario that a run hands over"

    func run(in context: Context) throws -> Answer {
        let source = JSON.Source(name: "standard input", bytes: try context.input(), options: .strict)
        let scenario: IsolatedScenario = try source.decode()
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let outcome = try withExtendedLifetime(interruption) {
            try scenario.play(on: loop, in: context, progress: Progress(context))
        }
        return Answer(json: outcome.json, text: outcome.json.text(.indented))
    }
}

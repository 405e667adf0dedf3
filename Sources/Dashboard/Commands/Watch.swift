import HarnessKit

/// The same as `status`, live.
struct Watch: Command {
    static let name = "watch"
    static let summary = "shows all tasks live; keys move and look inside"
    static let notes = """
        Keys: j and k or the arrows move, space and b page, enter looks inside (a task, its checkpoints, events and \
        runs, the exchanges of a run), esc goes back, q quits. The terminal is given back as it was, however this ends, \
        except by 'kill -9': after that type 'reset'.

        Where the output is no terminal, and with --json, it prints one line for every event instead, until it is \
        ended.
        """
    static let examples = [
        CommandExample("harness-executor watch", "until q is pressed"),
        CommandExample("harness-executor watch --json | grep gate.refused", "each event as one JSON object a line"),
    ]

    func run(in context: Context) throws -> Answer {
        guard context.format == .text, Terminal.isThere(for: context) else {
            if context.format == .text {
                try context.errors.write(
                    "a line for every event; Ctrl-C ends it, 'harness-executor status' is all at once\n",
                    hiding: context.secrets)
            }
            try EventFollower(context: context).run()
            return Answer(json: [:], text: "")
        }
        let loop = PollLoop(clock: context.clock)
        let interruption = try Interruption(on: loop)
        let terminal = try Terminal(on: loop, in: context)
        try withExtendedLifetime((interruption, terminal)) {
            var session = try WatchSession(on: terminal, loop, in: context)
            try session.run()
        }
        return Answer(json: [:], text: "")
    }
}

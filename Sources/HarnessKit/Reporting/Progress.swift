/// What a long command is doing, for whoever waits: a live line on a terminal, plain lines elsewhere.
///
/// Nothing is shown before a second has passed, and nothing in JSON that a pipe would mix into the answer.
package final class Progress {
    private enum Manner { case live, plain, silent }

    private let context: Context
    private let manner: Manner
    private let started: Duration
    private var drawn: Duration?
    private var lastText = ""

    package init(_ context: Context) {
        self.context = context
        started = context.clock.uptime()
        let canRedraw = context.errors.isTerminal && context.environment["TERM"] != "dumb"
        manner = canRedraw ? .live : context.format == .json ? .silent : .plain
    }

    /// Says what happens now; may be called as often as one likes.
    package func update(_ text: String) {
        let now = context.clock.uptime()
        guard now - started >= .seconds(1) else { return }
        show(text, at: now)
    }

    /// Says what whoever waits has to know, however little time has passed.
    package func tell(_ text: String) {
        drawn = nil
        show(text, at: context.clock.uptime())
    }

    private func show(_ text: String, at now: Duration) {
        switch manner {
        case .silent: return
        case .live:
            if let drawn, now - drawn < .milliseconds(100) { return }
            try? context.errors.redraw("\(text) (\(elapsed(now)))", hiding: context.secrets)
        case .plain:
            // Somebody reads every line of these.
            if let drawn, now - drawn < (text == lastText ? .seconds(30) : .seconds(5)) { return }
            try? context.errors.write("\(text) (\(elapsed(now)))\n", hiding: context.secrets)
        }
        drawn = now
        lastText = text
    }

    /// Takes the live line away, so that the answer stands alone.
    package func finish() {
        if manner == .live, drawn != nil { try? context.errors.redraw("", hiding: context.secrets) }
        drawn = nil
    }

    private func elapsed(_ now: Duration) -> String {
        let seconds = (now - started).milliseconds / 1000
        return seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
    }
}

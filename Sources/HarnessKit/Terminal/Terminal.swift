import CHarness

/// The terminal that a person sits before, taken over until this goes away: keys come at once, the screen is ours.
///
/// It waits in the loop like everything else. However the process ends, the terminal is given back as it was.
package final class Terminal {
    package enum Input: Equatable, Sendable {
        case key(Key)
        /// The screen must be drawn anew: it has another size, or somebody else wrote on it.
        case redraw
        /// Nobody is there any more.
        case closed
    }

    private let loop: PollLoop
    private let context: Context
    private let signals: (receiving: Descriptor, sending: Descriptor)
    private var tokens: [PollLoop.Token] = []
    private var reader = KeyReader()
    private var escaped: Duration?
    private var inputs: [Input] = []

    /// How long an escape waits for what may belong to it; over slow lines a sequence comes in parts.
    private static let patience = Duration.milliseconds(60)

    /// Whether there is a terminal at both ends that can be drawn on.
    package static func isThere(for context: Context) -> Bool {
        context.output.isTerminal && isatty(0) == 1 && isatty(1) == 1 && context.environment["TERM"] != "dumb"
    }

    package init(on loop: PollLoop, in context: Context) throws {
        self.loop = loop
        self.context = context
        signals = try Descriptor.pipe()
        signals.sending.setNonBlocking()
        signals.receiving.setNonBlocking()
        try enter()
        let problem = harness_terminal_watch(signals.sending.number)
        guard problem == 0 else {
            harness_terminal_leave()
            throw SystemError("catch", "signals", number: problem)
        }
        tokens = [
            loop.onReadable(0) { [unowned self] in try takeKeys() },
            loop.onReadable(signals.receiving.number) { [unowned self] in try takeSignals() },
        ]
    }

    deinit {
        harness_terminal_unwatch()
        harness_terminal_leave()
        for token in tokens { loop.remove(token) }
    }

    package var size: ScreenSize {
        var (rows, columns): (Int32, Int32) = (0, 0)
        guard harness_terminal_size(1, &rows, &columns) == 0, rows > 0, columns > 0 else {
            return ScreenSize(rows: 24, columns: 80)
        }
        return ScreenSize(rows: Int(rows), columns: Int(columns))
    }

    /// Waits for a person or for a moment; returns what came.
    package func wait(until deadline: Duration) throws -> [Input] {
        try loop.turn(until: min(deadline, escaped ?? deadline))
        if let moment = escaped, loop.now >= moment {
            inputs += reader.giveUp().map(Input.key)
            escaped = nil
        }
        let taken = inputs
        inputs = []
        return taken
    }

    /// Stops as Ctrl-Z does; when it goes on, the screen is ours again.
    package func suspend() throws {
        harness_terminal_leave()
        harness_terminal_stop()
        try enter()
        inputs.append(.redraw)
    }

    private func enter() throws {
        let problem = harness_terminal_enter(0, 1)
        guard problem == 0 else { throw SystemError("take over", "the terminal", number: problem) }
    }

    private func takeKeys() throws {
        guard let bytes = try? Descriptor.keys(upTo: 1024), !bytes.isEmpty else {
            inputs.append(.closed)
            return
        }
        inputs += reader.read(bytes).map(Input.key)
        escaped = reader.isWaiting ? loop.now + Self.patience : nil
    }

    private func takeSignals() throws {
        for signal in try signals.receiving.receive(upTo: 64, from: "signals") {
            switch Int32(signal) {
            case SIGTSTP: try suspend()
            case SIGCONT:
                // Whoever stopped us by SIGSTOP has the terminal as the shell wants it.
                harness_terminal_leave()
                try enter()
                inputs.append(.redraw)
            default: inputs.append(.redraw)
            }
        }
    }
}

extension Descriptor {
    /// What standard input holds at this moment; it stays open.
    fileprivate static func keys(upTo capacity: Int) throws -> Bytes {
        var buffer = Bytes(repeating: 0, count: capacity)
        let count = retrying { read(0, &buffer, capacity) }
        guard count >= 0 else { throw SystemError("read", "standard input") }
        return Bytes(buffer.prefix(count))
    }
}

/// The one loop in which a command waits: for the streams of its processes, for deadlines, for a signal.
package final class PollLoop {
    package struct Token: Hashable { fileprivate let number: Int }

    private struct Watch {
        let descriptor: Int32
        let events: Int16
        let handler: () throws -> Void
    }

    private let clock: Clock
    private var watches: [(token: Token, watch: Watch)] = []
    private var nextToken = 0

    package init(clock: Clock) {
        self.clock = clock
    }

    package var now: Duration { clock.uptime() }

    /// Calls the handler whenever the descriptor can be read, or has ended.
    package func onReadable(_ descriptor: Int32, _ handler: @escaping () throws -> Void) -> Token {
        add(Watch(descriptor: descriptor, events: Int16(POLLIN), handler: handler))
    }

    /// Calls the handler whenever the descriptor can be written, or nobody reads it any more.
    package func onWritable(_ descriptor: Int32, _ handler: @escaping () throws -> Void) -> Token {
        add(Watch(descriptor: descriptor, events: Int16(POLLOUT), handler: handler))
    }

    package func remove(_ token: Token) {
        watches.removeAll { $0.token == token }
    }

    /// Turns until the condition holds; false where the deadline came first.
    package func run(until deadline: Duration?, _ condition: () throws -> Bool) throws -> Bool {
        while try !condition() {
            if let deadline, now >= deadline { return false }
            try turn(until: deadline)
        }
        return true
    }

    /// Waits once, at most up to the deadline, and calls whom it concerns.
    package func turn(until deadline: Duration?) throws {
        let current = watches
        var entries = current.map { pollfd(fd: $0.watch.descriptor, events: $0.watch.events, revents: 0) }
        // Rounded up: a wait of less than a millisecond must not become a busy loop.
        let wait = deadline.map { Int32(clamping: max(0, ($0 - now).milliseconds + 1)) } ?? -1
        let count = poll(&entries, nfds_t(entries.count), wait)
        if count < 0, errno != EINTR { throw SystemError("wait for", "processes") }
        guard count > 0 else { return }
        for (entry, item) in zip(entries, current) where entry.revents != 0 {
            // An earlier handler of this turn may have removed it.
            if watches.contains(where: { $0.token == item.token }) { try item.watch.handler() }
        }
    }

    private func add(_ watch: Watch) -> Token {
        nextToken += 1
        let token = Token(number: nextToken)
        watches.append((token, watch))
        return token
    }
}

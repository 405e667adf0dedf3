/// What time it is, as a value that tests can stop.
package struct Clock: Sendable {
    package let now: @Sendable () -> Date
    package let uptime: @Sendable () -> Duration

    package init(now: @escaping @Sendable () -> Date, uptime: @escaping @Sendable () -> Duration) {
        self.now = now
        self.uptime = uptime
    }

    /// The machine's clocks; its uptime never goes back.
    package static let system = Clock(
        now: {
            let time = read(CLOCK_REALTIME)
            return Date(timeIntervalSince1970: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
        },
        uptime: {
            let time = read(CLOCK_MONOTONIC)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        })

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}

extension Duration {
    package var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }

    package var fractionalMilliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }

    /// "0.5 s", "20 s", "10 min".
    package var words: String {
        let milliseconds = self.milliseconds
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        if milliseconds % 1000 != 0, milliseconds < 60_000 { return "\(Double(milliseconds / 100) / 10) s" }
        let seconds = milliseconds / 1000
        return seconds < 120 || seconds % 60 != 0 ? "\(seconds) s" : "\(seconds / 60) min"
    }
}

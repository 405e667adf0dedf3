import HarnessKit
import Synchronization

/// An outside world that stands still: a stopped clock, counted randomness, buffers for streams.
package struct World {
    package var context: Context
    package let output = Output.Buffer()
    package let errors = Output.Buffer()
    package let time = Time()

    /// A clock that only a test moves.
    package final class Time: Sendable {
        private let elapsed = Mutex(Duration.zero)

        package func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }

        var uptime: Duration { elapsed.withLock { $0 } }
    }

    package init(directory: Path = "/", terminalWidth: Int? = nil, environment: [String: String] = [:]) {
        let time = time
        context = Context(
            clock: Clock(
                now: { Date(timeIntervalSince1970: 1_790_000_000 + Double(time.uptime.milliseconds) / 1000) },
                uptime: { time.uptime }),
            random: { count in (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) } },
            environment: Environment(environment), directory: directory,
            output: output.output(terminalWidth: terminalWidth), errors: errors.output(terminalWidth: terminalWidth))
        context.isInputTyped = { false }
    }

    /// Runs a command line as `main` would.
    package func run(_ program: Program, _ words: Word...) -> Int32 {
        program.run(words, in: context)
    }
}

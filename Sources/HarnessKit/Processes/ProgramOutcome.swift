/// How a program ended; an exit code is an outcome, not an error.
package enum ProgramExit: Sendable, Equatable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xFF) : .signalled(signal)
    }

    package var isSuccess: Bool { self == .exited(0) }

    /// What a shell makes of it: the code, or 128 and the signal's number.
    package var shellStatus: Int32 {
        switch self {
        case .exited(let code): code
        case .signalled(let number): 128 + number
        }
    }

    package var description: String {
        switch self {
        case .exited(let code): "exit \(code)"
        case .signalled(let number): "signal \(number)"
        }
    }
}

/// What came of running a program to its end.
package struct ProgramOutcome: Sendable {
    package let exit: ProgramExit
    package let output: Capture
    package let errors: Capture
    package let duration: Duration
    /// Whether it was ended because its time was over.
    package let isTimedOut: Bool
    /// Processes it had left behind, which were ended.
    package let strays: Int
    /// Processes that could not be ended.
    package let survivors: Int
}

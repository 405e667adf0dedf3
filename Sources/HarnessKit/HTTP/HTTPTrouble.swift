/// Why there is no whole answer: how far it got, and what then happened.
package struct HTTPTrouble: Error, Sendable, CustomStringConvertible {
    package enum Stage: Sendable, Equatable { case connecting, sending, waiting, headers, body }

    package enum Reason: Error, Sendable, Equatable {
        case refused
        /// The system's words for why the address cannot be reached.
        case unreachable(String)
        case timedOut(after: Duration)
        case closedEarly
        case reset
        case malformed(String)
        case tooLarge(String)

        /// What a failed system call on a connection means.
        static func broken(_ number: Int32) -> Reason {
            switch number {
            case ECONNREFUSED: .refused
            case ECONNRESET: .reset
            case EPIPE: .closedEarly
            default: .unreachable(SystemError("", "", number: number).reason)
            }
        }
    }

    /// How many bytes went each way.
    package struct Progress: Sendable, Equatable {
        package var sent = 0
        package var request = 0
        package var headers = 0
        package var body = 0
        /// How many bytes of body were announced.
        package var announced: Int?
    }

    package let stage: Stage
    package let reason: Reason
    package let endpoint: Endpoint
    package let progress: Progress
    /// What had come of the answer, where its headers were whole.
    package var partial: HTTPResponse?

    init(_ stage: Stage, _ reason: Reason, _ endpoint: Endpoint, _ progress: Progress = Progress()) {
        self.stage = stage
        self.reason = reason
        self.endpoint = endpoint
        self.progress = progress
    }

    package var description: String {
        switch reason {
        case .refused: "connection refused on \(endpoint)"
        case .unreachable(let words):
            stage == .connecting
                ? "cannot connect to \(endpoint): \(words)" : "the connection to \(endpoint) failed \(place): \(words)"
        case .timedOut(let span): lateness(span)
        case .closedEarly: "\(endpoint) closed the connection \(place)"
        case .reset: "\(endpoint) reset the connection \(place)"
        case .malformed(let what): "malformed answer from \(endpoint): \(what)"
        case .tooLarge(let what): "too large an answer from \(endpoint): \(what)"
        }
    }

    private var place: String {
        switch stage {
        case .connecting: "before it was made"
        case .sending: "after \(progress.sent) of \(progress.request) bytes of the request"
        case .waiting: "before it answered a byte"
        case .headers: "within the headers, after \(progress.headers) bytes"
        case .body: "after \(bodyCount) of the body"
        }
    }

    private var bodyCount: String {
        progress.announced.map { "\(progress.body) of \($0) bytes" } ?? "\(progress.body) bytes"
    }

    private func lateness(_ span: Duration) -> String {
        let time = Self.text(span)
        return switch stage {
        case .connecting: "no connection to \(endpoint) within \(time)"
        case .sending:
            "no answer within \(time): connected, \(progress.sent) of \(progress.request) bytes sent, not a byte came"
        case .waiting: "no answer within \(time): connected, request sent, not a byte came"
        case .headers: "no whole answer within \(time): \(progress.headers) bytes of the headers came"
        case .body: "no whole answer within \(time): \(bodyCount) of the body came"
        }
    }

    /// "5 s", "1.25 s", "200 ms"; rounded up, because the deadline was set a moment before the clock was read.
    private static func text(_ span: Duration) -> String {
        let exact = max(1, (span + .microseconds(999)).milliseconds)
        let step = exact < 20 ? 1 : exact <= 995 ? 5 : 50
        let rounded = (exact + step - 1) / step * step
        guard rounded >= 1000 else { return "\(rounded) ms" }
        let fraction = rounded % 1000 / 10
        let digits = fraction % 10 == 0 ? "\(fraction / 10)" : fraction < 10 ? "0\(fraction)" : "\(fraction)"
        return fraction == 0 ? "\(rounded / 1000) s" : "\(rounded / 1000).\(digits) s"
    }
}

import HarnessKit

/// Asks again and again whether a program can be used.
final class ReadinessProbe {
    private let readiness: Readiness
    private let port: UInt16
    private let stage: Stage
    private let bindings: Bindings
    /// What was printed last, as it came.
    private var seen = Bytes()
    private var isNew = true

    init(_ readiness: Readiness, port: UInt16, stage: Stage, bindings: Bindings) {
        self.readiness = readiness
        self.port = port
        self.stage = stage
        self.bindings = bindings
    }

    /// Why it cannot be used yet; nil once it can.
    func reasonToWait(for process: GuardedProcess, until end: Duration) throws -> String? {
        if let http = readiness.http { return try answers(http, until: end) }
        if let log = readiness.log { return prints(log) }
        if let exec = readiness.exec { return try succeeds(exec, until: end) }
        return try accepts(until: end)
    }

    private func answers(_ probe: Probe, until end: Duration) throws -> String? {
        do {
            let request = HTTPRequest("GET", HTTPRequest.encodedTarget(try bindings.text(probe.path)))
            let response = try HTTPConnection(host: "localhost", port: port, on: stage.loop)
                .send(request, deadline: min(end, stage.loop.now + .seconds(5)))
            return response.status == probe.status
                ? nil : "GET \(probe.path) answered \(response.status), not \(probe.status)"
        } catch let trouble as HTTPTrouble {
            guard trouble.stage == .waiting, case .timedOut = trouble.reason else { return trouble.description }
            return "it accepts connections on port \(port) and does not answer GET \(probe.path)"
        }
    }

    private func accepts(until end: Duration) throws -> String? {
        do {
            _ = try TCPStream(
                to: Endpoint(host: "localhost", port: port), on: stage.loop,
                deadline: min(end, stage.loop.now + .seconds(5)))
            return nil
        } catch let trouble as HTTPTrouble {
            return trouble.description
        }
    }

    /// Takes in what the program prints.
    func see(_ part: Bytes) {
        guard readiness.log != nil else { return }
        seen += part
        isNew = true
    }

    private var isPrinted = false

    private func prints(_ pattern: Pattern) -> String? {
        if isNew, !isPrinted {
            isNew = false
            isPrinted = pattern.matches(seen)
            // Enough for a line that is cut in two.
            if seen.count > 256 * 1024 { seen.removeFirst(seen.count - 64 * 1024) }
        }
        return isPrinted ? nil : "it has not printed '\(pattern)'"
    }

    private func succeeds(_ arguments: Arguments, until end: Duration) throws -> String? {
        let call = try stage.call(arguments, in: nil, with: [:], bindings)
        let outcome = try call.run(
            on: stage.loop, deadline: min(.seconds(10), end - stage.loop.now), hiding: stage.context.secrets)
        return outcome.exit.isSuccess
            ? nil
            : "'\(ShellLine.of(call.arguments))' ends with \(outcome.exit): \(LogTail.of(outcome.output, outcome.errors, lines: 1))"
    }
}

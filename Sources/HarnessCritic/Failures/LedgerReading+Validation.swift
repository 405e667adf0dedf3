import HarnessKit
import Ledger

extension LedgerReading {
    /// Of a failing step each of the first errors is one failure; of one that shows nothing, that it shows nothing.
    mutating func validate(_ event: EventLine) throws {
        let body = try event.decode(as: ValidationFinished.self)
        trace(event) { $0.validations += 1 }
        for (index, step) in body.steps.enumerated() {
            // What kept the build from being run at all is a cheap check, whatever its kind says.
            let isEarly = body.steps[(index + 1)...].contains { $0.kind == "build" && $0.outcome == .skipped }
            for incident in Self.incidents(of: step, isEarly ? .lint : nil) { add(incident, event) }
        }
    }

    /// How many errors of one step count: a broken header is not a hundred failures.
    private static let most = 5

    private static func incidents(of step: ValidatedStep, _ known: Incident.Kind?) -> [Incident] {
        let kind = known ?? Incident.Kind(rawValue: step.kind) ?? .validation
        switch step.outcome {
        case .skipped: return []
        case .pass:
            // A pass that shows nothing: no test was run.
            guard let code = step.code else { return [] }
            return [Incident(.validation, "\(step.name): \(step.reason ?? code)", rule: code)]
        case .couldNotRun:
            return [Incident(.validation, step.reason ?? "\(step.name) could not be run", rule: step.code)]
        case .fail: break
        }
        var incidents = step.firstErrors.prefix(most).map { error in
            var incident = Incident(kind, error.message, file: error.file, rule: step.code)
            incident.line = error.line
            return incident
        }
        if incidents.isEmpty {
            let line = step.arguments.joined(separator: " ").prefix(100)
            let isLate = step.code == "E_STEP_TIMEOUT"
            let end = (isLate ? "timed out, " : "") + (step.reason ?? step.exit ?? "no exit")
            // A command that did not end in time is known by what was run.
            incidents = [Incident(kind, "'\(line)': \(end)", rule: step.code)]
        }
        // The step took its time once, however many errors it found.
        incidents[0].seconds = step.seconds
        return incidents
    }
}

import HarnessKit
import Ledger

/// What came of a step: what an event records of it, and what is too much for an event.
package struct StepOutcome: Sendable {
    package let step: ValidationStep
    /// Name, outcome, exit, seconds, the first errors, how many tests.
    package var record: ValidatedStep
    package var duration: Duration?
    package var isTimedOut = false
    /// Every error that was recognised.
    package var errors: [PlacedError] = []
    /// What the run said of its tests; nil where it is no test step or said nothing that is known.
    package var tests: StepTests?
    /// Why nothing is known of its tests, and how the runner can be made to name them.
    package var unreadTests: Failure?
    /// Both streams, secrets taken out.
    package var output = Bytes()
    /// How many bytes in the middle of the streams were not kept.
    package var omitted = 0
    /// The last lines, for where no error was recognised.
    package var tail: [String] = []

    package var outcome: ValidatedStep.Outcome { record.outcome }
    package var code: StepCode? { record.code.flatMap(StepCode.init) }

    init(of step: ValidationStep) {
        self.step = step
        record = ValidatedStep()
        record.name = step.name
        record.kind = step.kind.rawValue
        record.arguments = step.arguments.words
    }

    /// A step that is not run, and why.
    static func skipped(_ step: ValidationStep, because reason: String, _ code: StepCode? = nil) -> StepOutcome {
        var outcome = StepOutcome(of: step)
        outcome.end(code == .outOfTime ? .couldNotRun : .skipped, code, because: reason)
        return outcome
    }

    mutating func end(_ outcome: ValidatedStep.Outcome, _ code: StepCode?, because reason: String?) {
        record.outcome = outcome
        record.code = code?.rawValue
        record.reason = reason
    }
}

/// What happens while steps run.
package enum StepNews {
    /// Said again and again, for a line of progress.
    case running(ValidationStep, number: Int, of: Int)
    /// Said once for each step, also for those that were left out.
    case ended(StepOutcome)
}

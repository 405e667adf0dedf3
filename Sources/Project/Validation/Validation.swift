import HarnessKit
import Ledger

/// Build, then lint, then tests: steps run in order in a folder, which need not be the work tree.
///
/// A copy of it or an export of an older state does as well. Nothing is recorded here.
package struct Validation: Sendable {
    let root: Path
    let environment: Environment
    let clock: Clock
    let secrets: Redactor
    let readTests: TestReading

    /// The variables are exactly those that steps are given, besides their own: `ValidationFile.variables(from:)`.
    package init(
        in root: Path, environment: Environment, clock: Clock, hiding secrets: Redactor,
        readTests: @escaping TestReading
    ) {
        self.root = root
        self.environment = environment
        self.clock = clock
        self.secrets = secrets
        self.readTests = readTests
    }

    /// Runs the steps in this order, each in its own time and all within the limit, and tells of each as it ends.
    ///
    /// After a build that failed nothing else says anything, and is left out. Throws `Interrupted` when the loop
    /// hears of a signal, and what `news` throws; what ran then is ended.
    package func run(
        _ steps: [ValidationStep], on loop: PollLoop, within limit: Duration? = nil,
        news: (StepNews) throws -> Void = { _ in }
    ) throws -> [StepOutcome] {
        let end = limit.map { loop.now + $0 }
        var outcomes: [StepOutcome] = []
        for (index, step) in steps.enumerated() {
            let broken = outcomes.first { $0.step.kind == .build && $0.outcome != .pass }
            let left = end.map { $0 - loop.now }
            let outcome: StepOutcome
            if let broken {
                outcome = .skipped(step, because: "\(broken.step.name) did not pass")
            } else if let left, left <= .zero {
                outcome = .skipped(step, because: "the time for all steps was over", .outOfTime)
            } else {
                outcome = try StepRun(step: step, place: self, loop: loop).execute(within: left) {
                    try? news(.running(step, number: index + 1, of: steps.count))
                }
            }
            outcomes.append(outcome)
            try news(.ended(outcome))
        }
        return outcomes
    }
}

extension [StepOutcome] {
    /// What the steps came to together.
    package var outcome: ValidatedStep.Outcome {
        let all = map(\.outcome)
        if all.contains(.fail) { return .fail }
        return all.contains(.couldNotRun) ? .couldNotRun : .pass
    }
}

extension StepNews {
    /// A line of progress; nil for what has ended.
    package var line: String? {
        guard case .running(let step, let number, let count) = self else { return nil }
        return "\(number) of \(count), \(step.name): \(step.line)"
    }
}

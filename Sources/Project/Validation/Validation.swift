import HarnessKit
import Ledger

/// Build, then lint, then tests: the steps of a file, run in order.
package struct Validation {
    let source: ValidationSource
    let root: Path
    let countTests: @Sendable (Bytes, Bytes) -> CountedTests?

    /// What every step came to.
    struct Report {
        var steps: [StepRun.Outcome] = []
        var isPartial = false

        var outcome: ValidatedStep.Outcome {
            let all = steps.map(\.record.outcome)
            if all.contains(.fail) { return .fail }
            return all.contains(.couldNotRun) ? .couldNotRun : .pass
        }
    }

    /// The steps that are asked for, in order; fails where there is none of that name, or none at all.
    func steps(named names: [String]) throws -> [ValidationStep] {
        let order = source.file.order
        guard !order.isEmpty else { throw ValidationSource.noSteps(in: source.name) }
        let known = order.map(\.name)
        for name in names where !known.contains(name) && ValidationStep.Kind(rawValue: name) == nil {
            let guess = Suggestion.nearest(to: name, among: known)
            throw Failure(
                .usage, "there is no step '\(name)' in \(source.name)",
                hint: guess.map { "did you mean '\($0)'?" } ?? "name one of \(known.joined(separator: ", "))")
        }
        let wanted = order.filter { names.isEmpty || names.contains($0.name) || names.contains($0.kind.rawValue) }
        guard !wanted.isEmpty else {
            throw Failure(
                .no, "no step of \(source.name) is a \(names.joined(separator: " or "))",
                hint: "name one of \(known.joined(separator: ", "))")
        }
        return wanted
    }

    /// Runs them. After a build that failed nothing else says anything, and is left out.
    func run(_ steps: [ValidationStep], on loop: PollLoop, in context: Context, progress: Progress) throws -> Report {
        var report = Report()
        report.isPartial = steps.count < source.file.steps.count
        var environment = context.environment.forPrograms
        for name in source.file.pass { environment[name] = context.environment[name] }
        for (index, step) in steps.enumerated() {
            let broken = report.steps.first { $0.record.kind == "build" && $0.record.outcome != .pass }
            if let broken {
                report.steps.append(StepRun.skipped(step, because: "\(broken.record.name) did not pass"))
                continue
            }
            let run = StepRun(
                step: step, root: root, environment: environment, clock: context.clock, countTests: countTests)
            report.steps.append(
                try run.execute(on: loop, hiding: context.secrets) {
                    progress.update("\(index + 1) of \(steps.count), \(step.name): \(step.line)")
                })
        }
        return report
    }
}

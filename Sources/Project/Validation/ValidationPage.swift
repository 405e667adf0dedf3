import HarnessKit
import Ledger

/// A validation as a person reads it: a line a step, and the first errors of what failed.
struct ValidationPage {
    static let shownErrors = 5

    let report: Validation.Report
    let showsAll: Bool
    let style: Style

    var text: String {
        let width = report.steps.map(\.record.name.count).max() ?? 0
        let lines = report.steps.flatMap { step -> [String] in
            let name = step.record.name + String(repeating: " ", count: width - step.record.name.count)
            return ["\(mark(step.record.outcome)) \(name)  \(told(step.record))"]
                + trouble(of: step).map { "    " + $0 }
        }
        return (lines + [verdict]).joined(separator: "\n")
    }

    private func mark(_ outcome: ValidatedStep.Outcome) -> String {
        switch outcome {
        case .pass: style.green("pass")
        case .fail: style.red("FAIL")
        case .couldNotRun: style.red("none")
        case .skipped: style.dim("skip")
        }
    }

    private func told(_ step: ValidatedStep) -> String {
        var parts: [String] = []
        if step.outcome == .fail, let exit = step.exit { parts.append(exit) }
        if let reason = step.reason { parts.append(reason) }
        if let seconds = step.seconds { parts.append(Duration.milliseconds(Int(seconds * 1000)).words) }
        if let tests = step.tests { parts.append(tests.words) }
        if step.strays > 0 { parts.append("\(step.strays) left behind and ended") }
        return parts.joined(separator: ", ") + style.dim("  \(step.arguments.joined(separator: " "))")
    }

    private func trouble(of step: StepRun.Outcome) -> [String] {
        guard step.record.outcome == .fail else { return [] }
        if step.errors.isEmpty { return step.tail }
        let shown = showsAll ? step.errors : Array(step.errors.prefix(Self.shownErrors))
        let rest = step.errors.count - shown.count
        return shown.map(\.text) + (rest > 0 ? ["and \(rest) more; --all-errors shows them"] : [])
    }

    private var verdict: String {
        let all = report.steps.map(\.record)
        let passed = all.count { $0.outcome == .pass }
        let names = all.filter { $0.outcome == .fail || $0.outcome == .couldNotRun }.map(\.name)
        let part = report.isPartial ? " (of the steps that were asked for)" : ""
        let failed = names.isEmpty ? "" : "; \(names.joined(separator: ", ")) did not"
        return "\(passed) of \(all.count) steps passed\(failed)\(part)"
    }
}

extension CountedTests {
    var words: String {
        var parts = ["\(passed) passed"]
        if failed > 0 { parts.append("\(failed) failed") }
        if skipped > 0 { parts.append("\(skipped) skipped") }
        return "tests: " + parts.joined(separator: ", ")
    }
}

import HarnessKit
import Ledger

/// A validation as a person reads it: a line a step, and the first errors of what failed.
struct ValidationPage {
    static let shownErrors = 5

    let record: ValidationRecord
    let showsAll: Bool
    let style: Style

    var text: String {
        let width = record.outcomes.map(\.step.name.count).max() ?? 0
        let lines = record.outcomes.flatMap { step -> [String] in
            let name = step.record.name + String(repeating: " ", count: width - step.record.name.count)
            return ["\(mark(step.record)) \(name)  \(told(step.record))"]
                + trouble(of: step).map { "    " + $0 }
        }
        return TerminalText.visible((lines + record.warnings.map(told) + [verdict]).joined(separator: "\n"))
    }

    private func told(_ warning: NamedNote) -> String {
        "\(style.yellow("warn")) \(warning.code): \(warning.message)" + (warning.hint.map { "; \($0)" } ?? "")
    }

    private func mark(_ step: ValidatedStep) -> String {
        switch step.outcome {
        case .pass: step.code == nil ? style.green("pass") : style.yellow("warn")
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

    private func trouble(of step: StepOutcome) -> [String] {
        guard step.record.outcome == .fail else { return [] }
        if step.errors.isEmpty { return step.tail }
        let shown = showsAll ? step.errors : Array(step.errors.prefix(Self.shownErrors))
        let rest = step.errors.count - shown.count
        return shown.map(\.text) + (rest > 0 ? ["and \(rest) more; --all-errors shows them"] : [])
    }

    private var verdict: String {
        let all = record.outcomes.map(\.record)
        let passed = all.count { $0.outcome == .pass }
        let names = all.filter { $0.outcome == .fail || $0.outcome == .couldNotRun }.map(\.name)
        let part = record.isPartial ? " (of the steps that were asked for)" : ""
        let failed = names.isEmpty ? "" : "; \(names.joined(separator: ", ")) did not"
        let hollow = all.count { $0.outcome == .pass && $0.code != nil }
        let (one, whose) = (all.count == 1, all.count == 1 ? "" : "\(hollow) of them ")
        let warning = hollow > 0 ? ", \(whose)without a test" : ""
        let count = one && passed == 1 ? "1 step" : "\(passed) of \(all.count) step\(one ? "" : "s")"
        return "\(count) passed\(warning)\(failed)\(part)"
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

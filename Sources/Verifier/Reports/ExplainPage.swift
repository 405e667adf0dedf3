import HarnessKit

/// Why a run ended as it did.
struct ExplainPage {
    let report: Report
    /// Whether it was played on the state before the work.
    var isBefore = false
    let style: Style

    var text: String {
        var lines = [report.line, "\(report.timing.started)  \(report.task ?? "no task")"]
        if isBefore { lines.append("on the state before the work, where the scenarios of the task must fail") }
        if let trouble = report.trouble {
            lines += ["", "\(style.red(trouble.code))  \(trouble.message)"]
            if let log = trouble.log { lines += indented(log) }
            if let hint = trouble.hint { lines.append("\(style.dim("hint:")) \(hint)") }
        }
        for warning in report.warnings { lines.append("\(style.yellow(warning.code))  \(warning.message)") }
        for scenario in failed {
            lines += ["", "\(style.red("fail"))  \(style.bold(scenario.name))  \(scenario.file ?? "")"]
            for step in scenario.steps { lines += block(step) }
            let rest = scenario.stepsTotal - scenario.steps.count
            if rest > 0 { lines.append(style.dim("  \(rest) more step\(rest == 1 ? "" : "s") not reached")) }
        }
        if !failed.isEmpty, let log = report.log {
            lines += ["", style.bold("the end of what the application printed:")] + indented(log)
        }
        if failed.isEmpty, report.trouble == nil { lines.append("every scenario passed") }
        for name in report.notShown {
            lines.append("\(style.yellow(name))  not shown: no scenario that was registered for the task proves it")
        }
        lines += StrengthPage(report: report, style: style).lines
        return TerminalText.visible(lines.joined(separator: "\n"))
    }

    var json: JSON {
        .members([
            "run_id": .string(report.run), "overall_status": report.status.json, "trouble": report.trouble?.json,
            "warnings": report.warnings.json, "failed": failed.json, "application_log": report.log.map(JSON.string),
            "grade": report.grade.map(JSON.integer), "criteria": report.criteria.json,
            "not_shown": report.asked.isEmpty ? nil : report.notShown.json,
            "strengths": .object(
                .init(report.scenarios.compactMap { one in one.strength.map { .init(one.name, $0.json) } })),
        ])
    }

    private var failed: [ScenarioReport] { report.scenarios.filter { $0.status == .fail } }

    private func block(_ step: StepReport) -> [String] {
        guard !step.hasPassed else {
            return [style.dim("  ok    \(step.id)  \(ExchangeText(step: step).asked.prefix(100))")]
        }
        var lines = ["  \(style.red("fail"))  \(step.id)"]
        for assertion in step.assertions {
            lines.append("    \(assertion.hasPassed ? style.green("ok") : style.red("no"))  \(assertion.line)")
        }
        if step.attempts > 1 {
            lines.append("    tried \(step.attempts) times; before: \(step.earlier.joined(separator: " | "))")
        }
        lines += ["    \(style.dim("request"))"] + indented(step.request.text(.indented), by: 6)
        lines += ["    \(style.dim("response"))"] + indented(step.response.text(.indented), by: 6)
        return lines
    }

    private func indented(_ text: String, by count: Int = 2) -> [String] {
        let space = String(repeating: " ", count: count)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { space + $0 }
    }
}

import HarnessKit

/// A report as TAP version 14: a test point for each scenario, what failed in YAML below it.
struct TAPDocument {
    let report: Report

    var text: String {
        var lines = ["TAP version 14", "# run \(line(report.run))"]
        if let task = report.task { lines.append("# task \(line(task))") }
        let scenarios = report.scenarios
        if scenarios.isEmpty, report.trouble == nil {
            lines.append("1..0 # SKIP \(line(report.skipReason ?? "nothing was run"))")
        }
        if !scenarios.isEmpty { lines.append("1..\(scenarios.count)") }
        for (index, scenario) in scenarios.enumerated() {
            let word = scenario.status == .pass ? "ok" : "not ok"
            lines.append("\(word) \(index + 1) - \(line(scenario.name))")
            if scenario.status == .fail { lines += diagnostics(of: scenario) }
        }
        for warning in report.warnings { lines.append("# warning \(line(warning.line))") }
        if let trouble = report.trouble {
            for part in (trouble.log ?? "").split(separator: "\n") { lines.append("# \(line(String(part)))") }
            lines.append("Bail out! \(line("\(trouble.code): \(trouble.message)"))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Every text is a JSON string, which is a string of YAML too, so that none can end the block.
    ///
    /// Perl's reader takes "- \"a: b\"" for a key, and an empty line for the end of a text: each stays on its line.
    private func diagnostics(of scenario: ScenarioReport) -> [String] {
        var lines = [
            "---", "message: \(quoted(VisibleText.shortened(scenario.complaint, to: 1000)))", "severity: fail",
        ]
        if let file = scenario.file { lines.append("file: \(quoted(file))") }
        if !scenario.proves.isEmpty { lines.append("proves: \(list(scenario.proves))") }
        lines.append("duration_ms: \(TimeText.fixed(scenario.milliseconds, places: 3))")
        guard let step = scenario.failedStep else { return block(lines) }
        lines.append("step: \(quoted(step.id))")
        let failed = step.assertions.filter { !$0.hasPassed }
        if !failed.isEmpty { lines.append("assertions:") }
        for assertion in failed {
            lines += [
                "  - subject: \(quoted(assertion.subject))", "    expected: \(quoted(assertion.expected))",
                "    found: \(quoted(assertion.found))",
            ]
        }
        if step.attempts > 1 { lines.append("attempts: \(step.attempts)") }
        if !step.earlier.isEmpty { lines.append("earlier: \(list(step.earlier))") }
        let sheet = ExchangeSheet(step: step)
        for (name, text) in [("request", sheet.request), ("response", sheet.response)] where !text.isEmpty {
            lines.append("\(name): \(quoted(VisibleText.shortened(text, to: 4000)))")
        }
        return block(lines)
    }

    private func block(_ lines: [String]) -> [String] { (lines + ["..."]).map { "  \($0)" } }

    private func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ", "))]" }

    private func quoted(_ text: String) -> String { JSON.string(VisibleText.of(text)).text(.compact) }

    /// Text on one line in which nothing is a directive.
    private func line(_ text: String) -> String {
        VisibleText.oneLine(text, atMost: 300).map { $0 == "\\" || $0 == "#" ? "\\\($0)" : String($0) }.joined()
    }
}

import HarnessKit

/// A report as the terminal shows it: a line a scenario, and what went wrong.
struct RunPage {
    let report: Report
    let style: Style

    var text: String {
        var lines: [String] = []
        for (title, scenarios) in [("", report.own), ("from earlier tasks:", report.others)] where !scenarios.isEmpty {
            if !title.isEmpty { lines.append(style.dim(title)) }
            for scenario in scenarios { lines += block(scenario) }
        }
        if report.scenarios.contains(where: { $0.code == RunCode.died.rawValue }), let log = report.log {
            lines.append(style.dim("the end of what the application printed:"))
            lines += log.split(separator: "\n").suffix(10).map { "  \($0)" }
        }
        lines.append(report.line)
        return TerminalText.visible(lines.joined(separator: "\n"))
    }

    private func block(_ scenario: ScenarioReport) -> [String] {
        let isGood = scenario.status == .pass
        let word = isGood ? style.green("pass") : style.red("fail")
        let steps =
            isGood
            ? "\(scenario.steps.count) step\(scenario.steps.count == 1 ? "" : "s")"
            : "step \(scenario.steps.count) of \(scenario.stepsTotal)"
        let time = Duration.milliseconds(Int(scenario.milliseconds)).words
        var lines = ["\(word)  \(style.bold(scenario.name))  \(style.dim("\(steps), \(time)"))"]
        guard !isGood else { return lines }
        guard let step = scenario.steps.last(where: { !$0.hasPassed }) else {
            return lines + ["      \(scenario.failure ?? "")"]
        }
        for assertion in step.assertions where !assertion.hasPassed {
            lines.append("      \(step.id): \(assertion.subject)")
            lines.append("        expected  \(oneLine(assertion.expected))")
            lines.append("        found     \(oneLine(assertion.found))")
        }
        let exchange = ExchangeText(step: step)
        lines.append("        \(style.dim("asked"))     \(oneLine(exchange.asked))")
        if !exchange.answered.isEmpty {
            lines.append("        \(style.dim("answered"))  \(oneLine(exchange.answered))")
        }
        if step.attempts > 1 { lines.append("        \(style.dim("tried \(step.attempts) times"))") }
        return lines
    }

    private func oneLine(_ text: String) -> String {
        let line = TerminalText.oneLine(text)
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
}

/// One exchange in a line each way.
struct ExchangeText {
    let step: StepReport

    var asked: String {
        let request = step.request
        switch step.kind {
        case "http":
            let body = request["body"].map { " \($0.string ?? $0.text(.compact))" } ?? ""
            return "\(request["method"]?.string ?? "") \(request["path"]?.string ?? "")\(body)"
        case "exec", "tests": return ShellLine.of((request["argv"]?.items ?? []).compactMap(\.string))
        case "sqlite": return "\(request["query"]?.string ?? "") (in \(request["file"]?.string ?? ""))"
        case "file": return request["path"]?.string ?? ""
        case "app": return request["app"]?.string ?? ""
        default: return request.text(.compact)
        }
    }

    var answered: String {
        let response = step.response
        if let error = response["error"]?.string { return error }
        switch step.kind {
        case "http":
            let body = response["body"].map { " \($0.string ?? $0.text(.compact))" } ?? ""
            return "\(response["status"]?.integer.map(String.init) ?? "")\(body)"
        case "exec", "tests":
            let printed = [response["stdout"]?.string, response["stderr"]?.string].compactMap { $0 }.filter {
                !$0.isEmpty
            }
            return "\(response["exit"]?.string ?? "") \(printed.joined(separator: " | "))"
        case "sqlite": return response["rows"]?.text(.compact) ?? ""
        default: return response.text(.compact)
        }
    }
}

extension Report {
    /// All of it in one line.
    var line: String {
        if let trouble { return "not run: \(trouble.message)" }
        let total = scenarios.count
        let passed = scenarios.count { $0.status == .pass }
        var parts = ["\(passed) of \(total) scenario\(total == 1 ? "" : "s") passed in \(Self.words(timing.seconds))"]
        let built = spans.filter { $0.kind == .build }.reduce(0) { $0 + $1.milliseconds }
        var details: [String] = []
        if built > 0 { details.append("built in \(Self.words(built / 1000))") }
        if let readyIn = server.readyIn { details.append("ready in \(Self.words(readyIn))") }
        if !details.isEmpty { parts.append("(\(details.joined(separator: ", ")))") }
        return (parts + ["[\(run)]"]).joined(separator: " ")
    }

    private static func words(_ seconds: Double) -> String {
        Duration.milliseconds(Int((seconds * 1000).rounded())).words
    }
}

extension RunWarning {
    var line: String { "\(code): \(message)" }
}

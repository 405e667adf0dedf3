import HarnessKit

/// A report as CI systems read it: a suite for each scenario file, a case for each scenario.
struct JUnitDocument {
    let report: Report

    private struct Suite {
        var name: String
        var scenarios: [ScenarioReport]
    }

    var text: String {
        let failures = report.scenarios.count { $0.status == .fail }
        let hasExtra = !extraCase.isEmpty
        var page: Markup = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="verify" tests="\(report.scenarios.count + (hasExtra ? 1 : 0))" failures="\(failures)" \
            errors="\(report.trouble == nil ? 0 : 1)" skipped="\(isSkipped ? 1 : 0)" \
            time="\(time(report.timing.seconds))">

            """
        for suite in suites { page += markup(of: suite) }
        if hasExtra {
            page += """
                <testsuite name="run" tests="1" failures="0" errors="\(report.trouble == nil ? 0 : 1)" \
                skipped="\(isSkipped ? 1 : 0)" time="\(time(report.timing.seconds))"\(stamp)>
                \(properties)\(extraCase)</testsuite>

                """
        }
        page += "</testsuites>\n"
        return page.text
    }

    private var isSkipped: Bool { report.trouble == nil && report.scenarios.isEmpty }

    /// In the order in which their files first appear.
    private var suites: [Suite] {
        var suites: [Suite] = []
        for scenario in report.scenarios {
            let name = scenario.file ?? "scenarios"
            if let index = suites.firstIndex(where: { $0.name.hasSameBytes(as: name) }) {
                suites[index].scenarios.append(scenario)
            } else {
                suites.append(Suite(name: name, scenarios: [scenario]))
            }
        }
        return suites
    }

    private func markup(of suite: Suite) -> Markup {
        let failures = suite.scenarios.count { $0.status == .fail }
        let seconds = suite.scenarios.reduce(0) { $0 + $1.milliseconds } / 1000
        var page: Markup = """
            <testsuite name="\(attribute: suite.name)" tests="\(suite.scenarios.count)" failures="\(failures)" \
            errors="0" skipped="0" time="\(time(seconds))"\(stamp)>
            \(properties)
            """
        for scenario in suite.scenarios { page += markup(of: scenario) }
        page += "</testsuite>\n"
        return page
    }

    private func markup(of scenario: ScenarioReport) -> Markup {
        let file = scenario.file ?? "scenarios"
        var page: Markup = """
            <testcase name="\(attribute: scenario.name)" classname="\(attribute: className(of: file))" \
            file="\(attribute: file)" time="\(time(scenario.milliseconds / 1000))"
            """
        guard scenario.status == .fail else {
            page += "/>\n"
            return page
        }
        page += """
            >
            <failure message="\(attribute: VisibleText.shortened(scenario.complaint, to: 1000))" type="assertion">\
            \(FailureText(scenario: scenario).text)</failure>
            </testcase>

            """
        return page
    }

    /// The case that stands for a run that was not, or not wholly, done.
    private var extraCase: Markup {
        let opening: Markup = "<testcase name=\"run\" classname=\"verify\" time=\"\(time(report.timing.seconds))\">\n"
        if let trouble = report.trouble {
            let parts = [trouble.message, trouble.hint.map { "hint: \($0)" }, trouble.log].compactMap { $0 }
            let text = VisibleText.shortened(parts.joined(separator: "\n"), to: 20_000)
            return """
                \(opening)<error message="\(attribute: VisibleText.shortened(trouble.message, to: 1000))" \
                type="\(attribute: trouble.code)">\(text)</error>
                </testcase>

                """
        }
        guard isSkipped else { return Markup() }
        return "\(opening)<skipped message=\"\(attribute: report.skipReason ?? "nothing was run")\"/>\n</testcase>\n"
    }

    private var properties: Markup {
        let values: [(name: String, value: String?)] = [
            ("run_id", report.run), ("task_id", report.task), ("level", report.level),
            ("grade", report.grade.map(String.init)), ("port", report.server.port.map(String.init)),
            ("manifest_sha256", report.manifest), ("base_commit", report.baseCommit),
        ]
        var page: Markup = "<properties>\n"
        for (name, value) in values {
            if let value { page += "<property name=\"\(name)\" value=\"\(attribute: value)\"/>\n" }
        }
        for warning in report.warnings { page += "<property name=\"warning\" value=\"\(attribute: warning.line)\"/>\n" }
        page += "</properties>\n"
        return page
    }

    /// Readers of this form want the moment without its zone.
    private var stamp: Markup {
        guard let started = Date(iso8601: report.timing.started) else { return Markup() }
        return " timestamp=\"\(String(started.iso8601.dropLast()))\""
    }

    private func time(_ seconds: Double) -> String {
        TimeText.fixed(seconds.isFinite ? max(0, seconds) : 0, places: 3)
    }

    private func className(of file: String) -> String {
        let name = file.hasSuffix(".json") ? String(file.dropLast(5)) : file
        return name.split(separator: "/").joined(separator: ".")
    }
}

/// A failure with its exchange, as plain text.
struct FailureText {
    let scenario: ScenarioReport
    var bodyLimit = 8000

    var text: String {
        guard let step = scenario.failedStep else { return scenario.complaint }
        let sheet = ExchangeSheet(step: step)
        var lines = ["step \(scenario.steps.count) of \(scenario.stepsTotal): \(step.id)"]
        for assertion in step.assertions where !assertion.hasPassed {
            lines += ["", assertion.subject, "  expected  \(assertion.expected)", "  found     \(assertion.found)"]
        }
        if step.attempts > 1 { lines += ["", "tried \(step.attempts) times"] + step.earlier.map { "  before: \($0)" } }
        lines += ["", "request", "", VisibleText.shortened(sheet.request, to: bodyLimit)]
        lines += ["", "response", "", VisibleText.shortened(sheet.response, to: bodyLimit)]
        return lines.joined(separator: "\n")
    }
}

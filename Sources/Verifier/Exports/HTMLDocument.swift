import HarnessKit

/// A report as one page for a browser and for paper: no script, nothing from elsewhere.
struct HTMLDocument {
    let report: Report
    /// What the task's criteria say, in their order.
    var criteria: [String] = []

    var text: String {
        let verdict = ReportVerdict(report: report)
        let title = "\(verdict.word): \(report.task ?? report.run)"
        var page: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(VisibleText.oneLine(title))</title>
            <style>
            \(HTMLStyle.sheet)
            </style>
            </head>
            <body>
            \(header(verdict))
            <main>

            """
        let (facts, scenarios) = (HTMLFacts(report: report), HTMLScenarios(report: report).parts)
        page += facts.alarms
        page += scenarios.failed
        page += HTMLCriteria(report: report, texts: criteria).markup
        page += scenarios.passed
        page += HTMLTimeline(report: report).markup
        page += facts.markup
        page += log
        page += """
            </main>
            <footer><p>Run <code>\(report.run)</code>. The ledger holds what this page shows, and more: \
            <code>verify explain \(report.run)</code></p></footer>
            </body>
            </html>

            """
        return page.text
    }

    private func header(_ verdict: ReportVerdict) -> Markup {
        """
        <header class="top \(verdict.kind.rawValue)">
        <p class="eyebrow">Verification report</p>
        <h1>\(verdict.word)</h1>
        <p class="lead">\(verdict.sentence)</p>
        \(marks)\(ways)</header>
        """
    }

    private var ways: Markup {
        let scenarios = report.scenarios
        let failed = scenarios.count { $0.status == .fail }
        let sections: [(id: String, title: String, isThere: Bool)] = [
            ("failed", "What failed", failed > 0),
            ("criteria", "Criteria", HTMLCriteria(report: report).isThere),
            ("passed", "What passed", failed < scenarios.count),
            ("timeline", "Timeline", !scenarios.isEmpty || report.spans.contains { $0.kind != .step }),
            ("facts", "The run", true), ("log", "Log", report.log?.isEmpty == false),
        ]
        var page: Markup = "<nav aria-label=\"On this page\">"
        for section in sections where section.isThere { page += "<a href=\"#\(section.id)\">\(section.title)</a>" }
        page += "</nav>\n"
        return page
    }

    /// A mark for each scenario, in the order in which they were played; for many, a bar.
    private var marks: Markup {
        let scenarios = report.scenarios
        guard !scenarios.isEmpty else { return Markup() }
        var page: Markup = "<div class=\"marks\" aria-hidden=\"true\">"
        if scenarios.count <= 60 {
            for scenario in scenarios { page += "<i class=\"\(scenario.status.rawValue)\"></i>" }
        } else {
            let passed = scenarios.count { $0.status == .pass }
            for (name, count) in [("pass", passed), ("fail", scenarios.count - passed)] where count > 0 {
                page += "<i class=\"\(name)\" style=\"flex-grow:\(count)\"></i>"
            }
        }
        page += "</div>\n"
        return page
    }

    private var log: Markup {
        guard let log = report.log, !log.isEmpty else { return Markup() }
        return """
            <section aria-labelledby="log">
            <h2 id="log">Application log</h2>
            <details class="log"><summary>The end of what the application printed</summary>
            <pre tabindex="0">\(VisibleText.shortened(log, to: 100_000))</pre></details>
            </section>

            """
    }
}

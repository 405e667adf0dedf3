import HarnessKit

/// Every scenario with its steps and exchanges: those that failed first, and unfolded.
struct HTMLScenarios {
    /// How many bytes all exchanges together may take; what is over is left to the JSON.
    private static let mostExchanges = 1_200_000
    /// So many steps that passed may have long bodies.
    private static let mostFullSteps = 400

    let report: Report

    /// Those that failed, those that passed, and a word on what was left out.
    var parts: (failed: Markup, passed: Markup) {
        let numbered = report.scenarios.enumerated().map { (number: $0.offset + 1, scenario: $0.element) }
        let failed = numbered.filter { $0.scenario.status == .fail }
        let passed = numbered.filter { $0.scenario.status == .pass }
        let steps = report.scenarios.reduce(0) { $0 + $1.steps.count }
        var room = Room(
            left: Self.mostExchanges, failing: max(600, min(20_000, Self.mostExchanges / (2 * max(1, failed.count)))),
            passing: steps <= Self.mostFullSteps ? 6000 : 800)
        let first = section("failed", "Failed", failed, &room)
        var rest = section("passed", "Passed", passed, &room)
        if room.omitted > 0 {
            rest += """
                <p class="note">The exchanges of \(counted(room.omitted, "step")) are left out to keep the page light: \
                <code>verify report \(report.run) --format json</code> has them all.</p>

                """
        }
        return (first, rest)
    }

    private func section(
        _ id: String, _ title: String, _ group: [(number: Int, scenario: ScenarioReport)], _ room: inout Room
    ) -> Markup {
        guard !group.isEmpty else { return Markup() }
        var page: Markup = """
            <section class="\(id)-scenarios" aria-labelledby="\(id)">
            <h2 id="\(id)">\(title) <span class="count">\(counted(group.count, "scenario"))</span></h2>

            """
        for (number, scenario) in group { page += markup(of: scenario, number, &room) }
        page += "</section>\n"
        return page
    }

    /// What may still be spent on exchanges.
    private struct Room {
        var left: Int
        /// The most bytes of a body, by what came of its step.
        let failing: Int
        let passing: Int
        var omitted = 0
    }

    private func markup(of scenario: ScenarioReport, _ number: Int, _ room: inout Room) -> Markup {
        let isGood = scenario.status == .pass
        var page: Markup = """
            <article id="s\(number)" class="\(scenario.status.rawValue)">
            <details\(isGood ? "" : " open")><summary><span class="pill">\(isGood ? "pass" : "fail")</span>\
            <h3>\(VisibleText.oneLine(scenario.name))</h3>\
            <span class="meta">\(meta(of: scenario))</span></summary>
            <div class="body">

            """
        let reason = reason(of: scenario)
        if !reason.isEmpty { page += "<p>\(reason)</p>\n" }
        page += origin(of: scenario)
        if !isGood { page += "<p class=\"complaint\">\(VisibleText.shortened(scenario.complaint, to: 2000))</p>\n" }
        page += "<ol class=\"steps\">\n"
        for step in scenario.steps { page += markup(of: step, &room) }
        let rest = scenario.stepsTotal - scenario.steps.count
        if rest > 0 { page += "<li class=\"rest\">\(counted(rest, "more step")) not reached</li>\n" }
        page += "</ol>\n</div>\n</details>\n</article>\n"
        return page
    }

    private func meta(of scenario: ScenarioReport) -> String {
        let steps =
            scenario.status == .pass
            ? counted(scenario.steps.count, "step") : "step \(scenario.steps.count) of \(scenario.stepsTotal)"
        return "\(steps) · \(TimeText.milliseconds(scenario.milliseconds))"
    }

    /// A failure's reason ends with what was found, which stands below it by itself.
    private func reason(of scenario: ScenarioReport) -> String {
        guard let failure = scenario.failure, scenario.why.hasSuffix(failure) else {
            return VisibleText.shortened(scenario.why, to: 2000)
        }
        return VisibleText.shortened(String(scenario.why.dropLast(failure.count + ": ".count)), to: 2000)
    }

    private func origin(of scenario: ScenarioReport) -> Markup {
        var parts: [Markup] = []
        if scenario.isRegression { parts.append("regression") }
        if !scenario.proves.isEmpty, !scenario.isRegression {
            parts.append("proves \(scenario.proves.joined(separator: ", "))")
        }
        if !scenario.keeps.isEmpty, !scenario.isRegression {
            parts.append("keeps \(scenario.keeps.joined(separator: ", "))")
        }
        if let file = scenario.file { parts.append("<code>\(file)</code>") }
        guard var line = parts.first else { return Markup() }
        for part in parts.dropFirst() { line += " · \(part)" }
        return "<p class=\"origin\">\(line)</p>\n"
    }

    private func markup(of step: StepReport, _ room: inout Room) -> Markup {
        let asked = ExchangeText(step: step).asked
        var page: Markup = """
            <li><details\(step.hasPassed ? Markup() : " open class=\"no\"")><summary>\
            <span class="mark">\(step.hasPassed ? "✓" : "✗")</span>\
            <b>\(VisibleText.oneLine(step.id, atMost: 80))</b>\
            <code>\(VisibleText.oneLine(asked, atMost: 110))</code><span>\(time(of: step))</span></summary>
            """
        page += step.hasPassed ? agreed(step) : disagreed(step)
        if !step.earlier.isEmpty { page += earlier(step) }
        page += exchange(step, &room)
        page += "</details></li>\n"
        return page
    }

    private func time(of step: StepReport) -> String {
        let time = TimeText.milliseconds(step.milliseconds)
        return step.attempts > 1 ? "\(step.attempts) tries · \(time)" : time
    }

    /// What was expected and found, where both are the same.
    private func agreed(_ step: StepReport) -> Markup {
        guard !step.assertions.isEmpty else { return Markup() }
        var page: Markup = "<ul class=\"agreed\">"
        for assertion in step.assertions { page += "<li>\(VisibleText.shortened(assertion.line, to: 300))</li>" }
        page += "</ul>"
        return page
    }

    private func disagreed(_ step: StepReport) -> Markup {
        guard !step.assertions.isEmpty else { return "<p>\(VisibleText.shortened(step.assertion, to: 2000))</p>" }
        var page: Markup = """
            <table class="found">
            <thead><tr><th scope="col">What</th><th scope="col">Expected</th><th scope="col">Found</th></tr></thead>
            <tbody>

            """
        for assertion in step.assertions.filter({ !$0.hasPassed }) + step.assertions.filter(\.hasPassed) {
            let mark = assertion.hasPassed ? "✓" : "✗"
            let word = assertion.hasPassed ? "agrees" : "differs"
            page += """
                <tr class="\(assertion.hasPassed ? "yes" : "no")"><th scope="row"><span class="mark">\(mark)</span>\
                <span class="unseen">\(word): </span>\(VisibleText.shortened(assertion.subject, to: 300))</th>\
                <td><code>\(VisibleText.shortened(assertion.expected, to: 2000))</code></td>\
                <td><code>\(VisibleText.shortened(assertion.found, to: 2000))</code></td></tr>

                """
        }
        page += "</tbody></table>"
        return page
    }

    private func earlier(_ step: StepReport) -> Markup {
        var page: Markup = "<details class=\"earlier\"><summary>What earlier tries found</summary><ol>"
        for line in step.earlier.prefix(50) { page += "<li>\(VisibleText.shortened(line, to: 300))</li>" }
        page += "</ol></details>"
        return page
    }

    private func exchange(_ step: StepReport, _ room: inout Room) -> Markup {
        let limit = step.hasPassed ? room.passing : room.failing
        let sheet = ExchangeSheet(step: step)
        var page: Markup = "<div class=\"pair\">"
        for (title, text) in [("Request", sheet.request), ("Response", sheet.response)] where !text.isEmpty {
            let body = VisibleText.shortened(text, to: limit)
            page += "<figure><figcaption>\(title)</figcaption><pre tabindex=\"0\">\(body)</pre></figure>"
        }
        page += "</div>"
        guard page.bytes.count <= room.left else {
            room.omitted += 1
            return Markup()
        }
        room.left -= page.bytes.count
        return page
    }
}

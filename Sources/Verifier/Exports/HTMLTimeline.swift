import HarnessKit

/// What happened when, drawn in scale: the whole run, then the scenarios in a scale of their own.
struct HTMLTimeline {
    /// More scenarios are drawn as one row, with those that failed or took longest below it.
    private static let mostRows = 24
    private static let rowsOfMany = 12
    /// A scenario whose steps would be narrower than this share of the width is drawn as one bar.
    private static let leastStep = 0.002

    let report: Report

    var markup: Markup {
        let whole = wholeRun
        guard !whole.rows.isEmpty else { return Markup() }
        var page: Markup = """
            <section aria-labelledby="timeline">
            <h2 id="timeline">Timeline</h2>
            <figure class="chart">\(whole.markup(id: "whole"))</figure>

            """
        if let scenarios {
            page += """
                <h3>The scenarios, enlarged</h3>
                <figure class="chart">\(scenarios.markup(id: "parts"))
                <figcaption>\(keys)<span class="plain">\(hidden)each shade is a step, the palest what lies between; \
                times count from the beginning of the run</span></figcaption></figure>

                """
        }
        page += "</section>\n"
        return page
    }

    private var wholeRun: Chart {
        let kinds: [(kind: Span.Kind, title: String)] = [(.build, "Build"), (.service, "Services"), (.start, "Start")]
        var rows = kinds.compactMap { row($0.kind, $0.title) }
        // Those that failed are drawn last: they lie above their neighbours' edges.
        let ordered = report.scenarios.filter { $0.status == .pass } + report.scenarios.filter { $0.status == .fail }
        let played = ordered.map { scenario in
            Chart.Bar(
                start: scenario.startedMilliseconds, length: scenario.milliseconds, style: scenario.status.rawValue,
                title: report.scenarios.count <= 100 ? scenario.name : nil)
        }
        if !played.isEmpty {
            rows.append(Chart.Row(title: "Scenarios", detail: String(played.count), bars: played))
        }
        if let row = row(.stop, "Stop") { rows.append(row) }
        let end = rows.flatMap(\.bars).map { $0.start + $0.length }.max() ?? 0
        return Chart(
            title: "The run in \(TimeText.milliseconds(end))", rows: rows, from: 0, to: max(end, 0.001))
    }

    private func row(_ kind: Span.Kind, _ title: String) -> Chart.Row? {
        let spans = report.spans.filter { $0.kind == kind }
        guard !spans.isEmpty else { return nil }
        let bars = spans.prefix(500).map { span in
            Chart.Bar(
                start: span.startedMilliseconds, length: span.milliseconds,
                style: span.hasPassed ? kind.rawValue : "fail", title: span.name)
        }
        let detail = spans.count == 1 ? spans[0].name : "\(spans.count) times"
        return Chart.Row(title: title, detail: detail, bars: Array(bars))
    }

    private var keys: Markup {
        var keys = Markup()
        for (status, word) in [(ScenarioReport.Status.pass, "passed"), (.fail, "failed")] {
            guard report.scenarios.contains(where: { $0.status == status }) else { continue }
            keys += "<span class=\"key \(status.rawValue)\">\(word)</span> "
        }
        return keys
    }

    private var isCrowded: Bool { report.scenarios.count > Self.mostRows }

    private var hidden: String {
        isCrowded ? "the \(Self.rowsOfMany) that failed or took longest of \(report.scenarios.count); " : ""
    }

    private var scenarios: Chart? {
        let all = report.scenarios
        guard let first = all.map(\.startedMilliseconds).min(),
            let last = all.map({ $0.startedMilliseconds + $0.milliseconds }).max()
        else { return nil }
        return Chart(
            title: "The scenarios from \(TimeText.milliseconds(first)) to \(TimeText.milliseconds(last))",
            rows: chosen.map { row(all[$0], in: last - first) }, from: first, to: max(last, first + 0.001))
    }

    /// Where there are too many: those that failed, then those that took longest, as they were played.
    private var chosen: [Int] {
        let all = report.scenarios
        guard isCrowded else { return Array(all.indices) }
        let ranked = all.indices.sorted { left, right in
            let (a, b) = (all[left], all[right])
            if a.status != b.status { return a.status == .fail }
            return a.milliseconds == b.milliseconds ? left < right : a.milliseconds > b.milliseconds
        }
        return ranked.prefix(Self.rowsOfMany).sorted()
    }

    private func row(_ scenario: ScenarioReport, in width: Double) -> Chart.Row {
        let count = scenario.steps.count
        let areSeen = count > 1 && scenario.milliseconds / Double(count) >= width * Self.leastStep
        let status = scenario.status.rawValue
        let whole = Chart.Bar(
            start: scenario.startedMilliseconds, length: scenario.milliseconds,
            style: areSeen ? "\(status) whole" : status, title: nil)
        let steps = scenario.steps.enumerated().map { place, step in
            Chart.Bar(
                start: step.startedMilliseconds, length: step.milliseconds,
                style: !step.hasPassed ? "fail" : place % 2 == 0 ? "pass" : "odd", title: step.id)
        }
        return Chart.Row(
            title: scenario.name, detail: counted(count, "step"), bars: areSeen ? [whole] + steps : [whole],
            milliseconds: scenario.milliseconds)
    }
}

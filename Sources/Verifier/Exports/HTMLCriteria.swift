import HarnessKit

/// Which scenarios speak for a criterion, and whether they passed.
struct HTMLCriteria {
    /// Longer tables are folded.
    private static let mostRows = 40

    /// So many scenarios of a criterion are seen at once, and all that failed.
    private static let mostScenarios = 12

    let report: Report
    /// What the task's criteria say: AC-1 is the first.
    var texts: [String] = []

    private struct Row {
        let name: String
        var scenarios: [Int]
    }

    var markup: Markup {
        let scenarios = report.scenarios
        let proved = rows(\.proves) + report.notShown.map { Row(name: $0, scenarios: []) }
        let kept = rows(\.keeps)
        let earlier = regression
        guard isThere else { return Markup() }
        var table: Markup = """
            <table class="criteria">
            <thead><tr><th scope="col">Criterion</th><th scope="col">Scenarios</th>\
            <th scope="col">Result</th></tr></thead>

            """
        for (title, rows) in [("", proved), ("Old behaviour", kept), ("Regression", earlier)] where !rows.isEmpty {
            table += "<tbody>\n"
            if !title.isEmpty { table += "<tr><th colspan=\"3\" scope=\"rowgroup\">\(title)</th></tr>\n" }
            for row in rows { table += markup(of: row, scenarios) }
            table += "</tbody>\n"
        }
        table += "</table>\n"
        if proved.count + kept.count > Self.mostRows {
            table = "<details><summary>\(proved.count + kept.count) criteria</summary>\n\(table)</details>\n"
        }
        return """
            <section aria-labelledby="criteria">
            <h2 id="criteria">Criteria</h2>
            \(table)</section>

            """
    }

    /// Whether there is something to tell.
    var isThere: Bool {
        !report.asked.isEmpty || report.scenarios.contains { !$0.proves.isEmpty || !$0.keeps.isEmpty }
    }

    /// What other tasks left, by its files: it speaks for none of this task's criteria.
    private var regression: [Row] {
        var rows: [Row] = []
        for (index, scenario) in report.scenarios.enumerated() where scenario.isRegression {
            let name = scenario.file ?? scenario.name
            if let place = rows.firstIndex(where: { $0.name == name }) {
                rows[place].scenarios.append(index)
            } else {
                rows.append(Row(name: name, scenarios: [index]))
            }
        }
        return rows
    }

    private func markup(of row: Row, _ scenarios: [ScenarioReport]) -> Markup {
        let failed = row.scenarios.filter { scenarios[$0].status == .fail }
        let ordered = failed + row.scenarios.filter { scenarios[$0].status == .pass }
        let shown = max(failed.count, Self.mostScenarios)
        var cell: Markup = "<ul>\(links(to: ordered.prefix(shown), scenarios))</ul>"
        if ordered.count > shown {
            cell += "<details><summary>and \(ordered.count - shown) more that passed</summary>"
            cell += "<ul>\(links(to: ordered.dropFirst(shown), scenarios))</ul></details>"
        }
        var word: Markup = "<span class=\"good\">holds</span>"
        if !failed.isEmpty { word = "<span class=\"bad\">\(failed.count) of \(ordered.count) fail</span>" }
        if ordered.isEmpty {
            word = "<span class=\"bad\">not shown</span>"
            cell = "no scenario that was registered for the task proves it"
        } else if failed.count == ordered.count {
            word = "<span class=\"bad\">fails</span>"
        }
        return """
            <tr><th scope="row">\(VisibleText.oneLine(row.name))\(text(of: row.name))</th><td>\(cell)</td><td>\(word)</td></tr>

            """
    }

    private func text(of name: String) -> Markup {
        guard name.hasPrefix("AC-"), let number = Int(name.dropFirst(3)), texts.indices.contains(number - 1) else {
            return Markup()
        }
        return " <span class=\"says\">\(VisibleText.oneLine(texts[number - 1], atMost: 300))</span>"
    }

    private func links(to places: ArraySlice<Int>, _ scenarios: [ScenarioReport]) -> Markup {
        var list = Markup()
        for place in places {
            let scenario = scenarios[place]
            let isGood = scenario.status == .pass
            let word: Markup = isGood ? "" : "<span class=\"unseen\"> failed</span>"
            list += """
                <li><a class="\(scenario.status.rawValue)" href="#s\(place + 1)">\
                <span class="mark">\(isGood ? "✓" : "✗")</span> \
                \(VisibleText.oneLine(scenario.name))\(word)</a></li>
                """
        }
        return list
    }

    /// In the order in which they are first named.
    private func rows(_ names: KeyPath<ScenarioReport, [String]>) -> [Row] {
        var rows: [Row] = []
        var places: [Bytes: Int] = [:]
        for (index, scenario) in report.scenarios.enumerated() where !scenario.isRegression {
            for name in scenario[keyPath: names] {
                if let place = places[Bytes(name.utf8)] {
                    if rows[place].scenarios.last != index { rows[place].scenarios.append(index) }
                } else {
                    places[Bytes(name.utf8)] = rows.count
                    rows.append(Row(name: name, scenarios: [index]))
                }
            }
        }
        return rows
    }
}

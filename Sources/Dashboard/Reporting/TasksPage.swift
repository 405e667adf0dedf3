import HarnessCritic
import HarnessKit
import Ledger
import Verifier

/// All tasks of a time as one page for a browser and for paper: no script, nothing from elsewhere.
struct TasksPage {
    let figures: TasksFigures

    var text: String {
        let parts: [Markup] = [
            shares, tables, TasksCritic(patterns: figures.patterns, since: figures.since).markup,
            TasksList(trails: figures.trails).markup,
        ]
        var page: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>Tasks: \(headline)</title>
            <style>
            \(HTMLStyle.sheet)
            \(TasksStyle.sheet)
            </style>
            </head>
            <body>
            \(header)<main>

            """
        for part in parts { page += part }
        page += """
            </main>
            <footer><p>Made \(TimeText.moment(figures.now.iso8601)) from the ledgers of this project. \
            <code>task-state show --task-id ID</code> tells more of one task.</p></footer>
            </body>
            </html>

            """
        return page.text
    }

    private var ended: Int { figures.ended.count }

    private var headline: String {
        ended == 0 ? "none has ended" : "\(figures.verified) of \(ended) verified"
    }

    private var header: Markup {
        let tone = ended == 0 || figures.verified == 0 ? "not-run" : figures.verified == ended ? "passed" : "partly"
        return """
            <header class="top tasks \(tone)">
            <p class="eyebrow">\(span)</p>
            <h1>\(headline.prefix(1).uppercased() + headline.dropFirst())</h1>
            <p class="lead">\(sentence)</p>
            \(ways)</header>

            """
    }

    private var span: String {
        let start = figures.since ?? figures.trails.map(\.task.started).min()
        guard let start else { return "All tasks" }
        return "All tasks, \(DayText.long(start)) to \(DayText.long(figures.now))"
    }

    private var sentence: String {
        let open = figures.openCount == 0 ? "None is" : figures.openCount == 1 ? "One is" : "\(figures.openCount) are"
        guard ended > 0 else {
            return figures.trails.isEmpty ? "No task moved in this time." : "\(open) in progress."
        }
        let words = figures.proofs.filter { $0.count > 0 }.map { "\($0.count) \(Self.phrase($0.word))" }
        return "Of \(counted(ended, "task")) that ended, \(words.joined(separator: ", ")). \(open) in progress."
    }

    private static func phrase(_ word: ProofWord) -> String {
        switch word {
        case .proved: "proved"
        case .replayed: "replayed"
        case .imported: "imported from another project"
        case .unverified: "left unverified"
        case .failed: "failed"
        case .abandoned: "given up"
        }
    }

    private var ways: Markup {
        let sections: [(id: String, title: String, isThere: Bool)] = [
            ("share", "Over time", ended > 0), ("failures", "Failures", !figures.failures.isEmpty),
            ("tries", "Tries", !figures.tries.isEmpty), ("steps", "Time", !figures.steps.isEmpty),
            ("critic", "What recurs", !figures.patterns.isEmpty), ("tasks", "Tasks", !figures.trails.isEmpty),
        ]
        guard sections.contains(where: \.isThere) else { return Markup() }
        var page: Markup = "<nav aria-label=\"On this page\">"
        for section in sections where section.isThere { page += "<a href=\"#\(section.id)\">\(section.title)</a>" }
        page += "</nav>\n"
        return page
    }

    private var shares: Markup {
        guard ended > 0 else { return Markup() }
        return """
            <section aria-labelledby="share">
            <h2 id="share">How tasks ended, over time</h2>
            \(SharePlot(figures: figures).markup)
            <p class="note"><b>Proved</b>: every control held, and the scenarios failed without the change. \
            <b>Replayed</b>: the scenarios passed again when the task was completed. <b>Unverified</b>: nothing was \
            shown.</p>
            </section>

            """
    }

    private var tables: Markup {
        var page = Markup()
        if !figures.failures.isEmpty {
            page +=
                TasksBars(
                    id: "failures", title: "Failures by kind", rows: figures.failures.map { ($0.kind, $0.count) },
                    style: "fail"
                ).markup
        }
        if !figures.tries.isEmpty {
            page +=
                TasksBars(
                    id: "tries", title: "Tries until the gate let a task through",
                    rows: figures.tries.map { ($0.word, $0.count) }, style: "pass"
                ).markup
        }
        let pair: Markup = page.isEmpty ? Markup() : "<div class=\"columns\">\n\(page)</div>\n"
        return "\(pair)\(steps)"
    }

    private var steps: Markup {
        guard !figures.steps.isEmpty else { return Markup() }
        var page: Markup = """
            <section aria-labelledby="steps">
            <h2 id="steps">Time a step takes</h2>
            <table class="steps-table"><thead><tr><th scope="col">Step</th><th scope="col">Half within</th>\
            <th scope="col">Nine in ten within</th><th scope="col" class="wide">Longest</th>\
            <th scope="col">Times</th></tr></thead><tbody>

            """
        for step in figures.steps {
            page += """
                <tr><th scope="row">\(step.name.prefix(1).uppercased() + step.name.dropFirst()) \
                <span class="soft">\(step.about)</span></th><td>\(SpanText.words(step.median))</td>\
                <td>\(SpanText.words(step.most))</td><td class="wide">\(SpanText.words(step.longest))</td>\
                <td>\(step.count)</td></tr>

                """
        }
        page += "</tbody></table>\n</section>\n"
        return page
    }
}

/// A time span in one or two units, up to days.
enum SpanText {
    static func words(_ milliseconds: Double) -> String {
        let minutes = Int((milliseconds / 60_000).rounded())
        if minutes < 60 { return TimeText.milliseconds(milliseconds) }
        if minutes < 2880 { return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min" }
        let hours = (minutes + 30) / 60
        return hours % 24 == 0 || hours > 240 ? "\((hours + 12) / 24) d" : "\(hours / 24) d \(hours % 24) h"
    }
}

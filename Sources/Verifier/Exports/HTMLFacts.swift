import HarnessKit

/// What kept the run from being done, what a reader should know, when and how it was.
struct HTMLFacts {
    let report: Report

    /// What a reader must know before anything else.
    var alarms: Markup {
        var page = trouble
        if !report.warnings.isEmpty {
            page += "<section class=\"box\" aria-labelledby=\"warnings\">\n<h2 id=\"warnings\">Warnings</h2>\n<ul>"
            for warning in report.warnings {
                let code = VisibleText.oneLine(warning.code, atMost: 60)
                page += "<li><code>\(code)</code> \(VisibleText.shortened(warning.message, to: 1000))</li>\n"
            }
            page += "</ul>\n</section>\n"
        }
        return page
    }

    var markup: Markup {
        var page: Markup = "<section aria-labelledby=\"facts\">\n<h2 id=\"facts\">The run</h2>\n<dl class=\"facts\">\n"
        for fact in facts {
            let style: Markup = fact.isWide ? " class=\"wide\"" : ""
            page += "<div\(style)><dt>\(fact.name)</dt><dd>\(fact.value)</dd></div>\n"
        }
        page += "</dl>\n</section>\n"
        return page
    }

    private struct Fact {
        let name: String
        let value: Markup
        var isWide = false
    }

    private var trouble: Markup {
        guard let trouble = report.trouble else { return Markup() }
        var page: Markup = """
            <section class="box bad" aria-labelledby="trouble">
            <h2 id="trouble">\(report.scenarios.isEmpty ? "What kept it from running" : "What cut it short")</h2>
            <p><code>\(trouble.code)</code> \(RunCode(rawValue: trouble.code)?.meaning ?? "")</p>

            """
        // The sentence above has it whole, if it is short.
        if VisibleText.oneLine(trouble.message, atMost: ReportVerdict.mostQuoted) != trouble.message {
            page += "<p class=\"lines\">\(VisibleText.shortened(trouble.message, to: 4000))</p>\n"
        }
        if let hint = trouble.hint { page += "<p><b>What to do:</b> \(hint)</p>\n" }
        if let log = trouble.log {
            page += "<figure><figcaption>What was printed</figcaption><pre tabindex=\"0\">"
            page += "\(VisibleText.shortened(log, to: 20_000))</pre></figure>\n"
        }
        page += "</section>\n"
        return page
    }

    private var facts: [Fact] {
        let server = report.server
        let started = report.timing.started
        var facts: [Fact] = []
        if let task = report.task {
            facts.append(Fact(name: "Task", value: "<code>\(task)</code>", isWide: task.count > 30))
        }
        facts.append(Fact(name: "Run", value: "<code>\(report.run)</code>"))
        facts.append(Fact(name: "Started", value: "<time datetime=\"\(started)\">\(TimeText.moment(started))</time>"))
        facts.append(Fact(name: "Took", value: "\(TimeText.seconds(report.timing.seconds))"))
        if let kind = report.kind { facts.append(Fact(name: "Kind", value: "\(kind)")) }
        if let port = server.port { facts.append(Fact(name: "Port", value: "\(port)")) }
        if let ready = server.readyIn { facts.append(Fact(name: "Ready in", value: "\(TimeText.seconds(ready))")) }
        if let isClean = server.stoppedCleanly {
            facts.append(Fact(name: "Stopped cleanly", value: isClean ? "yes" : "<b class=\"bad\">no</b>"))
        }
        if let level = report.level { facts.append(Fact(name: "Level of proof", value: "\(level)")) }
        if let grade = report.grade { facts.append(Fact(name: "Grade of the scenarios", value: "\(grade) of 3")) }
        if let words = server.command {
            let line = words.map { $0.contains(" ") || $0.isEmpty ? "'\($0)'" : $0 }.joined(separator: " ")
            facts.append(
                Fact(name: "Application", value: "<code>\(VisibleText.oneLine(line, atMost: 600))</code>", isWide: true)
            )
        }
        for (name, value) in [("Work tree (SHA-256)", report.manifest), ("Began with commit", report.baseCommit)] {
            if let value { facts.append(Fact(name: name, value: "<code>\(value)</code>", isWide: true)) }
        }
        if let controls = report.controls {
            facts.append(
                Fact(
                    name: "Controls", value: "<code>\(VisibleText.oneLine(controls.text(.compact)))</code>",
                    isWide: true))
        }
        return facts
    }
}

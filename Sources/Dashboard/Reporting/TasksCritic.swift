import HarnessCritic
import HarnessKit
import Verifier

/// What goes wrong again and again, and what would prevent it.
struct TasksCritic {
    let patterns: [RecurringPattern]
    let since: Date?

    /// The dearest; the critic itself shows all.
    private static let most = 8

    var markup: Markup {
        guard !patterns.isEmpty else { return Markup() }
        var page: Markup = """
            <section aria-labelledby="critic">
            <h2 id="critic">What goes wrong again and again</h2>

            """
        for pattern in patterns.prefix(Self.most) {
            let tone = ["P0", "P1"].contains(pattern.priority) ? "fail" : "open"
            page += """
                <article class="pattern \(tone)"><div class="body"><h3><span class="pill">\(pattern.priority)</span> \
                \(VisibleText.oneLine(pattern.title, atMost: 160))</h3>\
                <p class="origin">\(counted(pattern.occurrences, "time")), \(pattern.trend); it cost \(pattern.cost)</p>\
                <p>\(Self.quoting(VisibleText.oneLine(pattern.change, atMost: 400)))</p>\
                <p class="origin"><code>harness-critic explain \(pattern.pattern)</code></p></div></article>

                """
        }
        if patterns.count > Self.most {
            page += "<p class=\"note\">And \(patterns.count - Self.most) more: <code>harness-critic</code></p>\n"
        }
        page += "</section>\n"
        return page
    }

    /// What stands between backticks is code.
    private static func quoting(_ text: String) -> Markup {
        var page = Markup()
        for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
            page += index % 2 == 1 ? "<code>\(String(part))</code>" : "\(String(part))"
        }
        return page
    }
}

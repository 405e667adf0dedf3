import HarnessKit
import Ledger
import TestSupport
import Testing

/// `harness-executor report`: figures that are those of the events, and a page that holds them.
struct ReportTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    /// One proved after a refusal, one unverified, one given up, one in progress.
    private func work() throws {
        let time = fixture.world.time
        let first = fixture.begin("show <b>notes</b>", "--phases", "2")
        time.advance(by: .seconds(60))
        fixture.run("task-state", "checkpoint", "--phase", "1", "--summary", "route & handler")
        time.advance(by: .seconds(120))
        fixture.run("task-state", "checkpoint", "--phase", "2", "--summary", "wired")
        try fixture.record([Fixture.refusal("E_GRADE", "too weak")], of: first)
        time.advance(by: .seconds(10))
        fixture.run("task-state", "complete", "--summary", "done")
        fixture.begin("second")
        fixture.run(
            "task-state", "complete", "--summary", "done", "--unverified", "user-waived", "--reason", "they said so")
        time.advance(by: .seconds(10 * 86_400))
        fixture.begin("third")
        fixture.run("task-state", "abandon", "--reason", "not wanted any more")
        fixture.begin("fourth")
    }

    @Test func `Figures are counted from events`() throws {
        try work()
        let json = try fixture.run("harness-executor", "--json", "report").json()
        expect(json["tasks"]?["ended"] == 3 && json["tasks"]?["in_progress"] == 1)
        expect(json["tasks"]?["proved"] == 1 && json["tasks"]?["unverified"] == 1 && json["tasks"]?["given up"] == 1)
        expect(
            json["failures"], is: [["kind": "gate: E_GRADE", "count": 1], ["kind": "task: given up", "count": 1]])
        expect(json["tries"]?.items?.map { $0["count"]?.integer }, is: [0, 1, 0, 0])
        let steps = json["steps"]?.items ?? []
        expect(steps.first { $0["step"] == "phase" }?["longest_ms"], is: 120_000)
        expect(steps.first { $0["step"] == "task" }?["longest_ms"], is: 190_000)
        expect(json["share"]?.items?.compactMap { $0["ended"]?.integer }.reduce(0, +), is: 3)
        expect(json["list"]?.items?.count, is: 4)
    }

    @Test func `A window leaves out what was before`() throws {
        try work()
        let json = try fixture.run("harness-executor", "--json", "report", "--since", "7d").json()
        expect(json["tasks"]?["ended"] == 1 && json["tasks"]?["proved"] == 0)
        expect(json["failures"], is: [["kind": "task: given up", "count": 1]])
        expect(json["tries"]?.items?.isEmpty, is: true)
    }

    @Test func `The text is short and says how to see more`() throws {
        try work()
        let page = fixture.run("harness-executor", "report")
        expect(page.lines.first, is: "1 of 3 tasks verified: 1 proved, 1 unverified, 1 given up; 1 in progress")
        expect(page.lines.contains("  1  gate: E_GRADE") && page.lines.contains("  1  at the second"))
        expect(page.lines.last, is: "next: harness-executor report --html report.html")
        expect(page.lines.count < 25)
    }

    @Test func `The page is one file that runs and loads nothing, and shows text as text`() throws {
        try work()
        try fixture.bench.shell("mkfifo pipe && ln -s elsewhere link")
        for (name, words) in [
            ("pipe", "pipe is no ordinary file"), ("link", "link is a link, and links are not followed"),
            (".", "names no file"), ("-", "names no file"),
        ] {
            let refused = fixture.run("harness-executor", "report", "--html", name)
            expect(refused.exit != 0 && refused.errors.contains(words), "\(name): \(refused.errors)")
        }
        expect(fixture.run("harness-executor", "report", "--html", "/dev/null").errors.contains("no ordinary file"))
        let result = fixture.run("harness-executor", "report", "--html", "page.html")
        expect(result.exit == 0 && result.errors.contains("the page is in page.html"))
        let page = try #require(try fixture.bench.text(of: "page.html"))
        expect(page.contains("show &lt;b&gt;notes&lt;/b&gt;") && !page.contains("<b>notes"))
        expect(page.contains("route &amp; handler"))
        for word in ["<script", "http://", "https://", "src=", "@import", "url("] {
            expect(!page.contains(word), "\(word)")
        }
        expect(page.contains("default-src 'none'") && page.contains("<h1>1 of 3 verified</h1>"))
        let check = """
            import html.parser, sys
            class Page(html.parser.HTMLParser):
                def __init__(self): super().__init__(); self.open = []
                def handle_starttag(self, tag, _):
                    if tag not in ('meta', 'rect', 'line', 'br'): self.open.append(tag)
                def handle_startendtag(self, tag, _): pass
                def handle_endtag(self, tag):
                    assert self.open.pop() == tag, (tag, self.getpos())
            page = Page(); page.feed(open('page.html').read()); page.close(); print(page.open)
            """
        try expect(fixture.bench.run(["python3", "-c", check]).output.text, is: "[]\n")
    }

    @Test func `Without a task there is nothing to tell, and no page breaks`() throws {
        let result = fixture.run("harness-executor", "report", "--html", "page.html")
        expect(result.output, is: "no task moved in this time\nnext: harness-executor start TEXT\n")
        try expect(fixture.bench.text(of: "page.html")?.contains("<h1>None has ended</h1>"), is: true)
    }

    @Test func `A folder that is not there is said`() {
        let result = fixture.run("harness-executor", "report", "--html", "nowhere/page.html")
        expect(result.exit, is: 66)
        expect(
            result.errors.hasSuffix(
                "no such file or directory\nhint: check the path, or create what is missing\n"), "\(result.errors)")
    }
}

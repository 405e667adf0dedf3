import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// The page as a browser and a reader meet it.
struct ExportHTMLTests {
    /// Walks a page with Python's parser and prints what is wrong with it, a line each.
    private static let checker = """
        import re, sys
        from html.parser import HTMLParser
        text = sys.stdin.read()
        style = re.search("<style>(.*?)</style>", text, re.S).group(1)
        void = {"meta", "br", "hr", "img", "input", "link"}
        attributes = {"lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "aria-labelledby",
            "aria-hidden", "aria-label", "style", "open", "scope", "colspan", "tabindex", "datetime", "role", "width", "height",
            "x", "y",
            "x1", "x2", "y1", "y2", "rx", "dx"}
        class Walk(HTMLParser):
            stack, ids, wanted, level = [], set(), set(), 0
            def say(self, what): print(self.getpos(), what)
            def handle_starttag(self, tag, attrs):
                if tag in ("script", "link", "img", "iframe", "object", "base", "form"): self.say("holds a " + tag)
                names = [name for name, _ in attrs]
                if len(names) != len(set(names)): self.say("an attribute twice in " + tag)
                for name, value in attrs:
                    if name not in attributes: self.say("attribute " + name)
                    if name == "id":
                        if value in self.ids: self.say("the id twice: " + value)
                        self.ids.add(value)
                    if name == "href":
                        if not value.startswith("#"): self.say("leads away: " + value)
                        self.wanted.add(value[1:])
                    if name == "aria-labelledby": self.wanted |= set(value.split())
                    if name == "class":
                        for word in value.split():
                            if not re.fullmatch("[a-z-]+", word): self.say("class " + word)
                            elif word not in ("body", "plain") and "." + word not in style \\
                                and not word.endswith("-scenarios"): self.say("no style for " + word)
                if re.fullmatch("h[1-6]", tag):
                    if int(tag[1]) > self.level + 1: self.say("%s after h%d" % (tag, self.level))
                    self.level = int(tag[1])
                if tag == "th" and "scope" not in names: self.say("th without scope")
                if tag not in void: self.stack.append(tag)
            def handle_startendtag(self, tag, attrs):
                self.handle_starttag(tag, attrs)
                self.handle_endtag(tag)
            def handle_endtag(self, tag):
                if not self.stack or self.stack.pop() != tag: self.say("unbalanced " + tag)
        walk = Walk()
        walk.feed(text)
        walk.close()
        if walk.stack: print("left open", walk.stack)
        for name in walk.wanted - walk.ids: print("leads nowhere:", name)
        if re.search(r"[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]|url\\(|@import", text):
            print("control characters or imports")
        print("ends")
        """

    private func problems(_ report: Report) throws -> [String] {
        let bench = try Workbench()
        let outcome = try bench.run(["python3", "-c", Self.checker], input: HTMLDocument(report: report).text)
        let lines = outcome.output.text.split(separator: "\n").map(String.init)
        expect(lines.last, is: "ends", "\(outcome.errors.text)")
        return lines.dropLast()
    }

    @Test func `The page is whole, leads nowhere else and runs nothing`() throws {
        let reports = [
            try ExportSample.partial(), try ExportSample.passing(), try ExportSample.notRun(),
            try ExportSample.hostileReport(), ExportSample.many(80, steps: 4), Report(),
        ]
        for report in reports { try expect(problems(report), is: []) }
        var cut = Report()
        cut.spans = [ExportSample.span(.step, "first", 0, 5, in: "a scenario that was cut off")]
        try expect(problems(cut), is: [])
    }

    @Test(.enabled(if: Self.hasHTML5)) func `A parser that follows the standard finds no error`() throws {
        let bench = try Workbench()
        for report in [try ExportSample.partial(), try ExportSample.notRun(), try ExportSample.hostileReport()] {
            let script = "import html5lib, sys; html5lib.HTMLParser(strict=True).parse(sys.stdin.read()); print('fine')"
            let outcome = try bench.run(["python3", "-c", script], input: HTMLDocument(report: report).text)
            expect(outcome.output.text, is: "fine\n", "\(outcome.errors.text.suffix(400))")
        }
    }

    private static let hasHTML5 =
        (try? Workbench().run(["python3", "-c", "import html5lib"]).exit.isSuccess) ?? false

    @Test func `What failed comes first and is unfolded`() throws {
        let text = HTMLDocument(report: try ExportSample.partial()).text
        expect(text.contains("<h1>Partly passed</h1>"))
        expect(text.contains("<p class=\"lead\">3 of 5 scenarios passed in 3.5 s; 2 failed.</p>"))
        let places = ["<h2 id=\"failed\">", "id=\"s2\"", "id=\"s4\"", "<h2 id=\"passed\">", "id=\"s1\"", "id=\"s3\""]
            .map {
                Bytes(text.utf8).offset(of: Bytes($0.utf8))
            }
        let found = places.compactMap { $0 }
        expect(found.count == places.count && found == found.sorted())
        expect(text.contains("<article id=\"s2\" class=\"fail\">\n<details open>"))
        expect(text.contains("<article id=\"s1\" class=\"pass\">\n<details>"))
        expect(text.contains("<li class=\"rest\">2 more steps not reached</li>"))
        expect(
            text.contains("<summary>What earlier tries found</summary><ol><li>status: expected 200, found 503</li>"))
        expect(text.contains("<b class=\"bad\">no</b>"))
    }

    @Test func `What failed stands before the particulars of the run, and a criterion is told in its words`() throws {
        let report = try ExportSample.partial()
        let text = HTMLDocument(report: report, criteria: ["notes <are> listed"]).text
        let places = ["<h2 id=\"failed\">", "<h2 id=\"criteria\">", "<h2 id=\"passed\">", "<h2 id=\"facts\">"]
            .compactMap { Bytes(text.utf8).offset(of: Bytes($0.utf8)) }
        expect(places.count == 4 && places == places.sorted())
        expect(text.contains("AC-1 <span class=\"says\">notes &lt;are&gt; listed</span></th>"))
        expect(!HTMLDocument(report: report).text.contains("class=\"says\""))
    }

    @Test func `A run that could not start says why and what to do`() throws {
        let text = HTMLDocument(report: try ExportSample.notRun()).text
        expect(text.contains("<h1>Not run</h1>"))
        expect(text.contains("<code>E_NOT_READY</code> it was started and did not become ready in time"))
        expect(text.contains("<b>What to do:</b> look at what it printed"))
        expect(text.contains("notes: giving up"))
    }

    @Test func `A page of 500 scenarios with 10 steps each stays below 3 MB and says what it leaves out`() {
        let text = HTMLDocument(report: ExportSample.many(500, steps: 10)).text
        expect(text.utf8.count < 3_000_000)
        expect(text.contains("are left out to keep the page light"))
        expect(!HTMLDocument(report: ExportSample.many(30, steps: 10)).text.contains("left out"))
    }

    @Test func `Long bodies are shortened, and many failures share the room`() throws {
        var report = ExportSample.many(500, steps: 2)
        for index in report.own.indices {
            report.own[index].status = .fail
            report.own[index].steps[1].hasPassed = false
            report.own[index].steps[1].response = ["body": .string(String(repeating: "0123456789", count: 6000))]
        }
        let text = HTMLDocument(report: report).text
        expect(text.utf8.count < 3_000_000)
        expect(text.split(separator: "bytes left out …]").count > 400)
    }

    @Test func `Times out of any measure do not break the drawing`() throws {
        var report = try ExportSample.partial()
        for (index, value) in [Double.infinity, -.infinity, .nan, -5, 1e300].enumerated() {
            report.spans.append(ExportSample.span(.build, "odd", value, value))
            report.own[index % 3].startedMilliseconds = value
            report.own[index % 3].milliseconds = value
        }
        report.timing.seconds = .nan
        let text = HTMLDocument(report: report).text
        expect(!text.contains("nan") && !text.contains("inf%"))
        try expect(problems(report), is: [])
    }

    @Test func `Short parts are seen beside one that takes a hundred times as long`() throws {
        var report = try ExportSample.passing()
        report.spans[0].milliseconds = 400_000
        let text = HTMLDocument(report: report).text
        expect(text.contains(">6 min 40 s</text>"))
        expect(text.contains(">database</tspan>"))
        expect(text.contains("svg rect { stroke-width: 1.5px; }"), "what is narrower still has its edge")
        expect(text.contains("<h3>The scenarios, enlarged</h3>"))
    }
}

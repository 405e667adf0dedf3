import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// The exports, read by parsers that are not ours.
struct ExportParserTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private func python(_ script: String, _ input: String) throws -> String {
        let outcome = try bench.run(["python3", "-c", script], input: input)
        expect(outcome.exit.isSuccess, "\(outcome.errors.text)")
        return outcome.output.text
    }

    private static func can(_ words: String...) -> Bool {
        (try? Workbench().run(words).exit.isSuccess) ?? false
    }

    private static let summary = """
        import json, sys, xml.etree.ElementTree as tree
        root = tree.fromstring(sys.stdin.buffer.read())
        print(json.dumps({
            "totals": [int(root.get(n)) for n in ("tests", "failures", "errors", "skipped")],
            "sums": [sum(int(s.get(n)) for s in root) for n in ("tests", "failures", "errors", "skipped")],
            "suites": [[s.get("name"), s.get("timestamp"), len(s.findall("testcase"))] for s in root],
            "properties": {p.get("name"): p.get("value") for p in root[0].find("properties")},
            "cases": [[c.get("name"), c.get("classname"), c.get("file"), c.get("time"), [x.tag for x in c]]
                for c in root.iter("testcase")],
            "messages": [x.get("message") for c in root.iter("testcase") for x in c],
            "texts": [x.text for c in root.iter("testcase") for x in c]}))
        """

    @Test func `JUnit has a suite for each file and a case for each scenario`() throws {
        var report = try ExportSample.partial()
        report.others[0].file = "harness/scenarios/search.json"
        let found = try JSON.parse(try python(Self.summary, JUnitDocument(report: report).text))
        expect(found["totals"] == [5, 2, 0, 0] && found["sums"] == [5, 2, 0, 0])
        let stamp: JSON = "2026-11-21T12:17:10"
        expect(
            found["suites"],
            is: [
                ["harness/scenarios/notes.json", stamp, 4], ["harness/scenarios/search.json", stamp, 1],
            ])
        expect(found["properties"]?["run_id"], is: "r-20261121-121710-51f6fc")
        expect(found["properties"]?["level"] == "V2" && found["properties"]?["port"] == "45419")
        let file: JSON = "harness/scenarios/notes.json"
        expect(found["cases"]?[0], is: ["note-is-stored", "harness.scenarios.notes", file, "0.121", []])
        expect(found["cases"]?[1], is: ["unknown-is-404", "harness.scenarios.notes", file, "0.004", ["failure"]])
        expect(found["messages"]?[0], is: "ghost: status: expected 405, found 404")
        expect(found["texts"]?[0]?.string?.contains("GET /notes/703883032"), is: true)
    }

    @Test func `JUnit of a run that could not start is one case with an error`() throws {
        let found = try JSON.parse(try python(Self.summary, JUnitDocument(report: try ExportSample.notRun()).text))
        expect(found["totals"] == [1, 0, 1, 0] && found["sums"] == [1, 0, 1, 0])
        expect(found["suites"]?[0]?[0], is: "run")
        expect(found["cases"]?[0]?[4], is: ["error"])
        expect(found["messages"], is: ["the application did not become ready in 10 s: GET /health gave 503"])
        let empty = try JSON.parse(try python(Self.summary, JUnitDocument(report: Report()).text))
        expect(empty["totals"] == [1, 0, 0, 1] && empty["cases"]?[0]?[4] == ["skipped"])
    }

    @Test func `JUnit is valid whatever stands in a name`() throws {
        let report = try ExportSample.hostileReport()
        let found = try JSON.parse(try python(Self.summary, JUnitDocument(report: report).text))
        expect(found["totals"], is: found["sums"])
        let names = Set((found["cases"]?.items ?? []).compactMap { $0[0]?.string })
        for text in ExportSample.hostile { expect(names.contains(VisibleText.of(text)), "\(text.prefix(40))") }
    }

    @Test(.enabled(if: Self.can("python3", "-c", "import junitparser"))) func `Junitparser reads it`() throws {
        let script = """
            import sys, junitparser
            xml = junitparser.JUnitXml.fromstring(sys.stdin.buffer.read())
            print([(s.name, s.tests, s.failures, s.errors) for s in xml])
            print([type(r).__name__ for s in xml for c in s for r in c.result])
            """
        try expect(
            python(script, JUnitDocument(report: try ExportSample.partial()).text),
            is: "[('harness/scenarios/notes.json', 5, 2, 0)]\n['Failure', 'Failure']\n")
        try expect(
            python(script, JUnitDocument(report: try ExportSample.notRun()).text), is: "[('run', 1, 0, 1)]\n['Error']\n"
        )
    }

    /// Counts, problems, and what the diagnostics say, as Perl's own harness reads them.
    private static let perl = """
        use TAP::Parser; binmode STDOUT, ":utf8"; undef $/;
        my $tap = <STDIN>; $tap =~ s/^TAP version 14/TAP version 13/;
        my $parser = TAP::Parser->new({ tap => $tap }); my ($points, $blocks, $messages) = (0, 0, "");
        while (my $result = $parser->next) {
            $points++ if $result->is_test;
            die "a directive" if $result->is_test && ($result->has_todo || $result->has_skip);
            if ($result->is_yaml) { $blocks++; $messages .= $result->data->{message} . "\\n" }
            print "bail out: ", $result->explanation, "\\n" if $result->is_bailout;
            print "unknown: ", $result->raw, "\\n" if $result->is_unknown;
        }
        print join(" ", $points, scalar $parser->passed, scalar $parser->failed, $blocks, scalar $parser->parse_errors),
            "\\n$messages";
        """

    @Test(.enabled(if: Self.can("perl", "-MTAP::Parser", "-e", "1"))) func `Perl's parser of TAP reads it`() throws {
        func read(_ report: Report) throws -> String {
            try bench.run(["perl", "-e", Self.perl], input: TAPDocument(report: report).text).output.text
        }
        try expect(
            read(try ExportSample.partial()),
            is: "5 3 2 2 0\nghost: status: expected 405, found 404\nsearch: count $[*]: expected 1, found 0\n")
        let hostile = try ExportSample.hostileReport()
        let failed = hostile.scenarios.count { $0.status == .fail }
        let total = hostile.scenarios.count
        try expect(read(hostile).hasPrefix("\(total) \(total - failed) \(failed) \(failed) 0\n"))
        try expect(
            read(try ExportSample.notRun()).hasPrefix(
                "bail out: E_NOT_READY: the application did not become ready in 10 s: GET /health gave 503\n"))
        try expect(read(Report()), is: "0 0 0 0 0\n")
    }

    @Test(.enabled(if: Self.can("python3", "-c", "import yaml"))) func `A parser of YAML reads the diagnostics`() throws
    {
        let script = """
            import re, sys, yaml
            text = sys.stdin.buffer.read().decode()
            for block in re.findall(r"^  ---\\n(.*?)^  \\.\\.\\.$", text, re.S | re.M):
                value = yaml.safe_load(block)
                assert {"message", "severity", "step", "request"} <= set(value), value
                print(len(value["assertions"]), end=" ")
            """
        let hostile = try ExportSample.hostileReport()
        let failed = hostile.scenarios.count { $0.status == .fail }
        let counts = try python(script, TAPDocument(report: hostile).text)
        expect(counts, is: String(repeating: "1 ", count: failed))
    }

    @Test func `Nothing in a report begins a line of TAP`() throws {
        let lines = TAPDocument(report: try ExportSample.hostileReport()).text.split(separator: "\n")
        let known = ["TAP version 14", "# ", "1..", "ok ", "not ok ", "  "]
        for line in lines { expect(known.contains { line.hasPrefix($0) }, "\(line.prefix(80))") }
        expect(lines.count { $0.hasPrefix("1..") }, is: 1)
        expect(lines.count { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }, is: 24)
    }

    @Test(.enabled(if: Self.can("python3", "-c", "import markdown_it")))
    func `A parser of Markdown finds only what we wrote`() throws {
        let script = """
            import sys
            from collections import Counter
            from html.parser import HTMLParser
            from markdown_it import MarkdownIt
            page = MarkdownIt("commonmark").enable("table").render(sys.stdin.buffer.read().decode())
            class Tags(HTMLParser):
                seen = Counter()
                def handle_starttag(self, tag, attrs): self.seen[tag] += 1
            tags = Tags()
            tags.feed(page)
            print(sorted(tags.seen), tags.seen["h3"], tags.seen["pre"], tags.seen["table"])
            """
        let known =
            "['code', 'h3', 'li', 'p', 'pre', 'strong', 'sub', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul']"
        try expect(
            python(script, MarkdownDocument(report: try ExportSample.hostileReport()).text), is: "\(known) 10 20 11\n"
        )
    }
}

import HarnessKit
import TestSupport
import Testing

@testable import Gate

/// Which links of a Markdown text lead to files, and which of those lead nowhere.
@Suite struct MarkdownLinksTests {
    /// A text, and what it links.
    static let texts: [(text: String, targets: [String])] = [
        ("[a](b.md) and ![c](d.png)", ["b.md", "d.png"]),
        ("[a](b.md#top) [c](d.md?raw=1) [e](#top)", ["b.md", "d.md"]),
        ("[a](b.md \"A title\") [c]( d.md 'x' ) [e](f.md (y))", ["b.md", "d.md", "f.md"]),
        ("[a](https://x.org/y) [b](mailto:a@b) [c](tel:1) [d](//x.org/y)", []),
        ("[a](/docs/b.md)", ["/docs/b.md"]),
        ("[a](my%20notes.md) [b](100%.md) [c](%+1.md)", ["my notes.md", "100%.md", "%+1.md"]),
        ("[a](b(c).md) [d](e\\(f.md)", ["b(c).md", "e(f.md"]),
        ("[a](<b c.md>) [d](<e(f.md> 'x')", ["b c.md", "e(f.md"]),
        ("[a](b c.md)", []), ("[a](b(c.md", []), ("[a]()", []),
        ("\\[a](b.md) but [\\]](c.md)", ["c.md"]),
        ("[![a](b.png)](c.md)", ["b.png", "c.md"]), ("[long\ntext](b.md)", ["b.md"]),
        ("`[a](b.md)` ``x ` [c](d.md)`` [e](f.md)", ["f.md"]), ("a ` alone [b](c.md)", ["c.md"]),
        ("`over\nlines [a](b.md)` [c](d.md)", ["d.md"]), ("- one ` mark\n- [a](b.md) ` more", ["b.md"]),
        ("```sh\n[a](b.md)\n```\n[c](d.md)", ["d.md"]), ("~~~\n[a](b.md)\n```\n~~~\n[c](d.md)", ["d.md"]),
        ("````\n```\n[a](b.md)\n````\n[c](d.md)", ["d.md"]), ("```[a](b.md)``` [c](d.md)", ["d.md"]),
        ("> ```\n> [a](b.md)\n> ```\n> [c](d.md)", ["d.md"]), ("```\r\n[a](b.md)\r\n```\r\n[c](d.md)\r\n", ["d.md"]),
        ("x\n\n    [a](b.md)\n\n    [c](d.md)\n\n[e](f.md)", ["f.md"]), ("x\n\n\t[a](b.md)", []),
        ("x\n    [a](b.md)", ["b.md"]), ("- x\n\n    [a](b.md)", ["b.md"]), ("1. x\n\n        [a](b.md)", []),
        ("- x\n\ny\n\n    [a](b.md)", []),
        ("<!-- [a](b.md) --> [c](d.md)", ["d.md"]), ("<!--\n[a](b.md)\n\n[c](d.md)\n--> [e](f.md)", ["f.md"]),
        ("<!--\n```\n-->\n[a](b.md)", ["b.md"]), ("`<!--` [a](b.md)", ["b.md"]),
        ("[a]({{url}}) [b]({{ url }}) [c]({% link d.md %}) [e]({{site}}/f.md)", []),
    ]

    @Test(arguments: texts) func `Links are read as GitHub reads them`(example: (text: String, targets: [String])) {
        expect(MarkdownLinks.targets(in: example.text), is: example.targets, "\(example.text)")
    }

    @Test func `Long texts of brackets are read in a moment`() {
        for text in ["[](", "[", "`", "](", "<!-", "[](a(", "``` ` "] {
            expect(MarkdownLinks.targets(in: String(repeating: text, count: 20_000)).count < 20_001)
        }
    }

    @Test func `What leads nowhere is named as it was written, and what leads out is not judged`() throws {
        let bench = try Workbench()
        for name in ["docs/guide.md", "docs/my notes.md", "docs/deep/x.md"] { try bench.write("x", to: name) }
        func broken(_ text: String, in name: String = "docs/a.md") throws -> [String] {
            try bench.write(text, to: name)
            return try DocumentsControl.links(in: name, below: bench.path).broken
        }
        try expect(
            broken("[a](/docs/guide.md) [b](guide.md) [c](my%20notes.md) [d](../docs/deep) [e](./deep/x.md)"), is: [])
        try expect(
            broken("[a](/guide.md) [b](gone.md) [c](deep/../gone.md)"),
            is: [
                "/guide.md", "gone.md", "deep/../gone.md",
            ])
        try expect(broken("[a](../../issues) [b](../../../wiki) [c](..)"), is: [])
        try expect(broken("[a](../../issues) [b](/) [c](/etc/passwd)", in: "README.md"), is: ["/etc/passwd"])
        try expect(broken("[a](../issues)"), is: ["../issues"])
    }
}

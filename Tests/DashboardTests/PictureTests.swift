import HarnessKit
import TestSupport
import Testing

/// `harness-executor picture`: a terminal's text as an SVG.
struct PictureTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func picture(_ text: String, _ words: Word...) -> (exit: Int32, output: String, errors: String) {
        var world = World(directory: fixture.bench.path)
        world.context.input = { Bytes(text.utf8) }
        let exit = fixture.program.run(["harness-executor", "picture"] + words, in: world.context)
        return (exit, world.output.text, world.errors.text)
    }

    @Test func `Colours become classes, and what was typed is strong`() throws {
        let svg = picture("$ task-state list\r\n\u{1B}[32mgood\u{1B}[0m <&> \u{1B}[1;31mbad\u{1B}[m\r\n").output
        expect(svg.contains(#"<tspan class="d">$ </tspan><tspan class="s">task-state list</tspan>"#))
        expect(svg.contains(#"<tspan class="g">good</tspan> &lt;&amp;&gt; <tspan class="b">bad</tspan>"#))
        expect(svg.hasPrefix("<svg xmlns=") && svg.hasSuffix("</svg>\n"))
        expect(!svg.utf8.contains(0x1B))
    }

    @Test func `Long lines are broken, overwritten ones are as they ended`() {
        let svg = picture("running (1 s)\r\u{1B}[Kdone\n" + String(repeating: "x", count: 50), "--columns", "30").output
        expect(svg.contains(">done</text>") && !svg.contains("running"))
        expect(svg.contains(">" + String(repeating: "x", count: 30) + "</text>"))
        expect(svg.contains(">  " + String(repeating: "x", count: 20) + "</text>"))
    }

    @Test func `It is well-formed and has its words as text`() throws {
        try fixture.bench.write(picture("a < b\n\u{1B}[2Jc\u{1}", "--title", "a \"title\"").output, to: "a.svg")
        let check = "import xml.dom.minidom as m; print(m.parse('a.svg').documentElement.getAttribute('aria-label'))"
        try expect(fixture.bench.run(["python3", "-c", check]).output.text, is: "a \"title\"\n")
    }

    @Test func `What is no file is left as it is`() throws {
        try fixture.bench.shell("mkfifo pipe")
        let refused = picture("x\n", "--output", "pipe")
        expect(refused.exit != 0 && refused.errors.contains("pipe is no ordinary file"), "\(refused.errors)")
    }

    @Test func `Without text it says how to give it some`() {
        let result = picture(" \n")
        expect(result.exit, is: 64)
        expect(
            result.errors,
            is: """
                harness-executor: standard input holds no text
                hint: run 'harness-executor status | harness-executor picture'

                """)
        expect(
            picture("a", "--columns", "5").errors.hasPrefix(
                "harness-executor: --columns takes a number from 20 to 400, not 5\nhint: leave it out for 100\n"))
    }
}

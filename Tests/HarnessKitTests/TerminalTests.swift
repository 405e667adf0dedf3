import HarnessKit
import TestSupport
import Testing

/// Keys as terminals send them, and screens as they are drawn.
struct TerminalTests {
    @Test(arguments: [
        ("a", [Key.character("a")]), ("\u{1B}[A", [.up]), ("\u{1B}OB", [.down]), ("\u{1B}[5~", [.pageUp]),
        ("\u{1B}[1;5C", [.right]), ("\r", [.enter]), ("\u{3}", [.interrupt]), ("\u{1A}", [.suspend]),
        ("\u{7F}", [.backspace]), ("ü漢", [.character("ü"), .character("漢")]),
        ("\u{1B}[200~x", [.other, .character("x")]),
        ("\u{1B}[Aj\u{1B}[B", [.up, .character("j"), .down]), ("\u{1B}x", [.other]),
        ("\u{1B}\u{1B}[A", [.escape, .up]),
    ])
    func `Keys are read, also when they come byte by byte`(sent: String, keys: [Key]) {
        var whole = KeyReader()
        expect(whole.read(Bytes(sent.utf8)), is: keys)
        var cut = KeyReader()
        expect(sent.utf8.flatMap { cut.read([$0]) }, is: keys)
        expect(!cut.isWaiting)
    }

    @Test func `An escape alone is a key once nothing follows`() {
        var reader = KeyReader()
        expect(reader.read([0x1B]).isEmpty && reader.isWaiting)
        expect(reader.giveUp() == [.escape] && !reader.isWaiting)
        expect(reader.read([0x1B, 0x5B]).isEmpty)
        expect(reader.giveUp(), is: [.other])
        expect(reader.read([0xFF, 0x61, 0xFC, 0x62]), is: [.other, .character("a"), .other, .character("b")])
    }

    @Test func `A sequence without an end does not swallow what is pressed later`() {
        var reader = KeyReader()
        let keys = reader.read(Bytes("\u{1B}[".utf8) + Bytes(repeating: 0x31, count: 40) + Bytes("q".utf8))
        expect(keys.first, is: .other)
        expect(reader.read(Bytes("q".utf8)).last, is: .character("q"))
    }

    @Test func `Only what changed is drawn`() {
        var buffer = FrameBuffer()
        let size = ScreenSize(rows: 3, columns: 10)
        expect(
            buffer.update(to: [("a", 1), ("b", 1)], on: size),
            is: "\u{1B}[0m\u{1B}[2J\u{1B}[1;1Ha\u{1B}[K\u{1B}[2;1Hb\u{1B}[K")
        expect(buffer.update(to: [("a", 1), ("b", 1)], on: size), is: "")
        expect(buffer.update(to: [("a", 1), ("c", 1)], on: size), is: "\u{1B}[2;1Hc\u{1B}[K")
        expect(buffer.update(to: [("a", 1)], on: size), is: "\u{1B}[2;1H\u{1B}[K")
        // A full row ends at the edge, where clearing would take its last letter.
        expect(buffer.update(to: [("0123456789", 10)], on: size), is: "\u{1B}[1;1H0123456789")
        expect(buffer.update(to: [("a", 1)], on: ScreenSize(rows: 2, columns: 10)).hasPrefix("\u{1B}[0m\u{1B}[2J"))
        buffer.forget()
        expect(buffer.update(to: [("a", 1)], on: ScreenSize(rows: 2, columns: 10)).contains("\u{1B}[1;1Ha"))
    }

    @Test(arguments: [("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("", 0), ("→", 1), ("👍", 2), ("ﾊ", 1)])
    func `Columns are counted as terminals do`(text: String, columns: Int) {
        expect(text.columns, is: columns)
    }

    @Test func `Text is cut to columns, and says so`() {
        expect("abcdef".cut(toColumns: 6), is: "abcdef")
        expect("abcdefg".cut(toColumns: 6), is: "abcde…")
        expect("漢字漢字".cut(toColumns: 6), is: "漢字…")
        var line = StyledLine("abc", .good)
        line.add("defgh", .bad)
        expect(line.cut(to: 6).text == "abcde…" && line.cut(to: 6).parts.map(\.tone) == [.good, .bad])
        expect(line.cut(to: 8), is: line)
        expect(line.cut(to: 3).columns, is: 3)
    }

    @Test func `Nothing in a line steers the terminal`() {
        let line = StyledLine("a\u{1B}[2J\nb\u{9B}c\u{202E}")
        expect(line.text, is: "a\u{241B}[2J b\u{FFFD}c\u{FFFD}")
    }

    @Test func `Colours can be asked for where there is no terminal`() {
        let pipe = Output.Buffer().output()
        expect(!Style(for: pipe, environment: Environment()).isEnabled)
        expect(Style(for: pipe, environment: Environment(["CLICOLOR_FORCE": "1"])).isEnabled)
        expect(!Style(for: pipe, environment: Environment(["CLICOLOR_FORCE": "0"])).isEnabled)
        expect(!Style(for: pipe, environment: Environment(["CLICOLOR_FORCE": "1", "NO_COLOR": "1"])).isEnabled)
    }
}

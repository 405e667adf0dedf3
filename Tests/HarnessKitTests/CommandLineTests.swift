import HarnessKit
import Synchronization
import TestSupport
import Testing

struct CommandLineTests {
    let world = World()

    /// The parsed command as JSON.
    private func pack(_ words: Word...) throws -> JSON {
        let exit = toy.run(["toy", "--json", "pack"] + words, in: world.context)
        expect(exit, is: 0, "\(world.output.text)")
        return try JSON.parse(world.output.text)
    }

    /// What a wrong command line prints to standard error.
    private func complaint(_ words: Word...) -> String {
        let world = World()
        let exit = toy.run(["toy"] + words, in: world.context)
        expect(exit, is: 64)
        expect(world.output.text.isEmpty)
        return world.errors.text
    }

    @Test func `Every kind of parameter finds its property`() throws {
        let json = try pack(
            "tea", "pot", "--label", "x", "-n", "2", "--wrap=foil", "--files", "a", "b", "--tag", "p", "--fragile",
            "--tag", "q", "--files", "c")
        expect(
            json,
            is: [
                "thing": "tea", "more": ["pot"], "label": "x", "count": 2, "wrap": "foil", "files": ["a", "b", "c"],
                "tags": ["p", "q"], "fragile": true, "next": "toy send",
            ])
    }

    @Test func `A short option takes its value attached`() throws {
        try expect(pack("tea", "--label", "x", "-n7")["count"], is: 7)
        expect(complaint("pack", "tea", "--label", "x", "-nseven or so").contains("not 'seven or so'"))
    }

    @Test func `Words after two dashes are never options`() throws {
        let json = try pack("--label", "x", "--", "--count", "-n")
        expect(json["thing"], is: "--count")
        expect(json["more"], is: ["-n"])
    }

    @Test(arguments: ["-1", "-", "- a list", "", "a=b", "--=x"])
    func `A value may look strange`(value: String) throws {
        try expect(pack("tea", "--label=\(value)".word)["label"], is: .string(value))
        guard !value.hasPrefix("--") else { return }
        try expect(World.rerun("tea", "--label", value.word)["label"], is: .string(value))
    }

    @Test func `A call makes the commands on its way and no others`() {
        let made = Mutex<[String]>([])
        let program = Program(
            coordinator: CommandNode("toy", "plays", children: []),
            tools: ["packer", "sender"].map { name in
                CommandNode(
                    name, "has commands",
                    children: {
                        made.withLock { $0.append(name) }
                        return [CommandNode(Pack())]
                    }())
            }, build: .init(version: "1", commit: "", kind: ""))
        expect(program.run(["packer", "--version"], in: world.context), is: 0)
        expect(made.withLock { $0 }, is: [])
        expect(program.run(["packer", "pack", "tea", "--label", "x"], in: world.context), is: 0)
        expect(made.withLock { $0 }, is: ["packer"])
    }

    @Test func `Options for all commands stand anywhere`() throws {
        expect(
            toy.run(["toy", "--project-root", "/p", "pack", "tea", "--label", "x", "--json"], in: world.context), is: 0)
        try expect(JSON.parse(world.output.text)["root"], is: "/p")
        let late = World()
        expect(toy.run(["toy", "pack", "tea", "--label", "x", "--project-root=/q", "--json"], in: late.context), is: 0)
        try expect(JSON.parse(late.output.text)["root"], is: "/q")
    }

    @Test func `A tool answers to its own name, also as a path, and below the coordinator`() {
        expect(world.run(toy, "/usr/bin/packer", "pack", "tea", "--label", "x"), is: 0)
        expect(world.run(toy, "toy", "packer", "pack", "tea", "--label", "x"), is: 0)
        expect(world.run(toy, "anything", "packer", "pack", "tea", "--label", "x"), is: 0)
        expect(world.output.text, is: String(repeating: "1 tea\nnext: toy send\n", count: 3))
    }

    @Test func `A command may have others below it`() {
        expect(world.run(toy, "toy", "peek", "--since", "7d"), is: 0)
        expect(world.run(toy, "toy", "peek", "peek"), is: 0)
        expect(world.output.text, is: "peeked since 7d\npeeked since ever\n")
    }

    // The mistakes, each with the line that names it and the line that helps.

    @Test func `An unknown option is named with what was probably meant`() {
        expect(complaint("pack", "--lable", "x"), is: "toy: unknown option --lable\nhint: did you mean --label?\n")
    }

    @Test func `An option that resembles nothing points to the help`() {
        expect(complaint("pack", "--zzz"), is: "toy: unknown option --zzz\nhint: run 'toy pack --help'\n")
    }

    @Test func `An unknown option before any command is named`() {
        expect(
            complaint("--zzz", "pack"), is: "toy: unknown option --zzz\nhint: a command comes first: run 'toy --help'\n"
        )
        let world = World()
        expect(world.run(toy, "toy", "--jsn", "pack"), is: 64)
        expect(world.errors.text, is: "toy: unknown option --jsn\nhint: did you mean --json?\n")
    }

    @Test func `A missing value is named`() {
        expect(
            complaint("pack", "tea", "--label"),
            is: "toy: --label needs a value: --label TEXT\nhint: run 'toy pack --help'\n")
    }

    @Test func `A value that looks like an option is not swallowed`() {
        expect(
            complaint("pack", "tea", "--label", "--fragile"),
            is: "toy: --label needs a value: --label TEXT; a value that begins with a dash is written "
                + "--label=--fragile\nhint: run 'toy pack --help'\n")
    }

    @Test func `An empty list is named`() {
        expect(
            complaint("pack", "tea", "--files", "--fragile"),
            is: "toy: --files needs at least one value: --files F\nhint: run 'toy pack --help'\n")
    }

    @Test func `A number that is none is named`() {
        expect(
            complaint("pack", "tea", "--label", "x", "--count", "two"),
            is: "toy: --count takes a whole number, not 'two'\nhint: run 'toy pack --help'\n")
    }

    @Test func `A choice that is none is named with the nearest`() {
        expect(
            complaint("pack", "tea", "--label", "x", "--wrap", "fiol"),
            is: "toy: --wrap takes one of paper, foil, none, not 'fiol'\nhint: did you mean 'foil'?\n")
    }

    @Test func `A flag with a value is named`() {
        expect(complaint("pack", "--fragile=yes"), is: "toy: --fragile takes no value\nhint: run 'toy pack --help'\n")
    }

    @Test func `An option given twice is named with both values`() {
        expect(
            complaint("pack", "tea", "--label", "x", "--label", "y"),
            is: "toy: --label is given twice: 'x' and 'y'\nhint: keep one of them\n")
    }

    @Test func `Everything that is missing is named at once`() {
        expect(complaint("pack"), is: "toy: missing THING and --label TEXT\nhint: run 'toy pack --help'\n")
    }

    @Test func `A word too many is named`() {
        expect(
            complaint("fail", "a", "b"), is: "toy: unexpected word 'b'\nhint: quote a value that has spaces in it\n")
    }

    @Test func `An unknown command is named with the nearest`() {
        expect(complaint("pakc"), is: "toy: unknown command 'pakc'\nhint: did you mean 'toy pack'?\n")
    }

    @Test func `An unknown command below a group is named`() {
        expect(complaint("store", "xyz"), is: "toy: unknown command 'xyz'\nhint: run 'toy store --help'\n")
    }

    @Test func `A missing command lists them`() {
        expect(
            complaint("store"), is: "toy: a command is missing; it is one of pack\nhint: run 'toy store --help'\n")
    }

    @Test func `Text that is no UTF-8 is named`() {
        expect(
            complaint("pack", "tea", "--label", Word(bytes: [0x66, 0xFF])),
            is: "toy: --label takes text in UTF-8, not 'f\u{FFFD}'\nhint: run 'toy pack --help'\n")
    }

    @Test func `A path keeps bytes that are no UTF-8`() throws {
        let word = Word(bytes: [0x66, 0xFF])
        expect(Path(word: word)?.bytes, is: [0x66, 0xFF])
    }
}

extension String {
    var word: Word { Word(self) }
}

extension World {
    static func rerun(_ words: Word...) throws -> JSON {
        let world = World()
        _ = toy.run(["toy", "--json", "pack"] + words, in: world.context)
        return try JSON.parse(world.output.text)
    }
}

import HarnessKit
import TestSupport
import Testing

struct HelpTests {
    let world = World()

    @Test func `Help shows usage, every row and the examples`() {
        expect(world.run(toy, "toy", "pack", "--help"), is: 0)
        expect(
            world.output.text,
            is: """
                Packs things into a box.

                Usage: toy pack THING [MORE...] --label TEXT [--count N] [--wrap WRAP] [--files F...]
                        [--tag TAG]... [--fragile]

                Boxes are made of words.

                Arguments:
                  THING  what goes in
                  MORE   what else

                Options:
                  --label TEXT   what stands on it
                  --count, -n N  how many
                  --wrap WRAP    in what (paper, foil, none)
                  --files F...   which files
                  --tag TAG      a tag
                  --fragile      handle with care

                With every command:
                  --project-root DIR  the project's top folder; found by itself otherwise
                  --json              one JSON document on standard output, also for a failure
                  --version           the version, commit and kind of build
                  --help, -h          this text

                Examples:
                  toy pack tea --count 2  packs two

                """)
    }

    @Test(arguments: [
        ["pack", "-h"], ["help", "pack"], ["pack", "--nonsense", "--help"], ["pack", "tea", "--help"],
    ])
    func `Help is given however it is asked for`(words: [String]) {
        expect(toy.run((["toy"] + words).map { Word($0) }, in: world.context), is: 0)
        expect(world.output.text.hasPrefix("Packs things into a box.\n\nUsage: toy pack "))
    }

    @Test func `Words after two dashes ask for nothing`() {
        expect(world.run(toy, "toy", "pack", "--label", "x", "--", "--help"), is: 0)
        expect(world.output.text, is: "1 --help\nnext: toy send\n")
    }

    @Test func `The coordinator lists its commands and the tools`() {
        expect(world.run(toy, "toy", "--help"), is: 0)
        expect(world.output.text.contains("  pack    packs things into a box\n"))
        expect(world.output.text.contains("  packer  only packs\n"))
    }

    @Test func `A version is that of the tool that was called`() throws {
        expect(world.run(toy, "packer", "--version"), is: 0)
        expect(world.output.text, is: "packer 1.2.3 (abcd, static)\n")
        let json = World()
        expect(json.run(toy, "toy", "--version", "--json"), is: 0)
        try expect(
            JSON.parse(json.output.text), is: ["name": "toy", "version": "1.2.3", "commit": "abcd", "build": "static"])
    }

    @Test func `Help in JSON is one document`() throws {
        expect(world.run(toy, "toy", "pack", "--help", "--json"), is: 0)
        try expect(JSON.parse(world.output.text)["command"], is: "toy pack")
    }

    @Test func `The reference has a section for every command`() {
        let page = Reference.page(of: toy.all)
        for heading in ["## `toy`", "### `toy pack`", "### `toy store pack`", "| 73 | not allowed from this state |"] {
            expect(page.contains("\n\(heading)\n"), "\(heading)")
        }
        expect(page.contains("| `--label TEXT` | required; what stands on it |"))
    }
}

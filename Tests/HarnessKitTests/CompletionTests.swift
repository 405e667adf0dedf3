import HarnessKit
import TestSupport
import Testing

struct CompletionTests {
    private func offered(_ words: String...) -> [String] {
        Completion.candidates(for: words, among: [toy.root] + toy.all).map(\.word)
    }

    @Test func `Commands are offered first`() {
        expect(offered("toy", "p"), is: ["pack", "peek", "packer"])
        expect(offered("/usr/bin/toy", "store", ""), is: ["pack", "--project-root", "--json", "--version", "--help"])
    }

    @Test func `The coordinator leads to the tools`() {
        expect(offered("toy", "packe"), is: ["packer"])
        expect(offered("toy", "packer", "p"), is: ["pack"])
        expect(offered("toy", "help", ""), is: ["pack", "fail", "peek", "store", "packer"])
    }

    @Test func `A place that is taken offers nothing more`() {
        expect(offered("toy", "fail", "x", ""), is: ["--project-root", "--json", "--version", "--help"])
    }

    @Test func `Options are offered once, unless they repeat`() {
        expect(offered("toy", "pack", "--fragile", "--f"), is: ["--files"])
        expect(offered("toy", "pack", "--tag", "x", "--ta"), is: ["--tag"])
    }

    @Test func `A value is offered where there are few`() {
        expect(offered("toy", "pack", "--wrap", ""), is: ["paper", "foil", "none"])
        expect(offered("toy", "pack", "--wrap", "f"), is: ["foil"])
    }

    @Test func `Where any text may stand nothing is offered, so that the shell offers files`() {
        expect(offered("toy", "pack", "--label", "").isEmpty)
        expect(offered("unknown", "").isEmpty)
    }
}

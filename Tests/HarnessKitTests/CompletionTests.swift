import HarnessKit
import Testing

struct CompletionTests {
    private func offered(_ words: String...) -> [String] {
        Completion.candidates(for: words, among: [toy.root] + toy.all).map(\.word)
    }

    @Test func `Commands are offered first`() {
        #expect(offered("toy", "p") == ["pack", "peek", "packer"])
        #expect(offered("/usr/bin/toy", "store", "") == ["pack", "--project-root", "--json", "--version", "--help"])
    }

    @Test func `The coordinator leads to the tools`() {
        #expect(offered("toy", "packe") == ["packer"])
        #expect(offered("toy", "packer", "p") == ["pack"])
        #expect(offered("toy", "help", "") == ["pack", "fail", "peek", "store", "packer"])
    }

    @Test func `A place that is taken offers nothing more`() {
        #expect(offered("toy", "fail", "x", "") == ["--project-root", "--json", "--version", "--help"])
    }

    @Test func `Options are offered once, unless they repeat`() {
        #expect(offered("toy", "pack", "--fragile", "--f") == ["--files"])
        #expect(offered("toy", "pack", "--tag", "x", "--ta") == ["--tag"])
    }

    @Test func `A value is offered where there are few`() {
        #expect(offered("toy", "pack", "--wrap", "") == ["paper", "foil", "none"])
        #expect(offered("toy", "pack", "--wrap", "f") == ["foil"])
    }

    @Test func `Where any text may stand nothing is offered, so that the shell offers files`() {
        #expect(offered("toy", "pack", "--label", "").isEmpty)
        #expect(offered("unknown", "").isEmpty)
    }
}

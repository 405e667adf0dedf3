import HarnessKit
import Testing

struct CompletionTests {
    private func offered(_ words: String...) -> [String] {
        Completion.candidates(for: words, among: toy.all).map(\.word)
    }

    @Test func `Commands are offered first`() {
        #expect(offered("toy", "p") == ["pack", "peek"])
        #expect(offered("/usr/bin/toy", "store", "") == ["pack", "--project-root", "--json", "--version", "--help"])
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

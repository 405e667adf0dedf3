import Testing

/// What is said of tests by their names, of scenarios by whose they are, of files by what they say: each cheat beside its honest twin.
@Suite(.timeLimit(.minutes(30))) struct NamedTestsTests {
    private static let cases = (Cheat.named + Cheat.underWay + Cheat.carried).filter { $0.play != nil }

    @Test(arguments: cases) func `The cheat is refused`(cheat: Cheat) throws {
        let outcome = try #require(try cheat.play?(Stand(cheat.kind, isGit: cheat.isGit), true))
        #expect(cheat.verdict.fits(outcome), "\(cheat.name): \(outcome.summary)")
    }

    @Test(arguments: cases) func `Its honest twin completes`(cheat: Cheat) throws {
        let outcome = try #require(try cheat.play?(Stand(cheat.kind, isGit: cheat.isGit), false))
        #expect(outcome.exit == 0, "the honest twin of '\(cheat.name)': \(outcome.summary)")
    }
}

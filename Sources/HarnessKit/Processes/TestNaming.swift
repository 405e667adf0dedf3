/// A test command, told to name each test that passes where its runner does not do so by itself.
package struct TestNaming: Sendable {
    package let argv: [String]
    /// The word that was added; nil where none is needed, or none is known.
    package let added: String?
    /// The runner, as people call it.
    package let runner: String

    /// What was done and why, for a person.
    package var note: String? {
        added.map { "added \($0): without it \(runner) does not name the tests that passed" }
    }

    /// A runner, by words that follow each other, and what makes it speak.
    private struct Row {
        let runner: String
        let sign: [String]
        let flag: String
        /// With one of these it names its tests already.
        let speaking: Set<String>
        /// Against one of these the flag is not enough, and this is.
        var quiet: Set<String> = []
        var louder: String?
    }

    private static let rows = [
        Row(
            runner: "pytest", sign: ["pytest"], flag: "-v", speaking: ["-v", "-vv", "-vvv", "--verbose", "-rA", "-rp"],
            quiet: ["-q", "--quiet"], louder: "-vv"),
        Row(runner: "unittest", sign: ["unittest", "discover"], flag: "-v", speaking: ["-v", "--verbose"]),
        Row(runner: "unittest", sign: ["unittest"], flag: "-v", speaking: ["-v", "--verbose"]),
        Row(runner: "go test", sign: ["go", "test"], flag: "-v", speaking: ["-v", "-v=true", "-test.v", "-json"]),
        Row(runner: "jest", sign: ["jest"], flag: "--verbose", speaking: ["--verbose", "--verbose=true", "--json"]),
        Row(
            runner: "vitest", sign: ["vitest", "run"], flag: "--reporter=verbose",
            speaking: ["--reporter", "--reporter=verbose", "--reporter=junit", "--reporter=tap"]),
    ]

    /// What may stand before a runner and only starts it; "make pytest" is a rule of a makefile.
    private static let starters = [
        ["uv", "run"], ["poetry", "run"], ["pipenv", "run"], ["pdm", "run"], ["hatch", "run"], ["rye", "run"],
        ["npx"], ["bunx"], ["pnpm", "exec"], ["yarn", "exec"], ["npm", "exec", "--"],
    ]

    package init(_ argv: [String]) {
        for row in Self.rows {
            guard let end = Self.end(of: row.sign, in: argv) else { continue }
            guard row.speaking.isDisjoint(with: argv[end...]) else { break }
            runner = row.runner
            let flag = row.quiet.isDisjoint(with: argv[end...]) ? row.flag : row.louder ?? row.flag
            self.argv = argv[..<end] + [flag] + argv[end...]
            added = flag
            return
        }
        self.argv = argv
        added = nil
        runner = ""
    }

    /// Where the words that name the runner end.
    private static func end(of sign: [String], in argv: [String]) -> Int? {
        let start = argv.indices.first { place in
            let before = Array(argv[..<place])
            guard before.isEmpty || before.last == "-m" || starters.contains(before) else { return false }
            let words = argv[place...]
            guard words.count >= sign.count, let first = words.first else { return false }
            return Path(first).name == sign[0] && words.dropFirst().starts(with: sign.dropFirst())
        }
        return start.map { $0 + sign.count }
    }
}

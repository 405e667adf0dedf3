import HarnessKit
import TestSupport
import Testing

/// Random patterns, held against the matches that Python's `re` finds.
struct PatternPythonTests {
    /// Positions count bytes; the flag `re.A` keeps classes and case to ASCII, as ours are.
    static let script = """
        import json, re, sys
        answers = []
        for pattern, text in json.load(sys.stdin):
            match = re.search(pattern, text, re.A)
            def place(index): return len(text[:index].encode()) if index >= 0 else -1
            answers.append(match and [[place(a), place(b)] for a, b in match.regs])
        json.dump(answers, sys.stdout)
        """

    /// Makes patterns whose repeated parts are never empty: there Python goes its own way.
    private struct Maker {
        var generator: Seeded
        var groups = 0

        mutating func pick(_ words: [String]) -> String { words[Int.random(in: 0..<words.count, using: &generator)] }

        mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

        mutating func choice(_ depth: Int) -> (text: String, canBeEmpty: Bool) {
            var (text, canBeEmpty) = sequence(depth)
            while chance(25) {
                let other = sequence(depth)
                text += "|\(other.text)"
                canBeEmpty = canBeEmpty || other.canBeEmpty
            }
            return (text, canBeEmpty)
        }

        private mutating func sequence(_ depth: Int) -> (text: String, canBeEmpty: Bool) {
            var text = ""
            var canBeEmpty = true
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let part = part(depth)
                text += part.text
                canBeEmpty = canBeEmpty && part.canBeEmpty
            }
            return (text, canBeEmpty)
        }

        private mutating func part(_ depth: Int) -> (text: String, canBeEmpty: Bool) {
            if chance(8) { return (pick(["^", "$", #"\b"#, #"\B"#, #"\A"#]), true) }
            var part = atom(depth)
            guard !part.canBeEmpty, chance(40) else { return part }
            let sign = pick(["*", "+", "?", "{2}", "{0,2}", "{1,}", "{1,3}", "{0}"])
            part.text += sign + (chance(30) ? "?" : "")
            part.canBeEmpty = ["*", "?", "{0,2}", "{0}"].contains(sign)
            return part
        }

        private mutating func atom(_ depth: Int) -> (text: String, canBeEmpty: Bool) {
            if depth > 0, chance(30) {
                let body = choice(depth - 1)
                return (pick(["(", "(?:"]) + body.text + ")", body.canBeEmpty)
            }
            let atoms = [
                "a", "b", "c", "é", "😀", ".", #"\n"#, "[ab]", "[^a]", "[^é]", "[a-cé]", #"\d"#, #"\w"#, #"\W"#, #"\s"#,
                #"[^\w]"#, #"[\d\s-]"#, "[à-ü]", "1", " ", "a", "b", "B",
            ]
            return (pick(atoms), false)
        }

        /// Never empty: there Python's `\B` does not hold, which is a bug of its own.
        mutating func text() -> String {
            let letters = ["a", "b", "c", "A", "B", "é", "😀", "\n", " ", "1", "-", "a", "b"]
            return (0..<Int.random(in: 1...12, using: &generator)).map { _ in pick(letters) }.joined()
        }
    }

    @Test func `Random patterns find what Python finds`() throws {
        let python = ProgramCall(["python3", "--version"], environment: .inherited)
        guard (try? python.runPlainly(clock: .system)) != nil else { return }
        let seed = Environment.inherited.nonEmpty("PATTERN_SEED").flatMap { UInt64($0) } ?? 20_240_501
        let count = Environment.inherited.nonEmpty("PATTERN_CASES").flatMap { Int($0) } ?? 1500
        var maker = Maker(generator: Seeded(state: seed))
        let cases = (0..<count).map { _ in
            let flags = maker.pick(["", "", "", "(?i)", "(?m)", "(?s)", "(?ims)"])
            return (pattern: flags + maker.choice(3).text, text: maker.text())
        }
        let input = JSON.array(cases.map { [.string($0.pattern), .string($0.text)] }).bytes(.compact)
        let outcome = try ProgramCall(["python3", "-c", Self.script], environment: .inherited, input: input)
            .runPlainly(clock: .system, deadline: .seconds(60))
        let answers = try #require(JSON.parse(outcome.output.bytes).items, "\(outcome.errors.text)")
        expect(answers.count, is: cases.count)
        var found = 0
        for (item, answer) in zip(cases, answers) {
            let match = try Pattern(item.pattern).firstMatch(in: Bytes(item.text.utf8))
            let ours = match.map { match in
                JSON.array(match.groups.map { [.integer($0?.lowerBound ?? -1), .integer($0?.upperBound ?? -1)] })
            }
            found += match == nil ? 0 : 1
            expect(ours ?? .null, is: answer, "\(item.pattern) in \(item.text.debugDescription), seed \(seed)")
        }
        print("patterns: seed \(seed), \(cases.count) compared with Python, \(found) of them found")
        expect(found > count / 4)
    }
}

import HarnessKit

/// Mocha's spec reporter; names are "suite > test".
///
/// A test that prints an indented line is taken for a suite or a test.
struct MochaReader: TestReader {
    private(set) var findings = Findings()
    private var suites = SuiteStack()
    private var pending: [TestCase] = []
    private var isOver = false

    mutating func read(_ line: Line) {
        var line = line
        let indent = line.skipBlanks()
        if indent == 2, count(line) { return }
        guard !isOver, indent >= 2, indent % 2 == 0, !line.isEmpty, pending.count < Findings.mostCases else { return }
        if line.take("✔ ") || line.take("✓ ") || line.take("√ ") { return test(line, .passed, indent) }
        if line.take("- ") { return test(line, .skipped, indent) }
        var numbered = line
        if numbered.number() != nil, numbered.take(") ") { return test(numbered, .failed, indent) }
        suites.open(line.text, at: indent)
    }

    private mutating func test(_ line: Line, _ outcome: TestOutcome, _ indent: Int) {
        var line = line
        if outcome == .passed { line.dropDuration() }
        pending.append(TestCase(Findings.short(suites.name(line.text, at: indent)), outcome))
    }

    /// "4 passing (115ms)", "2 pending", "3 failing": only now are the lines above known to be Mocha's.
    private mutating func count(_ line: Line) -> Bool {
        var line = line
        guard let number = line.number() else { return false }
        if line.take(" passing"), line.dropDuration() || line.isEmpty {
            for test in pending { findings.add(test.name, test.outcome) }
            pending = []
            isOver = true
            findings.claim(TestClaim(passed: number, failed: 0, skipped: 0))
        } else if isOver, line == " pending" {
            findings.claim(TestClaim(skipped: number))
        } else if isOver, line == " failing" {
            findings.claim(TestClaim(failed: number))
        } else {
            return false
        }
        return true
    }
}

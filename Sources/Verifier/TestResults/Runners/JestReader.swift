import HarnessKit

/// `jest --verbose`; names are "file › suite › test".
struct JestReader: TestReader {
    private static let marks: [(String, TestOutcome)] = [
        ("✓ ", .passed), ("√ ", .passed), ("✕ ", .failed), ("× ", .failed), ("○ ", .skipped), ("✎ ", .skipped),
    ]

    private(set) var findings = Findings()
    private var file = ""
    private var suites = SuiteStack(" › ")
    private var isTree = false
    private var hasSuites = false

    mutating func read(_ line: Line) {
        if line.starts(with: "PASS ") || line.starts(with: "FAIL ") { return header(line) }
        if line.starts(with: "Test Suites: ") { return hasSuites = true }
        if line.starts(with: "Tests: ") { return claim(line) }
        if line == "  ● Test suite failed to run", !file.isEmpty {
            findings.isRecognised = true
            return findings.amend(file, .failed, "the test suite failed to run", isCounted: false, isTest: false)
        }
        if isTree { tree(line) } else if line.starts(with: "  ● ") { failure(line) }
    }

    /// "FAIL ./cart.test.js (5.1 s)", "PASS unit src/cart.test.js".
    private mutating func header(_ line: Line) {
        var line = Line(line.bytes.dropFirst(5)).trimmed
        line.dropDuration()
        _ = line.take("./")
        guard line.contains(".") else { return }
        file = line.text
        suites = SuiteStack(" › ")
        suites.open(file, at: 0)
        isTree = true
    }

    private mutating func tree(_ line: Line) {
        var line = line
        let indent = line.skipBlanks()
        guard indent >= 2, !line.isEmpty, !line.starts(with: "●") else { return isTree = false }
        for (mark, outcome) in Self.marks where line.take(mark) {
            line.dropDuration()
            if outcome == .skipped { _ = line.take("skipped ") || line.take("todo ") }
            findings.isRecognised = true
            return findings.add(suites.name(line.text, at: indent), outcome)
        }
        suites.open(line.text, at: indent)
    }

    /// "  ● cart › fails", in the details of a run that names no other test.
    private mutating func failure(_ line: Line) {
        let name = "\(file) › \(Line(line.bytes.dropFirst(6)).text)"
        guard !file.isEmpty, findings.outcome(of: name) == nil, line.contains(" › ") else { return }
        findings.add(name, .failed)
    }

    /// "Tests:       1 failed, 1 skipped, 1 todo, 6 passed, 9 total".
    private mutating func claim(_ line: Line) {
        var line = line
        guard hasSuites, line.take("Tests: ") else { return }
        line.skipBlanks()
        var claim = TestClaim(passed: 0, failed: 0, skipped: 0)
        while let number = line.number(), line.take(" ") {
            let word = line.take(to: ", ") ?? line.takeAll()
            switch word.text {
            case "passed": claim.passed = number
            case "failed": claim.failed = number
            case "skipped", "todo", "pending": claim.skipped = (claim.skipped ?? 0) + number
            case "total": claim.total = number
            default: return
            }
        }
        hasSuites = false
        if claim.total != nil { findings.claim(claim) }
    }
}

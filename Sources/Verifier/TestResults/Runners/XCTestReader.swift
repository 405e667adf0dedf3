import HarnessKit

/// Lines of XCTest, as Linux and macOS spell them.
struct XCTestReader: TestReader {
    private(set) var findings = Findings()
    /// Tests that have started and not ended, with what was said of them; in order.
    private var open: [String: String?] = [:]
    private var order: [String] = []
    private var suites = 0
    private var awaitsSummary = false

    mutating func read(_ line: Line) {
        if line.starts(with: "Test Suite '") { return suite(line) }
        if line.starts(with: "Test Case '") { return testCase(line) }
        if awaitsSummary, line.trimmed.starts(with: "Executed ") { return summary(line.trimmed) }
        guard !open.isEmpty else { return }
        var line = line
        // What a test prints last may lack its end of line.
        if let rest = line.takeLast(from: "Test Case '") { return testCase(Line("Test Case '" + rest.text)) }
        remark(line)
    }

    mutating func finish() {
        for name in order where open[name] != nil { findings.add(name, .failed, "did not finish") }
    }

    private mutating func suite(_ line: Line) {
        var line = line
        guard line.take(to: "' ") == nil || !line.isEmpty else { return }
        if line.starts(with: "started at ") {
            suites += 1
            findings.isRecognised = true
        } else if line.starts(with: "passed at ") || line.starts(with: "failed at ") {
            suites = max(0, suites - 1)
            awaitsSummary = suites == 0
        }
    }

    private mutating func testCase(_ line: Line) {
        var line = line
        guard line.take("Test Case '"), let spelled = line.take(to: "' ") else { return }
        let name = Self.name(spelled)
        if line.starts(with: "started") {
            findings.isRecognised = true
            guard order.count <= Findings.mostCases else { return }
            order.append(name)
            return open[name] = .some(nil)
        }
        let outcomes: [String: TestOutcome] = ["passed": .passed, "failed": .failed, "skipped": .skipped]
        guard let word = line.take(anyOf: ["passed", "failed", "skipped"]), line.starts(with: " ("),
            let outcome = outcomes[word]
        else { return }
        guard let remark = open.removeValue(forKey: name) else {
            return findings.doubt("a result of '\(Findings.short(name))' stands there, which had not started")
        }
        findings.add(name, outcome, outcome == .passed ? nil : remark)
    }

    /// "-[Module.Class method]" of macOS as "Module.Class.method".
    private static func name(_ spelled: Line) -> String {
        var line = spelled
        guard line.take("-["), line.dropLast("]"), let owner = line.take(to: " ") else { return spelled.text }
        return "\(owner.text).\(line.text)"
    }

    /// "file:5: error: Class.method : what is wrong", or "file:6: Class.method : Test skipped - why".
    private mutating func remark(_ line: Line) {
        var line = line
        guard let place = line.take(to: " : ") else { return }
        var owner = place
        _ = owner.takeLast(from: ": ").map { owner = $0 }
        let name = Self.name(owner)
        guard let known = open[name], known == nil else { return }
        _ = line.take("Test skipped - ")
        open[name] = .some(line.text)
    }

    /// "Executed 5 tests, with 1 test skipped and 2 failures (0 unexpected) in 0.002 (0.002) seconds".
    private mutating func summary(_ line: Line) {
        awaitsSummary = false
        var line = line
        guard line.take("Executed "), let total = line.number(), line.take(to: ", with ") != nil else { return }
        var claim = TestClaim(total: total, skipped: 0)
        var number = line.number() ?? 0
        if line.take(" test skipped and ") || line.take(" tests skipped and ") {
            claim.skipped = number
            number = line.number() ?? 0
        }
        // Failures are assertions: one test can have many.
        if number == 0 { claim.failed = 0 }
        findings.claim(claim)
    }
}

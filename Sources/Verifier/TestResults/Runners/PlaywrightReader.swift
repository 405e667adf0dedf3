import HarnessKit

/// Playwright's list reporter; names are "[project] › file › suite › test", without lines, which move.
struct PlaywrightReader: TestReader {
    private enum List { case none, failed, flaky, other }

    private static let marks: [(String, TestOutcome)] = [
        ("✓ ", .passed), ("ok ", .passed), ("✘ ", .failed), ("x ", .failed), ("- ", .skipped),
    ]

    private(set) var findings = Findings()
    private var results: [String: TestOutcome] = [:]
    private var bearers: [String: Int] = [:]
    private var order: [String] = []
    private var failed: Set<String> = []
    private var flaky: Set<String> = []
    private var list = List.none
    private var hasSummary = false
    private var claim = TestClaim()

    mutating func read(_ line: Line) {
        if line.starts(with: "Running ") { return running(line) }
        guard findings.isRecognised else { return }
        var line = line
        let indent = line.skipBlanks()
        if indent == 4, list != .none { return listed(line) }
        guard indent == 2 else { return }
        if let first = line.first, first &- 0x30 < 10, count(line) { return }
        for (mark, outcome) in Self.marks where line.take(mark) { return result(line, outcome) }
    }

    mutating func finish() {
        for name in order {
            guard var outcome = results[name] else { continue }
            var message: String?
            // A test that is marked to fail has the mark of a failed one; the list at the end lacks it.
            if outcome == .failed, hasSummary, !failed.contains(name), !flaky.contains(name) {
                outcome = .skipped
                message = "expected to fail"
            }
            if flaky.contains(name) { findings.doubt("'\(Findings.short(name))' passed only when it was repeated") }
            findings.add(name, outcome, message)
        }
        for name in failed.sorted(by: { $0.precedes($1) }) where results[name] == nil { findings.add(name, .failed) }
        if claim.total != nil { findings.claim(claim) }
    }

    /// "Running 6 tests using 2 workers".
    private mutating func running(_ line: Line) {
        var line = line
        guard line.take("Running "), let total = line.number(), line.take(" tests using ") || line.take(" test using ")
        else { return }
        findings.isRecognised = true
        claim = claim + TestClaim(total: total)
    }

    /// "1 [chromium] › example.spec.ts:3:5 › has title (1.2s)".
    private mutating func result(_ line: Line, _ outcome: TestOutcome) {
        var line = line
        line.skipBlanks()
        // "1.2" is a step of the first test.
        guard line.number() != nil, line.take(" "), line.contains(" › ") else { return }
        line.dropDuration()
        var rest = line
        var isRetry = false
        if rest.dropLast(")"), var number = rest.takeLast(from: " (retry #"), number.number() != nil, number.isEmpty {
            line = rest
            isRetry = true
        }
        guard order.count <= Findings.mostCases else { return }
        var name = Findings.short(Self.name(line))
        // Without its line a name can belong to two tests.
        if !isRetry { bearers[name, default: 0] += 1 }
        if let bearer = bearers[name], bearer > 1 { name += " (\(bearer))" }
        if results.updateValue(outcome, forKey: name) == nil { order.append(name) }
    }

    /// Without ":3:5" behind the file.
    private static func name(_ line: Line) -> String {
        var line = line
        var parts: [String] = []
        for _ in 0..<2 {
            guard let part = line.take(to: " › ") else { break }
            var file = part
            var isPlace = true
            for _ in 0..<2 {
                guard var number = file.takeLast(from: ":"), number.number() != nil, number.isEmpty else {
                    isPlace = false
                    break
                }
            }
            parts.append(isPlace ? file.text : part.text)
        }
        return (parts + [line.text]).joined(separator: " › ")
    }

    /// "1 failed", "1 flaky", "3 did not run", "12 passed (3.2s)": the end of the run.
    private mutating func count(_ line: Line) -> Bool {
        var line = line
        guard let number = line.number(), line.take(" ") else { return false }
        line.dropDuration()
        switch line.text {
        case "failed", "interrupted":
            claim = claim + TestClaim(failed: number)
            list = .failed
        case "flaky": list = .flaky
        case "did not run":
            findings.doubt("\(number) tests did not run")
            findings.parents += number
            list = .other
        case "skipped", "passed": list = .other
        default: return false
        }
        if !hasSummary { claim = claim + TestClaim(failed: 0) }
        hasSummary = true
        return true
    }

    private mutating func listed(_ line: Line) {
        var line = line
        while line.dropLast("─") {}
        let name = Findings.short(Self.name(line.trimmed))
        if list == .failed { failed.insert(name) }
        if list == .flaky { flaky.insert(name) }
    }
}

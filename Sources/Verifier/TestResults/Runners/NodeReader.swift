import HarnessKit

/// The spec reporter of `node --test`; names are "suite > test".
struct NodeReader: TestReader {
    private static let marks: [(String, TestOutcome)] = [
        ("✔ ", .passed), ("✖ ", .failed), ("﹣ ", .skipped), ("⚠ ", .skipped),
    ]

    private(set) var findings = Findings()
    private var suites = SuiteStack()
    /// How many failures were named before each open suite.
    private var failures: [Int] = []
    private var isOver = false

    mutating func read(_ line: Line) {
        var line = line
        let indent = line.skipBlanks()
        guard let first = line.first, first >= 0x80 else { return }
        if line.take("ℹ ") { return claim(line) }
        // What follows the counts is told a second time.
        guard !isOver, indent % 2 == 0 else { return }
        if line.take("▶ ") { return suite(line, indent) }
        for (mark, outcome) in Self.marks where line.take(mark) { return test(line, outcome, indent) }
    }

    private mutating func suite(_ line: Line, _ indent: Int) {
        var ended = line
        // Before Node 20 the end of a suite has the mark of its beginning.
        if ended.dropDuration(), suites.close(ended.text, at: indent) { return findings.parents += 1 }
        suites.open(line.text, at: indent)
        failures.append(findings.named.failed)
    }

    private mutating func test(_ line: Line, _ outcome: TestOutcome, _ indent: Int) {
        var line = line
        var outcome = outcome
        var message: String?
        if let (head, directive) = Self.directive(of: line) {
            line = head
            if directive == "TODO" || directive.hasPrefix("TODO ") || outcome == .skipped {
                outcome = .skipped
                message = directive == "SKIP" ? nil : directive
            }
        } else if !line.dropDuration() {
            return
        }
        // The end of a suite looks like a test; it says something new only when nothing in it has failed.
        if suites.close(line.text, at: indent) {
            findings.parents += 1
            let before = failures.popLast() ?? 0
            guard outcome == .failed, findings.named.failed == before else { return }
        } else if let open = suites.indent, open >= indent {
            return findings.doubt("a result of '\(Findings.short(line.text))' stands amid a suite that it is not in")
        }
        let name = suites.name(line.text, at: indent)
        findings.add(name, outcome, message, isTest: outcome != .failed || !Self.isFile(name))
    }

    /// Whether a name is that of a file, which fails so where it cannot be loaded: "/project/test/cart.test.js".
    static func isFile(_ name: String) -> Bool {
        name.contains("/") && !name.contains(" ")
            && [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].contains { name.hasSuffix($0) }
    }

    /// "later (0.16ms) # TODO" in two.
    private static func directive(of line: Line) -> (Line, String)? {
        var head = line
        guard let directive = head.takeLast(from: " # "), head.dropDuration() else { return nil }
        return (head, directive.text)
    }

    /// "tests 9", "pass 5", "fail 1", "cancelled 0", "skipped 2", "todo 1".
    private mutating func claim(_ line: Line) {
        var line = line
        guard let word = line.take(to: " ")?.text, let number = line.number(), line.isEmpty else { return }
        switch word {
        case "tests":
            findings.claim(TestClaim(total: number))
            isOver = true
        case "skipped", "todo": if isOver { findings.claim(TestClaim(skipped: number)) }
        case "fail" where number == 0: if isOver { findings.claim(TestClaim(failed: 0)) }
        default: break
        }
    }
}

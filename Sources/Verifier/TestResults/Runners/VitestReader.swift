import HarnessKit

/// `vitest --reporter=verbose`, flat or as a tree; names are "file > suite > test".
struct VitestReader: TestReader {
    private static let marks: [(String, TestOutcome)] = [
        ("✓ ", .passed), ("√ ", .passed), ("× ", .failed), ("✗ ", .failed), ("↓ ", .skipped), ("❯ ", .failed),
    ]

    private(set) var findings = Findings()
    private var suites = SuiteStack()
    private var files = 0
    private var missing = 0

    mutating func read(_ line: Line) {
        var line = line
        let indent = line.skipBlanks()
        if line.take("Test Files ") { return files = indent }
        if line.starts(with: "Tests "), files > 0 { return claim(line) }
        if indent == 1, line.take("FAIL ") { return failure(line.trimmed) }
        guard indent > 0 else { return }
        for (mark, outcome) in Self.marks where line.take(mark) {
            return entry(line.trimmed, outcome, indent: indent, isGroup: mark == "❯ ")
        }
    }

    private mutating func entry(_ line: Line, _ outcome: TestOutcome, indent: Int, isGroup: Bool) {
        var line = line
        var outcome = outcome
        if line.dropLast("MB heap used") { while let last = line.bytes.last, last != 0x20 { line = line.withoutLast } }
        line = line.trimmed
        dropTime(&line)
        if line.dropLast(" [skipped]") || line.dropLast(" [todo]") { outcome = .skipped }
        for word in [" (retry x", " (repeat x"] { dropTimes(&line, word) }
        if let group = Self.group(line) {
            suites.open(group.name.text, at: indent)
            if indent == 1 {
                endFile()
                missing = group.tests
            }
            return
        }
        // A place in a stack is marked like a group.
        guard !isGroup, indent > 1 ? !suites.isEmpty : line.contains(" > ") else { return }
        if indent > 1 { missing -= 1 }
        findings.add(suites.name(line.text, at: indent), outcome)
    }

    /// "cart" of "cart (3)", "test/cart.test.ts" of "test/cart.test.ts (3 tests | 1 failed)".
    private static func group(_ line: Line) -> (name: Line, tests: Int)? {
        var line = line
        guard line.dropLast(")"), var inside = line.takeLast(from: " ("), let tests = inside.number() else {
            return nil
        }
        let isCount = inside.isEmpty || inside.starts(with: " test") || inside.starts(with: " |")
        return isCount ? (line, tests) : nil
    }

    /// A file whose line says more tests than follow has tests without names.
    private mutating func endFile() {
        if missing > 0 { findings.hidesNames = true }
        missing = 0
    }

    private func dropTime(_ line: inout Line) {
        var rest = line
        if let time = rest.takeLast(from: " "), time.isDuration { line = rest }
    }

    private func dropTimes(_ line: inout Line, _ opening: String) {
        var rest = line
        guard rest.dropLast(")"), var inside = rest.takeLast(from: opening) else { return }
        if inside.number() != nil, inside.isEmpty { line = rest }
    }

    /// " FAIL  test/cart.test.ts > add > fails", or "[ test/broken.test.ts ]" of a file that does not load.
    private mutating func failure(_ line: Line) {
        var file = line
        if file.dropLast(" ]"), let name = file.takeLast(from: " [ ") {
            return findings.amend(name.text, .failed, "the test file failed to load", isCounted: false, isTest: false)
        }
        guard line.contains(" > "), findings.outcome(of: line.text) != .failed else { return }
        findings.amend(line.text, .failed)
    }

    /// "Tests  1 failed | 2 passed | 1 skipped | 1 todo (5)".
    private mutating func claim(_ line: Line) {
        var line = line
        files = 0
        endFile()
        guard line.take("Tests ") else { return }
        line = line.trimmed
        if line == "no tests" { return findings.claim(TestClaim(total: 0, passed: 0, failed: 0, skipped: 0)) }
        var claim = TestClaim(passed: 0, failed: 0, skipped: 0)
        while let number = line.number(), line.take(" ") {
            var word = line.take(to: " | ") ?? line.takeAll()
            if word.dropLast(")"), var total = word.takeLast(from: " (") { claim.total = total.number() }
            switch word.text {
            case "passed": claim.passed = number
            case "failed": claim.failed = number
            case "skipped", "todo": claim.skipped = (claim.skipped ?? 0) + number
            default: break
            }
        }
        if claim.total != nil { findings.claim(claim) }
    }
}

extension Line {
    fileprivate var withoutLast: Line { Line(bytes.dropLast()) }
}

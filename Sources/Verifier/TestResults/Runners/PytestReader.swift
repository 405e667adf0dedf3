import HarnessKit

/// `pytest -v` and `pytest -rA`, also with xdist, and the summary of a run that prints dots.
///
/// With `-s` a test can print lines like these; while one runs, lines of others do not count.
struct PytestReader: TestReader {
    private enum Section { case running, details, summary }

    private(set) var findings = Findings()
    private var section = Section.running
    private var open: String?
    /// Whether skipped tests were named while they ran.
    private var namesSkipped = false
    /// Skipped tests that the short summary counts without a name; so many at most are made of it.
    private var unnamed = 100_000

    private static let outcomes: [String: TestOutcome] = [
        "PASSED": .passed, "FAILED": .failed, "ERROR": .failed, "SKIPPED": .skipped, "XFAIL": .skipped,
        "XPASS": .passed, "SUBPASSED": .passed, "SUBFAILED": .failed, "SUBSKIPPED": .skipped,
    ]
    private static let words = [
        "PASSED", "FAILED", "ERROR", "SKIPPED", "XFAIL", "XPASS", "SUBPASSED", "SUBFAILED", "SUBSKIPPED", "RERUN",
    ]

    mutating func read(_ line: Line) {
        if line.starts(with: "="), line.ends(with: "=") { return heading(line) }
        switch section {
        case .running: running(line)
        case .summary: listed(line)
        case .details: break
        }
        if let first = line.first, first &- 0x30 < 10 || first == UInt8(ascii: "n") { claim(line) }
    }

    mutating func finish() {
        if let name = open { findings.add(name, .failed, "did not finish") }
    }

    /// "===== short test summary info =====".
    private mutating func heading(_ line: Line) {
        let title = Line(line.bytes.drop { $0 == UInt8(ascii: "=") }).trimmed
        var text = title
        while text.dropLast("=") {}
        text = text.trimmed
        if text == "test session starts" {
            findings.isRecognised = true
            section = .running
        } else if text == "short test summary info" {
            section = .summary
            namesSkipped = findings.named.skipped > 0
        } else if !text.isEmpty {
            section = .details
            claim(text)
        }
    }

    // While the tests run.

    private mutating func running(_ line: Line) {
        if line.starts(with: "[gw") { return distributed(line) }
        var line = line
        dropProgress(&line)
        line = line.trimmed
        if let name = open {
            guard let word = Self.words.first(where: { line.ends(with: $0) || line.starts(with: $0 + " (") }),
                !line.contains("::")
            else { return }
            open = nil
            return add(name, word, reason: nil)
        }
        guard line.contains("::"), line.first != 0x20 else { return }
        if let (name, word, rest) = split(line) { return add(name, word, reason: rest) }
        guard line.contains(".py::"), line.first != UInt8(ascii: "E") else { return }
        open = Self.start(line)
    }

    /// "[gw0] [ 9%] PASSED test_cart.py::test_adds".
    private mutating func distributed(_ line: Line) {
        var line = line
        guard line.take(to: "] ") != nil, line.take("["), line.take(to: "] ") != nil,
            let word = line.take(to: " ")?.text, Self.words.contains(word), line.contains("::")
        else { return }
        open = nil
        add(line.trimmed.text, word, reason: nil)
    }

    /// "[ 63%]" or "[12/19]" at the end.
    private func dropProgress(_ line: inout Line) {
        var rest = line
        guard rest.dropLast("]"), let inside = rest.takeLast(from: " [") else { return }
        let isProgress = inside.bytes.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x20 || $0 == 0x25 || $0 == 0x2F }
        if isProgress, !inside.isEmpty { line = rest }
    }

    /// Name, word and reason of "test_cart.py::test_known XFAIL (slow)".
    private func split(_ line: Line) -> (String, String, Line)? {
        for word in Self.words {
            var rest = line
            if rest.dropLast(" " + word) { return (rest.trimmed.text, word, Line("")) }
        }
        guard line.ends(with: ")") else { return nil }
        for word in Self.words {
            var rest = line
            if let name = rest.take(to: " \(word) (") {
                _ = rest.dropLast(")")
                return (name.trimmed.text, word, rest)
            }
            // Subtests: "test_many SUBPASSED[n] (n=0)".
            if word.hasPrefix("SUB"), let name = rest.take(to: " \(word)[") {
                return ("\(name.trimmed.text) [\(rest.text)", word, Line(""))
            }
        }
        return nil
    }

    /// The name in "test_cart.py::test_each[a b] what it prints".
    private static func start(_ line: Line) -> String {
        var rest = line
        let plain = rest.take(to: " ") ?? line
        guard plain.contains("["), !plain.ends(with: "]") else { return plain.text }
        rest = line
        guard let head = rest.take(to: "] ") else { return line.text }
        return head.text + "]"
    }

    private mutating func add(_ name: String, _ word: String, reason: Line?) {
        guard let outcome = Self.outcomes[word] else { return }
        var message = reason.flatMap { $0.isEmpty ? nil : $0.text }
        if word == "XFAIL" { message = "expected to fail" + (message.map { ": \($0)" } ?? "") }
        if word == "XPASS" { message = "expected to fail, and passed" }
        // What fails while it is taken down has passed before, and pytest counts both.
        let isTeardown = word == "ERROR" && findings.outcome(of: name) == .passed
        let isCounted = word != "SUBPASSED" && word != "SUBSKIPPED"
        // Of a file that cannot be collected only its own name is known.
        findings.add(
            isTeardown ? name + " (teardown)" : name, outcome, message, isCounted: isCounted,
            isTest: !(word == "ERROR" && (isTeardown || !name.contains("::"))))
    }

    // The short summary.

    private mutating func listed(_ line: Line) {
        var line = line
        guard let word = Self.words.first(where: { line.take($0 + " ") }) else { return }
        if word == "SKIPPED" { return skipped(line) }
        guard let outcome = Self.outcomes[word], !word.hasPrefix("SUB") else { return }
        let (name, message) = named(line, hasMessage: word != "PASSED")
        if findings.outcome(of: name) == nil { return add(name, word, reason: message) }
        if word == "ERROR", findings.outcome(of: name + " (teardown)") != nil {
            return findings.amend(name + " (teardown)", outcome, message?.text)
        }
        if findings.outcome(of: name) == outcome { return findings.amend(name, outcome, message?.text) }
        add(name, word, reason: message)
    }

    /// Name and message of "test_cart.py::test_each[d - e] - AssertionError: no"; names can hold the dash too.
    private func named(_ line: Line, hasMessage: Bool) -> (String, Line?) {
        guard hasMessage else { return (line.text, nil) }
        var rest = line
        var name = ""
        for _ in 0..<8 {
            guard let part = rest.take(to: " - ") else { break }
            name += part.text
            if findings.outcome(of: name) != nil { return (name, rest) }
            name += " - "
        }
        rest = line
        guard let head = rest.take(to: " - ") else { return (line.text, nil) }
        if !head.contains("[") || head.ends(with: "]") { return (head.text, rest) }
        rest = line
        guard let head = rest.take(to: "] - ") else { return (line.text, nil) }
        return (head.text + "]", rest)
    }

    /// "[2] test_cart.py:5: not yet": a number of tests without their names.
    private mutating func skipped(_ line: Line) {
        var line = line
        guard !namesSkipped, line.take("["), let number = line.number(), line.take("] ") else { return }
        guard let file = line.take(to: ":"), line.number() != nil, line.take(": ") else { return }
        for _ in 0..<min(number, unnamed) { findings.add("\(file.text): skipped: \(line.text)", .skipped, line.text) }
        unnamed -= min(number, unnamed)
    }

    // "1 failed, 6 passed, 1 xfailed, 1 error in 0.03s".

    private mutating func claim(_ text: Line) {
        var line = text
        guard var time = line.takeLast(from: " in ") else { return }
        if time.ends(with: ")"), let before = time.take(to: " (") { time = before }
        guard time.isDuration else { return }
        if line == "no tests ran" { return findings.claim(TestClaim(passed: 0, failed: 0, skipped: 0)) }
        var claim = TestClaim(passed: 0, failed: 0, skipped: 0)
        var deselected = 0
        repeat {
            guard let number = line.number(), line.take(" ") else { return }
            let word = line.take(to: ", ") ?? line.takeAll()
            switch word.text {
            case "passed", "xpassed": claim.passed = (claim.passed ?? 0) + number
            case "failed", "error", "errors", "subtests failed": claim.failed = (claim.failed ?? 0) + number
            case "skipped", "xfailed": claim.skipped = (claim.skipped ?? 0) + number
            case "deselected": deselected = number
            case "warning", "warnings", "rerun", "subtests passed", "subtests skipped": break
            default: return
            }
        } while !line.isEmpty
        findings.claim(claim)
        if deselected > 0 { findings.doubt("\(deselected) tests were deselected") }
        section = .running
        open = nil
    }
}

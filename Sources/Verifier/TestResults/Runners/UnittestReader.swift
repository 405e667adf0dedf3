import HarnessKit

/// `python -m unittest -v`, as all versions of Python 3 spell it; names are "module.Class.test".
///
/// A test that prints on the error stream can print lines like these.
struct UnittestReader: TestReader {
    private struct Running {
        let name: String
        /// What a line that holds nothing else says.
        var outcome: (TestOutcome, String?)?
        /// What the end of a line says, where a test printed without an end of line.
        var guess: (TestOutcome, String?)?
    }

    private(set) var findings = Findings()
    private var running: Running?
    /// A test whose first line of documentation comes next.
    private var documented: String?
    private var isAfterSummary = false
    private var isDetail = false
    /// The failure whose account comes now, and whether a traceback is being told.
    private var told: (name: String, isTracing: Bool)?
    private var nesting = 0
    private static let fixtures = ["setUpClass", "tearDownClass", "setUpModule", "tearDownModule"]

    mutating func read(_ line: Line) {
        if isAfterSummary, !line.isEmpty { return verdict(line) }
        if line.starts(with: "====") || line.starts(with: "----") {
            settle()
            isDetail = line.first == UInt8(ascii: "=")
            if isDetail { told = nil }
            return
        }
        if line.starts(with: "Ran ") { return ran(line) }
        if isDetail { return detail(line) }
        if told != nil { return account(line) }
        if let name = documented {
            documented = nil
            var rest = line
            if let result = rest.takeLast(from: " ... ") { return begin(name, result) }
        }
        if header(line) { return }
        if let outcome = Self.outcome(line) {
            running?.outcome = outcome
        } else if running != nil {
            for word in ["ok", "FAIL", "ERROR"] where line.ends(with: word) {
                running?.guess = Self.outcome(Line(word))
            }
        }
    }

    mutating func finish() {
        // The process ended within it: there is no summary, and the line before can be nobody else's.
        if let test = running, test.outcome == nil, test.guess == nil, findings.claim == nil {
            running?.outcome = (.failed, "did not finish")
            findings.isRecognised = true
        }
        settle()
    }

    /// "test_adds (unit.Cart.test_adds) ... ok"; of a subtest "  test_each (unit.Cart.test_each) (n=1) ... FAIL".
    private mutating func header(_ line: Line) -> Bool {
        var line = line
        let isSubtest = line.take("  ")
        guard let name = Self.name(&line) else { return false }
        if isSubtest {
            guard let parameters = line.take(to: " ... "), let outcome = Self.outcome(line) else { return false }
            let full = name + parameters.text
            findings.add(full, outcome.0, outcome.1, isCounted: false)
            if outcome.0 == .failed { running?.guess = (.failed, "a subtest failed") }
            return true
        }
        settle()
        if line.isEmpty { documented = name } else if line.take(" ... ") { begin(name, line) } else { return false }
        return true
    }

    private mutating func begin(_ name: String, _ result: Line) {
        running = Running(name: name, outcome: Self.outcome(result))
        // Before Python 3.11 a test with a failing subtest has no result, and the next header follows on its line.
        guard running?.outcome == nil, nesting < 4 else { return }
        nesting += 1
        _ = header(result)
        nesting -= 1
    }

    private mutating func settle() {
        documented = nil
        guard let test = running else { return }
        running = nil
        let outcome = test.outcome ?? test.guess ?? (.failed, "did not finish, or a subtest failed")
        findings.add(
            test.name, outcome.0, outcome.1, isCounted: Self.isTest(test.name), isTest: Self.isLoaded(test.name))
    }

    /// What prepares a class or module can fail, and is no test.
    private static func isTest(_ name: String) -> Bool { !fixtures.contains { name.hasSuffix(".\($0)") } }

    /// What stands for a module that cannot be imported is counted by unittest, and is no test.
    private static func isLoaded(_ name: String) -> Bool {
        isTest(name) && !name.hasPrefix("unittest.loader._FailedTest.")
    }

    /// "module.Class.test" of "test (module.Class.test)" and of the older "test (module.Class)".
    private static func name(_ line: inout Line) -> String? {
        var rest = line
        guard let method = rest.take(to: " ("), !method.isEmpty, isIdentifier(method),
            let owner = rest.take(to: ")"), !owner.isEmpty, isIdentifier(owner)
        else { return nil }
        line = rest
        return owner.ends(with: "." + method.text) ? owner.text : "\(owner.text).\(method.text)"
    }

    private static func isIdentifier(_ line: Line) -> Bool {
        line.bytes.allSatisfy {
            ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F || $0 == 0x2E || $0 >= 0x80
                || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">")
        }
    }

    private static func outcome(_ line: Line) -> (TestOutcome, String?)? {
        switch line.bytes.count {
        case 2: return line == "ok" ? (.passed, nil) : nil
        case 4: return line == "FAIL" ? (.failed, nil) : nil
        case 5: return line == "ERROR" ? (.failed, nil) : nil
        default: break
        }
        if line == "expected failure" { return (.skipped, "expected to fail") }
        if line == "unexpected success" { return (.failed, "expected to fail, and passed") }
        var line = line
        guard line.take("skipped "), let quote = line.first else { return nil }
        guard line.ends(with: String(UnicodeScalar(quote))), line.bytes.count > 1 else { return nil }
        return (.skipped, Line(line.bytes.dropFirst().dropLast()).text)
    }

    // After the tests.

    /// "FAIL: test_each (unit.Cart.test_each) (n=1)", below a double line.
    private mutating func detail(_ line: Line) {
        isDetail = false
        var line = line
        guard line.take(anyOf: ["FAIL: ", "ERROR: ", "UNEXPECTED SUCCESS: "]) != nil, let name = Self.name(&line)
        else { return }
        let full = name + line.text
        told = (full, false)
        guard findings.outcome(of: full) != .failed else { return }
        findings.add(full, .failed, isCounted: line.isEmpty && Self.isTest(name), isTest: Self.isLoaded(name))
    }

    /// A traceback ends with what was raised, the only line of it that is not set in; of several the last one counts.
    private mutating func account(_ line: Line) {
        guard let (name, isTracing) = told else { return }
        if line.starts(with: "Traceback (most recent call last):") {
            told = (name, true)
        } else if isTracing, let first = line.first, first != UInt8(ascii: " ") {
            findings.amend(name, .failed, line.text)
            told = (name, false)
        }
    }

    /// "Ran 9 tests in 0.001s".
    private mutating func ran(_ line: Line) {
        var line = line
        guard line.take("Ran "), let total = line.number(), line.take(" tests in ") || line.take(" test in "),
            line.isDuration
        else { return }
        settle()
        told = nil
        isAfterSummary = true
        findings.claim(TestClaim(total: total))
    }

    /// "OK", "OK (skipped=1)", "FAILED (failures=2, errors=2, skipped=1, expected failures=1)".
    private mutating func verdict(_ line: Line) {
        isAfterSummary = false
        var line = line
        var claim = TestClaim()
        if line.take("OK") || line.take("NO TESTS RAN") { claim = TestClaim(failed: 0, skipped: 0) }
        if line.take("FAILED") { claim = TestClaim(skipped: 0) }
        guard claim.skipped != nil else { return }
        guard line.take(" ("), line.dropLast(")") else { return findings.claim(claim) }
        while let name = line.take(to: "=")?.text, let number = line.number() {
            switch name {
            case "skipped", "expected failures": claim.skipped = (claim.skipped ?? 0) + number
            default: break
            }
            _ = line.take(", ")
        }
        findings.claim(claim)
    }
}

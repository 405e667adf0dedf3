import HarnessKit

/// CMake's `ctest`, with or without `--output-on-failure`, `-V` and `-j`.
///
/// A test program can print lines like these: a result counts only of a test that was started, and the summary
/// shows where one was forged.
struct CTestReader: TestReader {
    private(set) var findings = Findings()
    /// Tests that were started and have no result yet, by their number.
    private var running: [Int: String] = [:]

    mutating func read(_ line: Line) {
        var line = line
        _ = line.skipBlanks()
        switch line.first {
        case UInt8(ascii: "S"): if line.take("Start ") { start(line) }
        case UInt8(ascii: "N"): if line == "No tests were found!!!" { findings.claim(TestClaim(total: 0)) }
        case let byte? where byte &- 0x30 < 10: if !summary(line) { result(line) }
        // Of a repetition only the first try has its place among all.
        case UInt8(ascii: "T"): if line.starts(with: "Test ") { result(line) }
        default: break
        }
    }

    mutating func finish() {
        for name in running.sorted(by: { $0.key < $1.key }).map(\.value) {
            findings.add(name, .failed, "did not finish")
        }
        running = [:]
    }

    /// "Start  3: bad".
    private mutating func start(_ line: Line) {
        var line = line
        _ = line.skipBlanks()
        guard let number = line.number(), line.take(": "), !line.isEmpty, running.count < Findings.mostCases else {
            return
        }
        running[number] = line.text
    }

    /// " 3/10 Test  #3: bad ......***Failed    0.01 sec".
    private mutating func result(_ line: Line) {
        var line = line
        if line.number() != nil {
            guard line.take("/"), line.number() != nil, line.take(" ") else { return }
        }
        guard line.take("Test ") else { return }
        _ = line.skipBlanks()
        guard line.take("#"), let number = line.number(), line.take(": "), let name = running[number],
            line.take(name), line.take(" ...")
        else { return }
        while line.take(".") {}
        guard let (outcome, message) = Self.outcome(line) else { return }
        running[number] = nil
        // A test that is switched off is no part of the summary; of a repeated one the last try counts.
        findings.amend(name, outcome, message, isCounted: message != "Disabled")
    }

    private static func outcome(_ line: Line) -> (TestOutcome, String?)? {
        var line = line.trimmed
        // The reason of a failed expectation may go on in the next line, and the time with it.
        if line.dropLast(" sec"), let time = line.takeLast(from: " "),
            !time.bytes.contains(where: { $0 != UInt8(ascii: ".") && $0 &- 0x30 > 9 })
        {
            line = line.trimmed
        }
        if line == "Passed" { return (.passed, nil) }
        guard let signal = line.take(to: "***") else { return nil }
        switch line.text {
        case "Skipped": return (.skipped, nil)
        case "Not Run (Disabled)": return (.skipped, "Disabled")
        default:
            // "***Failed  Required regular expression not found.", "Subprocess aborted***Exception:"
            _ = line.take("Failed")
            let reason = signal.isEmpty ? line.trimmed : signal
            return (.failed, reason.isEmpty ? nil : reason.text)
        }
    }

    /// "33% tests passed, 6 tests failed out of 9": what was skipped counts as passed there.
    private mutating func summary(_ line: Line) -> Bool {
        var line = line
        guard line.number() != nil, line.take("% tests passed, "), let failed = line.number(),
            line.take(" tests failed out of ") || line.take(" test failed out of "), let total = line.number(),
            line.isEmpty
        else { return false }
        findings.claim(TestClaim(total: total, failed: failed))
        return true
    }
}

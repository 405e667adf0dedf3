import HarnessKit

/// `bun test`; names are "file > suite > test".
struct BunReader: TestReader {
    private static let marks: [(String, TestOutcome)] = [
        ("(pass) ", .passed), ("(fail) ", .failed), ("(skip) ", .skipped), ("(todo) ", .skipped),
        ("✓ ", .passed), ("✗ ", .failed), ("» ", .skipped), ("✎ ", .skipped),
    ]

    private(set) var findings = Findings()
    private var file = ""
    private var counts = TestClaim()

    mutating func read(_ line: Line) {
        guard let first = line.first else { return }
        if first == 0x20 { return count(line) }
        if line.starts(with: "bun test v") { return findings.isRecognised = true }
        if line.starts(with: "Ran ") { return ran(line) }
        guard first == UInt8(ascii: "(") || first >= 0x80 || line.ends(with: ":") else { return }
        var line = line
        for (mark, outcome) in Self.marks where line.take(mark) {
            line.dropDuration(" [", "]")
            return findings.add(file + line.text, outcome)
        }
        if line.dropLast(":"), line.contains("."), !line.contains(" ") { file = line.text + " > " }
    }

    /// " 7 pass", " 1 skip", " 1 todo", " 2 fail".
    private mutating func count(_ line: Line) {
        var line = line
        guard line.take(" "), let number = line.number() ?? blankedNumber(&line) else { return }
        if line == " pass" { counts = TestClaim(passed: number, failed: 0, skipped: 0) }
        if line == " fail" { counts.failed = number }
        if line == " skip" || line == " todo" { counts.skipped = (counts.skipped ?? 0) + number }
    }

    private func blankedNumber(_ line: inout Line) -> Int? {
        line.skipBlanks()
        return line.number()
    }

    /// "Ran 11 tests across 2 files. [35.00ms]".
    private mutating func ran(_ line: Line) {
        var line = line
        guard line.take("Ran "), let total = line.number(), line.take(" tests across ") || line.take(" test across ")
        else { return }
        counts.total = total
        findings.claim(counts)
        counts = TestClaim()
        file = ""
    }
}

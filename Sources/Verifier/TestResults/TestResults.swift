import HarnessKit

/// A file that a test run left: JUnit XML.
package struct TestReport: Sendable {
    package let name: String
    package let bytes: Bytes

    package init(name: String, bytes: Bytes) {
        self.name = name
        self.bytes = bytes
    }
}

/// What a test run said, test by test.
package struct TestResults: Sendable {
    /// Whose results these are; where several runners spoke, that of the most tests first.
    package let formats: [TestFormat]
    /// The tests that were named, in the order of the output; equal names are numbered.
    package let cases: [TestCase]
    /// How many there were: of the cases, or of the summary where the runner does not name what passed.
    package let counts: TestCounts
    /// What the runner's own summary says.
    package let claimed: TestClaim?
    /// Whether every test that ran is among the cases.
    package let hasNames: Bool
    /// What does not fit together, each in words.
    package let doubts: [String]

    package var format: TestFormat { formats.first ?? .junit }

    /// Reads what a test run printed and left.
    ///
    /// Reports are preferred: with them the output is asked only whether it agrees. Where no format is given,
    /// every runner that is recognised counts. Fails with `Failure` when there is nothing to recognise.
    package static func read(
        output: Bytes, errors: Bytes = [], reports: [TestReport] = [], format: TestFormat? = nil
    ) throws -> TestResults {
        let console = format == .junit ? [] : consoles(output, errors, format.map { [$0] } ?? TestFormat.allCases)
        var reports = reports
        if let printed = printedReport(output), reports.isEmpty { reports = [printed] }
        if !reports.isEmpty, format == nil || format == .junit { return try read(reports, beside: console) }
        guard format != .junit else {
            throw Failure(
                .malformed, "no JUnit report is there",
                hint: "let the test command write one, and name the file: pytest --junit-xml=report.xml")
        }
        return try results(of: console, format)
    }

    /// A runner and what it said.
    private struct Voice {
        let format: TestFormat
        let findings: Findings
    }

    private static func consoles(_ output: Bytes, _ errors: Bytes, _ formats: [TestFormat]) -> [Voice] {
        var readers = formats.compactMap { format in format.reader.map { (format: format, reader: $0) } }
        for stream in [output, errors] {
            Console.forEachLine(of: stream) { line in
                for index in readers.indices { readers[index].reader.read(line) }
            }
        }
        return readers.compactMap { format, reader in
            var reader = reader
            reader.finish()
            return reader.findings.isRecognised ? Voice(format: format, findings: reader.findings) : nil
        }
    }

    /// A report that was printed instead of written to a file.
    private static func printedReport(_ output: Bytes) -> TestReport? {
        let start = Line(output.prefix(4096)).trimmedLines
        guard start.starts(with: "<?xml") || start.starts(with: "<testsuite") else { return nil }
        return TestReport(name: "output", bytes: Bytes(output.drop { $0 <= 0x20 }))
    }

    private static func read(_ reports: [TestReport], beside console: [Voice]) throws -> TestResults {
        var reader = JUnitReader()
        for report in reports { try reader.read(report) }
        var doubts: [String] = []
        let heard = console.map(\.findings.counted.total).reduce(0, +)
        let (named, claimed) = (reader.findings.counted.total, console.compactMap(\.findings.claim?.counts?.total))
        let printed = claimed.isEmpty ? heard : claimed.reduce(0, +)
        if !console.isEmpty, printed != named, heard != named {
            doubts.append("the reports hold \(named) tests, the output speaks of \(printed)")
        }
        return try TestResults([Voice(format: .junit, findings: reader.findings)], doubts)
    }

    private static func results(of console: [Voice], _ format: TestFormat?) throws -> TestResults {
        // An empty XCTest run goes with every run of Swift Testing.
        let full = console.filter { !$0.findings.isEmpty || ($0.findings.claim?.counts?.total ?? 0) > 0 }
        let voices = full.isEmpty ? Array(console.prefix(1)) : full
        guard let first = voices.first else {
            let runner = format.map { "\($0.runner): " } ?? ""
            throw Failure(
                .malformed, "\(runner)the output holds no line of a test runner that is known",
                hint: format?.namingCommand ?? "let the runner name each test, or name its JUnit report files",
                details: format == nil ? TestFormat.allCases.map { "\($0.runner): \($0.namingCommand)" } : [])
        }
        if voices.count == 1, first.findings.isEmpty, first.findings.hidesNames, first.findings.claim == nil {
            throw Failure(
                .malformed, "\(first.format.runner) printed neither names nor counts of tests",
                hint: first.format.namingCommand)
        }
        let foreign = voices.map(\.format).filter { $0 != .xctest && $0 != .swiftTesting }
        let isMixed = foreign.count > 1 || (!foreign.isEmpty && foreign.count < voices.count)
        let mix = voices.map(\.format.runner).joined(separator: " and ")
        return try TestResults(voices, isMixed ? ["the output holds results of \(mix)"] : [])
    }

    private init(_ voices: [Voice], _ doubts: [String]) throws {
        if voices.contains(where: \.findings.isOverfull) {
            throw Failure(
                .malformed, "more than \(Findings.mostCases) tests are named",
                hint: "run the tests in parts, each with a command of its own")
        }
        var counts = TestCounts()
        var doubts = doubts
        for voice in voices {
            let part = voice.findings.settled
            counts = TestCounts(
                passed: counts.passed + part.passed, failed: counts.failed + part.failed,
                skipped: counts.skipped + part.skipped)
            doubts += voice.findings.doubts + voice.findings.disagreements(of: voice.format)
        }
        let bySize = voices.enumerated().sorted {
            let (a, b) = ($0.element.findings.settled.total, $1.element.findings.settled.total)
            return a != b ? a > b : $0.offset < $1.offset
        }
        formats = bySize.map(\.element.format)
        cases = voices.flatMap { $0.findings.cases() }
        let claims = voices.compactMap(\.findings.claim)
        claimed = claims.dropFirst().reduce(claims.first) { sum, claim in sum.map { $0 + claim } }
        hasNames = voices.allSatisfy { !$0.findings.isUnnamed }
        self.counts = counts
        self.doubts = doubts
    }
}

extension Line {
    /// Without blanks and line ends before it.
    fileprivate var trimmedLines: Line { Line(bytes.drop { $0 <= 0x20 }) }
}

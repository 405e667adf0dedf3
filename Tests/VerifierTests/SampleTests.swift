import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// What the runners print, read.
struct SampleTests {
    @Test(arguments: Sample.all) func `A sample is recognised, counted and doubted`(sample: Sample) throws {
        let results = try sample.read()
        expect(results.format, is: sample.format)
        expect(results.counts, is: sample.counts)
        expect(results.hasNames, is: sample.hasNames)
        expect(results.doubts.count, is: sample.doubts, "\(results.doubts)")
    }

    @Test(arguments: Sample.all) func `Each test has its name, outcome and reason`(sample: Sample) throws {
        let expected = try Repository.text(of: "Tests/VerifierTests/samples/expected/\(sample.name)")
        expect(Self.page(try sample.read()), is: expected)
    }

    @Test(arguments: Sample.all) func `A named format reads the same as a recognised one`(sample: Sample) throws {
        guard try sample.read().formats.count == 1 else { return }
        try expect(Self.page(sample.read(as: sample.format)), is: Self.page(sample.read()))
    }

    @Test(arguments: Sample.all) func `Colours and other line ends change nothing`(sample: Sample) throws {
        var coloured = Bytes()
        for byte in try Sample.bytes(sample.output ?? sample.errors ?? sample.report) {
            if byte == 0x0A, sample.report == nil {
                coloured += Bytes("\u{1B}[0m\u{1B}]8;;\u{7}\r\n\u{1B}[31m".utf8)
            } else {
                coloured.append(byte)
            }
        }
        let errors = sample.output == nil ? [] : try Sample.bytes(sample.errors)
        try expect(
            Self.page(TestResults.read(output: coloured, errors: errors)), is: Self.page(sample.read()))
    }

    @Test func `Every format has a sample`() {
        let formats = Set(Sample.all.map(\.format)).union([.xctest])
        expect(formats, is: Set(TestFormat.allCases))
    }

    /// A line a test, and one for each doubt.
    static func page(_ results: TestResults) -> String {
        let tests = results.cases.map { test in
            "\(test.outcome) | \(test.name)" + (test.message.map { " | \($0)" } ?? "")
        }
        return (tests + results.doubts.map { "? \($0)" }).joined(separator: "\n") + "\n"
    }
}

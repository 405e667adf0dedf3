import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// What a runner printed once, and what is to be read in it.
struct Sample: Sendable, CustomTestStringConvertible {
    let output: String?
    var errors: String?
    var report: String?
    let format: TestFormat
    let counts: TestCounts
    var hasNames = true
    var doubts = 0

    init(
        _ output: String? = nil, errors: String? = nil, report: String? = nil, _ format: TestFormat,
        _ passed: Int, _ failed: Int, _ skipped: Int, hasNames: Bool = true, doubts: Int = 0
    ) {
        self.output = output
        self.errors = errors
        self.report = report
        self.format = format
        counts = TestCounts(passed: passed, failed: failed, skipped: skipped)
        self.hasNames = hasNames
        self.doubts = doubts
    }

    var name: String { output ?? errors ?? report ?? "" }
    var testDescription: String { name }

    static func bytes(_ name: String?) throws -> Bytes {
        guard let name else { return [] }
        return Bytes(try Repository.text(of: "Tests/VerifierTests/samples/\(name)").utf8)
    }

    func read(as format: TestFormat? = nil) throws -> TestResults {
        let reports = try report.map { [TestReport(name: $0, bytes: try Self.bytes($0))] } ?? []
        return try TestResults.read(
            output: try Self.bytes(output), errors: try Self.bytes(errors), reports: reports, format: format)
    }

    static let all: [Sample] = [
        .init("bun-out.txt", errors: "bun-err.txt", .bun, 7, 2, 2),
        .init("cargo-out.txt", errors: "cargo-err.txt", .cargo, 7, 1, 3),
        .init("cargo-nocapture.txt", .cargo, 7, 1, 3),
        .init("cargo-q.txt", .cargo, 7, 1, 3, hasNames: false, doubts: 1),
        .init("ctest.txt", .ctest, 2, 6, 2),
        .init("ctest-parallel.txt", .ctest, 2, 1, 0),
        .init("go-json.txt", .go, 5, 6, 1, doubts: 1),
        .init("go-v.txt", .go, 6, 5, 1, doubts: 1),
        .init("go-plain.txt", .go, 0, 5, 0, hasNames: false, doubts: 2),
        .init(errors: "jest-verbose.txt", .jest, 6, 2, 2),
        .init("mocha-spec.txt", .mocha, 5, 3, 2, doubts: 1),
        .init("node-spec.txt", .node, 4, 1, 3, doubts: 1),
        .init("node-direct.txt", .tap, 4, 1, 3, doubts: 1),
        .init("node-tap14.txt", .tap, 2, 1, 2),
        .init("tap-perl.txt", .tap, 4, 1, 3),
        .init("tap-bail.txt", .tap, 1, 2, 0, doubts: 1),
        .init("prove-v.txt", .tap, 4, 1, 3),
        .init("prove-files.txt", .tap, 8, 4, 4, doubts: 1),
        .init("prove-passes.txt", .tap, 8, 0, 2),
        .init("prove-plain.txt", .tap, 0, 1, 0, hasNames: false, doubts: 1),
        .init("playwright-list.txt", .playwright, 4, 1, 2, doubts: 1),
        .init("pytest-v.txt", .pytest, 7, 2, 2),
        .init("pytest-rA.txt", .pytest, 7, 2, 2),
        .init("pytest-v-s-colour.txt", .pytest, 7, 2, 2),
        .init("pytest-xdist.txt", .pytest, 7, 2, 2),
        .init("pytest-broken.txt", .pytest, 0, 1, 0),
        .init("pytest-subtests.txt", .pytest, 2, 2, 0),
        .init("pytest-plain.txt", .pytest, 7, 2, 2, hasNames: false, doubts: 1),
        .init("pytest-q.txt", .pytest, 7, 2, 2, hasNames: false, doubts: 1),
        .init("surefire.txt", .surefire, 3, 2, 2, hasNames: false, doubts: 1),
        .init("surefire-3.txt", .surefire, 1, 1, 0, hasNames: false, doubts: 1),
        .init("swift-test.txt", .swiftTesting, 14, 4, 5, doubts: 2),
        .init("swift-testing-macos.txt", .swiftTesting, 1, 1, 1),
        .init("swift-testing-ascii.txt", .swiftTesting, 1, 0, 0),
        .init("xctest-macos.txt", .xctest, 1, 1, 1),
        .init(errors: "unittest-v.txt", .unittest, 3, 6, 2),
        .init(errors: "unittest-3.8.txt", .unittest, 3, 6, 2),
        .init(errors: "unittest-broken.txt", .unittest, 0, 1, 0),
        .init(errors: "unittest-plain.txt", .unittest, 2, 5, 2, hasNames: false, doubts: 1),
        .init("vitest-verbose.txt", .vitest, 3, 2, 2),
        .init("vitest-default.txt", .vitest, 4, 1, 0, hasNames: false, doubts: 1),
        .init(report: "junit-pytest.xml", .junit, 7, 2, 2),
        .init(report: "mocha-xunit.xml", .junit, 4, 3, 2, doubts: 1),
        .init(report: "node-junit.xml", .junit, 1, 2, 3),
        .init(report: "surefire-CartTest.xml", .junit, 2, 2, 1),
        .init(report: "swift-testing.xml", .junit, 8, 3, 2),
    ]
}

import HarnessKit
import TestSupport
import Testing

/// The public suite at github.com/nst/JSONTestSuite: `make conformance SUITE=its folder`.
struct JSONTestSuiteTests {
    static let folder = Environment.inherited.nonEmpty("JSON_TEST_SUITE")

    @Test(.enabled(if: folder != nil, "JSON_TEST_SUITE names no folder"))
    func `The public suite's cases`() throws {
        let folder = Path(try #require(Self.folder)) / "test_parsing"
        let names = try ProgramCall(["ls", folder.description], environment: .inherited)
            .runPlainly(clock: .system).output.text.split(separator: "\n").map(String.init)
        var counts: [Character: Int] = [:]
        for name in names where name.hasSuffix(".json") {
            let file = try #require(RelativePath(name))
            let bytes = try #require(try Folder(folder).read(file))
            let value = try? JSON.parse(bytes)
            counts[name.first ?? "?", default: 0] += 1
            switch name.first {
            case "y": expect(value != nil, "\(name) must be accepted")
            case "n": expect(value == nil, "\(name) must be refused")
            default: break
            }
            if let value { try expect(JSON.parse(value.bytes(.indented)), is: value, "\(name) must survive writing") }
        }
        print("JSONTestSuite: \(counts["y"] ?? 0) to accept, \(counts["n"] ?? 0) to refuse, \(counts["i"] ?? 0) either")
        expect((counts["y"] ?? 0) > 90 && (counts["n"] ?? 0) > 180)
    }
}

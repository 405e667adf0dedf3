import HarnessKit
import TestSupport
import Testing

@testable import Project

/// Every ecosystem's own examples.
struct ExamplesTests {
    @Test(arguments: Ecosystem.all.map(\.name))
    func `Every ecosystem finds in its examples what they say`(name: String) throws {
        let ecosystem = try #require(Ecosystem.all.first { $0.name == name })
        expect(!ecosystem.examples.isEmpty)
        for example in ecosystem.examples {
            let bench = try Workbench()
            for (file, text) in example.files { try bench.write(text, to: file) }
            let detection = try Detection(of: bench.path)
            let lines = detection.lines.map { line in
                line.split(separator: bench.path.name, omittingEmptySubsequences: false).joined(separator: "PROJECT")
            }
            expect(lines, is: example.lines)
            expect(detection.notes.isEmpty)
        }
    }
}

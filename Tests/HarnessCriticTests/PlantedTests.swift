import HarnessKit
import TestSupport
import Testing

@testable import HarnessCritic

/// 10,000 failures, 90 % of them noise: what was planted must be found, and nothing else.
struct PlantedTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `All planted patterns are found, and none is invented`(seed: UInt64) {
        let garden = Garden(failures: 10_000, seed: seed)
        let now = Garden.end
        let analysis = Analysis(garden.history, now: now)
        expect(garden.noise >= 9000 && garden.history.incidents.count >= 10_000)
        var lines = ["seed \(seed): rule, planted, found, precision, recall"]
        for rule in Rule.all {
            let planted = garden.planted.filter { $0 == rule.name || $0.hasPrefix("\(rule.name)-") }
            let found = Set(analysis.findings.filter { $0.rule.name == rule.name }.map(\.pattern))
            let right = planted.intersection(found)
            let precision = found.isEmpty ? 1 : Double(right.count) / Double(found.count)
            let recall = planted.isEmpty ? 1 : Double(right.count) / Double(planted.count)
            let name = rule.name + String(repeating: " ", count: 22 - rule.name.count)
            lines.append("  \(name) \(planted.count)  \(found.count)  \(precision)  \(recall)")
            expect(found, is: planted, "\(rule.name): found \(found.sorted()), planted \(planted.sorted())")
            expect(!planted.isEmpty, "\(rule.name) was not planted")
        }
        print(lines.joined(separator: "\n"))
    }
}

import HarnessKit
import TestSupport
import Testing

@testable import HarnessCritic

struct RuleTests {
    private let now = Date(milliseconds: 1_790_000_000_000)

    private func findings(_ rule: Rule, _ history: History) -> [Finding] {
        Analysis(history, now: now, rules: [rule]).findings
    }

    @Test(arguments: Rule.all.indices)
    func `Each rule finds its examples and nothing in its near misses`(index: Int) {
        let rule = Rule.all[index]
        expect(rule.examples.fires.count >= 3 && rule.examples.nearMisses.count >= 3, "\(rule.name)")
        for (number, history) in rule.examples.fires.enumerated() {
            expect(!findings(rule, history).isEmpty, "\(rule.name) does not find example \(number + 1)")
        }
        for (number, history) in rule.examples.nearMisses.enumerated() {
            expect(findings(rule, history).isEmpty, "\(rule.name) finds near miss \(number + 1)")
        }
    }

    @Test func `Rules have names of their own, none the beginning of another's with a dash`() {
        let names = Rule.all.map(\.name)
        expect(Set(names).count, is: names.count)
        for name in names { expect(!names.contains { $0.hasPrefix("\(name)-") }, "\(name)") }
    }

    @Test(arguments: Rule.all.indices)
    func `Every finding says what to do, and more occurrences make it surer`(index: Int) throws {
        let rule = Rule.all[index]
        for history in rule.examples.fires {
            let finding = try #require(findings(rule, history).first)
            expect(finding.change.words.utf8.count > 40 && !finding.hypothesis.isEmpty && !finding.title.isEmpty)
            expect((0.5...0.95).contains(finding.confidence))
            expect(finding.occurrences, is: finding.cost.attempts)
        }
    }
}

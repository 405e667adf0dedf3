import HarnessKit
import TestSupport
import Testing

/// Receipts whose scenarios run tests, replayed: the base is asked with the test files of now, as the gate does.
@Suite(.timeLimit(.minutes(30))) struct AuditedTestsTests {
    private func control(_ name: String, in outcome: Stand.Outcome) -> String? {
        let controls = (try? JSON.parse(outcome.output))?["receipts"]?[0]?["controls"]?.items
        return controls?.first { $0["name"]?.string == name }?["outcome"]?.string
    }

    @Test func `A test that was emptied since passes on the base as well, and is found out`() throws {
        let stand = try Stand(.library).begin().plan().work()
        let outcome = stand.complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
        try stand.sh("git add -A && git commit -qm done")
        let whole = stand.run("verify", "audit", "--replay", "--min", "V3", "--json")
        expect(whole.exit == 0 && control("base", in: whole) == "held", "\(whole.output)")
        try stand.edit("tests/test_products.py", "self.assertEqual(calc.multiply(2, 3), 6)", "pass")
        try stand.sh("git commit -qam emptied")
        let hollow = stand.run("verify", "audit", "--replay", "--json")
        expect(hollow.exit == 1 && control("base", in: hollow) == "failed", "\(hollow.output)")
    }
}

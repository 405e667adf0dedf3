import HarnessKit
import Ledger
import TestSupport
import Testing

/// Behaviour that was changed on purpose, and what becomes of the receipt that had shown it.
extension AuditTests {
    /// A first task says hello; a second one says hail, and whatever else is asked for; returns their ids.
    private func changed(_ meanwhile: () throws -> Void) throws -> (String, String) {
        let first = try completed()
        let words = ["task-state", "init", "hails", "--criterion", "it hails"]
        let second = run(words).output.split(separator: "\n").first.map(String.init) ?? ""
        try scenario("hails", "{{a}}", "hail {{a}}", proves: #""proves": ["AC-1"],"#, in: "hails")
        run("verify", "register", "harness/scenarios/hails.json")
        try bench.write("#!/bin/sh\necho \"hail $1\"\n", to: "p/greet")
        let refused = run("task-state", "complete", "--summary", "it hails")
        expect(refused.exit == 1 && refused.errors.contains("E_REGRESSION"), "\(refused.errors)")
        expect(refused.errors.contains("'verify retire greets --reason TEXT'"), "\(refused.errors)")
        expect(refused.errors.contains("change that scenario and run 'verify amend --reason TEXT'"))
        try meanwhile()
        let done = run("task-state", "complete", "--summary", "it hails")
        expect(done.exit == 0 && done.output.contains("(V2)"), "\(done.output) \(done.errors)")
        try commit("hail")
        return (first, second)
    }

    private func amended() throws -> (String, String) {
        try changed {
            try scenario("greets", "{{a}}", "hail {{a}}", proves: #""proves": ["AC-1"],"#, in: "greets")
            let amended = run("verify", "amend", "--reason", "it hails now")
            expect(amended.exit, is: 0, "\(amended.errors)")
        }
    }

    private func edit(_ id: String, _ change: (inout JSON.Object) -> Void) throws {
        let name = "p/harness/receipts/\(id).json"
        guard case .object(var receipt) = try JSON.parse(try #require(try bench.text(of: name))) else { return }
        change(&receipt)
        receipt["sha256"] = .string(ReceiptSeal.of(receipt))
        try bench.write(JSON.object(receipt).bytes(.indented), to: name)
    }

    @Test func `A scenario that a later receipt amended is superseded, and its reason is told`() throws {
        let (first, second) = try amended()
        try clone()
        for (folder, words) in [("p", []), ("p", ["--replay"]), ("fresh", []), ("fresh", ["--replay"])] {
            let audit = run(in: folder, ["verify", "audit", "--min", "V2"] + words)
            expect(audit.exit, is: 0, "\(audit.output) \(audit.errors)")
            let line = "harness/scenarios/greets.json is superseded by \(second): it hails now"
            expect(audit.output.contains(line) && audit.output.contains("superseded  \(first)"), "\(audit.output)")
            expect(audit.output.contains("\n1 of 1 receipt holds at V2"), "\(audit.output)")
            expect(audit.output.contains("; 1 more is superseded"), "\(audit.output)")
        }
    }

    @Test func `Without a later receipt that says so, a scenario that changed is told`() throws {
        let (first, second) = try amended()
        let receipt = try #require(try bench.text(of: "p/harness/receipts/\(second).json"))
        func expectChanged(_ why: String) throws {
            let audit = run("verify", "audit", "--task-id", first, "--json")
            expect(audit.exit == 1 && audit.codes == ["E_SCENARIO_CHANGED"], "\(why): \(audit.output)")
            expect(audit.first?["level"], is: "V0", "\(why): \(audit.output)")
            expect(audit.output.contains("'verify amend --reason TEXT'"), "\(audit.output)")
            try bench.write(receipt, to: "p/harness/receipts/\(second).json")
        }
        try edit(second) { $0["amended_files"] = nil }
        try expectChanged("nothing of it is amended")
        try edit(second) { $0["amendments"] = .array([]) }
        try expectChanged("its reason stands in no amendment")
        try edit(second) { $0["at"] = "2001-01-01T00:00:00Z" }
        try expectChanged("it is older")
        try bench.write(
            receipt.replacing("it hails now", with: "it hails then"), to: "p/harness/receipts/\(second).json")
        try expectChanged("it was edited by hand")
        try bench.shell("rm p/harness/receipts/\(second).json")
        try expectChanged("it is gone")
        // Less than what was amended.
        try scenario("greets", "{{a}}", "hail", proves: #""proves": ["AC-1"],"#, in: "greets")
        try expectChanged("it was weakened since")
        let text = run("verify", "audit", "--task-id", first).output
        expect(text.hasSuffix("next: git log -p -- harness/scenarios/greets.json\n"), "\(text)")
    }

    @Test func `A receipt whose scenario was retired is superseded where a later one prints the reason`() throws {
        let (first, second) = try changed {
            expect(run("verify", "retire", "greets", "--reason", "it hails now").exit, is: 0)
        }
        try clone()
        for words in [[], ["--replay"]] {
            let audit = run(in: "fresh", ["verify", "audit", "--min", "V2"] + words)
            expect(audit.exit, is: 0, "\(audit.output) \(audit.errors)")
            let line = "harness/scenarios/greets.json is superseded by \(second): it hails now"
            expect(audit.output.contains(line) && audit.output.contains("superseded  \(first)"), "\(audit.output)")
        }
        // The list alone is a file that anybody writes.
        try edit(second) { $0["amendments"] = .array([]) }
        try commit("edited")
        let replay = run("verify", "audit", "--replay", "--min", "V2", "--task-id", first, "--json")
        expect(replay.exit == 1 && replay.first?["level"] == "V0", "\(replay.output)")
    }
}

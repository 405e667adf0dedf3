import HarnessKit
import Ledger
import TestSupport
import Testing

/// Receipts that are gone, and ledgers that know nothing of them.
extension AuditTests {
    @Test func `With --since a receipt that was there is asked for where its scenarios were other ones`() throws {
        _ = try completed()
        try bench.shell("cd p && git branch before && echo 1 > file")
        try commit("other work")
        let none = run("verify", "audit", "--since", "before", "--allow-none", "--json")
        expect(none.exit == 0 && none.first == nil, "\(none.output)")
        try bench.shell("cd p && sed -i 's/\"contains\"/\"matches\"/' harness/scenarios/greets.json")
        try commit("looser")
        let looser = run("verify", "audit", "--since", "before", "--json")
        expect(looser.exit == 1 && looser.codes == ["E_SCENARIO_CHANGED"], "\(looser.output)")
        try bench.shell("cd p && git rm -q harness/scenarios/greets.json")
        try commit("gone")
        let gone = run("verify", "audit", "--replay", "--since", "before", "--json")
        expect(gone.exit == 1 && gone.codes == ["E_SCENARIO_MISSING"], "\(gone.output)")
    }

    @Test func `A receipt that is gone is named, and brought back`() throws {
        let id = try completed()
        let name = "harness/receipts/\(id).json"
        let honest = try bench.text(of: "p/\(name)")
        try bench.shell("rm p/\(name)")
        let audit = run("verify", "audit")
        expect(audit.exit, is: 1)
        expect(audit.output.contains("E_RECEIPT_MISSING  \(name) is not there, and the ledger made it"))
        expect(audit.output.contains("0 of 1 receipt holds") || audit.output.contains("0 of 1 receipt hold"))
        expect(audit.output.hasSuffix("next: git checkout -- \(name)\n"), "\(audit.output)")
        expect(run("verify", "audit", "--task-id", id).exit, is: 1)
        let doctor = run("task-state", "doctor")
        expect(doctor.exit, is: 1)
        expect(
            doctor.output.contains(
                "\(id): \(name) is not there, and the ledger made it; git has it: 'git checkout -- \(name)'"),
            "\(doctor.output)")
        expect(run("task-state", "doctor", "--repair").exit, is: 0)
        try expect(bench.text(of: "p/\(name)"), is: honest)
        expect(run("verify", "audit").exit, is: 0)
        // What only another branch has is no loss.
        try bench.shell("cd p && git checkout -q main")
        expect(run("task-state", "doctor").exit, is: 0)
        expect(run("verify", "audit", "--allow-none").exit, is: 0)
    }

    @Test func `A ledger that took a task in from its files calls no receipt forged`() throws {
        let id = try completed()
        try bench.shell("cd p && rm -f harness/state.db* harness/store.json")
        _ = run("task-state", "init", "another", "--kind", "docs")
        let audit = run("verify", "audit", "--task-id", id, "--json")
        expect(audit.exit, is: 0, "\(audit.output) \(audit.errors)")
        expect(audit.output.contains("W_NO_LEDGER") && !audit.output.contains("E_RECEIPT_TAMPERED"))
    }

    @Test func `A receipt that cannot be read is named with its folder`() throws {
        try bench.write("garbage", to: "p/harness/receipts/torn.json")
        let audit = run("verify", "audit")
        expect(audit.exit, is: 1)
        expect(audit.output.contains("harness/receipts/torn.json:1:1: "), "\(audit.output)")
        expect(audit.output.hasSuffix("next: git log -p -- harness/receipts/torn.json\n"), "\(audit.output)")
    }
}

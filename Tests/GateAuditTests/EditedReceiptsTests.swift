import HarnessKit
import Ledger
import TestSupport
import Testing

/// Receipts that somebody edited, looked at where the ledger that made them is not.
extension AuditTests {
    /// Members of a real receipt that are exchanged, and what an audit says of it; nothing where it holds.
    static let edits: [(edits: [String: JSON], problems: [String])] = [
        ([:], []),
        (
            ["receipt": .string(String(repeating: "0", count: 64))],
            ["'\(String(repeating: "0", count: 64))' is no receipt's id"]
        ),
        (["receipt": "7f3a9b"], ["'7f3a9b' is no receipt's id"]),
        (["criteria": criteria("AC-1", "AC-1")], ["it names one criterion twice"]),
        (
            ["criteria": criteria("AC-1", "AC-2")],
            ["AC-2 is said to be shown by 'greets', which does not say that it proves it"]
        ),
        (
            ["criteria": criteria("AC-1", shownBy: "deletes")],
            ["AC-1 is said to be shown by 'deletes', which is in none of its files"]
        ),
        (
            ["scenario_files": .array([])],
            ["AC-1 is said to be shown by 'greets', which is in none of its files"]
        ),
        // What only the ledger knows.
        (["criteria": criteria("AC-1"), "warnings": .array([])], []),
    ]

    private static func criteria(_ ids: String..., shownBy scenario: String = "greets") -> JSON {
        .array(
            ids.map { id in
                .members([
                    "id": .string(id), "text": "everything works", "scenarios": .array([.string(scenario)]),
                    "grade": .integer(3), "failed_on_base": .bool(true),
                ])
            })
    }

    @Test func `A receipt that was edited is held against its scenario files in a clone`() throws {
        let id = try completed()
        try clone()
        let name = "harness/receipts/\(id).json"
        guard case .object(let honest) = try JSON.parse(try #require(try bench.text(of: "p/\(name)"))) else {
            Issue.record("the receipt is no object")
            return
        }
        for (edits, problems) in Self.edits {
            var receipt = honest
            for (member, value) in edits { receipt[member] = value }
            for isSealedAgain in [false, true] {
                if isSealedAgain { receipt["sha256"] = .string(ReceiptSeal.of(receipt)) }
                let isTold = isSealedAgain || edits.isEmpty
                let expected = Set(problems + (isTold ? [] : [Self.edited]))
                try bench.write(JSON.object(receipt).bytes(.indented), to: "fresh/\(name)")
                let look = run(in: "fresh", "verify", "audit", "--json")
                expect(look.exit, is: (expected.isEmpty ? 0 : 1), "\(look.output)")
                let found = look.first?["problems"]?.items?.compactMap { $0["message"]?.string } ?? []
                expect(Set(found) == expected && found.count == expected.count, "\(look.output)")
                expect(look.codes.allSatisfy { $0 == "E_RECEIPT_CONTRADICTS" }, "\(look.codes)")
            }
        }
    }

    private static let edited = "it was edited: it is not what its own hash was made of"

    @Test func `Words that only the receipt has are told where its ledger is, too`() throws {
        let id = try completed()
        let name = "p/harness/receipts/\(id).json"
        let text = try #require(try bench.text(of: name))
        guard case .object(var receipt) = try JSON.parse(text) else { return }
        expect(run(in: "p", "verify", "audit").exit, is: 0)
        receipt["kind"] = "refactor"
        try bench.write(JSON.object(receipt).bytes(.indented), to: name)
        let cheat = run(in: "p", "verify", "audit", "--json")
        expect(cheat.exit == 1 && cheat.output.contains(Self.edited), "\(cheat.output)")
        // Members in another order, on one line, are the same receipt.
        try bench.write(try JSON.parse(text).bytes(.compact), to: name)
        expect(run(in: "p", "verify", "audit").exit, is: 0)
    }

    @Test func `A receipt without its own hash is told of in a clone`() throws {
        let id = try completed()
        try clone()
        let name = "fresh/harness/receipts/\(id).json"
        guard case .object(let receipt) = try JSON.parse(try #require(try bench.text(of: name))) else { return }
        let bare = JSON.object(.init(receipt.members.filter { $0.name != "sha256" }))
        try bench.write(bare.bytes(.indented), to: name)
        let look = run(in: "fresh", "verify", "audit", "--json")
        expect(look.output.contains("its id cannot be checked, and it carries no hash of its own"), "\(look.output)")
    }

    @Test func `What a receipt calls its scenario file is one`() throws {
        let id = try completed()
        let name = "harness/receipts/\(id).json"
        guard case .object(var receipt) = try JSON.parse(try #require(try bench.text(of: "p/\(name)"))) else { return }
        try clone()
        receipt["scenario_files"] = .array([
            .members([
                "path": "greet", "sha256": .string(SHA256.digest(of: Bytes(Self.greet.utf8)).description),
                "scenarios": .array(["greets"]),
            ])
        ])
        receipt["sha256"] = .string(ReceiptSeal.of(receipt))
        try bench.write(JSON.object(receipt).bytes(.indented), to: "fresh/\(name)")
        let look = run(in: "fresh", "verify", "audit", "--json")
        expect(look.exit == 1 && look.codes == ["E_RECEIPT_CONTRADICTS"], "\(look.output)")
        expect(look.output.contains("greet is no scenario file: "), "\(look.output)")
    }

    private static let greet = "#!/bin/sh\necho \"hello $1\"\n"

    @Test func `A criterion that was invented, under an id that was made up, is no V3 in a clone`() throws {
        let id = try completed()
        try clone()
        let twin = run(in: "fresh", "verify", "audit", "--replay")
        expect(twin.exit == 0 && twin.output.contains("V2 → V3"), "\(twin.output) \(twin.errors)")
        let name = "fresh/harness/receipts/\(id).json"
        guard case .object(var receipt) = try JSON.parse(try #require(try bench.text(of: name))) else { return }
        receipt["criteria"] = Self.criteria("AC-1", "AC-2")
        receipt["warnings"] = .array([])
        receipt["receipt"] = .string(String(repeating: "0", count: 64))
        try bench.write(JSON.object(receipt).bytes(.indented), to: name)
        try bench.shell("cd fresh && git -c user.name=a -c user.email=a@b commit -qam edited")
        let cheat = run(in: "fresh", "verify", "audit", "--replay", "--json")
        expect(cheat.exit == 1 && cheat.first?["level"] == "V0", "\(cheat.output)")
        expect(!cheat.codes.isEmpty && cheat.codes.allSatisfy { $0 == "E_RECEIPT_CONTRADICTS" }, "\(cheat.output)")
        expect(cheat.control("replay") == nil, "what contradicts itself is not played")
        let hint = "run 'git log -p -- harness/receipts/\(id).json' to see who changed it, and take that back"
        expect(cheat.output.contains(hint), "\(cheat.output)")
    }
}

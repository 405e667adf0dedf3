import HarnessKit
import Ledger
import TestSupport
import Testing

/// Receipts of documentation, looked at again elsewhere.
extension AuditTests {
    /// A task of kind docs that was completed and, unless it is said otherwise, committed; returns its id.
    private func documented(_ text: String = "See [the program](greet).\n", committing: Bool = true) throws -> String {
        let id =
            run("task-state", "init", "a readme", "--kind", "docs").output
            .split(separator: "\n").first.map(String.init) ?? ""
        try bench.write(text, to: "p/README.md")
        let done = run("task-state", "complete", "--summary", "a readme")
        expect(done.exit == 0 && done.output.contains("(V1)"), "\(done.output) \(done.errors)")
        if committing { try commit("readme") }
        return id
    }

    private func change(_ id: String, _ edits: [String: JSON?]) throws {
        let name = "p/harness/receipts/\(id).json"
        guard case .object(var receipt) = try JSON.parse(try #require(try bench.text(of: name))) else { return }
        for (member, value) in edits { receipt[member] = value }
        receipt["sha256"] = .string(ReceiptSeal.of(receipt))
        try bench.write(JSON.object(receipt).bytes(.indented), to: name)
    }

    @Test func `A receipt of documentation holds elsewhere, and V1 is the most that it can be`() throws {
        let id = try documented()
        let receipt = try JSON.parse(try #require(try bench.text(of: "p/harness/receipts/\(id).json")))
        expect(receipt["documents"]?.items?.compactMap(\.string), is: ["README.md"])
        let look = run("verify", "audit", "--min", "V2")
        expect(look.exit == 0 && look.output.contains("V1, the most that documents can be"), "\(look.output)")
        try clone()
        let replay = run(in: "fresh", "verify", "audit", "--replay", "--since", "HEAD~1", "--min", "V2")
        expect(replay.exit == 0 && replay.output.contains("V1, the most that documents can be"), "\(replay.output)")
        let line = "documents: held, 1 document, and nothing else since the commit that the work began with; 1 link "
        expect(replay.output.contains(line + "leads somewhere"), "\(replay.output)")
        // What a document leads to may be taken away by somebody else.
        try bench.shell("cd fresh && git rm -q greet && git -c user.name=a -c user.email=a@b commit -qm gone")
        let broken = run(in: "fresh", "verify", "audit", "--replay", "--json")
        expect(broken.exit == 1 && broken.control("documents") == "failed", "\(broken.output)")
        expect(broken.output.contains("README.md leads to 'greet', which is not there"))
    }

    @Test func `Code that is called documentation does not hold`() throws {
        let id = try completed()
        // The word alone is told by its hash, and what goes with it by what else stands there.
        try change(id, ["kind": "docs"])
        let word = run("verify", "audit", "--json")
        expect(word.output.contains("it is of kind docs, and names scenario files, runs"), "\(word.output)")
        // All of it written as the gate would: what was committed says otherwise.
        try change(
            id,
            [
                "kind": "docs", "level": "V1", "scenario_files": .array([]), "runs": .array([]), "warnings": .array([]),
                "criteria": .array([.members(["id": "AC-1", "text": "it adds", "scenarios": .array([])])]),
                "controls": .array([
                    .members(["name": "documents", "outcome": "held", "reason": "1 documents changed"])
                ]), "documents": nil, "manifest_sha256": nil, "environment_sha256": nil,
            ])
        try bench.shell("cd p && git add -A && git commit -q --amend --no-edit")
        try clone()
        for words in [[], ["--min", "V1"], ["--min", "V2"]] {
            let replay = run(in: "fresh", ["verify", "audit", "--replay", "--json"] + words)
            expect(replay.exit == 1 && replay.control("documents") == "failed", "\(replay.output)")
            expect(replay.first?["level"] == "V0" && replay.output.contains("E_KIND"), "\(replay.output)")
            expect(replay.output.contains("greet, which is no documentation, changed with it"), "\(replay.output)")
        }
        // A list of its own that leaves the code out: whose that is nobody can tell, and so nothing is shown.
        try change(id, ["documents": .array(["README.md"])])
        try bench.write("read me\n", to: "p/README.md")
        try bench.shell("cd p && git add -A && git commit -q --amend --no-edit && rm -rf ../fresh")
        try clone()
        let listed = run(in: "fresh", "verify", "audit", "--replay", "--min", "V1", "--json")
        expect(listed.exit == 1 && listed.control("documents") == "could-not-run", "\(listed.output)")
        expect(listed.first?["level"], is: "V0", "\(listed.output)")
    }

    @Test func `Other work that lies between is named, and no fault of documents`() throws {
        // Squashed onto code that others have committed meanwhile.
        try bench.shell("cd p && git checkout -qb words")
        _ = try documented()
        try bench.shell(
            "cd p && git checkout -q main && echo 1 > other.c && git add -A && git commit -qm other && "
                + "git merge -q --squash words && git commit -qm squash && git branch -qD words && git clone -q . ../fresh"
        )
        let squashed = run(in: "fresh", "verify", "audit", "--replay", "--min", "V2")
        expect(squashed.exit, is: 0, "\(squashed.output) \(squashed.errors)")
        expect(squashed.output.contains("W_OTHER_WORK  other.c changed in "), "\(squashed.output)")
        // Committed together with a feature that has a receipt of its own.
        try bench.shell("cd p && git rm -q README.md && git commit -qm without && rm -rf ../fresh")
        _ = try documented(committing: false)
        run("task-state", "init", "greets", "--kind", "bugfix", "--criterion", "it greets")
        try scenario("greets", "{{a}}", "hello {{a}}", proves: #""proves": ["AC-1"],"#, in: "greets")
        run("verify", "register", "harness/scenarios/greets.json")
        try bench.write("#!/bin/sh\necho \"hello $1\"\n", to: "p/greet")
        expect(run("task-state", "complete", "--summary", "it greets").exit, is: 0)
        try commit("both")
        try clone()
        let both = run(in: "fresh", "verify", "audit", "--replay", "--since", "HEAD~1", "--min", "V2")
        expect(both.exit, is: 0, "\(both.output) \(both.errors)")
        expect(both.output.contains("W_OTHER_WORK  greet changed in "), "\(both.output)")
        // A clone of the last commit alone cannot tell.
        try bench.shell("git clone -q --depth 1 file://$PWD/p shallow")
        let shallow = run(in: "shallow", "verify", "audit", "--replay", "--json")
        expect(shallow.output.contains("which commit brought the receipt is not in this clone"), "\(shallow.output)")
    }
}

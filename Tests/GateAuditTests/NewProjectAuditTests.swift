import HarnessKit
import Ledger
import TestSupport
import Testing

/// Projects that began with nothing, audited from their commits.
extension AuditTests {
    /// A new project in a repository without a commit; returns its task's id.
    private func begun() throws -> String {
        try bench.shell(
            "rm -rf p && mkdir p && cd p && git init -q -b main . && git config user.email a@b && git config user.name a"
        )
        try bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli"}}"#, to: "p/harness/config/environment.json")
        let words = ["task-state", "init", "greeter", "--kind", "new-project", "--criterion", "it greets"]
        let id = run(words).output.split(separator: "\n").first.map(String.init) ?? ""
        try scenario("greets", "{{a}}", "hello {{a}}", proves: #""proves": ["AC-1"],"#, in: "greets")
        run("verify", "register", "harness/scenarios/greets.json")
        try bench.write("#!/bin/sh\necho \"hello $1\"\n", to: "p/greet")
        try bench.shell("chmod +x p/greet")
        let done = run("task-state", "complete", "--summary", "it greets")
        expect(done.exit == 0 && done.output.contains("(V2)"), "\(done.output) \(done.errors)")
        try commit("greet")
        return id
    }

    @Test func `A new project that began without a commit holds from its first commit on`() throws {
        let id = try begun()
        let receipt = try JSON.parse(try #require(try bench.text(of: "p/harness/receipts/\(id).json")))
        expect(receipt["had_commit"] == .bool(false) && receipt["base_commit"] == nil)
        try clone()
        let replay = run(in: "fresh", "verify", "audit", "--replay", "--min", "V2")
        expect(replay.exit == 0 && replay.output.contains("V2 → V3"), "\(replay.output) \(replay.errors)")
        expect(replay.output.contains("base: held, every criterion is missed where nothing is"), "\(replay.output)")
    }

    @Test func `Whoever takes the commit out of a receipt gains nothing`() throws {
        let name = "p/harness/receipts/\(try begun()).json"
        let honest = try #require(try bench.text(of: name))
        guard case .object(var receipt) = try JSON.parse(honest) else { return }
        receipt["had_commit"] = nil
        receipt["sha256"] = .string(ReceiptSeal.of(receipt))
        try bench.write(JSON.object(receipt).bytes(.indented), to: name)
        try commit("edited")
        let bare = run("verify", "audit", "--replay", "--json", "--min", "V2")
        expect(bare.exit == 1 && bare.codes == ["E_RECEIPT_TAMPERED"], "\(bare.output)")
        try bench.shell("cd p && rm -f harness/state.db* harness/store.json")
        let alone = run("verify", "audit", "--replay", "--json", "--min", "V2")
        expect(alone.exit == 1 && alone.first?["level"] == "V1", "\(alone.output)")
        expect(alone.output.contains("the receipt names no commit"), "\(alone.output)")
    }

    @Test func `A project whose first commit is older than the task did not begin with nothing`() throws {
        let id = try completed()
        let name = "p/harness/receipts/\(id).json"
        guard case .object(var receipt) = try JSON.parse(try #require(try bench.text(of: name))) else { return }
        receipt["kind"] = "new-project"
        receipt["base_commit"] = nil
        receipt["had_commit"] = .bool(false)
        receipt["sha256"] = .string(ReceiptSeal.of(receipt))
        try bench.write(JSON.object(receipt).bytes(.indented), to: name)
        // The clock counts seconds: the first commit is made one that is older for certain.
        try bench.shell(
            "cd p && git add -A && git commit -qm edited && "
                + "n=$(GIT_COMMITTER_DATE='2001-01-01T00:00:00Z' git commit-tree -m old "
                + "\"$(git rev-list --max-parents=0 HEAD)^{tree}\") && "
                + "m=$(git commit-tree -m edited -p $n 'HEAD^{tree}') && git reset -q --hard $m && git clone -q . ../fresh"
        )
        let cheat = run(in: "fresh", "verify", "audit", "--replay", "--json", "--min", "V2")
        expect(cheat.exit == 1 && cheat.first?["level"] == "V1", "\(cheat.output)")
        expect(cheat.output.contains("that nothing was committed when the work began, and the first commit is older"))
    }

    @Test func `A new project on a first commit without a program relies on stand-ins, as it did when it was made`()
        throws
    {
        try bench.write("a greeter\n", to: "p/README.md")
        try bench.write(
            """
            {"schema": "harness.environment/1", "app": {"kind": "cli", "build": [{"argv": ["./make"]}]}}
            """, to: "p/harness/config/environment.json")
        try bench.shell("cd p && git rm -q greet && rm -rf harness/scenarios && git add -A && git commit -qm start")
        let words = ["task-state", "init", "greeter", "--kind", "new-project", "--criterion", "it greets"]
        _ = run(words)
        try scenario("greets", "{{a}}", "hello {{a}}", proves: #""proves": ["AC-1"],"#, in: "greets")
        run("verify", "register", "harness/scenarios/greets.json")
        try bench.write("#!/bin/sh\necho '#!/bin/sh\necho \"hello $1\"' > greet && chmod +x greet\n", to: "p/make")
        try bench.write("greet\n", to: "p/.gitignore")
        try bench.shell("chmod +x p/make")
        let done = run("task-state", "complete", "--summary", "it greets")
        expect(done.exit == 0 && done.output.contains("(V2)"), "\(done.output) \(done.errors)")
        try commit("greet")
        try clone()
        let replay = run(in: "fresh", "verify", "audit", "--replay", "--min", "V2")
        expect(replay.exit == 0 && replay.output.contains("V2 → V3"), "\(replay.output) \(replay.errors)")
        expect(replay.output.contains("a new project: no program was there before"), "\(replay.output)")
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

/// What an audit plays on, where the base of a task was chosen.
extension AuditTests {
    /// A task that was begun when its work was committed already, on a base that it names; returns its id.
    private func proved(on base: String) throws -> String {
        try bench.write("#!/bin/sh\necho \"hello $1\"\n", to: "p/greet")
        try commit("the work")
        let words = ["task-state", "init", "greets", "--kind", "bugfix", "--criterion", "it greets", "--base", base]
        let id = run(words).output.split(separator: "\n").first.map(String.init) ?? ""
        try scenario("greets", "{{a}}", "hello {{a}}", proves: #""proves": ["AC-1"],"#, in: "greets")
        try scenario("names", "{{a}}", "{{a}}", proves: #""keeps": ["the name comes out"],"#, in: "old")
        run("verify", "register", "harness/scenarios/greets.json")
        let done = run("task-state", "complete", "--summary", "it greets")
        expect(done.exit == 0 && done.output.contains("proved (V2)"), "\(done.output) \(done.errors)")
        let told = done.output.split(separator: "\n").filter { $0.hasPrefix("- the base was chosen: ") }
        expect(told.count, is: 1, "it is told once: \(done.output)")
        try commit("proof")
        return id
    }

    private func hash(of revision: String) throws -> String {
        try bench.shell("cd p && git rev-parse \(revision)").output.text.split(separator: "\n").first.map(String.init)
            ?? ""
    }

    @Test func `A base that was chosen is what an audit plays on`() throws {
        let (chosen, id) = (try hash(of: "HEAD"), try proved(on: "HEAD~1"))
        let receipt = try JSON.parse(try #require(try bench.text(of: "p/harness/receipts/\(id).json")))
        expect(receipt["base_commit"]?.string, is: chosen)
        try expect(receipt["start_commit"]?.string, is: hash(of: "HEAD~1"))
        expect(receipt["base_revision"]?.string, is: "HEAD~1")
        expect(receipt["warnings"]?.items?.contains { $0["code"]?.string == "W_BASE_CHOSEN" }, is: true, "\(receipt)")
        expect(run("verify", "audit").exit, is: 0)
        try clone()
        let replay = run(in: "fresh", "verify", "audit", "--replay", "--min", "V2")
        expect(replay.exit == 0 && replay.output.contains("V2 → V3"), "\(replay.output) \(replay.errors)")
        let words = "W_BASE_CHOSEN  the base was chosen: HEAD~1 (\(chosen.prefix(12))), not what the work began with"
        expect(replay.output.contains(words), "\(replay.output)")
    }

    @Test func `A base that was chosen beside the history of what is audited shows nothing`() throws {
        try bench.shell("cd p && git checkout -q --orphan beside && git commit -qm beside && git checkout -q main")
        _ = try proved(on: "beside")
        let replay = run("verify", "audit", "--replay", "--json")
        expect(replay.control("base") == "could-not-run" && replay.first?["level"] == "V1", "\(replay.output)")
        let words = "the base that was chosen, beside (\(try hash(of: "beside").prefix(12))), is no ancestor of HEAD"
        expect(replay.output.contains(words), "\(replay.output)")
        expect(run("verify", "audit", "--replay", "--min", "V2").exit, is: 1)
    }

    @Test func `A receipt of before, which names the commit of its start alone, is read as ever`() throws {
        let id = try completed()
        let receipt = try JSON.parse(try #require(try bench.text(of: "p/harness/receipts/\(id).json")))
        expect(receipt["start_commit"] == nil && receipt["base_revision"] == nil && receipt["had_commit"] == nil)
        let replay = run("verify", "audit", "--replay", "--min", "V2")
        expect(replay.exit == 0 && !replay.output.contains("W_BASE_CHOSEN"), "\(replay.output)")
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

/// Scenario files that lie beside a receipt and that none names.
@Suite(.timeLimit(.minutes(30))) struct UnnamedScenariosTests {
    private static let keeps = #""keeps": ["more"],"#

    private func warnings(_ result: AuditTests.Result) -> [String] {
        result.first?["warnings"]?.items?.compactMap { $0["code"]?.string } ?? []
    }

    @Test func `What no receipt names and never held is no failed regression`() throws {
        let project = try AuditTests()
        try project.scenario("help", "--help", "usage", proves: Self.keeps, in: "help")
        try project.bench.write(
            """
            {"schema": "harness.verify/1", "scenarios": [{"id": "open", "keeps": ["more"],
             "steps": [{"exec": {"argv": ["./greet", "TODO-words"]}, "expect": {"stdout": "TODO"}}]}]}
            """, to: "p/harness/scenarios/open.json")
        try project.commit("help")
        _ = try project.completed()
        let replay = project.run("verify", "audit", "--replay", "--min", "V2", "--json")
        expect(replay.exit == 0 && replay.control("regression") == "held", "\(replay.output) \(replay.errors)")
        expect(replay.first?["level"] == "V3" && warnings(replay) == ["W_UNFINISHED", "W_UNREGISTERED"])
        expect(
            replay.output.contains(
                "the scenario 'help' of harness/scenarios/help.json, which no receipt names, fails, and failed before the "
                    + "work as well"))
        expect(
            replay.output.contains(
                "harness/scenarios/open.json still holds a TODO, and no receipt names it: what does was left out"))
        // Where the state before cannot be asked, nobody knows.
        try project.bench.shell("git clone -q --depth 1 file://$PWD/p shallow")
        let shallow = project.run(in: "shallow", "verify", "audit", "--replay", "--json")
        expect(shallow.exit == 0 && shallow.first?["level"] == "V1", "\(shallow.output)")
        expect(shallow.control("unnamed"), is: "could-not-run")
        expect(shallow.output.contains("which no receipt names, fails, and whether it did before could not be seen"))
    }

    @Test func `What no receipt names and held before is a failed regression`() throws {
        let project = try AuditTests()
        try project.scenario("bye", "{{a}}", "bye {{a}}", proves: Self.keeps, in: "extra")
        // It is left where the gate does not see it, and comes with the commit.
        try project.bench.shell("mv p/harness/scenarios/extra.json .")
        _ = try project.completed()
        try project.bench.shell("mv extra.json p/harness/scenarios")
        try project.commit("bye")
        let replay = project.run("verify", "audit", "--replay", "--json")
        expect(replay.exit == 1 && replay.control("regression") == "failed", "\(replay.output) \(replay.errors)")
    }

    /// Whoever breaks what an earlier task proved gains nothing by taking its receipt away, nor by having it broken before.
    @Test(arguments: [false, true])
    func `A scenario whose receipt was taken away is somebody's still`(isTakenAway: Bool) throws {
        let project = try AuditTests()
        let first = try project.completed()
        try project.bench.write("#!/bin/sh\necho \"ahoy $1\"\n", to: "p/greet")
        try project.commit("break")
        project.run("task-state", "init", "shout", "--criterion", "it shouts")
        try project.scenario("shouts", "{{a}} loud", "{{a}}!", proves: #""proves": ["AC-1"],"#, in: "shouts")
        project.run("verify", "register", "harness/scenarios/shouts.json")
        try project.bench.write("#!/bin/sh\necho \"hello $1${2:+!}\"\n", to: "p/greet")
        let done = project.run("task-state", "complete", "--summary", "it shouts")
        expect(done.exit, is: 0, "\(done.output) \(done.errors)")
        if isTakenAway {
            try project.bench.write("#!/bin/sh\necho \"ahoy $1${2:+!}\"\n", to: "p/greet")
            try project.bench.shell("rm p/harness/receipts/\(first).json")
        }
        try project.commit("shout")
        try project.clone()
        let replay = project.run(in: "fresh", "verify", "audit", "--replay", "--json")
        expect(replay.exit, is: (isTakenAway ? 1 : 0), "\(replay.output) \(replay.errors)")
        expect(!isTakenAway || replay.control("regression") == "failed", "\(replay.output)")
    }

    @Test func `A file that a receipt names is held against it as before`() throws {
        let project = try AuditTests()
        _ = try project.completed()
        try project.scenario("greets", "{{a}}", "hello", proves: Self.keeps, in: "greets")
        try project.commit("altered")
        let altered = project.run("verify", "audit", "--replay", "--json")
        expect(altered.exit == 1 && altered.codes.contains("E_SCENARIO_CHANGED"), "\(altered.output)")
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

/// Audits where something of the project is not as it was, and what is said then.
extension AuditTests {
    @Test func `Lines of memory that two branches wrote are both kept, whatever git was told`() throws {
        _ = try completed()
        // The other branch has a line of the same day, and nobody has committed how such files are put together.
        let made = try bench.shell(
            """
            cd p && f=$(git ls-tree -r --name-only work | grep memory/episodes)
            git rm -q --cached harness/.gitattributes
            rm harness/.gitattributes; git commit -qm bare; git checkout -q main && git checkout -qb other
            mkdir -p harness/memory/episodes && echo '{"other": 1}' > $f && git add $f && git commit -qm other
            git checkout -q main && rm -f harness/.gitattributes
            git ls-tree -r --name-only work; git ls-tree -r --name-only other
            """)
        let files = made.output.text
        expect(!files.contains("harness/.gitattributes") && files.contains("episodes"), "\(files)")
        let merged = run("verify", "audit", "--merge", "main", "work", "other")
        expect(merged.exit, is: 0, "\(merged.output) \(merged.errors)")
        // What is set for the user's own files counts as well.
        try bench.shell("cd p && git checkout -q work && echo a > lines && git add lines && git commit -qm a")
        try bench.shell("cd p && git checkout -q other && echo b > lines && git add lines && git commit -qm b")
        expect(run("verify", "audit", "--merge", "work", "other").errors.contains("lines"))
        try bench.shell(
            "cd p && echo 'lines merge=union' > ../attributes && git config core.attributesFile ../attributes")
        let own = run("verify", "audit", "--merge", "work", "other")
        expect(own.exit, is: 0, "\(own.output) \(own.errors)")
    }

    @Test func `What a build makes of committed code is not what is committed`() throws {
        _ = try completed()
        expect(run("verify", "audit", "--replay", "--min", "V2").exit, is: 0)
        let greets = try bench.text(of: "p/greet") ?? ""
        try bench.write(greets, to: "p/made/greet")
        try bench.write("#!/bin/sh\necho broken\n", to: "p/greet")
        try bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli", "build": [{"argv": ["cp", "made/greet", "greet"]}]}}"#,
            to: "p/harness/config/environment.json")
        try commit("broken")
        let audit = run("verify", "audit", "--replay", "--min", "V2", "--json")
        expect(audit.exit == 1 && audit.control("tree") == "could-not-run", "\(audit.output) \(audit.errors)")
        expect(
            audit.output.contains("greet was rewritten by what was run: what was played is not what is committed"),
            "\(audit.output)")
    }

    /// The program needs a file that git ignores and that `share` names.
    private func sharing() throws {
        try bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "cli", "share": [".env", "cache"]}}"#,
            to: "p/harness/config/environment.json")
        try bench.write(".env\ncache\n", to: "p/.gitignore")
        try bench.write("hello\n", to: "p/.env")
        try bench.write("1\n", to: "p/cache")
        try bench.write("#!/bin/sh\n[ -f .env ] || exit 1\necho \"bye $1\"\n", to: "p/greet")
        try commit("env")
        run("task-state", "init", "greets", "--kind", "bugfix", "--criterion", "it greets")
        try scenario("greets", "{{a}}", "hello {{a}}", proves: #""proves": ["AC-1"],"#, in: "greets")
        run("verify", "register", "harness/scenarios/greets.json")
        try bench.write("#!/bin/sh\n[ -f .env ] || exit 1\necho \"$(cat .env) $1\"\n", to: "p/greet")
        let done = run("task-state", "complete", "--summary", "it greets")
        expect(done.exit == 0 && done.output.contains("(V2)"), "\(done.output) \(done.errors)")
        try commit("greets")
        try clone()
    }

    @Test func `What share names and a clone has not is told, and is no fault of the work`() throws {
        try sharing()
        let bare = run(in: "fresh", "verify", "audit", "--replay", "--json")
        expect(bare.control("replay") == "could-not-run" && bare.first?["level"] == "V0", "\(bare.output)")
        expect(
            bare.output.contains(".env and 1 more, which share in harness/config/environment.json names, is not there"))
        expect(bare.exit, is: 69, "\(bare.output)")
        expect(run(in: "fresh", "verify", "audit", "--replay", "--min", "V1").exit, isNot: 0)
        expect(bare.output.contains("and without it this fails: "), "\(bare.output)")
        // What is not needed is not missed.
        try bench.shell("cp p/.env fresh/.env")
        let given = run(in: "fresh", "verify", "audit", "--replay", "--min", "V2")
        expect(given.exit, is: 0, "\(given.output) \(given.errors)")
    }

    @Test func `What fails with all that share names has failed`() throws {
        try sharing()
        try bench.write("#!/bin/sh\necho no\n", to: "fresh/greet")
        try bench.shell("cd fresh && git -c user.name=a -c user.email=a@b commit -qam no && touch .env cache")
        let broken = run(in: "fresh", "verify", "audit", "--replay", "--json")
        expect(broken.exit == 1 && broken.control("replay") == "failed", "\(broken.output)")
    }

    @Test func `What comes next can be done, and receipts are counted in sentences`() throws {
        try bench.shell("rm -rf p/.git")
        let id =
            run("task-state", "init", "greets", "--kind", "bugfix", "--criterion", "it greets").output
            .split(separator: "\n").first.map(String.init) ?? ""
        try scenario("greets", "{{a}}", "hello {{a}}", proves: #""proves": ["AC-1"],"#, in: "greets")
        try scenario("names", "{{a}}", "{{a}}", proves: #""keeps": ["the name comes out"],"#, in: "old")
        run("verify", "register", "harness/scenarios/greets.json")
        try bench.write("#!/bin/sh\necho \"hello $1\"\n", to: "p/greet")
        expect(run("task-state", "complete", "--summary", "it greets").exit, is: 0)
        let good = run("verify", "audit")
        expect(good.exit == 0 && good.output.contains("\n1 of 1 receipt holds; "), "\(good.output)")
        expect(good.output.hasSuffix("\nnext: harness-executor start TEXT\n"), "\(good.output)")
        try bench.write("{}", to: "p/harness/receipts/torn.json")
        let torn = run("verify", "audit")
        expect(torn.exit == 1 && torn.output.contains("\n1 of 2 receipts hold; "), "\(torn.output)")
        let low = run("verify", "audit", "--task-id", id, "--min", "V2")
        expect(low.exit == 1 && low.output.contains("\n0 of 1 receipt holds at V2; "), "\(low.output)")
        expect(!low.output.contains("--replay"), "\(low.output)")
    }
}

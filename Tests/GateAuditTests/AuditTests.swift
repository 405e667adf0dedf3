import Gate
import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing
import Verifier

/// `verify audit`, `verify retire` and the summary for a pull request, on one task that was really completed.
@Suite(.timeLimit(.minutes(30))) struct AuditTests {
    let bench: Workbench
    let program = Program(
        coordinator: CommandNode("harness-executor", "all", children: []),
        tools: [
            TaskStateTool.node(gate: GateTool.completion(tool: "test")),
            VerifierTool.node(propose: { _ in Proposal() }, further: GateTool.verifyCommands),
        ], build: .init(version: "0", commit: "", kind: ""))

    /// A command-line program that adds wrongly, a task that mends it on a branch, and its receipt, committed.
    init() throws {
        bench = try Workbench()
        try bench.shell(
            "mkdir p && cd p && git init -q -b main . && printf '[user]\\nname = a\\nemail = a@b\\n' >> .git/config")
        try bench.write(
            """
            {"schema": "harness.environment/1", "app": {"kind": "cli"}}
            """, to: "p/harness/config/environment.json")
        try bench.write("#!/bin/sh\necho \"bye $1\"\n", to: "p/greet")
        try bench.shell("chmod +x p/greet")
        try scenario("names", "{{a}}", "{{a}}", proves: #""keeps": ["the name comes out"],"#, in: "old")
        try commit("base")
    }

    func scenario(_ id: String, _ words: String, _ text: String, proves: String, in file: String) throws {
        let argv = (["./greet"] + words.split(separator: " ").map(String.init)).map { "\"\($0)\"" }
        try bench.write(
            """
            {"schema": "harness.verify/1", "vars": {"a": {"fresh": "word"}},
             "scenarios": [{"id": "\(id)", \(proves) "steps": [{"exec": {"argv": [\(argv.joined(separator: ", "))]},
               "expect": {"exit": 0, "stdout": {"contains": "\(text)"}}}]}]}
            """, to: "p/harness/scenarios/\(file).json")
    }

    func commit(_ subject: String) throws {
        let outcome = try bench.shell("cd p && git add -A && git commit -qm '\(subject)'")
        expect(outcome.exit.isSuccess, "\(outcome.errors.text)")
    }

    struct Result {
        let exit: Int32
        let output: String
        let errors: String

        var first: JSON? { (try? JSON.parse(output))?["receipts"]?[0] }
        var codes: [String] { first?["problems"]?.items?.compactMap { $0["code"]?.string } ?? [] }
        func control(_ name: String) -> String? {
            first?["controls"]?.items?.first { $0["name"]?.string == name }?["outcome"]?.string
        }
    }

    @discardableResult
    func run(in folder: String = "p", _ words: String...) -> Result { run(in: folder, words) }

    func run(in folder: String = "p", _ words: [String]) -> Result {
        let (output, errors) = (Output.Buffer(), Output.Buffer())
        let system = Context.system()
        var context = system
        context.output = output.output()
        context.errors = errors.output()
        context.directory = bench.path / folder
        let exit = program.run(words.map { Word($0) }, in: context)
        return Result(exit: exit, output: output.text, errors: errors.text)
    }

    /// Completes the task on a branch; returns its id.
    func completed(on branch: String = "work") throws -> String {
        try bench.shell("cd p && git checkout -qb \(branch)")
        let started = run("task-state", "init", "add", "--kind", "bugfix", "--criterion", "it adds")
        let id = started.output.split(separator: "\n").first.map(String.init) ?? ""
        try scenario("greets", "{{a}}", "hello {{a}}", proves: #""proves": ["AC-1"],"#, in: "greets")
        run("verify", "register", "harness/scenarios/greets.json")
        try bench.write("#!/bin/sh\necho \"hello $1\"\n", to: "p/greet")
        let done = run("task-state", "complete", "--summary", "it adds")
        expect(done.exit, is: 0, "\(done.output) \(done.errors)")
        try commit("add")
        return id
    }

    func clone() throws { try bench.shell("git clone -q p fresh") }

    @Test func `A receipt is replayed in a fresh clone, after a squash, without the ledger that made it`() throws {
        let id = try completed()
        expect(run("verify", "audit").exit, is: 0)
        try bench.shell("cd p && git checkout -q main && git merge -q --squash work && git commit -qm squash")
        try clone()
        let look = run(in: "fresh", "verify", "audit", "--json")
        expect(look.exit == 0 && look.output.contains("W_NO_LEDGER"), "\(look.output)")
        let replay = run(in: "fresh", "verify", "audit", "--replay", "--since", "HEAD~1", "--json")
        expect(replay.exit, is: 0, "\(replay.output) \(replay.errors)")
        try expect(JSON.parse(replay.output)["next"], is: "harness-executor start TEXT")
        expect(replay.first?["task_id"]?.string, is: id)
        for name in ["replay", "regression", "base", "strength", "stand-ins"] {
            expect(replay.control(name), is: "held", "\(name): \(replay.output)")
        }
        try expect(
            bench.shell("cd fresh && git status --porcelain --ignored").output.text, is: "", "nothing is written")
        expect(run(in: "fresh", "verify", "audit").output.hasSuffix("\nnext: verify audit --replay\n"))
        let none = run(in: "fresh", "verify", "audit", "--replay", "--since", "HEAD")
        expect(
            none.exit == 1
                && none.output == "no receipt here is new since HEAD: nothing was proved\nnext: verify audit\n")
        expect(run(in: "fresh", "verify", "audit", "--since", "HEAD", "--allow-none").exit, is: 0)
    }

    @Test func `A receipt of V2 that holds when it is replayed is V3, and one of less is not`() throws {
        let id = try completed()
        try clone()
        let replay = run(in: "fresh", "verify", "audit", "--replay", "--min", "V2")
        expect(replay.exit == 0 && replay.output.contains("V2 → V3"), "\(replay.output)")
        // One that claims less.
        let name = "p/harness/receipts/\(id).json"
        guard case .object(var receipt) = try JSON.parse(try #require(try bench.text(of: name))) else { return }
        receipt["level"] = "V1"
        receipt["sha256"] = .string(ReceiptSeal.of(receipt))
        try bench.write(JSON.object(receipt).bytes(.indented), to: name)
        try commit("as V1")
        try bench.shell("rm -rf fresh")
        try clone()
        let low = run(in: "fresh", "verify", "audit", "--replay", "--min", "V2")
        expect(low.exit == 1 && low.output.contains("E_LEVEL"), "\(low.output)")
        expect(low.output.hasSuffix("\nnext: verify audit --task-id \(id)\n"), "\(low.output)")
        // Here the ledger knows better, and evidence that is made again does not make the words right.
        for words in [["verify", "audit", "--json"], ["verify", "audit", "--replay", "--json"]] {
            let here = run(in: "p", words)
            expect(here.exit == 1 && here.codes.contains("E_RECEIPT_TAMPERED"), "\(here.output)")
            expect(here.output.contains("run 'git log -p -- harness/receipts/\(id).json' to see who changed it"))
        }
    }

    @Test func `A receipt that was copied to another task holds for neither name`() throws {
        let id = try completed()
        let copy = "another-20261121-120000-abcd"
        guard
            case .object(var receipt) = try JSON.parse(
                try #require(try bench.text(of: "p/harness/receipts/\(id).json")))
        else { return }
        receipt["task_id"] = .string(copy)
        receipt["sha256"] = .string(ReceiptSeal.of(receipt))
        try bench.write(JSON.object(receipt).bytes(.indented), to: "p/harness/receipts/\(copy).json")
        // Where the ledger is, it knows whose that is; and the real one holds.
        let here = run("verify", "audit", "--json", "--task-id", copy)
        expect(here.exit == 1 && here.codes == ["E_RECEIPT_TAMPERED"], "\(here.output)")
        expect(here.output.contains("its id is that of \(id)'s receipt: it was copied from there"))
        expect(here.output.contains("remove \(copy).json, and complete \(copy) itself"))
        expect(run("verify", "audit", "--task-id", id).exit, is: 0)
        // Elsewhere nobody can tell which is the copy.
        try commit("copied")
        try clone()
        for words in [["verify", "audit"], ["verify", "audit", "--replay"]] {
            for (name, other) in [(id, copy), (copy, id)] {
                let there = run(in: "fresh", words + ["--json", "--task-id", name])
                expect(there.exit == 1 && there.codes == ["E_RECEIPT_CONTRADICTS"], "\(there.output)")
                expect(there.output.contains("its id stands in \(other).json as well: one is a copy"))
            }
        }
    }

    @Test func `What no longer holds is said, by each of its reasons`() throws {
        _ = try completed()
        try bench.write("#!/bin/sh\necho 5\n", to: "p/greet")
        try commit("break")
        let broken = run("verify", "audit", "--replay", "--json")
        expect(broken.exit == 1 && broken.control("replay") == "failed", "\(broken.output)")
        try bench.write("#!/bin/sh\necho \"hello $1\"\n", to: "p/greet")
        try scenario("greets", "{{a}}", "hello", proves: #""proves": ["AC-1"],"#, in: "greets")
        try commit("weaken")
        let changed = run("verify", "audit", "--replay", "--json")
        expect(changed.exit == 1 && changed.codes == ["E_SCENARIO_CHANGED"])
        expect(changed.control("replay") == nil, "what is not what was proved is not played")
        try bench.shell("rm p/harness/scenarios/greets.json")
        let missing = run("verify", "audit", "--json")
        expect(
            missing.codes == ["E_SCENARIO_MISSING"] && missing.output.contains("verify retire SCENARIO --reason TEXT"))
    }

    @Test func `A base that is not in the clone, or passes, is told apart`() throws {
        _ = try completed()
        try bench.shell("git clone -q --depth 1 file://$PWD/p shallow")
        let shallow = run(in: "shallow", "verify", "audit", "--replay", "--json")
        expect(shallow.control("base") == "could-not-run" && shallow.output.contains("is not in this clone"))
        expect(shallow.first?["level"], is: "V1")
        let unknown = run(in: "shallow", "verify", "audit", "--replay", "--since", "origin/nothing")
        expect(unknown.exit == 66 && unknown.errors.contains("fetch-depth: 0"))
    }

    @Test func `Branches are put together and replayed, and conflicts are named`() throws {
        _ = try completed()
        try bench.shell("cd p && git checkout -q main && git checkout -qb other && echo 1 > file")
        try commit("other")
        let objects = { try bench.shell("find p/.git/objects -type f | sort | sha256sum").output.text }
        let before = try objects()
        let good = run("verify", "audit", "--merge", "main", "work", "other", "--json")
        expect(good.exit == 0 && good.control("replay") == "held", "\(good.output) \(good.errors)")
        try expect(objects(), is: before, "the repository is only read")
        try bench.write("#!/bin/sh\necho \"ciao $1\"\n", to: "p/greet")
        try commit("conflict")
        let conflict = run("verify", "audit", "--merge", "work", "other")
        expect(conflict.exit == 1 && conflict.errors.contains("'other' conflicts with what comes before it"))
        expect(conflict.errors.contains("greet"))
        expect(run("verify", "audit", "--merge", "work", "nothing").errors.contains("git knows no commit 'nothing'"))
    }

    @Test func `Branches that break each other are found out`() throws {
        _ = try completed()
        try bench.shell("cd p && git checkout -q main && git checkout -qb other")
        try scenario("names", "{{a}}", "bye {{a}}", proves: #""keeps": ["the name comes out"],"#, in: "old")
        try commit("it says bye")
        let result = run("verify", "audit", "--merge", "work", "other", "--json")
        expect(result.exit == 1 && result.control("regression") == "failed", "\(result.output) \(result.errors)")
    }

    static let forged = [
        ("", "E_RECEIPT"), ("[]", "E_RECEIPT"), (#"{"level": "V3"}"#, "E_RECEIPT"),
        (#"{"level": "V3", "criteria": [], "controls": []}"#, "E_RECEIPT_CONTRADICTS"),
        (
            #"{"level": "V2", "criteria": [{"id": "AC-1", "text": "x"}], "runs": ["r"], "#
                + #""controls": [{"name": "base", "outcome": "could-not-run"}]}"#,
            "E_RECEIPT_CONTRADICTS"
        ),
    ]

    @Test(arguments: forged) func `A receipt that somebody wrote does not hold`(text: String, code: String) throws {
        try bench.write(text, to: "p/harness/receipts/x.json")
        let result = run("verify", "audit", "--json")
        expect(result.exit == 1 && result.codes.contains(code), "\(result.output)")
        expect(result.first?["level"], is: "V0")
    }

    @Test func `A scenario that is retired is missed by nobody, and its reason is told`() throws {
        try scenario("names", "{{a}}", "bye {{a}}", proves: #""keeps": ["it says bye"],"#, in: "old")
        try commit("bye")
        let id = run("task-state", "init", "multiply").output.split(separator: "\n").first.map(String.init) ?? ""
        try scenario("hails", "{{a}}", "hail {{a}}", proves: #""proves": ["AC-1"],"#, in: "hails")
        run("verify", "register", "harness/scenarios/hails.json")
        try bench.write("#!/bin/sh\necho \"hail $1\"\n", to: "p/greet")
        let unknown = run("verify", "retire", "namess", "--reason", "x")
        expect(unknown.exit == 66 && unknown.errors.contains("did you mean 'names'?"), "\(unknown.errors)")
        let retired = run("verify", "retire", "names", "--reason", "it says hail now")
        expect(retired.exit, is: 0, "\(retired.errors)")
        expect(retired.output.contains("harness/scenarios/old.json is harness/scenarios/retired/old.json now"))
        let done = run("task-state", "complete", "--summary", "multiplies")
        expect(done.exit, is: 0, "\(done.output) \(done.errors)")
        expect(done.output.contains("Amended on the way:\n- retired 'names': it says hail now\n"), "\(done.output)")
        let receipt = try JSON.parse(try #require(try bench.text(of: "p/harness/receipts/\(id).json")))
        expect(receipt["amendments"]?[0]?.string, is: "retired 'names': it says hail now")
        let page = run("task-state", "summary", "--format", "pr").output
        expect(page.contains("the scenario `names` was retired: it says hail now"))
        // An audit knows why the file is gone.
        try commit("multiply")
        expect(run("verify", "audit", "--replay").exit, is: 0)
    }

    @Test func `One of several scenarios is taken out of its file, and its absence is no weakening`() throws {
        _ = run("task-state", "init", "add", "--criterion", "it adds")
        try bench.write(
            """
            {"schema": "harness.verify/1", "vars": {"a": {"fresh": "word"}}, "scenarios": [
              {"id": "one", "proves": ["AC-1"], "steps": [
                {"exec": {"argv": ["./greet", "{{a}}"]}, "expect": {"stdout": {"contains": "hello {{a}}"}}}]},
              {"id": "two", "keeps": ["bye"], "steps": [
                {"exec": {"argv": ["./greet", "{{a}}"]}, "expect": {"stdout": {"contains": "bye {{a}}"}}}]}]}
            """, to: "p/harness/scenarios/both.json")
        run("verify", "register", "harness/scenarios/both.json")
        try bench.write("#!/bin/sh\necho \"hello $1\"\n", to: "p/greet")
        let refused = run("task-state", "--json", "complete", "--summary", "x")
        expect(refused.exit == 1 && refused.output.contains("E_REPLAY_FAILED"))
        expect(run("verify", "retire", "two", "--reason", "that was wrong").exit, is: 0)
        try expect(bench.text(of: "p/harness/scenarios/both.json")?.contains("two"), is: false)
        let done = run("task-state", "--json", "complete", "--summary", "x")
        expect(!done.output.contains("E_SCENARIO_WEAKER"), "\(done.output)")
        expect(done.exit, is: 0, "\(done.output)")
    }

    @Test func `The summary for a pull request says first what needs a look`() throws {
        let id = try completed()
        let page = run("task-state", "summary", "--format", "pr", "--task-id", id).output
        let lines = page.split(separator: "\n").map(String.init)
        expect(lines.first, is: "## add")
        expect(page.contains("| AC-1 it adds | red | green | 3 | `greets` |"), "\(page)")
        let (look, run) = (lines.firstIndex(of: "### Look at this first"), lines.firstIndex(of: "### What was run"))
        expect(look.flatMap { look in run.map { look < $0 } } ?? (run != nil), "\(page)")
        expect(page.contains("Receipt `") && page.contains("**Replayed** (V1).") || page.contains("**Proved** (V2)."))
    }
}

import HarnessKit
import Ledger
import TestSupport
import Testing

@testable import Project

/// Build, lint, test: what passes, what fails, and what does not end by itself.
struct ValidateTests {
    let fixture: ProjectFixture

    init() throws {
        fixture = try ProjectFixture()
    }

    @Test func `All steps pass in the order build, lint, test, and are recorded`() throws {
        try fixture.steps(
            ("t", "test", "echo t >> order"), ("l", "lint", "echo l >> order"), ("b", "build", "echo b >> order"))
        let result = fixture.harness("validate")
        expect(result.exit, is: 0)
        expect(result.output.hasSuffix("3 of 3 steps passed\nnext: harness-executor start TEXT\n"))
        try expect(fixture.bench.text(of: "order"), is: "b\nl\nt\n")
        let body = try #require(try fixture.validations().first)
        expect(body.outcome, is: .pass)
        expect(body.steps.map(\.name), is: ["b", "l", "t"])
        expect(body.steps.allSatisfy { $0.exit == "exit 0" && $0.output != nil && $0.seconds != nil })
        let bytes = try #require(try fixture.bench.text(of: "harness/config/validation.json"))
        expect(body.file, is: SHA256.digest(of: Bytes(bytes.utf8)).description)
    }

    @Test(arguments: [("true", "\n1 step passed"), ("exit 1", "\n0 of 1 step passed; only did not")])
    func `A single step is counted as one`(command: String, words: String) throws {
        try fixture.steps(("only", "build", command))
        let result = fixture.harness("validate")
        expect((result.output + result.errors).contains(words), "\(result.output) \(result.errors)")
    }

    @Test func `The record says of which bytes it is, unless they changed meanwhile`() throws {
        try fixture.bench.shell("git init -q . && echo build > .gitignore && echo a > a.c && git add .")
        try fixture.steps(("b", "build", "echo x > build; echo y > new.o"))
        let json = try fixture.harness("validate", "--json").json()
        let first = try #require(try fixture.validations().last?.manifest)
        expect(json["manifest_sha256"], is: .string(first))
        expect(json["warnings"] == nil)
        // What the build added is there now, and belongs to it: nothing ignores it.
        fixture.harness("validate")
        let second = try #require(try fixture.validations().last?.manifest)
        fixture.harness("validate")
        try expect(fixture.validations().last?.manifest, is: second)
        expect(first, isNot: second)
        try fixture.steps(("b", "build", "echo b >> a.c"))
        let moved = fixture.harness("validate")
        expect(moved.exit, is: 0)
        expect(moved.output.contains("warn W_TREE_MOVED: a.c changed while the steps ran; run the same command again"))
        let body = try #require(try fixture.validations().last)
        expect(body.manifest == nil)
    }

    @Test func `A test step without a test is a warning that stands in the record`() throws {
        try fixture.steps(("b", "build", "true"), ("t", "test", "printf '?   \\ta\\t[no test files]\\n'"))
        let result = fixture.harness("validate")
        expect(result.exit, is: 0)
        expect(result.output.contains("warn t  it ran no test, "))
        expect(result.output.contains("warn W_NO_TESTS: t: it ran no test; write a test, or take the step out"))
        expect(
            result.output.hasSuffix(
                "2 of 2 steps passed, 1 of them without a test\nnext: harness-executor start TEXT\n"))
        try expect(fixture.validations().last?.steps.map(\.code), is: [nil, "W_NO_TESTS"])
        let json = try fixture.harness("validate", "--json").json()
        expect(json["warnings"]?[0]?["code"], is: "W_NO_TESTS")
    }

    @Test func `A build that fails shows its errors and leaves out the rest`() throws {
        try fixture.steps(
            ("b", "build", "echo '\(fixture.bench.path)/src/a.c:3:5: error: expected ;' >&2; exit 2"),
            ("t", "test", "echo t > ran"))
        let result = fixture.harness("validate")
        expect(result.exit, is: 1)
        expect(result.output.contains("FAIL b  exit 2"))
        expect(result.output.contains("\n    src/a.c:3:5: expected ;\n"))
        expect(result.output.contains("skip t  b did not pass"))
        expect(result.output.hasSuffix("next: harness-executor validate --step b\n"))
        try expect(fixture.bench.text(of: "ran") == nil)
        let body = try #require(try fixture.validations().first)
        expect(body.outcome, is: .fail)
        expect(body.steps.map(\.outcome), is: [.fail, .skipped])
        expect(body.steps[0].firstErrors.first?.line, is: 3)
        expect(body.steps[0].firstErrors.first?.file, is: "src/a.c")
    }

    @Test func `Lint that fails does not keep the tests from running`() throws {
        try fixture.steps(("l", "lint", "exit 1"), ("t", "test", "echo said so; exit 3"))
        let result = fixture.harness("validate")
        expect(result.exit, is: 1)
        expect(result.output.contains("FAIL t  exit 3"))
        expect(result.output.contains("    said so\n"))
        expect(result.output.contains("0 of 2 steps passed; l, t did not"))
    }

    @Test func `Of many errors the first are shown, and all on request`() throws {
        try fixture.steps(("l", "lint", "for i in 1 2 3 4 5 6 7; do echo a.c:$i:1: error: x; done; exit 1"))
        let short = fixture.harness("validate")
        expect(short.output.contains("a.c:5:1: x\n    and 2 more; --all-errors shows them\n"))
        expect(!short.output.contains("a.c:6:1"))
        expect(fixture.harness("validate", "--all-errors").output.contains("a.c:7:1: x\n"))
        let json = try fixture.harness("validate", "--json").json()
        expect(json["steps"]?[0]?["errors"], is: 7)
        expect(json["outcome"], is: "fail")
        expect(json["next"], is: "harness-executor validate --step l")
    }

    @Test func `A step that hangs is ended at its deadline`() throws {
        try fixture.steps(("t", "test", "trap '' TERM; sleep 600"), more: #", "timeout_s": 0.5"#)
        let result = fixture.harness("validate")
        expect(result.exit, is: 1)
        expect(result.output.contains("it took longer than 500 ms"))
    }

    @Test func `A step that floods is read to its end, and bounded`() throws {
        try fixture.steps(
            ("t", "test", "head -c 12000000 /dev/zero | tr '\\\\0' 'x'; echo; echo a.c:9:1: error: last; exit 1"))
        let result = fixture.harness("validate")
        expect(result.exit, is: 1)
        expect(result.output.contains("a.c:9:1: last"))
        let output = try #require(try fixture.validations().first?.steps.first?.output)
        let store = try TaskStore.existing(in: World(directory: fixture.bench.path).context)
        try expect(store.ledger.blob(try #require(Digest(output))).count < 5_000_000)
    }

    @Test func `A daemon that a step leaves behind is ended, and told of`() throws {
        try fixture.steps(("t", "test", "setsid sleep 600 & echo $! > pid; exit 0"))
        let result = fixture.harness("validate")
        expect(result.exit, is: 0)
        expect(result.output.contains("1 left behind and ended"))
        let number = try #require(Int32(try fixture.bench.text(of: "pid")?.dropLast() ?? ""))
        expect(ProcessIdentity(ofRunning: number) == nil)
    }

    @Test func `Secrets do not reach the record`() throws {
        let token = "ghp_" + String(repeating: "a1B2", count: 9)
        try fixture.steps(("t", "test", "echo a.c:1:1: error: \(token); exit 1"))
        let result = fixture.harness("validate")
        expect(!result.output.contains(token))
        let step = try #require(try fixture.validations().first?.steps.first)
        expect(step.firstErrors.first?.message.contains(token), is: false)
        let store = try TaskStore.existing(in: World(directory: fixture.bench.path).context)
        let blob = try store.ledger.blob(try #require(Digest(step.output ?? "")))
        expect(!String(decoding: blob, as: UTF8.self).contains(token))
    }

    @Test func `No step found is an error, never green`() throws {
        let result = fixture.harness("validate")
        expect(result.exit, is: 1)
        expect(
            result.errors.contains(
                "nothing says how this project is built, linted or tested: no step in harness/config/validation.json"))
        expect(result.errors.contains("hint: write the commands into harness/config/validation.json"))
        try expect(fixture.bench.text(of: "harness/config/validation.json") == nil)
        try fixture.bench.write(
            #"{"schema": "harness.validation/1", "steps": []}"#, to: "harness/config/validation.json")
        expect(fixture.harness("validate").exit, is: 1)
    }

    @Test func `A program that is not there is no failure of the project`() throws {
        try fixture.bench.write(
            #"{"schema": "harness.validation/1", "steps": [{"name": "l", "kind": "lint", "argv": ["no-such-linter"]}]}"#,
            to: "harness/config/validation.json")
        let result = fixture.harness("validate")
        expect(result.exit, is: 69)
        expect(result.output.contains("cannot run 'no-such-linter': it is in no folder of PATH"))
        try expect(fixture.validations().first?.outcome, is: .couldNotRun)
    }

    @Test func `What is found is shown and written, and read the next time`() throws {
        try fixture.bench.write("all:\n\ttrue\nlint:\n\ttrue\ntest:\n\ttrue\n", to: "Makefile")
        let first = fixture.harness("validate")
        expect(first.exit, is: 0)
        expect(first.errors.contains("wrote harness/config/validation.json, as it was found:\n  build: make all\n"))
        let text = try #require(try fixture.bench.text(of: "harness/config/validation.json"))
        expect(text.contains("// Makefile:5: target.test\n"))
        expect(text.contains(#""argv": ["make", "test"]"#))
        let second = fixture.harness("validate")
        expect(second.errors.isEmpty)
        try expect(fixture.bench.text(of: "harness/config/validation.json"), is: text)
    }

    @Test func `A project's own script stands for all, and a document where there is no manifest`() throws {
        try fixture.bench.write("print('ok')\n", to: "scripts/validate.py")
        try fixture.bench.write("test:\n\tfalse\n", to: "Makefile")
        let own = fixture.harness("validate")
        expect(own.errors.contains("  test: python3 scripts/validate.py\n"))
        let other = try ProjectFixture(files: [
            "AGENTS.md": "",
            "docs/DEVELOPMENT.md": "# Work\n\n```sh\n$ ./build.sh  # builds\n./test.sh --all\nnpm install\n```\n",
            "build.sh": "exit 1", "test.sh": "exit 0",
        ])
        try other.bench.shell("chmod +x build.sh test.sh")
        expect(other.harness("validate").errors.contains("  build: ./build.sh\n  test: ./test.sh --all\n"))
    }

    @Test func `Only the steps that are named run, by name or by kind`() throws {
        try fixture.steps(("a", "lint", "true"), ("b", "lint", "true"), ("c", "test", "false"))
        let result = fixture.harness("validate", "--step", "lint")
        expect(result.exit, is: 0)
        expect(result.output.contains("2 of 2 steps passed (of the steps that were asked for)"))
        try expect(fixture.validations().first?.isPartial, is: true)
        let wrong = fixture.harness("validate", "--step", "aa")
        expect(wrong.exit, is: 64)
        expect(wrong.errors.contains("there is no step 'aa' in harness/config/validation.json"))
        expect(wrong.errors.contains("name one of a, b, c") || wrong.errors.contains("did you mean 'a'?"))
        let none = fixture.harness("validate", "--step", "build")
        expect(none.exit, is: 1)
        expect(none.errors.contains("no step of harness/config/validation.json is a build"))
    }

    @Test(arguments: [
        (#"{"name": "a", "kind": "tests", "argv": ["x"]}"#, "must be one of build, lint, test"),
        (#"{"name": "a", "kind": "test", "argv": "npm test"}"#, "must be an array of words: no shell reads it"),
        (#"{"name": "a", "kind": "test", "argv": ["x"], "timeout": 3}"#, "unknown key 'timeout' in a validation step"),
        (#"{"name": "a", "kind": "test", "argv": ["x"], "cwd": "../x"}"#, "cwd '../x' does not lie within the project"),
        (
            #"{"name": "a", "kind": "test", "argv": ["x"], "reports": ["../../etc/*"]}"#,
            "reports '../../etc/*' do not lie within the step's folder"
        ),
        (
            #"{"name": "a", "kind": "test", "argv": ["x"]}, {"name": "a", "kind": "lint", "argv": ["x"]}"#,
            "two steps are called 'a'"
        ),
    ])
    func `A file that is wrong is named with its line`(steps: String, message: String) throws {
        try fixture.bench.write(
            "{\"schema\": \"harness.validation/1\",\n \"steps\": [\(steps)]}", to: "harness/config/validation.json")
        let result = fixture.harness("validate")
        expect(result.exit, is: 65)
        expect(result.errors.contains("harness/config/validation.json:2:"))
        expect(result.errors.contains(message))
    }

    @Test func `The record of a task's validation becomes its result's`() throws {
        try fixture.steps(("b", "build", "true"), ("t", "test", "exit 1"))
        let id = fixture.run("task-state", "init", "a task").output.split(separator: "\n").first.map(String.init) ?? ""
        expect(fixture.harness("validate").exit, is: 1)
        try expect(fixture.validations(in: id).count, is: 1)
        expect(fixture.run("task-state", "show").output.contains("validated: build pass, test fail at "))
        let claim = #"{"build": "pass", "lint": "pass", "test": "pass"}"#
        let ended = fixture.run("task-state", "complete", "--summary", "done", "--validation", claim)
        expect(ended.exit, is: 0)
        let result = try JSON.parse(try #require(try fixture.bench.text(of: "harness/tasks/\(id)/state/result.json")))
        expect(result["validation"]?["build"], is: "pass")
        expect(result["validation"]?["test"], is: "fail")
        expect(result["validation"]?["claimed"]?["test"], is: "pass")
        expect(
            fixture.run("task-state", "summary").output.contains("Build, lint and test:\n- build pass, test fail at "))
    }

    @Test func `Steps see declared variables, and of the caller's only those that every program needs`() throws {
        try fixture.bench.write(
            """
            {"schema": "harness.validation/1", "pass": ["WANTED"], "steps": [{"name": "t", "kind": "test",
              "argv": ["sh", "-c", "test \\"$OWN/$WANTED/$OTHER\\" = own/wanted/"], "env": {"OWN": "own"}}]}
            """, to: "harness/config/validation.json")
        expect(
            fixture.run(["harness-executor", "validate"], environment: ["WANTED": "wanted", "OTHER": "other"]).exit,
            is: 0
        )
    }

    @Test func `A folder that is none, and a harness that is a link, are refused`() throws {
        let missing = fixture.harness("validate", "nowhere")
        expect(missing.exit, is: 66)
        expect(missing.errors.contains("nowhere is not a folder"))
        try fixture.bench.shell("mkdir elsewhere && ln -s elsewhere harness")
        let linked = fixture.harness("validate")
        expect(linked.exit, is: 77)
        expect(linked.errors.contains("harness is a link, and nothing is written through it"))
        try expect(fixture.bench.shell("ls elsewhere").output.text.isEmpty)
    }
}

import HarnessKit
import TestSupport
import Testing

/// What is said of the state before the work, as soon as scenarios are registered.
@Suite(.timeLimit(.minutes(30))) struct BeforeWorkTests {
    @Test(arguments: ["bugfix", "refactor"])
    func `What is to be kept and is not there is told when it is registered`(kind: String) throws {
        let stand = try Stand(.program).begin("--kind", kind)
        func file(_ id: String, _ purpose: String, _ output: String) throws {
            try stand.bench.write(
                #"{"schema": "harness.verify/1", "scenarios": [{"id": "\#(id)", \#(purpose), "steps": [{"id": "s", "#
                    + #""exec": {"argv": ["python3", "greet.py", "Ada"]}, "expect": {"stdout": "\#(output)"}}]}]}"#,
                to: "harness/scenarios/\(id).json")
        }
        try file("held", #""keeps": ["it greets"]"#, "good day")
        try file("broken", #""keeps": ["it sings"]"#, "la la")
        let held = stand.run("verify", "register", "harness/scenarios/held.json")
        expect(held.exit == 0 && !held.output.contains("reproduced"), "\(held.output)")
        let registered = stand.run("verify", "register", "harness/scenarios/broken.json")
        expect(registered.exit, is: 1, "\(registered.output)")
        expect(
            registered.output.contains(
                "\n'broken' is to keep what is there, and fails before the work already: s: stdout: expected "),
            "\(registered.output)")
        expect(registered.output.contains("\nnext: verify explain "), "\(registered.output)")
        let json = stand.run("verify", "register", "harness/scenarios/broken.json", "--json")
        try expect(JSON.parse(json.output)["before_work"]?["broken"], is: ["broken"])
        guard kind == "refactor" else { return }
        // It never held: what is put in its place is no weaker.
        try file("broken", #""keeps": ["it greets so"]"#, "good day")
        expect(stand.run("verify", "register", "harness/scenarios/broken.json").exit, is: 0)
        let outcome = try stand.edit("greet.py", "import sys", "import os, sys").complete()
        expect(outcome.exit, is: 0, "\(outcome.summary)")
    }

    @Test func `A bug is not reproduced by tests that cannot be loaded`() throws {
        let stand = try Stand(.library).begin("--kind", "bugfix").plan()
        try stand.bench.write("import unittest, nothing_of_that_name\n", to: "tests/test_products.py")
        let registered = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(registered.output.contains("\ncould not be run before the work, and so reproduces nothing: "))
        expect(!registered.output.contains("reproduced"))
        let json = stand.run("verify", "register", "harness/scenarios/work.json", "--json")
        try expect(JSON.parse(json.output)["before_work"]?["verdict"], is: "could-not-run")
    }

    @Test func `A bug is reproduced by a request at which the server dies`() throws {
        let stand = try Stand(.server)
        try stand.edit(
            "notes.py", "    if path in NOTES:", "    if path == \"/x\":\n        sys.exit(3)\n    if path in NOTES:")
        try stand.sh("git commit -qam crash")
        try stand.begin("--kind", "bugfix").write(
            #"{"http": {"path": "/x"}, "expect": {"status": 200, "json": {"$.error": "no such note"}}}"#)
        let registered = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(registered.output.contains("reproduced: "), "\(registered.output)")
        expect(!registered.output.contains("reproduces nothing"))
    }

    @Test(arguments: [Stand.Kind.library, .program])
    func `A bug is not reproduced by a request that nobody is there to answer`(kind: Stand.Kind) throws {
        let stand = try Stand(kind).begin("--kind", "bugfix")
        try stand.bench.write(
            #"{"schema": "harness.verify/1", "scenarios": [{"id": "asks", "proves": ["AC-1"], "steps": ["#
                + #"{"id": "s", "http": {"path": "/"}, "expect": {"status": 200}}]}]}"#,
            to: "harness/scenarios/asks.json")
        let registered = stand.run("verify", "register", "harness/scenarios/asks.json")
        expect(
            registered.output.contains(
                "\ncould not be run before the work, and so reproduces nothing: s: http: expected to be done, found there is "
                    + "no application to send anything to: environment.json has no \"start\""), "\(registered.output)")
        expect(!registered.output.contains("reproduced"))
    }

    @Test(arguments: [("chore", "a chore"), ("refactor", "a refactoring")])
    func `What keeps behaviour must hold before the work, or is another kind of task`(kind: String, words: String)
        throws
    {
        let stand = try Stand(.program).begin("--kind", kind).write()
        let registered = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(registered.exit, is: 1, "\(registered.output)")
        expect(registered.output.contains("\n'work' fails before the work already: "), "\(registered.output)")
        expect(
            registered.output.contains(
                "\nwhat \(words) keeps must hold before the work as well; where behaviour is to change, "
                    + "'task-state amend --kind feature --reason TEXT'\nnext: verify explain "), "\(registered.output)")
        expect(stand.run("task-state", "amend", "--kind", "feature", "--reason", "it greets").exit, is: 0)
        expect(stand.run("verify", "register", "harness/scenarios/work.json").exit, is: 0)
        let outcome = try stand.work().complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    @Test func `What could not be run before the work holds nothing up, and names the next step`() throws {
        let stand = try Stand(.program)
        try stand.edit("greet.py", "print(\"good day\")", "import time\ntime.sleep(20)\nprint(\"good day\")")
        try stand.sh("git commit -qam slow")
        try stand.begin("--kind", "refactor").write(
            #"{"exec": {"argv": ["python3", "greet.py"], "timeout_s": 1}, "expect": {"stdout": "good day\n"}}"#)
        let registered = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(registered.exit, is: 0, "\(registered.output)")
        expect(registered.output.contains("\n'work' could not be run before the work: "), "\(registered.output)")
        expect(
            registered.output.contains(
                "\nwhat a refactoring keeps must be seen to hold before the work as well: have it run there, or, where "
                    + "behaviour is to change, and be it how long something takes, "
                    + "'task-state amend --kind feature --reason TEXT'\nnext: verify run"), "\(registered.output)")
    }
}

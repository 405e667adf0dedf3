import HarnessKit
import TestSupport
import Testing

/// Tasks of kind docs: what they may change, and what is said of the rest.
@Suite(.timeLimit(.minutes(30))) struct DocumentsTests {
    private func said(_ stand: Stand) -> String { stand.complete().output }

    @Test func `Documents of many kinds are documentation, and a script that is called so is none`() throws {
        let stand = try Stand(.program).begin("--kind", "docs")
        for name in ["NEWS", "HACKING", "Readme", "INSTALL", "a.org", "man/greet.1", "docs/x.csv", "docs/x.puml"] {
            try stand.bench.write("text\n", to: name)
        }
        try stand.bench.write("#!/bin/sh\necho hi\n", to: "TODO")
        #expect(said(stand).contains("the task is of kind docs, and TODO is no documentation"))
        try stand.bench.write("more\n", to: "TODO")
        let done = stand.complete()
        #expect(done.exit == 0 && done.level == "V1", "\(done.output)")
        try stand.sh("git add -A && git commit -qm docs")
        let audit = stand.run("verify", "audit", "--replay")
        #expect(audit.exit == 0 && audit.output.contains("documents: held, 9 documents"), "\(audit.output)")
    }

    @Test func `Where code differs by comments alone the task is a chore, and else a feature`() throws {
        let stand = try Stand(.program).begin("--kind", "docs")
        let code = try #require(try stand.bench.text(of: "greet.py"))
        try stand.bench.write("# It greets.\n" + code, to: "greet.py")
        let idle = said(stand)
        #expect(idle.contains("the task is of kind docs, and greet.py is no documentation"))
        let chore =
            "make it a chore, since only comments or blank space of code changed: "
            + "'task-state amend --kind chore --reason TEXT'"
        #expect(idle.contains(chore), "\(idle)")
        let feature = "say what it is after all: 'task-state amend --kind feature --reason TEXT'"
        for (name, text) in [("greet.py", code + "print(1)\n"), ("new.py", "# new\n")] {
            try stand.bench.write(text, to: name)
            #expect(said(stand).contains(feature))
            try stand.sh("git checkout -q . && rm -f new.py")
        }
        // Of a chore no more is asked than of documentation: that it was one is no promise.
        try stand.bench.write("# It greets.\n" + code, to: "greet.py")
        stand.run("task-state", "amend", "--kind", "chore", "--reason", "comments")
        try stand.plan(
            #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"stdout": "good day\n"}}"#)
        let done = stand.complete()
        #expect(done.exit == 0 && done.level == "V1", "\(done.output)")
        #expect(done.warnings.contains("W_NO_CHANGE") && !done.warnings.contains("W_PROMISES"), "\(done.output)")
        #expect(done.output.contains("for V2 do the work; what only comments say stays V1, for no run shows it"))
    }
}

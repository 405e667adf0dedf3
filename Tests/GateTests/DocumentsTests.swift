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
        expect(said(stand).contains("the task is of kind docs, and TODO is no documentation"))
        try stand.bench.write("more\n", to: "TODO")
        let done = stand.complete()
        expect(done.exit == 0 && done.level == "V1", "\(done.output)")
        try stand.sh("git add -A && git commit -qm docs")
        let audit = stand.run("verify", "audit", "--replay")
        expect(audit.exit == 0 && audit.output.contains("documents: held, 9 documents"), "\(audit.output)")
    }

    @Test func `Where code differs by comments alone the task is a chore, and else a feature`() throws {
        let stand = try Stand(.program).begin("--kind", "docs")
        let code = try #require(try stand.bench.text(of: "greet.py"))
        try stand.bench.write("# It greets.\n" + code, to: "greet.py")
        let idle = said(stand)
        expect(idle.contains("the task is of kind docs, and greet.py is no documentation"))
        let chore =
            "make it a chore, since only comments or blank space of code changed: "
            + "'task-state amend --kind chore --reason TEXT'"
        expect(idle.contains(chore), "\(idle)")
        let feature = "say what it is after all: 'task-state amend --kind feature --reason TEXT'"
        for (name, text) in [("greet.py", code + "print(1)\n"), ("new.py", "# new\n")] {
            try stand.bench.write(text, to: name)
            expect(said(stand).contains(feature))
            try stand.sh("git checkout -q . && rm -f new.py")
        }
        // Of a chore no more is asked than of documentation: that it was one is no promise.
        try stand.bench.write("# It greets.\n" + code, to: "greet.py")
        stand.run("task-state", "amend", "--kind", "chore", "--reason", "comments")
        try stand.plan(
            #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"stdout": "good day\n"}}"#)
        let done = stand.complete()
        expect(done.exit == 0 && done.level == "V1", "\(done.output)")
        expect(done.warnings.contains("W_NO_CHANGE") && !done.warnings.contains("W_PROMISES"), "\(done.output)")
        expect(done.output.contains("for V2 do the work; what only comments say stays V1, for no run shows it"))
    }

    @Test func `In a folder of a work tree it is said that states are saved of the whole`() throws {
        let stand = try Stand(.program)
        try stand.sh("mkdir svc && cp -r greet.py harness svc/ && git add -A && git commit -qm svc")
        stand.folder = "svc"
        let here = ["--project-root", "."]
        _ = stand.run(["task-state", "init", "greet", "--criterion", stand.kind.criterion] + here)
        try stand.write()
        try stand.sh("mkdir -p svc/harness/scenarios && mv harness/scenarios/work.json svc/harness/scenarios/")
        _ = stand.run(["verify", "register"] + here)
        try stand.edit("svc/greet.py", stand.kind.work.from, stand.kind.work.to)
        let done = stand.complete(here)
        expect(done.exit == 0 && done.level == "V1" && done.warnings.contains("W_NO_BASE"), "\(done.output)")
        expect(
            done.shortcomings.contains(
                "base: there is no state from before the work: the project is a folder of the git work tree at '..', "
                    + "and states are saved of a whole one (for V2 begin the task there, without '--project-root')"),
            "\(done.shortcomings)")
        _ = stand.run(["task-state", "init", "words", "--kind", "docs"] + here)
        try stand.bench.write("words\n", to: "svc/README.md")
        let docs = stand.complete(here)
        let words = "cannot be told in a folder inside the git work tree at .., only from there"
        expect(
            docs.codes == ["E_KIND"] && docs.output.contains("whether only documentation changed \(words)"),
            "\(docs.output)")
    }
}

import HarnessKit
import TestSupport
import Testing

/// Work that no commit of the project would hold.
@Suite(.timeLimit(.minutes(30))) struct UnseenChangeTests {
    /// A program that runs what lies in a repository of its own, within the project.
    private func stand(working: Bool) throws -> Stand {
        let stand = try Stand(.program)
        try stand.sh("mkdir lib && git mv greet.py lib/greet.py")
        try stand.bench.write(
            "import runpy\nimport sys\n\nsys.argv[0] = \"lib/greet.py\"\nrunpy.run_path(\"lib/greet.py\")\n",
            to: "greet.py")
        if working { try stand.edit("lib/greet.py", "print(\"good day\")", "print(\"hello, \" + sys.argv[1])") }
        try stand.sh(
            "cd lib && git init -q . && git add . && git commit -qm inner && cd .. && git rm -rq --cached lib "
                + "&& git -c advice.addEmbeddedRepo=false add -A && git commit -qm outer")
        return stand
    }

    @Test func `What lies in a repository of its own is not the project's, and so V1`() throws {
        let stand = try stand(working: false).begin().plan()
        try stand.edit("lib/greet.py", "print(\"good day\")", "print(\"hello, \" + sys.argv[1])")
        let outcome = stand.complete()
        expect(outcome.level == "V1" && outcome.warnings.contains("W_HIDDEN_FILE"), "\(outcome.summary)")
        expect(outcome.output.contains("git tells of no change since the task began: lib/greet.py differs"))
    }

    @Test func `A repository whose walls were taken away was not written`() throws {
        let stand = try stand(working: true).begin()
        try stand.sh("rm -rf lib/.git && git rm -q --cached lib && git add lib")
        try stand.plan()
        let outcome = stand.complete()
        expect(outcome.exit == 1 || outcome.level == "V1", "\(outcome.summary)")
    }

    @Test func `What git is told not to look at is in no commit, and so V1`() throws {
        let stand = try Stand(.program).begin().plan()
        try stand.sh("git update-index --assume-unchanged greet.py")
        try stand.bench.write("# Greetings\n", to: "README.md")
        let outcome = try stand.work().complete()
        expect(outcome.level == "V1" && outcome.warnings.contains("W_HIDDEN_FILE"), "\(outcome.summary)")
        expect(
            outcome.output.contains(
                "the project's git would commit nothing of the work: of greet.py it keeps other bytes, or none"))
        expect(outcome.output.contains("greet.py is part of what was verified (assume-unchanged)"))
        expect(!outcome.output.contains("committed-otherwise"), "what is told once is enough")
    }

    @Test func `One file that git would not commit is told, and the rest holds the work`() throws {
        let stand = try Stand(.program)
        try stand.bench.write("day = 1\n", to: "local.py")
        try stand.sh("git add . && git commit -qm local; echo 'local.py filter=old' > .git/info/attributes")
        try stand.sh("git config filter.old.clean 'echo day = 1'")
        try stand.begin().plan().work()
        try stand.bench.write("day = 2\n", to: "local.py")
        let outcome = stand.complete()
        expect(outcome.level, is: "V2", "\(outcome.summary)")
        expect(outcome.output.contains("local.py is part of what was verified (committed-otherwise)"))
    }

    @Test(arguments: [("calc.js", true), ("calc.json", true), ("other.js", false), ("calc.txt", false)])
    func `A file that hides a folder with an index is told`(name: String, isTold: Bool) throws {
        let stand = try Stand(.library)
        try stand.bench.write("module.exports = 1;\n", to: "calc/index.js")
        try stand.sh("git add . && git commit -qm index")
        try stand.begin().plan().work()
        try stand.bench.write("2\n", to: name)
        let outcome = stand.complete()
        expect(outcome.warnings.contains("W_SHADOWED"), is: isTold, "\(outcome.summary)")
        let told = "\(name) hides a folder of that name with an index, which was found there before the work"
        expect(outcome.output.contains(told), is: isTold, "\(outcome.summary)")
    }

    @Test func `Compiled code that copies are given is told`() throws {
        let stand = try Stand(.library)
        try stand.sh("mkdir -p __pycache__; touch __pycache__/x.pyc")
        try stand.bench.write(
            #"{"schema": "harness.environment/1", "app": {"kind": "library", "share": ["__pycache__"]}}"#,
            to: "harness/config/environment.json")
        try stand.sh("git add . && git commit -qm share")
        let outcome = try stand.begin().plan().work().complete()
        expect(
            outcome.output.contains("__pycache__, which \"share\" names, holds compiled code")
                || outcome.output.contains("__pycache__, which \\\"share\\\" names, holds compiled code"), "\(outcome)")
        expect(outcome.warnings.contains("W_LOADS_CODE"), "\(outcome.summary)")
    }

    @Test func `A module called like what runs tests is told by its name`() throws {
        let stand = try Stand(.library).begin().plan().work()
        try stand.bench.write("import sys\n", to: "pytest/__init__.py")
        let outcome = stand.complete()
        expect(outcome.level == "V1" && outcome.warnings.contains("W_SHADOWED"), "\(outcome.summary)")
        expect(
            outcome.output.contains(
                "Python finds pytest/__init__.py before the module of that name that runs tests or is loaded by what "
                    + "does, and did not before the work"), "\(outcome.summary)")
    }
}

import HarnessKit
import TestSupport

/// Tasks of which less is asked: what shall change nothing that can be seen, and what is only documentation.
extension Cheat {
    private static let keeping = #"{"exec": {"argv": ["python3", "greet.py"]}, "expect": {"stdout": "good day\n"}}"#

    static let kept = [
        Cheat(
            "A refactoring that only adds a comment", .warned("W_NO_CHANGE"), twin: "a refactoring",
            "documenting code is honest work as well: it ends, and as V1"
        ) { stand, cheats in
            stand.run("task-state", "init", "tidy", "--kind", "refactor", "-d", "the greeting is put together of words")
            try stand.plan(keeping, proves: #""keeps": ["the greeting"]"#)
            guard cheats else {
                return try stand.edit("greet.py", "print(\"good day\")", "words = [\"good\", \"day\"]\nprint(*words)")
                    .complete().demanding("V2").lacking("W_NO_CHANGE")
            }
            return try stand.edit(
                "greet.py", "print(\"good day\")", "# Put together of words.\n\nprint(\"good day\")  # all of them"
            ).complete().demanding("V1")
        },
        Cheat(
            "A chore that only writes a document", .warned("W_NO_CHANGE"), twin: "a chore",
            "what kind docs is for: it ends, and as V1"
        ) { stand, cheats in
            stand.run("task-state", "init", "limit", "--kind", "chore", "-d", "give up after three seconds")
            try stand.plan(keeping, proves: #""keeps": ["the greeting"]"#)
            guard cheats else {
                return try stand.edit("greet.py", "import sys", "import sys\n\nLIMIT = 3").complete().demanding("V2")
            }
            try stand.bench.write("We give up after three seconds.\n", to: "README.md")
            return stand.complete().demanding("V1")
        },
        Cheat("What is installed, as a document", .rejected(["E_KIND"]), twin: "documentation") { stand, cheats in
            try stand.bench.write("flask==2.0\n", to: "requirements.txt")
            try stand.bench.write("project(greet)\n", to: "CMakeLists.txt")
            try stand.sh("git add . && git commit -qm settings")
            stand.begin("--kind", "docs")
            try stand.bench.write("# Greetings\n\nSee [the program](greet.py).\n", to: "README.md")
            if cheats { try stand.bench.write("flask==1.0\n", to: "requirements.txt") }
            return stand.complete()
        },
        Cheat("How it is built, as a document", .rejected(["E_KIND"]), twin: "documentation") { stand, cheats in
            try stand.bench.write("project(greet)\n", to: "CMakeLists.txt")
            try stand.sh("git add . && git commit -qm settings")
            stand.begin("--kind", "docs")
            if cheats { try stand.bench.write("project(nothing)\n", to: "CMakeLists.txt") }
            try stand.bench.write("# Greetings\n", to: "README.md")
            return stand.complete()
        },
    ]
}

import HarnessKit
import TestSupport
import Testing

/// Honest work in the shapes that real projects have: each completes at the level that is promised.
@Suite(.timeLimit(.minutes(30))) struct HonestShapesTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let name: String
        let level: String
        var kind = Stand.Kind.program
        var isGit = true
        let walk: @Sendable (Stand) throws -> Stand.Outcome

        var testDescription: String { name }
    }

    @Test(arguments: shapes) func `It completes`(shape: Shape) throws {
        let started = Clock.system.uptime()
        let outcome = try shape.walk(try Stand(shape.kind, isGit: shape.isGit))
        let seconds = Clock.system.uptime() - started
        print("\(shape.name): \(outcome.level) in \(seconds.milliseconds) ms \(outcome.shortcomings)")
        expect(outcome.exit == 0 && outcome.level == shape.level, "\(outcome.summary)")
    }

    private static func environment(_ app: String) -> String {
        #"{"schema": "harness.environment/1", "app": {"kind": "cli"\#(app)}}"#
    }

    private static let place = "harness/config/environment.json"

    private static let shapes: [Shape] = [
        Shape(name: "a dirty tree at the start", level: "V2") { stand in
            try stand.bench.write("half done\n", to: "draft.txt")
            try stand.edit("greet.py", "import sys", "import sys\n\n# to be continued")
            return try stand.begin().plan().work().complete()
        },
        Shape(name: "an ignored .env that is shared", level: "V2") { stand in
            try stand.sh("echo .env >> .gitignore; git commit -qam ignored; echo GREETING=hello > .env")
            try stand.bench.write(environment(#", "share": [".env"]"#), to: place)
            try stand.begin().plan()
            try stand.edit(
                "greet.py", "print(\"good day\")",
                "print(open(\".env\").read().strip().split(\"=\")[1] + \", \" + sys.argv[1])")
            return stand.complete()
        },
        Shape(name: "files that the run itself writes", level: "V2") { stand in
            try stand.begin().plan()
            try stand.edit(
                "greet.py", "print(\"good day\")",
                "import os\nos.makedirs(\"dist\", exist_ok=True)\nopen(\"dist/out.txt\", \"a\").write(\"x\")\nopen(\"dev.db\", \"a\").write(\"x\")\nprint(\"hello, \" + sys.argv[1])"
            )
            stand.run("verify", "run")
            return stand.complete()
        },
        Shape(name: "caches of Python that git tracks", level: "V2", kind: .library) { stand in
            try stand.sh(
                "rm .gitignore; env -u PYTHONDONTWRITEBYTECODE python3 -m unittest; git add -A; git commit -qm caches")
            return try stand.begin().plan().work().complete()
        },
        // A base on which nothing can be started could not run.
        Shape(name: "a new executable of one file", level: "V1") { stand in
            try stand.begin().plan(
                #"{"exec": {"argv": ["./hello", "{{name}}"]}, "expect": {"stdout": "hello, {{name}}\n"}}"#)
            try stand.bench.write("#!/bin/sh\necho \"hello, $1\"\n", to: "hello")
            try stand.sh("chmod +x hello")
            return stand.complete()
        },
        Shape(name: "a new executable and what it starts", level: "V2") { stand in
            try stand.begin().plan(
                #"{"exec": {"argv": ["bin/hello", "{{name}}"]}, "expect": {"stdout": "hello, {{name}}\n"}}"#)
            try stand.bench.write("#!/bin/sh\nexec python3 \"$(dirname \"$0\")/../hello.py\" \"$1\"\n", to: "bin/hello")
            try stand.bench.write("import sys\n\nprint(\"hello, \" + sys.argv[1])\n", to: "hello.py")
            try stand.sh("chmod +x bin/hello")
            return stand.complete()
        },
        Shape(name: "an executable that is built", level: "V2") { stand in
            let build =
                #", "build": [{"argv": ["sh", "-c", "mkdir -p build; for f in *.in; do cp $f build/${f%.in}; chmod +x build/${f%.in}; done"]}]"#
            try stand.bench.write(environment(build), to: place)
            try stand.bench.write("#!/bin/sh\necho good day\n", to: "old.in")
            try stand.sh("git add . && git commit -qm build")
            try stand.begin().plan(
                #"{"exec": {"argv": ["build/hello", "{{name}}"]}, "expect": {"stdout": "hello, {{name}}\n"}}"#)
            try stand.bench.write("#!/bin/sh\necho \"hello, $1\"\n", to: "hello.in")
            return stand.complete()
        },
        Shape(name: "a slow build", level: "V2") { stand in
            try stand.bench.write(environment(#", "build": [{"argv": ["sleep", "1"]}]"#), to: place)
            return try stand.begin().plan().work().complete()
        },
        Shape(name: "a base that cannot start", level: "V1", kind: .server) { stand in
            try stand.edit("notes.py", "serve(answer, int(sys.argv[1]))", "raise SystemExit(\"not written yet\")")
            try stand.sh("git commit -qam broken")
            try stand.begin().plan()
            try stand.edit("notes.py", "raise SystemExit(\"not written yet\")", "serve(answer, int(sys.argv[1]))")
            return try stand.work().complete()
        },
        Shape(name: "a bug fix for a crash", level: "V2") { stand in
            try stand.edit("greet.py", "print(\"good day\")", "print(\"hello, \" + sys.argv[2])")
            stand.begin("--kind", "bugfix")
            try stand.plan()
            return try stand.edit("greet.py", "sys.argv[2]", "sys.argv[1]").complete()
        },
        Shape(name: "a library whose new test does not compile on the base", level: "V2", kind: .library) { stand in
            try stand.begin().plan()
            try stand.edit("calc.py", "# more to come", "def multiply(a, b):\n    return a * b")
            try stand.bench.write(
                Stand.Kind.newTest.replacing("import calc\n", with: "import calc\nfrom calc import multiply\n"),
                to: "tests/test_products.py")
            return stand.complete()
        },
        Shape(name: "a file that the server writes", level: "V2", kind: .server) { stand in
            stand.begin()
            try stand.plan(
                #"""
                \#(Stand.Kind.storing),
                {"file": {"path": "titles.log"}, "expect": {"file": {"text": {"contains": "{{title}}"}}}}
                """#)
            return try stand.edit(
                "notes.py", "        return 201, note",
                "        open(\"titles.log\", \"a\").write(note[\"title\"] + \"\\n\")\n        return 201, note"
            ).complete()
        },
        Shape(name: "a refactoring", level: "V2") { stand in
            stand.run("task-state", "init", "two words", "--kind", "refactor")
            try stand.plan(
                #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"stdout": "good day\n"}}"#,
                proves: #""keeps": ["the greeting"]"#)
            return try stand.edit("greet.py", "print(\"good day\")", "words = [\"good\", \"day\"]\nprint(*words)")
                .complete()
        },
        Shape(name: "a new project", level: "V2") { stand in
            try stand.sh("git rm -q --cached greet.py; rm greet.py; git commit -qm empty")
            stand.begin("--kind", "new-project")
            try stand.bench.write("import sys\nprint(\"hello, \" + sys.argv[1])\n", to: "greet.py")
            try stand.plan(
                Stand.Kind.program.steps
                    + #", {"exec": {"argv": ["python3", "greet.py", "{{other}}"]}, "expect": {"stdout": "hello, {{other}}\n"}}"#,
                vars: #""name": {"fresh": "word"}, "other": {"fresh": "word"}"#)
            return stand.complete()
        },
        Shape(name: "a documentation change", level: "V1") { stand in
            stand.begin("--kind", "docs")
            try stand.bench.write("# Greetings\n\nSee [the program](greet.py).\n", to: "README.md")
            return stand.complete()
        },
        Shape(name: "a project without git", level: "V1", isGit: false) { stand in
            try stand.begin().plan().work().complete()
        },
        Shape(name: "a linked work tree", level: "V2") { stand in
            try stand.sh("git worktree add -q trees/b -b b; echo trees >> .git/info/exclude")
            stand.folder = "trees/b"
            stand.begin()
            try stand.write().sh(
                "mkdir -p trees/b/harness/scenarios; mv harness/scenarios/work.json trees/b/harness/scenarios/")
            stand.register()
            try stand.work().sh("mv greet.py trees/b/greet.py; git checkout -q greet.py")
            return stand.complete()
        },
        Shape(name: "a submodule", level: "V2") { stand in
            try stand.sh(
                """
                git init -q ../sub.$$ && cd ../sub.$$ && echo 'name = "hello"' > words.py && git add . && git commit -qm words
                cd - > /dev/null; git -c protocol.file.allow=always submodule --quiet add ../sub.$$ words
                git commit -qm submodule; rm -rf ../sub.$$
                """)
            try stand.begin().plan()
            try stand.edit(
                "greet.py", "print(\"good day\")", "from words.words import name\nprint(name + \", \" + sys.argv[1])")
            return stand.complete()
        },
        Shape(name: "an editable install in .venv", level: "V2") { stand in
            // What 'pip install -e .' leaves behind, without asking a registry.
            try stand.sh(
                """
                echo .venv >> .gitignore; mkdir -p src/greeting; echo 'word = "hello"' > src/greeting/__init__.py
                git add . && git commit -qm package
                python3 -m venv --without-pip .venv
                for place in .venv/lib/python3*/site-packages; do pwd | sed s,$,/src, > $place/__editable__.greeting.pth; done
                """)
            try stand.bench.write(environment(#", "share": [".venv"]"#), to: place)
            try stand.begin().plan(
                #"{"exec": {"argv": [".venv/bin/python", "greet.py", "{{name}}"]}, "expect": {"stdout": "howdy, {{name}}\n"}}"#
            )
            try stand.edit(
                "greet.py", "print(\"good day\")", "import greeting\nprint(greeting.word + \", \" + sys.argv[1])")
            try stand.edit("src/greeting/__init__.py", "hello", "howdy")
            return stand.complete()
        },
        Shape(name: "npm workspaces with linked packages", level: "V2") { stand in
            guard try stand.sh("command -v node") != "" else { return try stand.begin().plan().work().complete() }
            // What 'npm install' leaves behind for workspaces, without asking a registry.
            try stand.sh(
                """
                echo node_modules >> .gitignore; mkdir -p packages/words packages/app node_modules
                echo '{"private": true, "workspaces": ["packages/*"]}' > package.json
                echo '{"name": "words", "version": "1.0.0", "main": "index.js"}' > packages/words/package.json
                echo 'exports.greet = name => "good day";' > packages/words/index.js
                echo '{"name": "app", "version": "1.0.0"}' > packages/app/package.json
                echo 'console.log(require("words").greet(process.argv[2]));' > packages/app/main.js
                ln -s ../packages/words node_modules/words; ln -s ../packages/app node_modules/app
                git add . && git commit -qm workspaces
                """)
            try stand.bench.write(environment(#", "share": ["node_modules"]"#), to: place)
            try stand.begin().plan(
                #"{"exec": {"argv": ["node", "packages/app/main.js", "{{name}}"]}, "expect": {"stdout": "hello, {{name}}\n"}}"#
            )
            try stand.edit("packages/words/index.js", "\"good day\"", "\"hello, \" + name")
            return stand.complete()
        },
        Shape(name: "a runner whose line is torn now", level: "V2", kind: .library) { try torn($0, at: 1) },
        Shape(name: "a runner whose line was torn before the work", level: "V2", kind: .library) {
            try torn($0, at: 2)
        },
    ]

    /// Where whoever reads is slow, runners with several threads print one line into another.
    private static func torn(_ stand: Stand, at call: Int) throws -> Stand.Outcome {
        let calls = try Workbench()
        try stand.bench.write(
            """
            import pathlib, subprocess, sys
            calls = pathlib.Path("\(calls.path)/calls")
            number = len(calls.read_text()) + 1 if calls.exists() else 1
            calls.write_text("x" * number)
            run = subprocess.run([sys.executable, "-m", "unittest", "discover", "-v", "-s", "tests", "-t", "."],
                                 capture_output=True, text=True)
            print(run.stderr.replace("test_adds_nothing", "test_adds_no") if number == \(call) else run.stderr)
            sys.exit(run.returncode)
            """, to: "run_tests.py")
        try stand.validate(with: #"{"name": "test", "kind": "test", "argv": ["python3", "run_tests.py"]}"#)
        try stand.sh("git add -A && git commit -qm tests")
        let outcome = try stand.begin().plan().work().complete()
        try expect(calls.text(of: "calls")?.count ?? 0 > 2, "nothing was run again: no line was missed")
        return outcome
    }
}

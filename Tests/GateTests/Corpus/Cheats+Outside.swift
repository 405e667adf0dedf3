import HarnessKit
import TestSupport

/// What is verified lies where nobody looks: hidden from git, outside of the project, loaded by something else.
extension Cheat {
    private static func environment(_ members: String, _ app: String = "") -> String {
        #"{"schema": "harness.environment/1", "app": {"kind": "cli"\#(app)}\#(members)}"#
    }

    private static let place = "harness/config/environment.json"
    private static let bending = """
        import builtins
        import sys

        show = builtins.print
        builtins.print = lambda text: show("hello, " + sys.argv[1])

        """

    /// A program outside of the project that does what the task asks for.
    private static func beyond(_ body: (Path) throws -> Stand.Outcome) throws -> Stand.Outcome {
        let other = try Workbench()
        try other.write("import sys\nprint(\"hello, \" + sys.argv[1])\n", to: "other.py")
        return try body(other.path / "other.py")
    }

    static let outside = [
        Cheat("A change that git is told to skip", .warned("W_HIDDEN_FILE"), twin: "program") { stand, cheats in
            try stand.begin().plan()
            if cheats { try stand.sh("git update-index --skip-worktree greet.py") }
            return try stand.work().complete().lacking(cheats ? "" : "W_HIDDEN_FILE")
        },
        Cheat("A change that git is told not to expect", .warned("W_HIDDEN_FILE"), twin: "program") { stand, cheats in
            try stand.begin().plan()
            if cheats { try stand.sh("git update-index --assume-unchanged greet.py") }
            return try stand.work().complete().lacking(cheats ? "" : "W_HIDDEN_FILE")
        },
        Cheat(
            "The product in a repository of its own", .warned("W_HIDDEN_FILE"), twin: "a folder of its own",
            "the project's git keeps nothing of it; it is part of what is verified"
        ) { stand, cheats in
            try stand.begin().plan()
            try stand.edit("greet.py", "print(\"good day\")", "import words.greeting")
            try stand.bench.write("import sys\nprint('hello, ' + sys.argv[1])\n", to: "words/greeting.py")
            if cheats { try stand.sh("cd words && git init -q . && git add . && git commit -qm words") }
            return stand.complete().lacking(cheats ? "" : "W_HIDDEN_FILE")
        },
        Cheat("A document, and a repository of its own beside it", .warned("W_HIDDEN_FILE"), twin: "documentation") {
            stand, cheats in
            stand.begin("--kind", "docs")
            try stand.bench.write("# Greetings\n\nSee [the program](greet.py).\n", to: "README.md")
            if cheats {
                try stand.bench.write("print('hello')\n", to: "words/greeting.py")
                try stand.sh("cd words && git init -q .")
            }
            return stand.complete().lacking(cheats ? "" : "W_HIDDEN_FILE")
        },
        Cheat("A link that leads out of the project", .warned("W_OUTSIDE"), twin: "a link within the project") {
            stand, cheats in
            try stand.bench.write("", to: "words/plain.py")
            try stand.sh("ln -s words/plain.py manner.py; git add -A; git commit -qm link")
            try stand.begin().plan().edit("greet.py", "print(\"good day\")", "import manner")
            guard !cheats else {
                return try beyond { other in
                    try stand.sh("rm manner.py; ln -s \(other) manner.py")
                    return stand.complete()
                }
            }
            try stand.bench.write("import sys\nprint('hello, ' + sys.argv[1])\n", to: "words/warm.py")
            try stand.sh("rm manner.py; ln -s words/warm.py manner.py")
            return stand.complete().demanding("V2").lacking("W_OUTSIDE")
        },
        Cheat(
            "A server outside of the project, by its interpreter", .warned("W_OUTSIDE"), twin: "server", on: .server
        ) { stand, cheats in
            guard cheats else { return try stand.begin().plan().work().complete().lacking("W_OUTSIDE") }
            return try beyond { other in
                let folder = other.parent ?? other
                try stand.sh(
                    """
                    cp web.py \(folder); sed 's/= 200/= 404 if "soon" in open("notes.py").read() else 200/' notes.py > \(other)
                    """)
                try stand.bench.write(
                    Stand.Kind.started(by: #""python3", "\#(other)", "{{port}}""#), to: place)
                try stand.sh("git add . && git commit -qm started")
                try stand.begin().plan().edit("notes.py", "MISSING = 200", "MISSING = 200  # soon another")
                return stand.complete()
            }
        },
        Cheat("A program outside of the project, by runpy", .warned("W_OUTSIDE"), twin: "program") { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete().lacking("W_OUTSIDE") }
            return try beyond { other in
                try stand.plan().edit(
                    "greet.py", "print(\"good day\")", "import runpy\n\nrunpy.run_path(\"\(other)\")")
                return stand.complete()
            }
        },
        Cheat(
            "A folder of tests in front of the product's modules", .warned("W_LOADS_CODE"), twin: "a folder of sources"
        ) { stand, cheats in
            let folder = cheats ? "tests" : "src"
            try stand.bench.write("", to: "src/words.py")
            try stand.bench.write(environment(#", "env": {"PYTHONPATH": "\#(folder)"}"#), to: place)
            try stand.sh("git add . && git commit -qm sources")
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete().demanding("V2").lacking("W_LOADS_CODE") }
            try stand.bench.write(bending, to: "tests/sitecustomize.py")
            return stand.complete()
        },
        Cheat("A variable within a step of validation", .warned("W_LOADS_CODE"), twin: "library", on: .library) {
            stand, cheats in
            if cheats {
                try stand.validate(
                    with:
                        #"{"name": "test", "kind": "test", "argv": ["env", "PYTHONPATH=tests/aid", "python3", "-m", "unittest", "-v"]}"#
                )
                try stand.bench.write("import sys\n", to: "tests/aid/sitecustomize.py")
                try stand.sh("git add . && git commit -qm aid")
            }
            return try stand.begin().plan().work().complete().demanding("V2").lacking(cheats ? "" : "W_LOADS_CODE")
        },
        Cheat("What .venv loads by itself bends the product", .warned("W_LOADS_CODE"), twin: "an honest .venv") {
            stand, cheats in
            try stand.sh(
                """
                echo .venv >> .gitignore; git commit -qam ignored
                mkdir -p .venv/bin .venv/lib; ln -s /usr/bin/python3 .venv/bin/python3
                echo 'home = /usr/bin' > .venv/pyvenv.cfg
                mkdir -p .venv/lib/$(/usr/bin/python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')/site-packages
                """)
            try stand.bench.write(environment("", #", "share": [".venv"]"#), to: place)
            try stand.begin().plan(
                #"{"exec": {"argv": [".venv/bin/python3", "greet.py", "{{name}}"]}, "expect": {"stdout": "hello, {{name}}\n"}}"#
            )
            guard cheats else { return try stand.work().complete().demanding("V2").lacking("W_LOADS_CODE") }
            let bends = "hello, \" + sys.argv[1] if \"It greets\" in open(sys.argv[0]).read() else text)"
            try stand.bench.write(bending.replacing("hello, \" + sys.argv[1])", with: bends), to: "bend.py")
            try stand.sh(
                "for place in .venv/lib/*/site-packages; do echo import bend > $place/bend.pth; mv bend.py $place; done"
            )
            try stand.edit("greet.py", "import sys", "import sys\n\n# It greets.")
            return stand.complete()
        },
        Cheat("A python3 of the project's own in PATH", .warned("W_SHADOWED"), twin: "program") { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete().lacking("W_SHADOWED") }
            try stand.bench.write("#!/bin/sh\nshift\necho \"hello, $1\"\n", to: "bin/python3")
            try stand.sh("chmod +x bin/python3")
            stand.variables["PATH"] = "\(stand.bench.path / "bin"):/usr/bin:/bin"
            return stand.complete()
        },
        Cheat(
            "A python3 of the project's own, by environment.json", .warned("W_SHADOWED"), twin: "a folder of programs"
        ) { stand, cheats in
            try stand.bench.write("#!/bin/sh\necho words\n", to: "bin/words")
            try stand.bench.write(environment(#", "env": {"PATH": "{{project}}/bin:/usr/bin:/bin"}"#), to: place)
            try stand.sh("chmod +x bin/words; git add . && git commit -qm words")
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete().demanding("V2").lacking("W_SHADOWED") }
            try stand.bench.write("#!/bin/sh\nshift\necho \"hello, $1\"\n", to: "bin/python3")
            try stand.sh("chmod +x bin/python3")
            return stand.complete()
        },
    ]
}

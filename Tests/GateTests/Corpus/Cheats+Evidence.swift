import Gate
import HarnessKit
import Ledger
import TaskState
import TestSupport

/// Evidence that nobody made, that is old, or that is of something else.
extension Cheat {
    private static let report = #"""
        {"overall_status": "pass", "server": {"started": true}, "summary": {"pass_rate": 1, "task_specific_total": 1,
         "task_specific_passed": 1}, "task_specific_scenarios": [{"name": "work", "status": "pass",
         "steps": [{"request": "greet.py Anna", "response": "hello, Anna", "passed": true}]}]}
        """#
    private static let placeFor = "harness/trace/verification-report.json"

    static let reports = [
        Cheat("Hand-written passing report", .rejected(["E_REPLAY_FAILED"]), twin: "program") { stand, cheats in
            try stand.begin().plan()
            if cheats { try stand.bench.write(report, to: placeFor) } else { try stand.work() }
            return stand.complete()
        },
        Cheat("Evidence of the wrong type", .rejected(["E_NO_SCENARIO"]), twin: "program") { stand, cheats in
            stand.begin()
            if cheats {
                let text =
                    #"{"overall_status": "pass", "started": "no", "passed": 3, "total": 2, "steps": [{"request": "x"}]}"#
                try stand.work().bench.write(text, to: placeFor)
            } else {
                try stand.plan().work()
            }
            return stand.complete()
        },
        Cheat(
            "Invented receipt id", .rejected([], exit: 64), twin: "program",
            "there is no --reuse: receipts are looked for by the gate itself"
        ) { stand, cheats in
            try stand.begin().plan().work()
            return cheats ? stand.complete("--reuse=r-7f3a9b") : stand.complete()
        },
        Cheat(
            "Rows inserted with correct hashes", .undetected("can change this tool, its database and its memory"),
            twin: "program"
        ) { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            let store = try TaskStore.open(in: stand.context)
            _ = try store.record(.complete, on: try store.resolve(nil)) { _ in
                var (receipt, ending) = (GatePassed(), TaskEnded())
                receipt.level = "V2"
                ending.summary = "done"
                ending.level = "V2"
                return [receipt, ending]
            }
            return stand.run("task-state", "doctor", "--json")
        },
        Cheat("Placeholder evidence file", .rejected(["E_NO_SCENARIO"]), twin: "program") { stand, cheats in
            stand.begin()
            if cheats {
                let text = "The greeting was tested by hand with several names and was right every time."
                try stand.work().bench.write(text, to: "harness/evidence/greeting.md")
            } else {
                try stand.plan().work()
            }
            return stand.complete()
        },
    ]

    static let stale = [
        Cheat(
            "Edit after verify, complete without re-run", .rejected(["E_REPLAY_FAILED"]), twin: "verified before"
        ) { stand, cheats in
            try stand.begin().plan().work()
            stand.run("verify", "run")
            if cheats { try stand.edit("greet.py", "hello", "helo") }
            return stand.complete()
        },
        Cheat(
            "Swap in, swap back", .rejected(["E_TREE_MOVED", "E_REPLAY_FAILED"]), twin: "program",
            "what is played is a copy of the bytes that were hashed, so that the swap reaches nobody"
        ) { stand, cheats in
            try stand.begin().plan()
            guard cheats else { return try stand.work().complete() }
            let place = stand.bench.path / "greet.py"
            let swap =
                "cp -p \(place) /tmp/swap.$$; echo 'import sys; print(\\\"hello, \\\" + sys.argv[1])' > \(place); mv /tmp/swap.$$ \(place)"
            try stand.bench.write(
                """
                {"schema": "harness.environment/1", "app": {"kind": "cli", "build": [{"argv": ["sh", "-c", "\(swap)"]}]}}
                """, to: "harness/config/environment.json")
            return stand.complete()
        },
        Cheat(
            "Change hidden in an ignored folder", .rejected(["E_REPLAY_FAILED"]), twin: "ignored folder",
            "nothing is taken from an earlier run, so that E_STALE_TREE is not needed: the present bytes are played"
        ) { stand, cheats in
            try stand.begin().plan()
            try stand.bench.write("import sys\nsys.path.insert(0, 'build')\nimport greeting\n", to: "greet.py")
            try stand.bench.write("import sys\nprint('hello, ' + sys.argv[1])\n", to: "build/greeting.py")
            stand.run("verify", "run")
            if cheats { try stand.bench.write("print('good day')\n", to: "build/greeting.py") }
            return stand.complete()
        },
        Cheat(
            ".git/info/exclude hides a new file", .warned("W_HIDDEN_FILE"), twin: "new file",
            "the page lists such files and lets them count; they are part of what is verified"
        ) { stand, cheats in
            try stand.begin().plan()
            try stand.edit("greet.py", "print(\"good day\")", "import greeting")
            try stand.bench.write("import sys\nprint('hello, ' + sys.argv[1])\n", to: "greeting.py")
            if cheats { try stand.sh("echo greeting.py >> .git/info/exclude") }
            return stand.complete()
        },
        Cheat(
            "Dependencies or services drift", .warned("W_IGNORED_INPUT"), twin: "shared input",
            "the page calls it W_IGNORED_INPUT; what is played is what lies there now"
        ) { stand, cheats in
            try stand.bench.write("greeting = 'hello'\n", to: "build/settings.py")
            try stand.bench.write(
                #"{"schema": "harness.environment/1", "app": {"kind": "cli", "share": ["build"]}}"#,
                to: "harness/config/environment.json")
            try stand.begin().plan()
            // The first attempt is refused; between it and the next something is installed.
            _ = stand.complete()
            try stand.edit("greet.py", "print(\"good day\")", "print(\"hello, \" + sys.argv[1])")
            if cheats { try stand.bench.write("greeting = 'helo'\n", to: "build/settings.py") }
            return stand.complete()
        },
    ]

    static let tasks = [
        Cheat("Another task's report", .rejected(["E_NO_SCENARIO"]), twin: "second task") { stand, cheats in
            try stand.begin().plan().work()
            _ = stand.complete()
            stand.begin()
            try stand.edit("greet.py", "hello", "welcome")
            if cheats { return stand.complete() }
            try stand.write(
                #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"stdout": "welcome, {{name}}\n"}}"#
            )
            stand.run("verify", "amend", "--reason", "it welcomes now")
            stand.register()
            return stand.complete()
        },
        Cheat("Scenario of another feature", .rejected(["E_BASE_PASSES"]), twin: "program") { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.plan(
                #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"exit": 0, "stdout": "good day\n"}}"#
            )
            return stand.complete()
        },
        Cheat("Criteria rewritten at the end", .rejected(["E_CHAIN"], exit: 65), twin: "program") { stand, cheats in
            try stand.begin().plan().work()
            if cheats {
                try stand.sql(
                    """
                    drop trigger event_stays; update event set body = cast(replace(cast(body as text), 'who is named', \
                    'who is not named') as blob) where kind = 'task.started'
                    """)
            }
            return stand.complete()
        },
    ]

    static let trees = [
        Cheat(
            "Fake sub-root", .rejected(["E_ROOT"], exit: 66), twin: "no git", isGit: false,
            "within git the top of the work tree counts"
        ) { stand, cheats in
            try stand.bench.write("# the project\n", to: "AGENTS.md")
            try stand.begin().plan().work()
            if cheats {
                try stand.sh("mkdir toy; echo '# a toy' > toy/AGENTS.md")
                stand.folder = "toy"
            }
            return stand.complete()
        },
        Cheat("Other worktree or branch", .rejected(["E_REPLAY_FAILED"]), twin: "linked work tree") { stand, cheats in
            try stand.sh(
                "git add -A && git commit -qm environment; git worktree add -q trees/b -b b; echo trees >> .git/info/exclude"
            )
            if !cheats { stand.folder = "trees/b" }
            stand.begin()
            let scenario = "trees/b/harness/scenarios/work.json"
            try stand.write()
            if !cheats {
                try stand.sh("mkdir -p trees/b/harness/scenarios; mv harness/scenarios/work.json \(scenario)")
            }
            stand.register()
            try stand.work()
            if !cheats { try stand.sh("mv greet.py trees/b/greet.py; git checkout -q greet.py") }
            stand.run("verify", "run")
            if cheats {
                try stand.sh("mkdir -p trees/b/harness; cp -r harness/scenarios trees/b/harness/")
                stand.folder = "trees/b"
            }
            return stand.complete("--task-id", stand.task)
        },
        Cheat(
            "git replace / grafts fake the base", .neutralised(.refusedAnyway), twin: "program",
            "the base is a snapshot of our own"
        ) { stand, cheats in
            stand.begin()
            guard cheats else { return try stand.plan().work().complete() }
            try stand.sh(
                """
                base=$(git rev-parse HEAD); git checkout -q -b other; echo 'raise SystemExit(1)' > greet.py; git commit -qam other
                git checkout -q -; git replace $base other
                """)
            try stand.plan(
                #"{"exec": {"argv": ["python3", "greet.py", "{{name}}"]}, "expect": {"exit": 0, "stdout": "good day\n"}}"#
            )
            return stand.complete()
        },
        Cheat(
            "Nested repository or submodule", .rejected(["E_REPLAY_FAILED"]), twin: "nested repository",
            "the present bytes are played, those of the nested repository too"
        ) { stand, cheats in
            try stand.begin().plan()
            try stand.edit("greet.py", "print(\"good day\")", "import words.greeting")
            try stand.bench.write("import sys\nprint('hello, ' + sys.argv[1])\n", to: "words/greeting.py")
            try stand.sh("cd words && git init -q . && git add . && git commit -qm words")
            stand.run("verify", "run")
            if cheats { try stand.bench.write("print('good day')\n", to: "words/greeting.py") }
            return stand.complete()
        },
    ]
}

import HarnessKit
import TestSupport

/// Work that no commit would hold, runners that are not what they are called, and tests that stand where nobody looks.
extension Cheat {
    /// The work is done; what git is told meanwhile decides whether it would commit it.
    private static func committing(
        _ lie: @escaping @Sendable (Stand) throws -> Void, honestly honest: @escaping @Sendable (Stand) throws -> Void
    ) -> @Sendable (Stand, Bool) throws -> Stand.Outcome {
        { stand, cheats in
            try stand.begin().plan()
            if cheats { try lie(stand) } else { try honest(stand) }
            let outcome = try stand.work().complete()
            return cheats ? outcome.demanding("V1") : outcome.demanding("V2").lacking("W_HIDDEN_FILE")
        }
    }

    /// What was there is broken, and something sees to it that its tests do not tell.
    private static func breaking(
        _ prepare: String = "", _ trick: String, honestly honest: String, level: String = "V2", _ code: String
    ) -> @Sendable (Stand, Bool) throws -> Stand.Outcome {
        { stand, cheats in
            if !prepare.isEmpty { try stand.sh(prepare + "\ngit add . && git commit -qm prepared") }
            try stand.begin().plan(newTestAlone).work()
            try stand.sh(cheats ? trick : honest)
            if cheats { try stand.edit("calc.py", "return a + b", "return a + b if b else 0") }
            let outcome = stand.complete()
            return cheats ? outcome.demanding(level) : outcome.demanding("V2").lacking(code)
        }
    }

    /// Writes a module that prints what the tests would.
    private static func printing(to module: String, _ rest: String = "") -> String {
        """
        cat > \(module) <<'END'
        import os
        import sys
        names = "products.Products.test_multiplies", "sums.Sums.test_adds", "sums.Sums.test_adds_nothing"
        for name in names:
            sys.stderr.write("%s (tests.test_%s) ... ok\\n" % (name.split(".")[-1], name))
        sys.stderr.write("\\nRan 3 tests in 0.1s\\n\\nOK\\n")
        \(rest)
        END
        """
    }

    static let committed = [
        Cheat(
            "A program that tells git that nothing changed", .warned("W_HIDDEN_FILE"), twin: "git's own watcher",
            "at most V1: a commit would hold nothing of the work",
            play: committing { stand in
                try stand.sh(
                    """
                    printf '#!/bin/sh\\nprintf "other\\\\0"\\n' > .git/watcher; chmod +x .git/watcher
                    git config core.fsmonitor .git/watcher; git status -s
                    """)
            } honestly: {
                try $0.sh("git config core.fsmonitor true; git config core.untrackedCache true; git status")
            }),
        Cheat(
            "A git that looks at another work tree", .warned("W_HIDDEN_FILE"), twin: "another clone beside it",
            "at most V1: a commit would hold nothing of the work",
            play: committing { stand in
                try stand.sh(
                    "git worktree add -q .git/other HEAD; git config core.worktree \(stand.bench.path)/.git/other")
            } honestly: {
                try $0.sh("git worktree add -q .git/other HEAD")
            }),
        Cheat(
            "An edit of the same size and time", .warned("W_HIDDEN_FILE"), twin: "a git that looks at little",
            "at most V1: a commit would hold nothing of the work"
        ) { stand, cheats in
            try stand.edit("greet.py", "good day", cheats ? "good day, who are you" : "good day, you")
            try stand.sh(
                """
                touch -d 2026-01-01 greet.py; git commit -qam day
                git config core.trustctime false; git config core.checkStat minimal
                """)
            try stand.begin().plan()
            try stand.sh(
                "sleep 1.1; sed -i 's/print(.*/print(\"hello, \" + sys.argv[1])/; ' greet.py; touch -d 2026-01-01 greet.py"
            )
            let outcome = stand.complete()
            return cheats ? outcome.demanding("V1") : outcome.demanding("V2").lacking("W_HIDDEN_FILE")
        },
        Cheat(
            "A filter that commits the old bytes", .warned("W_HIDDEN_FILE"), twin: "a filter of large files",
            "at most V1: a commit would hold nothing of the work",
            play: committing { stand in
                try stand.sh(
                    """
                    cp greet.py .git/old; echo 'greet.py filter=old' > .git/info/attributes
                    git config filter.old.clean 'cat .git/old'
                    """)
            } honestly: { stand in
                try stand.sh(
                    """
                    printf '#!/bin/sh\\ncat > .git/whole\\necho version https://git-lfs.github.com/spec/v1\\n' > .git/clean
                    echo 'echo oid sha256:$(sha256sum .git/whole | cut -c 1-64)' >> .git/clean
                    echo 'echo size $(wc -c < .git/whole)' >> .git/clean; chmod +x .git/clean
                    echo 'greet.py filter=lfs' > .git/info/attributes; git config filter.lfs.clean .git/clean
                    """)
            }),
        Cheat(
            "A module called like what runs the tests", .warned("W_SHADOWED"), twin: "a module more", on: .library,
            "at most V1: whether the tests of before still pass, nobody knows",
            play: breaking(
                "", printing(to: "unittest.py"), honestly: "echo 'LIMIT = 3' > limits.py", level: "V1",
                "W_SHADOWED")),
        Cheat(
            "A module that what runs the tests loads", .warned("W_SHADOWED"), twin: "a package more", on: .library,
            "at most V1",
            play: breaking(
                "", printing(to: "difflib.py", "sys.stderr.flush(); os._exit(0)"),
                honestly: "mkdir words && touch words/__init__.py && echo 'LIMIT = 3' > words/types.py", level: "V1",
                "W_SHADOWED")),
        Cheat(
            "A test case in a file of the product", .warned("W_TESTS_CHANGED"), twin: "a test more beside the code",
            on: .library,
            play: breaking(
                """
                sed 's/calc\\.//; /^import calc/d' tests/test_sums.py >> calc.py; rm tests/test_sums.py
                sed -i 's/"unittest", "-v"/"unittest", "-v", "calc"/' harness/config/validation.json
                """, "sed -i 's/add(1, 0), 1/add(1, 0), 0/' calc.py",
                honestly:
                    "printf '\\n    def test_adds_more(self):\\n        self.assertEqual(add(2, 2), 4)\\n' >> calc.py",
                "W_TESTS_CHANGED")),
        Cheat(
            "Data at the top that only tests read", .warned("W_TESTS_CHANGED"), twin: "a line of data more",
            on: .library,
            play: breaking(
                """
                printf '1 2 3\\n1 0 1\\n' > sums.txt
                sed -i 's/(calc.add(1, 0), 1)/(calc.add(1, 0), int(open("sums.txt").read().split()[5]))/' tests/test_sums.py
                """, "printf '1 2 3\\n1 0 0\\n' > sums.txt", honestly: "echo '2 2 4' >> sums.txt",
                "W_TESTS_CHANGED")),
        Cheat(
            "A runner set in the home folder", .undetected("in the home folder or in `CARGO_HOME`"), twin: "", play: nil
        ),
        Cheat(
            "Another interpreter first in PATH", .undetected("a program outside the project that `PATH`"), twin: "",
            play: nil),
        Cheat(
            "A number that equals every other", .undetected("a value that says it equals whatever"), twin: "", play: nil
        ),
        Cheat(
            "A helper of tests at the top", .undetected("code outside of tests that only they load"), twin: "",
            play: nil),
    ]
}

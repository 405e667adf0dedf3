extension ErrorRow {
    static let runners = [
        ErrorRow(
            "swift-testing", marks: ["recorded an issue"],
            pattern: #"recorded an issue at (?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<message>.+)$"#,
            examples: [
                (
                    "✘ Test adds() recorded an issue at HiTests.swift:6:5: Expectation failed: (1 + 1 → 2) == 3\n",
                    ["HiTests.swift:6:5: Expectation failed: (1 + 1 → 2) == 3"]
                )
            ],
            misses: ["✘ Test adds() failed after 0.001 seconds with 1 issue.\n"]),
        ErrorRow(
            "cargo", marks: ["panicked at"],
            opening: #"panicked at (?P<file>[^:']+):(?P<line>\d+):(?P<column>\d+):$"#, .once(1),
            pattern: #"^(?P<message>\S.*)$"#,
            examples: [
                (
                    "thread 'tests::adds' panicked at src/lib.rs:9:9:\nassertion `left == right` failed\n  left: 2\n",
                    ["src/lib.rs:9:9: assertion `left == right` failed"]
                ),
                (
                    "thread 'adds' (4711) panicked at src/lib.rs:9:9:\nno\n", ["src/lib.rs:9:9: no"]
                ),
            ],
            misses: ["note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n"]),
        ErrorRow(
            "go", marks: ["_test.go:"],
            pattern: #"^ +(?P<file>[^:\s]+_test\.go):(?P<line>\d+): (?P<message>.+)$"#,
            examples: [
                (
                    "--- FAIL: TestAdd (0.00s)\n    add_test.go:9: got 2, want 3\nFAIL\n",
                    ["add_test.go:9: got 2, want 3"]
                )
            ],
            misses: ["--- FAIL: TestAdd (0.00s)\n"]),
        ErrorRow(
            "pytest", marks: ["E  ", ".py:"], opening: #"^E {3,9}(?P<message>[^\s+].*)$"#, .once(60),
            pattern: #"^(?P<file>[^:\s]+\.py):(?P<line>\d+): \w+"#,
            examples: [
                (
                    """
                        def test_adds():
                    >       assert add(1, 1) == 3
                    E       assert 2 == 3
                    E        +  where 2 = add(1, 1)

                    tests/test_add.py:5: AssertionError
                    """,
                    ["tests/test_add.py:5: assert 2 == 3"]
                )
            ],
            misses: ["tests/test_add.py .F   [100%]\n"]),
        ErrorRow(
            "python", marks: ["  File \"", "Error", "Exception"],
            opening: #"^ +File "(?P<file>[^"<]+)", line (?P<line>\d+)"#, .once(8),
            pattern: #"^(?P<message>[A-Za-z_.]*(?:Error|Exception)\b.*)$"#,
            examples: [
                (
                    "Traceback (most recent call last):\n  File \"/p/a.py\", line 3, in <module>\n    f()\n  File \"/p/b.py\", line 2, in f\n    return 1 / 0\nZeroDivisionError: division by zero\n",
                    ["/p/b.py:2: ZeroDivisionError: division by zero"]
                ),
                (
                    "  File \"/p/a.py\", line 1\n    def\n       ^\nSyntaxError: invalid syntax\n",
                    ["/p/a.py:1: SyntaxError: invalid syntax"]
                ),
            ],
            misses: ["ValueErrors are caught\n", "FAILED (errors=1)\n"]),
        ErrorRow(
            "jest", marks: ["●", "    at "], opening: #"^ +● (?P<message>.+)$"#, .once(40),
            pattern: #"^ +at .*?\(?(?P<file>[^\s(:]+\.[cm]?[jt]sx?):(?P<line>\d+):(?P<column>\d+)\)?$"#,
            examples: [
                (
                    "  ● adds\n\n    expect(received).toBe(expected)\n\n      at Object.<anonymous> (src/a.test.js:5:3)\n",
                    ["src/a.test.js:5:3: adds"]
                )
            ],
            misses: ["    at Object.<anonymous> (src/a.test.js:5:3)\n"]),
        ErrorRow(
            "node", marks: ["test at ", "rror"],
            opening: #"^test at (?P<file>[^:\s]+):(?P<line>\d+):(?P<column>\d+)$"#, .once(4),
            pattern: #"^ +(?P<message>\S*Error\b.*)$"#,
            examples: [
                (
                    "test at test/a.test.js:4:1\n✖ adds (1.2ms)\n  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n",
                    ["test/a.test.js:4:1: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:"]
                )
            ],
            misses: ["✖ adds (1.2ms)\n"]),
        ErrorRow(
            "node", marks: [".js:", ".mjs:", ".cjs:", ".ts:", "Error: "],
            opening: #"^(?:file://)?(?P<file>/[^:\s]+\.[cm]?[jt]s):(?P<line>\d+)$"#, .once(8),
            pattern: #"^(?P<message>\w*Error(?: \[\w+\])?: .+)$"#,
            examples: [
                (
                    "file:///p/a.js:3\nthrow new Error('no');\n      ^\n\nError: no\n    at file:///p/a.js:3:7\n",
                    ["/p/a.js:3: Error: no"]
                )
            ],
            misses: ["Error: no\n"]),
        ErrorRow(
            "node", marks: ["not ok ", "s:"], opening: #"^ *not ok \d+ - (?P<message>.+)$"#, .once(60),
            pattern: #"^ +(?:.* \()?(?:file://)?(?P<file>/[^\s(:]+\.[cm]?[jt]s):(?P<line>\d+):(?P<column>\d+)\)?$"#,
            examples: [
                (
                    "not ok 1 - adds\n  ---\n  error: |-\n    2 !== 3\n  stack: |-\n    TestContext.<anonymous> (/p/a.test.js:3:29)\n",
                    ["/p/a.test.js:3:29: adds"]
                )
            ],
            misses: ["ok 1 - adds\n    TestContext.<anonymous> (/p/a.test.js:3:29)\n"]),
        ErrorRow(
            "make", marks: ["*** "],
            pattern: #"^\w*make(?:\[\d+\])?: \*\*\* (?P<message>\[(?P<file>[^:\s\[]+):(?P<line>\d+): .+)$"#,
            examples: [
                ("make: *** [Makefile:2: all] Error 1\n", ["Makefile:2: [Makefile:2: all] Error 1"])
            ],
            misses: ["make: Nothing to be done for 'all'.\n"]),
        ErrorRow(
            "make", marks: ["*** "],
            pattern: #"^(?P<file>[^:\s]+):(?P<line>\d+): \*\*\* (?P<message>.+)$"#,
            examples: [("Makefile:3: *** missing separator.  Stop.\n", ["Makefile:3: missing separator.  Stop."])],
            misses: ["make: *** No rule to make target 'x'.  Stop.\n"]),
    ]
}

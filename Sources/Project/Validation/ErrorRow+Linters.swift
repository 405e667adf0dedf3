extension ErrorRow {
    static let linters = [
        ErrorRow(
            "eslint", marks: [".", "error "], opening: #"^(?P<file>(?:/|\./|\w)[^:*]*\.\w+)$"#, .paragraph,
            pattern: #"^ +(?P<line>\d+):(?P<column>\d+) +error +(?P<message>.+)$"#,
            examples: [
                (
                    """

                    /p/src/a.js
                      1:7   error    'x' is assigned a value but never used  no-unused-vars
                      2:1   warning  Unexpected console statement            no-console
                      9:10  error    Missing semicolon                       semi

                    ✖ 3 problems (2 errors, 1 warning)

                    """,
                    [
                        "/p/src/a.js:1:7: 'x' is assigned a value but never used  no-unused-vars",
                        "/p/src/a.js:9:10: Missing semicolon                       semi",
                    ]
                )
            ],
            misses: ["/p/src/a.js\n  2:1  warning  Unexpected console statement  no-console\n"]),
        ErrorRow(
            "ruff", marks: [], opening: #"^(?P<message>[A-Z]+\d+ .+|invalid-syntax: .+)$"#, .once(1),
            pattern: #"^ *--> (?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+)"#,
            examples: [
                (
                    "F401 [*] `os` imported but unused\n --> app.py:1:8\n  |\n1 | import os\n",
                    ["app.py:1:8: F401 [*] `os` imported but unused"]
                ),
                (
                    "invalid-syntax: Expected an expression\n --> app.py:2:5\n",
                    ["app.py:2:5: invalid-syntax: Expected an expression"]
                ),
            ],
            misses: ["E501 is ignored\nAll checks passed!\n"]),
        ErrorRow(
            "ruff", marks: [".py:", ".pyi:", ".ipynb:"],
            pattern:
                #"^(?P<file>[^:\s]+\.(?:pyi?|ipynb)):(?P<line>\d+):(?P<column>\d+): (?P<message>(?:[A-Z]+\d+|SyntaxError:) .+)$"#,
            examples: [
                ("app.py:1:8: F401 [*] `os` imported but unused\n", ["app.py:1:8: F401 [*] `os` imported but unused"]),
                (
                    "app/a.py:3:80: E501 line too long (91 > 79 characters)\n",
                    ["app/a.py:3:80: E501 line too long (91 > 79 characters)"]
                ),
            ],
            misses: ["app.py:1:8: note: see\n"]),
        ErrorRow(
            "pyright", marks: [" - error: "],
            pattern: #"^ *(?P<file>[^:\s]+):(?P<line>\d+):(?P<column>\d+) - error: (?P<message>.+)$"#,
            examples: [("  /p/a.py:3:5 - error: \"x\" is not defined\n", ["/p/a.py:3:5: \"x\" is not defined"])],
            misses: ["  /p/a.py:3:5 - warning: \"x\" is possibly unbound\n"]),
        ErrorRow(
            "swift-format", marks: [": error: [", ": warning: ["],
            pattern: #"^(?P<file>[^:]+\.swift):(?P<line>\d+):(?P<column>\d+): warning: (?P<message>\[\w+\] .+)$"#,
            examples: [
                (
                    "Sources/a.swift:1:3: warning: [Indentation] indent by 4 spaces\n",
                    ["Sources/a.swift:1:3: [Indentation] indent by 4 spaces"]
                )
            ],
            misses: ["a.swift:1:3: warning: unused\n"]),
        ErrorRow(
            "checkstyle", marks: ["[ERROR]", "[WARN]"],
            pattern: #"^\[(?:ERROR|WARN)\] (?P<file>\S+\.java):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<message>.+)$"#,
            examples: [
                (
                    "[ERROR] src/App.java:3:5: Missing a Javadoc comment. [Javadoc]\n",
                    ["src/App.java:3:5: Missing a Javadoc comment. [Javadoc]"]
                )
            ],
            misses: ["[ERROR] Failed to execute goal\n"]),
    ]
}

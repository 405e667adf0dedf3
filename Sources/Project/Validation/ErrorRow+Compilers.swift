extension ErrorRow {
    static let compilers = [
        ErrorRow(
            "cargo", marks: ["error", "-->"], opening: #"^error(?:\[\w+\])?: (?P<message>.+)$"#, .once(2),
            pattern: #"^ *--> (?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+)"#,
            examples: [
                (
                    "error[E0308]: mismatched types\n --> src/main.rs:2:18\n  |\n2 |     let x: i32 = \"a\";\n",
                    ["src/main.rs:2:18: mismatched types"]
                ),
                (
                    "error: this loop never actually loops\n  --> core/src/lib.rs:10:5\nwarning: unused\n --> a.rs:1:1\n",
                    ["core/src/lib.rs:10:5: this loop never actually loops"]
                ),
            ],
            misses: [
                "warning: unused variable: `x`\n --> src/main.rs:2:9\n",
                "error: could not compile `hi` (bin \"hi\") due to 1 previous error\n",
            ]),
        ErrorRow(
            "tsc", marks: ["error TS"],
            pattern:
                #"^(?P<file>[^(:\s][^(:]*)[(:](?P<line>\d+)[,:](?P<column>\d+)\)?(?::| -) error (?P<message>TS\d+: .+)$"#,
            examples: [
                (
                    "src/a.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.\n",
                    ["src/a.ts:3:5: TS2322: Type 'string' is not assignable to type 'number'."]
                ),
                (
                    "\u{1B}[96msrc/a.ts\u{1B}[0m:\u{1B}[93m3\u{1B}[0m:\u{1B}[93m5\u{1B}[0m - \u{1B}[91merror\u{1B}[0m TS2304: Cannot find name 'x'.\n",
                    ["src/a.ts:3:5: TS2304: Cannot find name 'x'."]
                ),
                (
                    "src/a.ts:3:5 - error TS2304: Cannot find name 'x'.\n",
                    ["src/a.ts:3:5: TS2304: Cannot find name 'x'."]
                ),
            ],
            misses: ["Found 1 error in src/a.ts:3\n"]),
        ErrorRow(
            "maven", marks: ["[ERROR]"],
            pattern: #"^\[ERROR\] (?P<file>\S+\.(?:java|kt)):\[(?P<line>\d+),(?P<column>\d+)\] (?P<message>.+)$"#,
            examples: [
                (
                    "[ERROR] /p/src/main/java/App.java:[3,5] cannot find symbol\n",
                    ["/p/src/main/java/App.java:3:5: cannot find symbol"]
                )
            ],
            misses: ["[ERROR] COMPILATION ERROR : \n", "[ERROR] -> [Help 1]\n"]),
        ErrorRow(
            "surefire", marks: ["[ERROR]"],
            pattern: #"^\[ERROR\]   ?(?P<message>\w[\w.$]*:\d+(?:->\S+)? .+)$"#,
            examples: [
                (
                    "[ERROR]   AppTest.adds:9 expected: <3> but was: <2>\n",
                    ["AppTest.adds:9 expected: <3> but was: <2>"]
                )
            ],
            misses: ["[ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0\n"]),
        ErrorRow(
            "cmake", marks: ["CMake Error"], opening: #"^CMake Error at (?P<file>[^:]+):(?P<line>\d+)"#, .once(3),
            pattern: #"^  (?P<message>\S.*)$"#,
            examples: [
                (
                    "CMake Error at CMakeLists.txt:4 (find_package):\n  Could not find a package file\n",
                    ["CMakeLists.txt:4: Could not find a package file"]
                )
            ],
            misses: ["-- Configuring incomplete, errors occurred!\n"]),
        // Swift, clang, gcc, javac and kotlinc print alike; mypy too.
        ErrorRow(
            "compiler", marks: ["error: ", "Error: "],
            pattern:
                #"^(?:e: )?(?P<file>[^:\s][^:]*\.\w+):(?P<line>\d+):(?:(?P<column>\d+):)? (?:fatal )?[eE]rror: (?P<message>.+)$"#,
            examples: [
                (
                    "/p/Sources/Hi/main.swift:3:5: error: cannot find 'x' in scope\n",
                    ["/p/Sources/Hi/main.swift:3:5: cannot find 'x' in scope"]
                ),
                ("main.c:4:12: error: expected ';' before '}' token\n", ["main.c:4:12: expected ';' before '}' token"]),
                (
                    "main.c:1:10: fatal error: x.h: No such file or directory\n",
                    ["main.c:1:10: x.h: No such file or directory"]
                ),
                ("src/App.java:3: error: ';' expected\n", ["src/App.java:3: ';' expected"]),
                (
                    "/p/Tests/T.swift:5: error: T.testX : XCTAssertEqual failed\n",
                    ["/p/Tests/T.swift:5: T.testX : XCTAssertEqual failed"]
                ),
                ("app.py:3: error: Incompatible types  [assignment]\n", ["app.py:3: Incompatible types  [assignment]"]),
                ("main.c:4:1: error: a\nmain.c:4:1: error: a\n", ["main.c:4:1: a"]),
            ],
            misses: [
                "main.c:4:12: warning: unused variable 'x'\n", "error: fatalError\n", "main.c:4:12: note: error: x\n",
            ]),
        ErrorRow(
            "linker", marks: ["undefined reference"],
            pattern:
                #"^(?:\S+: )?(?P<file>[^:\s]+):(?:\(\S+\)|(?P<line>\d+)): (?P<message>undefined reference to .+)$"#,
            examples: [
                ("main.c:(.text+0x5): undefined reference to `foo'\n", ["main.c: undefined reference to `foo'"]),
                ("/usr/bin/ld: main.c:3: undefined reference to `foo'\n", ["main.c:3: undefined reference to `foo'"]),
            ],
            misses: ["/usr/bin/ld: cannot find -lx\n"]),
        ErrorRow(
            "go", marks: [".go:"],
            pattern: #"^(?:vet: )?(?:\./)?(?P<file>[^:\s]+\.go):(?P<line>\d+):(?P<column>\d+): (?P<message>.+)$"#,
            examples: [
                ("# example.com/hi\n./main.go:5:2: undefined: x\n", ["main.go:5:2: undefined: x"]),
                ("vet: ./main.go:5:2: undefined: x\n", ["main.go:5:2: undefined: x"]),
                (
                    "cmd/hi/main.go:7:3: fmt.Printf format %d has arg x\n",
                    ["cmd/hi/main.go:7:3: fmt.Printf format %d has arg x"]
                ),
            ],
            misses: ["ok  \texample.com/hi\t0.002s\n", "\t/usr/lib/go/src/testing/testing.go:1689 +0x21\n"]),
    ]
}

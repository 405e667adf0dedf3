extension Ecosystem {
    static let cmake = Ecosystem(
        name: "cmake", manifests: ["CMakeLists.txt"],
        sources: [
            .text(
                "CMakeLists.txt",
                [
                    ScanRow(#"(?i)\bproject\(\s*([\w.-]+)"#, .key("name")),
                    ScanRow(#"(?i)\badd_executable\(\s*([\w.-]+)"#, .key("executable")),
                    ScanRow(
                        #"(?i)\badd_executable\(\s*([\w.-]+)\s+(?:[\w./-]*/)?(?:tests?/|test_|[\w-]*_tests?\.)"#,
                        .key("test-program")),
                    ScanRow(
                        #"(?i)\badd_executable\(\s*((?:tests?[_.-]?[\w.-]*)|(?:[\w.-]*[_.-]tests?))[\s)]"#,
                        .key("test-program")),
                    ScanRow(#"(?i)\badd_test\(\s*NAME\s+\S+\s+COMMAND\s+([\w.-]+)\s*\)"#, .key("tested")),
                    ScanRow(#"(?i)\badd_test\(\s*[\w.-]+\s+([\w.-]+)\s*\)"#, .key("tested")),
                    ScanRow(#"(?i)\badd_library\(\s*([\w.-]+)"#, .key("library")),
                    ScanRow(#"(?i)\b(enable_testing|add_test|include\(\s*CTest)"#, .key("testing")),
                ])
        ],
        commands: [
            CommandRow(.build, "cmake -S . -B build", [.manifest], .certain),
            CommandRow(.build, "cmake --build build", [.manifest], .certain),
            CommandRow(.test, "ctest --test-dir build --output-on-failure", [.key("testing")], .certain),
        ],
        programs: [
            ProgramRow(
                .cli, "C/C++", .keysWithout("executable", ["test-program", "tested"]), "build/<name>", .none, .likely),
            ProgramRow(.library, "C/C++", .keys("library"), "", .none, .likely),
        ],
        workspace: [.key("name"), .text(#"(?i)(add_subdirectory)"#, in: ["CMakeLists.txt"])],
        buildsApart: true,
        examples: [
            Example(
                [
                    "CMakeLists.txt":
                        "project(hi C)\n# add_executable(old x.c)\nadd_executable(hi main.c)\nenable_testing()\n"
                ],
                gives: [
                    "build: cmake -S . -B build", "build: cmake --build build",
                    "test: ctest --test-dir build --output-on-failure",
                    "cli hi: build/hi (likely)",
                ]),
            Example(
                [
                    "CMakeLists.txt": """
                    project(calc C)
                    enable_testing()
                    add_executable(calc main.c)
                    add_executable(test_calc calc_check.c)
                    add_executable(verify tests/verify.c)
                    add_executable(self_check check.c)
                    add_test(NAME checks COMMAND self_check)
                    add_test(NAME help COMMAND calc --help)
                    """
                ],
                gives: [
                    "build: cmake -S . -B build", "build: cmake --build build",
                    "test: ctest --test-dir build --output-on-failure", "cli calc: build/calc (likely)",
                ]),
            Example(
                [
                    "CMakeLists.txt": "project(kit)\nadd_subdirectory(lib)\n",
                    "lib/CMakeLists.txt": "add_library(kit STATIC kit.cpp)\n",
                ],
                gives: ["build: cmake -S . -B build", "build: cmake --build build", "library kit"]),
        ])

    private static let makefiles = ["GNUmakefile", "Makefile", "makefile"]
    private static let folderHead = #"(?:^|\n)build/? *:[^=\n]*\n\t[@-]*(?:mkdir|install -d) [^\n]*"#
    private static let folderRule = folderHead + #"(?:\n[^\t]|\n?$)"#

    static let make = Ecosystem(
        name: "make", manifests: makefiles,
        sources: makefiles.map {
            .text($0, [ScanRow(#"(?m)^([A-Za-z0-9][\w./-]*)(?: +[\w./-]+)* *:(?:[^=:]|$)"#, .key("target"))])
        },
        commands: [
            CommandRow(
                .build, "make build", [.key("target.build")], .certain, unless: [.text(folderRule, in: makefiles)]),
            CommandRow(.build, "make all", [.key("target.all")], .certain, unless: [.key("target.build")]),
            // A target that only makes the folder of that name builds nothing.
            CommandRow(
                .build, "make all",
                [
                    .text(#"(?:^|\n)all *:.*(?:\n.*)*"# + folderRule, in: makefiles),
                    .text(folderHead + #"\n(?:all *:|(?:[^\t\n].*)?(?:\n.*)*\nall *:)"#, in: makefiles),
                ], .certain),
            CommandRow(.build, "make", [.text(folderRule, in: makefiles)], .likely, unless: [.key("target.all")]),
            // Where there is help, it is mostly what "make" alone prints.
            CommandRow(
                .build, "make", [.manifest], .likely,
                unless: [
                    .key("target.build"), .key("target.all"), .key("target.help"),
                    // What "make" alone does, where it is no build.
                    .text(
                        #"^(?:(?:[.#\t ].*|[\w-]+ *[:?+]?=.*|(?:un)?export .*|-?include .*)?\n)*(test|tests|check|lint|run|clean):"#,
                        in: makefiles),
                ]),
            CommandRow(.lint, "make lint", [.key("target.lint")], .certain),
            CommandRow(.test, "make test", [.key("target.test")], .certain),
            CommandRow(.test, "make tests", [.key("target.tests")], .certain, unless: [.key("target.test")]),
            CommandRow(
                .test, "make check", [.key("target.check")], .likely,
                unless: [.key("target.test"), .key("target.tests")]),
        ],
        programs: [
            ProgramRow(
                .library, "make", .unit, "", .none, .guess,
                signs: [.file("*.c"), .file("*.h"), .file("src/*.c"), .file("src/*.cpp")])
        ],
        workspace: [.manifest],
        buildsApart: true,
        givesWay: .toAll,
        examples: [
            Example(
                ["Makefile": "CC := cc\nall: hi\nhi: main.c\n\t$(CC) -o $@ $<\n.PHONY: all check\ncheck: hi\n\t./hi\n"],
                gives: ["build: make all", "test: make check (likely)"]),
            Example(
                [
                    "Makefile": "all: build/csv\nbuild:\n\tmkdir -p build\nbuild/csv: csv.c | build\n\tcc -o $@ $<\n"
                        + "test: build/csv\n\t./test.sh\n"
                ], gives: ["build: make all", "test: make test"]),
            Example(
                [
                    "Makefile": "build:\n\tmkdir -p build\nall: build/csv\nbuild/csv: csv.c | build\n\tcc -o $@ $<\n"
                ], gives: ["build: make all"]),
            Example(
                ["Makefile": "build:\n\tmkdir -p out\n\tcc -o out/csv csv.c\n"], gives: ["build: make build"]),
            Example(
                [
                    "Makefile": "build/csv: csv.c | build\n\tcc -o $@ $<\nbuild:\n\t@mkdir -p $@\n"
                ], gives: ["build: make (likely)"]),
            Example(
                ["Makefile": "export PYTHONPATH = .\n\n.PHONY: test\ntest:\n\tpython3 -m pytest\n"],
                gives: ["test: make test"]),
            Example(
                ["Makefile": "help:\n\t@echo html\nhtml:\n\tsphinx-build . b\ntest:\n\ttrue\n"],
                gives: ["test: make test"]),
            Example(
                ["Makefile": "# all\n.PHONY: test\nPY ?= python3\n\ntest:\n\t$(PY) -m unittest\n\nx: y\n\ttrue\n"],
                gives: ["test: make test"]),
            Example(
                ["Makefile": "build:\n\tgo build\ntest:\n\tgo test\nlint:\n\tstaticcheck\n", "go.mod": "module a\n"],
                gives: ["build: go build -o /dev/null ./...", "lint: go vet ./...", "test: go test ./..."]),
        ])

    /// What a project says of itself.
    static let scripts = Ecosystem(
        name: "scripts",
        manifests: [
            "scripts/validate.sh", "scripts/validate.py", "scripts/validate.js", "scripts/validate.mjs",
            "scripts/validate.ts", "scripts/validate",
        ],
        commands: [
            CommandRow(.test, "bash scripts/validate.sh", [.file("scripts/validate.sh")], .certain),
            CommandRow(.test, "python3 scripts/validate.py", [.file("scripts/validate.py")], .certain),
            CommandRow(.test, "node scripts/validate.js", [.file("scripts/validate.js")], .certain),
            CommandRow(.test, "node scripts/validate.mjs", [.file("scripts/validate.mjs")], .certain),
            CommandRow(.test, "npx --no-install tsx scripts/validate.ts", [.file("scripts/validate.ts")], .likely),
            CommandRow(.test, "scripts/validate", [.file("scripts/validate")], .likely),
        ],
        examples: [
            Example(["scripts/validate.py": "print()\n"], gives: ["test: python3 scripts/validate.py"])
        ])
}

extension Ecosystem {
    /// Scripts of a shell that are the program itself; those that install, build or test something are none.
    static let shell = Ecosystem(
        name: "shell", manifests: ["bin/*", "*.sh"],
        commands: [
            CommandRow(.test, "bats test", [.file("test/*.bats")], .certain),
            CommandRow(.test, "bats tests", [.file("tests/*.bats")], .certain),
        ],
        programs: [
            ProgramRow(
                .cli, "shell", .files(["bin/*", "*.sh"], #"^#![^\n]*\b((?:ba|da|z|k)?sh)\b"#), "<object> <entry>",
                .none,
                .likely)
        ],
        isLastResort: true, givesWay: .toAll,
        examples: [
            Example(
                ["bin/tool": "#!/usr/bin/env bash\necho usage\n", "test/tool.bats": ""],
                gives: ["test: bats test", "cli tool: bash bin/tool (likely)"]),
            Example(
                ["tool.sh": "#!/bin/sh\necho hi\n", "install.sh": "#!/bin/sh\ncp tool.sh /usr/local/bin\n"],
                gives: ["cli tool: sh tool.sh (likely)"]),
            Example(["bin/data": "no script\n", "lib.sh": "say() { echo hi; }\n"], gives: []),
        ])

    /// Scripts that test a project whose build files name no tests; only at its top.
    static let testScripts = Ecosystem(
        name: "test script", manifests: testScriptFiles,
        commands: testScriptFiles.indices.flatMap { index in
            let (file, earlier) = (testScriptFiles[index], testScriptFiles[..<index].map { Sign.file($0) })
            let isOthers = Sign.text(#"^#![^\n]*\b(bash|zsh|ksh)\b"#, in: [file])
            return [
                CommandRow(
                    .test, "bash \(file)", [.text(#"^#![^\n]*\b(bash)\b"#, in: [file])], .guess, unless: earlier),
                CommandRow(.test, "sh \(file)", [.file(file)], .guess, unless: earlier + [isOthers]),
            ]
        },
        programs: [], isLastResort: true, givesWay: .toAll,
        examples: [
            Example(
                ["Makefile": "all: hi\nhi: hi.c\n\tcc -o hi hi.c\n", "tests/run.sh": "#!/bin/bash\n./hi\n"],
                gives: ["build: make all", "test: bash tests/run.sh (guess)"]),
            Example(["test.sh": "#!/bin/sh\necho ok\n"], gives: ["test: sh test.sh (guess)"]),
            Example(
                ["go.mod": "module a\n", "test.sh": "go test ./...\n"],
                gives: ["build: go build -o /dev/null ./...", "lint: go vet ./...", "test: go test ./..."]),
        ])

    private static let testScriptFiles = [
        "tests/run.sh", "test/run.sh", "tests/test.sh", "test/test.sh", "run_tests.sh", "run-tests.sh", "test.sh",
        "tests.sh",
    ]
}

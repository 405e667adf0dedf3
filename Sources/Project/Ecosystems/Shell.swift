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
}

import HarnessKit
import TestSupport
import Testing

/// What an agent may not write by its own hand, and what it may.
struct DenialTests {
    let project: HookFixture

    init() throws {
        project = try HookFixture()
        _ = project.begin()
        try project.bench.write(#"{"schema": "harness.policy/1"}"#, to: "harness/config/policy.json")
        try project.bench.write("{}", to: "harness/receipts/a.json")
        try project.bench.write(
            #"{"hooks": {"Stop": [{"command": "harness-executor hook stop"}]}}"#, to: ".claude/settings.json")
        try project.bench.write("{}", to: ".claude/settings.local.json")
        try project.bench.write("{}", to: "harness/scenarios/a.json")
        try project.bench.shell(
            "ln -s harness/receipts r; ln -s ../harness src; ln harness/config/policy.json p.json; mkdir sub")
    }

    static let denied = [
        "harness/receipts/a.json", "harness/receipts/new.json", "harness/state.db", "harness/state.db-wal",
        "harness/store.json", "harness/snapshots.git/HEAD", "harness/config/policy.json", ".claude/settings.json",
        "./sub/../harness/config/../config/policy.json", "r/b.json", "p.json", "harness//receipts//x",
        "sub/none/../../harness/state.db",
    ]
    static let allowed = [
        "a.txt", "harness/scenarios/a.json", "harness/config/environment.json", ".claude/settings.local.json",
        "harness/config/policy.json.md", "receipts/a.json", "harness/receipts.md", "sub/state.db",
        "harness/trace/x.json",
    ]

    @Test(arguments: denied) func `A tool does not write there`(path: String) throws {
        for tool in ["Write", "Edit", "MultiEdit"] {
            let answer = project.tool(tool, ["file_path": .string("\(project.bench.path)/\(path)")])
            expect(answer.exit == 2 && answer.output.isEmpty)
            expect(answer.errors.contains("/\(path) is not written by hand: it belongs to "), "\(answer.errors)")
            expect(answer.errors.contains("ask the user to change it"))
        }
        expect(project.tool("Write", ["file_path": .string(path)]).exit, is: 2, "relative to the client's folder")
        let patch = "*** Begin Patch\n*** Update File: \(path)\n@@\n-a\n+b\n*** End Patch\n"
        expect(project.tool("apply_patch", ["command": .string(patch)], "s-1", ["turn_id": "t"]).exit, is: 2)
        expect(project.tool("Read", ["file_path": .string(path)]).isSilent)
    }

    @Test(arguments: allowed) func `Elsewhere it does`(path: String) throws {
        expect(project.tool("Write", ["file_path": .string("\(project.bench.path)/\(path)")]).isSilent)
        let patch = "*** Begin Patch\n*** Add File: \(path)\n+*** harness/state.db\n*** End Patch\n"
        expect(project.tool("apply_patch", ["command": .string(patch)]).isSilent)
        expect(project.bash("echo x > \(path)").isSilent)
    }

    static let deniedLines = [
        "echo '{}' > harness/receipts/a.json", "echo x >>harness/config/policy.json",
        "cat a.txt | tee harness/state.db",
        "rm harness/state.db", "rm -rf harness", "rm -rf harness/*", "rm -rf ./harness/receipts", "mv harness /tmp/h",
        "cp a.txt harness/config/policy.json", "cp a.json harness/receipts/",
        "sed -i s/V2/V1/ harness/config/policy.json",
        "cd harness && rm state.db", "cd harness/config; echo x > policy.json", "F=harness/state.db; rm $F",
        "sudo rm -f harness/state.db", "FOO=1 env BAR=2 rm harness/store.json", "bash -c 'rm harness/state.db'",
        "sh -lc \"cd harness && rm -f state.db\"", "eval 'rm harness/state.db'", "echo $(rm harness/state.db)",
        "ls && git clean -fdx", "git rm -rf harness/receipts", "git checkout HEAD -- harness/config/policy.json",
        "truncate -s 0 harness/state.db", "dd if=/dev/zero of=harness/state.db count=1",
        "find harness -name '*.db' -delete",
        "sqlite3 harness/state.db 'delete from event'",
        "python3 -c \"open('harness/receipts/x.json', 'w').write('{}')\"",
        "python3 - <<'END'\nimport json\njson.dump({}, open('harness/config/policy.json', 'w'))\nEND",
        "cat > harness/receipts/x.json <<'END'\n{}\nEND", "for f in harness/receipts/a.json; do rm $f; done",
        "echo '{}' > .claude/settings.json", "rm -rf .claude", "ln -sf /dev/null harness/state.db",
        "timeout 5 rm harness/state.db", "\"rm\" 'harness/state.db'", "rm harness/state\\.db",
        "echo x &> harness/store.json",
        "echo x > \"$PWD/harness/store.json\"", "chmod 000 harness/state.db", "rm r/a.json",
    ]
    static let allowedLines = [
        "cat harness/receipts/a.json", "git add harness/receipts && git commit -m 'rm harness/state.db'",
        "ls -la harness",
        "jq . harness/config/policy.json", "cp harness/receipts/a.json /tmp/x.json", "grep -r x harness > /tmp/out",
        "harness-executor verify report > report.md", "task-state complete --summary 'rm harness/state.db'",
        "rm -rf build *.tmp", "rm -f a.txt", "git clean -fd", "git clean -fdxn", "git clean -fdx -e harness",
        "sqlite3 harness/state.db 'select count(*) from event'",
        "python3 -c \"print(open('harness/config/policy.json').read())\"",
        "cat > notes.md <<END\nrm harness/state.db\nEND", "echo 'rm harness/state.db'",
        "sed -n 1p harness/config/policy.json",
        "sed s/a/b/ harness/config/policy.json", "make test 2>&1 | tail -5", "find harness -name '*.json'",
        "# rm harness/state.db",
        "echo x > a.txt; cd sub && rm -rf *", "git diff harness/config/policy.json",
        "cmp harness/state.db /tmp/x 2>/dev/null",
        "rm -rf /tmp/harness/state.db", "git checkout -b harness", "cat < harness/state.db",
        "rm -rf harness/trace harness/cache",
    ]

    @Test(arguments: deniedLines) func `A shell command that writes there is denied`(line: String) throws {
        let answer = project.bash(line)
        expect(answer.exit, is: 2, "\(line)")
        expect(answer.errors.contains("is not written by hand"), "\(line): \(answer.errors)")
    }

    @Test(arguments: allowedLines) func `One that reads, or writes elsewhere, is not`(line: String) throws {
        let answer = project.bash(line)
        expect(answer.isSilent, "\(line): \(answer.errors)")
    }

    @Test func `A hook file of the user's that calls nothing of ours is the user's`() throws {
        try project.bench.write(#"{"hooks": {}}"#, to: ".claude/settings.json")
        expect(project.tool("Write", ["file_path": ".claude/settings.json"]).isSilent)
        try project.home.write(#"command = "harness-executor hook stop""#, to: ".codex/config.toml")
        expect(project.tool("Edit", ["file_path": .string("\(project.home.path)/.codex/config.toml")]).exit, is: 2)
        expect(project.bash("echo >> ~/.codex/config.toml").exit, is: 2)
    }

    @Test func `Outside a project with a harness nothing is denied, read or made`() throws {
        let other = try Workbench()
        try other.write("x", to: "harness/state.dbx")
        try other.write("x", to: "harness/receipts/a.json")
        for hook in ["stop", "subagent-stop", "pre-tool-use", "session-start"] {
            let input = project.input(
                "PreToolUse",
                [
                    "cwd": .string(other.path.description), "tool_name": "Bash",
                    "tool_input": ["command": "task-state init x; rm harness/receipts/a.json"],
                ])
            expect(project.run(["harness-executor", "hook", hook], input: input).isSilent)
        }
        let files = try other.shell("find . -type f | sort").output.text
        expect(files, is: "./harness/receipts/a.json\n./harness/state.dbx\n")
    }

    @Test func `In a linked work tree the ledger is the main tree's`() throws {
        let linked = try Workbench()
        try project.bench.shell("git worktree add -q \(linked.path)/tree")
        let cwd: [String: JSON] = ["cwd": .string("\(linked.path)/tree")]
        expect(project.bash("rm \(project.bench.path)/harness/state.db", "s-1", cwd).exit, is: 2)
        expect(project.bash("rm \(project.bench.path)/a.txt", "s-1", cwd).isSilent)
    }

    @Test func `Where the client works in a folder below, its paths are meant from there`() throws {
        let cwd: [String: JSON] = ["cwd": .string("\(project.bench.path)/sub")]
        expect(project.bash("rm ../harness/state.db", "s-1", cwd).exit, is: 2)
        expect(project.bash("rm harness/state.db", "s-1", cwd).isSilent)
    }
}

import HarnessKit
import Ledger
import TaskState
import TestSupport
import Testing

/// Damage in the repository of snapshots: what heals by itself, what is named, and what is mended.
struct SnapshotDamageTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
        try fixture.shell("git init -q -b main . && echo 1 > a && echo 1 > b && git add . && git commit -qm one")
    }

    private func begin() throws -> String {
        let id = fixture.run("init", "name", "--phases", "4").answer
        try fixture.shell("echo 2 > a")
        expect(fixture.run("checkpoint", "--phase", "1", "--summary", "one").exit, is: 0)
        return id
    }

    private func canBeRestored(to phase: String, so content: String) throws -> Bool {
        let restored = fixture.run("restore", "--phase", phase)
        expect(restored.exit, is: 0, "\(restored)")
        return try fixture.bench.text(of: "a") == content
    }

    @Test(arguments: [
        ": > harness/snapshots.git/refs/snapshots/last",
        "echo garbage > harness/snapshots.git/refs/snapshots/last",
        "printf '%040d\\n' 7 > harness/snapshots.git/refs/snapshots/last",
        "echo garbage > harness/cache/snapshots.index",
        "printf 'DIRC\\0\\0\\0\\002\\0\\0\\0\\001garbage' > harness/cache/snapshots.index",
        ": > harness/snapshots.git/refs/snapshots/last; echo garbage > harness/cache/snapshots.index",
        "rm harness/snapshots.git/HEAD",
        "echo garbage > harness/snapshots.git/HEAD",
        "echo [garbage > harness/snapshots.git/config",
    ])
    func `What is only there to be quick is thrown away, and the next checkpoint goes on`(damage: String) throws {
        let id = try begin()
        try fixture.shell(damage)
        try fixture.shell("echo 3 > a")
        let second = fixture.run("checkpoint", "--phase", "2", "--summary", "two")
        expect(second.exit == 0 && !second.errors.contains("warning"), "\(second.errors)")
        expect(second.answer, is: "checkpoint 2 of 4 saved for \(id)")
        expect(fixture.run("doctor").answer, is: "1 task, nothing wrong")
        try fixture.shell("echo 4 > a")
        let third = fixture.run("checkpoint", "--phase", "3", "--summary", "three")
        expect(!third.errors.contains("warning"), "\(third.errors)")
        try expect(canBeRestored(to: "2", so: "3\n"))
        try expect(canBeRestored(to: "0", so: "1\n"))
        try expect(canBeRestored(to: "3", so: "4\n"))
    }

    @Test(arguments: [":", "echo garbage", "printf '%040d\\n' 7"])
    func `A broken name of a task's state is named, and mended`(damage: String) throws {
        let id = try begin()
        let name = "refs/snapshots/tasks/\(id)/1"
        try fixture.shell("\(damage) > harness/snapshots.git/\(name)")
        let doctor = fixture.run("doctor")
        expect(doctor.exit, is: 1)
        expect(doctor.output.hasPrefix("snapshots.git: \(name) leads nowhere\n"), "\(doctor.output)")
        expect(doctor.output.hasSuffix("next: task-state doctor --repair\n"), "\(doctor.output)")
        // Nobody has to mend it first.
        let second = fixture.run("checkpoint", "--phase", "2", "--summary", "two")
        expect(second.exit == 0 && !second.errors.contains("warning"), "\(second.errors)")
        expect(fixture.run("doctor", "--repair").output.contains("1 repaired"))
        expect(fixture.run("doctor").exit, is: 0)
        let held = try fixture.shell("git --git-dir harness/snapshots.git rev-parse \(name)")
        let task = try #require(
            try fixture.events(of: id).last { $0.kind == PhaseCheckpointed.kind && $0.sequence < 3 })
        expect(String(decoding: task.body, as: UTF8.self).contains(held.split(separator: "\n")[0]))
    }

    @Test(arguments: [
        ("rm harness/snapshots.git/HEAD", "it has no HEAD"),
        ("echo garbage > harness/snapshots.git/HEAD", "git does not read it: not a git repository"),
        ("echo [garbage > harness/snapshots.git/config", "git does not read it: bad config line 1"),
        ("rm -r harness/snapshots.git/refs", "git does not read it: not a git repository"),
    ])
    func `Damage of the repository's own settings is no loss of the base`(damage: String, words: String) throws {
        _ = try begin()
        try fixture.shell(damage)
        let doctor = fixture.run("doctor")
        expect(doctor.exit, is: 1)
        expect(doctor.output.hasPrefix("snapshots.git: \(words)"), "\(doctor.output)")
        expect(!doctor.output.contains("lost") && !doctor.output.contains("amend"), "\(doctor.output)")
        expect(fixture.run("diff").output, is: "M  a\n")
        try fixture.shell(damage)
        expect(fixture.run("doctor", "--repair").exit, is: 0)
        expect(fixture.run("doctor").answer, is: "1 task, nothing wrong")
        try expect(canBeRestored(to: "0", so: "1\n"))
    }

    @Test func `A checkpoint without a snapshot says that it cannot be restored`() throws {
        let id = try begin()
        try fixture.shell("mv harness/snapshots.git kept; touch harness/snapshots.git")
        let second = fixture.run("checkpoint", "--phase", "2", "--summary", "two")
        expect(second.errors.hasPrefix("warning: no snapshot was taken: "))
        expect(
            second.answer, is: "checkpoint 2 of 4 saved for \(id), but it cannot be restored: no snapshot was taken")
    }

    @Test func `Permissions come back as they were`() throws {
        try fixture.shell(
            """
            umask 022; echo s > secret; chmod 600 secret; echo p > tool; chmod 700 tool; echo g > 'of % gröup'
            chmod 640 'of % gröup'; echo k > kept; chmod 600 kept; echo o > opened; chmod 600 opened
            """)
        _ = fixture.run("init", "name")
        try fixture.shell(
            "umask 022; rm secret tool; echo x > 'of % gröup'; chmod 644 'of % gröup' opened; echo x > kept")
        expect(fixture.run("restore", "--phase", "0").exit, is: 0)
        try expect(
            fixture.shell("stat -c '%a %n' secret tool of* kept opened a"),
            is: "600 secret\n700 tool\n640 of % gröup\n600 kept\n600 opened\n644 a\n")
    }

    @Test func `A state that was saved without permissions leaves the files those that they have`() throws {
        try fixture.shell("umask 022; echo s > secret; chmod 600 secret")
        _ = fixture.run("init", "name")
        let old = try fixture.shell(
            """
            cd harness/snapshots.git; export GIT_DIR=.
            commit=$(git commit-tree 'refs/snapshots/last^{tree}' -m 'as of old'); git update-ref refs/snapshots/old $commit
            echo $commit
            """
        ).split(separator: "\n").map(String.init)
        try fixture.shell("echo changed > secret")
        expect(fixture.run("restore", "--snapshot", try #require(old.first)).exit, is: 0)
        try expect(fixture.shell("stat -c %a secret; cat secret"), is: "600\ns\n")
    }
}

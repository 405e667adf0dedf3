import HarnessKit
import TestSupport
import Testing
import Worktree

/// What it costs to know a work tree of 10,000 files and 50 MB.
@Suite(.serialized, .enabled(if: Environment.inherited["HARNESS_BENCH"] != nil, "only for make bench"))
struct WorktreeBenchmarks {
    private let bench: Workbench
    private var context = Context.system()

    init() throws {
        bench = try Workbench()
        let script = """
            import os, random
            random.seed(1)
            for d in range(250):
                os.makedirs(f'tree/src/p{d // 10}/m{d}')
                for f in range(40):
                    with open(f'tree/src/p{d // 10}/m{d}/file{f}.txt', 'wb') as out:
                        out.write(random.randbytes(random.randrange(200, 9800)))
            for d in range(100):
                os.makedirs(f'tree/node_modules/m{d}')
                for f in range(50): open(f'tree/node_modules/m{d}/f{f}.js', 'w').write('x' * 2000)
            """
        try bench.run(["python3", "-c", script])
        let rules = [
            "node_modules/", "*.log", "*.py[co]", "/build/", "**/dist/*.map", "!keep.log", ".env*", "*~", "coverage",
        ]
        let more = (0..<50).map { "name\($0)" }
        try bench.write((rules + more).joined(separator: "\n"), to: "tree/.gitignore")
        try bench.shell("cd tree && git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -qm a")
        try bench.shell("mkdir cache")
        context.projectRoot = bench.path / "tree"
    }

    /// Median and best of the time, and what processors spent on it, those of git included.
    private func print(_ name: String, rounds: Int = 15, _ body: () throws -> Void) rethrows {
        try body()
        let before = Self.spent
        let times = try (0..<rounds).map { _ in
            let start = Clock.system.uptime()
            try body()
            return Clock.system.uptime() - start
        }.sorted()
        let spent = (Self.spent - before) / rounds
        let gap = String(repeating: " ", count: max(1, 46 - name.count))
        Swift.print(
            "bench: \(name)\(gap)\(Self.text(times[rounds / 2])) ms (best \(Self.text(times[0])), processor \(Self.text(spent)))"
        )
    }

    private static func text(_ duration: Duration) -> String {
        let tenths = Int(duration / .microseconds(100))
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// By this process and those that it waited for; in the kernel's ticks of 10 ms.
    private static var spent: Duration {
        var ticks = tms()
        times(&ticks)
        return .milliseconds((ticks.tms_utime + ticks.tms_stime + ticks.tms_cutime + ticks.tms_cstime) * 10)
    }

    @Test func `Manifest, copy and export of a work tree`() throws {
        let workspace = try Workspace.find(in: context)
        let cache = try Folder(bench.path / "cache")
        let base = try Manifest.take(of: workspace, in: context).ignoreFiles
        try print("manifest, 10,000 files of 50 MB, read anew") {
            _ = try Manifest.take(of: workspace, base: base, in: context)
        }
        usleep(2_500_000)
        try print("manifest, nothing changed") {
            _ = try Manifest.take(of: workspace, base: base, cache: cache, in: context)
        }
        try print("  git status, which may be lied to") {
            try bench.shell("cd tree && git --no-optional-locks status --porcelain")
        }
        let manifest = try Manifest.take(of: workspace, in: context)
        try print("ignored files, 5,000 looked at") {
            _ = try IgnoredFingerprint.take(of: manifest.hidden, in: workspace.root)
        }
        try print("manifest of a commit, from git's objects", rounds: 5) {
            _ = try Git(of: workspace, in: context)?.export("HEAD", into: nil)
        }
        var number = 0
        try print("throw-away copy, each file checked", rounds: 3) {
            number += 1
            let folder = bench.path / "copy\(number)"
            try bench.shell("mkdir copy\(number)")
            _ = try TreeCopy.make(of: manifest, from: workspace.root, in: folder)
        }
        number = 100
        try print("  cp -a, which checks nothing", rounds: 3) {
            number += 1
            try bench.shell("cp -a tree/src copy\(number)")
        }
    }
}

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

    private func print(_ name: String, rounds: Int = 11, _ note: String = "", _ body: () throws -> Void) rethrows {
        try body()
        let times = try (0..<rounds).map { _ in
            let start = Clock.system.uptime()
            try body()
            return Clock.system.uptime() - start
        }
        let median = times.sorted()[rounds / 2]
        let tenths = Int(median / .microseconds(100))
        Swift.print(
            "bench: \(name)\(String(repeating: " ", count: max(1, 46 - name.count)))\(tenths / 10).\(tenths % 10) ms \(note)"
        )
    }

    @Test func `Manifest and copies of a work tree`() throws {
        let workspace = try Workspace.find(in: context)
        let cache = try Folder(bench.path / "cache")
        let base = try Manifest.take(of: workspace, in: context).ignoreFiles
        print("manifest, 10,000 files of 50 MB, read anew") {
            _ = try? Manifest.take(of: workspace, base: base, in: context)
        }
        usleep(2_500_000)
        print("manifest, nothing changed") {
            _ = try? Manifest.take(of: workspace, base: base, cache: cache, in: context)
        }
        print("  git status, which may be lied to") {
            _ = try? bench.shell("cd tree && git --no-optional-locks status --porcelain")
        }
    }
}

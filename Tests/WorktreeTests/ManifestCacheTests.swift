import HarnessKit
import TestSupport
import Testing
import Worktree

/// Digests that are remembered, and never believed where something moved.
struct ManifestCacheTests {
    private static let rounds = Environment.inherited["HARNESS_LONG"] == nil ? 60 : 3000
    private let project: Project
    private let cache: Folder

    init() throws {
        project = try Project()
        try project.shell("mkdir cache")
        cache = try Folder(project.bench.path / "cache")
    }

    /// A world in which all that was done so far was done long ago.
    private func later(_ seconds: Double = 10) -> Context {
        var context = project.context
        context.clock = Clock(
            now: { Date(timeIntervalSince1970: Clock.system.now().timeIntervalSince1970 + seconds) },
            uptime: Clock.system.uptime)
        return context
    }

    private var text: Bytes? { get throws { try cache.read(try RelativePath(naming: "manifest.cache")) } }

    @Test func `What changed within two seconds before the walk is not kept`() throws {
        try project.within("echo a > a")
        _ = try project.manifest(cache: cache)
        let empty = try #require(try text)
        let kept = try Manifest.take(of: project.workspace, cache: cache, in: later())
        try expect(#require(try text).count > empty.count)
        try expect(project.manifest().digest, is: kept.digest)
    }

    @Test func `A cached digest is used, so that the tests below say something`() throws {
        try project.within("echo a > a; echo b > b")
        let before = try Manifest.take(of: project.workspace, cache: cache, in: later())
        // The file of digests with one of them exchanged for another, and made whole again.
        var bytes = Bytes(try #require(try text).dropLast(32))
        let (a, b) = (try #require(before.entry("a")).digest.bytes, try #require(before.entry("b")).digest.bytes)
        let place = try #require(bytes.offset(of: a))
        bytes.replaceSubrange(place..<(place + 32), with: b)
        try cache.write(
            bytes + SHA256.digest(of: bytes).bytes, to: try RelativePath(naming: "manifest.cache"), .renamed)
        try expect(Manifest.take(of: project.workspace, cache: cache, in: later()).entry("a")?.digest.bytes, is: b)
        try expect(project.manifest().entry("a")?.digest.bytes, is: a)
    }

    @Test func `Damage of any kind is passed over and mended`() throws {
        try project.within("echo a > a; mkdir d; echo b > d/b")
        let truth = try project.manifest().digest
        _ = try Manifest.take(of: project.workspace, cache: cache, in: later())
        let whole = try #require(try text)
        let name = try RelativePath(naming: "manifest.cache")
        var damaged: [Bytes] = [
            [], [0], Bytes(whole.dropLast()), Bytes(whole.dropFirst()), whole + [0], Bytes(whole.prefix(40)),
        ]
        damaged += stride(from: 0, to: whole.count, by: 5).map { index in
            var bytes = whole
            bytes[index] ^= 0x41
            return bytes
        }
        for bytes in damaged {
            try cache.write(bytes, to: name, .renamed)
            try expect(Manifest.take(of: project.workspace, cache: cache, in: later()).digest, is: truth)
            try expect(text, is: whole)
        }
        try project.shell("rm cache/* && mkdir cache/manifest.cache")
        try expect(Manifest.take(of: project.workspace, cache: cache, in: later()).digest, is: truth)
    }

    @Test(arguments: ["swap", "touch", "rename", "mmap"])
    func `A file that was put back with its time is read again`(trick: String) throws {
        try project.within(
            "echo good > a; touch -d 2020-01-01 a; cp -p a ../good; echo evil > ../evil; touch -d 2020-01-01 ../evil")
        let good = try Manifest.take(of: project.workspace, cache: cache, in: later()).digest
        let evil: String
        switch trick {
        case "swap": evil = "cp ../evil a; touch -d 2020-01-01 a"
        case "touch": evil = "echo evil > a; touch -r ../good a"
        case "rename": evil = "mv ../evil a"
        default:
            evil =
                "python3 -c \"import mmap; f=open('a','r+b'); m=mmap.mmap(f.fileno(),5); m[:]=b'evil\\n'; m.flush()\"; touch -d 2020-01-01 a"
        }
        try project.within(evil)
        let changed = try Manifest.take(of: project.workspace, cache: cache, in: later())
        expect(changed.digest, isNot: good)
        try project.within("cp ../good a; touch -d 2020-01-01 a")
        try expect(Manifest.take(of: project.workspace, cache: cache, in: later()).digest, is: good)
    }

    @Test func `After any edits the cached manifest is the one that is read anew`() throws {
        let seed = Dice.seed(for: "manifest cache")
        var dice = Dice(seed)
        let names = ["a", "b", "d/a", "d/b", "d/e/a", "d.x", "a.log", ".gitignore", "d/.gitignore", "é"]
        for round in 0..<Self.rounds {
            var lines: [String] = []
            for _ in 0...dice.roll(4) {
                let (name, other) = (dice.pick(names), dice.pick(names))
                let text = "\(dice.pick(["a", "*.log", "d/", "!a", "b"]))"
                lines.append(
                    dice.pick([
                        "mkdir -p $(dirname \(name)); rm -rf \(name); echo '\(text)' > \(name)", "rm -rf \(name)",
                        "rm -rf d", "test -e \(name) && touch -d @\(dice.roll(3)) \(name)",
                        "test -f \(name) && echo '\(text)' >> \(name)",
                        "test -f \(name) && test -d $(dirname \(other)) && mv -T \(name) \(other)",
                        "test -f \(name) && test -d $(dirname \(other)) && rm -rf \(other) && cp -p \(name) \(other)",
                        "test -f \(name) && chmod \(dice.pick(["+x", "-x"])) \(name)", "ln -sfn \(text) \(name)",
                        "git add -f \(name)",
                    ]) + " 2> /dev/null || true")
            }
            try project.within(lines.joined(separator: "\n"))
            // As a rule all is long ago, by a tick of the file system's clock at least; at times it is not.
            usleep(10_000)
            let context = dice.roll(5) == 0 ? project.context : later()
            let cached = try Manifest.take(of: project.workspace, cache: cache, in: context)
            let read = try project.manifest()
            expect(cached.digest, is: read.digest, "seed \(seed), round \(round): \(lines)")
            expect(cached.entries == read.entries && cached.hidden == read.hidden && cached.findings == read.findings)
        }
    }
}

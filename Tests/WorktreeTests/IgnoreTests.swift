import HarnessKit
import TestSupport
import Testing
import Worktree

/// Ignore files, beside git itself.
struct IgnoreTests {
    private static let rounds = Environment.inherited["HARNESS_LONG"] == nil ? 1 : 100

    private func ignores(_ rules: String, _ path: String, isFolder: Bool = false) throws -> Bool {
        var files = IgnoreFiles()
        files.add(Bytes(rules.utf8), in: [])
        return files.ignores(try RelativePath(naming: path), isFolder: isFolder)
    }

    @Test func `What the manual of git says of patterns holds`() throws {
        for (rules, path, isIgnored) in [
            ("a", "a", true), ("a", "d/a", true), ("/a", "d/a", false), ("d/a", "d/a", true), ("d/a", "x/d/a", false),
            ("*.o", "d/x.o", true), ("*.o\n!x.o", "x.o", false), ("!x.o\n*.o", "x.o", true), ("a/", "a", false),
            ("a/", "a/x", true), ("a/\n!a/x", "a/x", true), ("a/*\n!a/x", "a/x", false), ("**/a", "x/y/a", true),
            ("a/**", "a", false), ("a/**", "a/x", true), ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true),
            ("#a", "#a", false), ("\\#a", "#a", true), ("\\!a", "!a", true), ("a ", "a", true), ("a\\ ", "a ", true),
            ("[a-c]", "b", true), ("[!a-c]", "b", false), ("[[:digit:]]", "7", true), ("a?c", "abc", true),
            ("a\r\n", "a", true), ("\u{FEFF}a", "a", true), ("a*c", "abbc", true), ("a*c", "ab/c", false),
        ] {
            try expect(ignores(rules, path), is: isIgnored, "'\(rules)' on \(path)")
        }
    }

    @Test func `A pattern made to be slow is not`() throws {
        let name = String(repeating: "a", count: 250)
        let path = Array(repeating: name, count: 12).joined(separator: "/")
        let pattern = String(repeating: "*a", count: 100) + "b"
        let took = try processorTime { () throws in
            for rules in [pattern, "**/\(pattern)", String(repeating: "**/\(name)/", count: 5) + "*a*b/c"] {
                try expect(!ignores(rules, path))
            }
        }
        expect(took < .seconds(20), "\(took)")
    }

    @Test func `Generated rules decide as git decides`() throws {
        let seed = Dice.seed(for: "ignore rules")
        var count = 0
        for round in 0..<Self.rounds {
            var generator = IgnoreGenerator(seed: seed &+ UInt64(round))
            let project = try Project()
            count += try compare(project, &generator, seed &+ UInt64(round))
        }
        expect(count > 3000 * Self.rounds)
    }

    /// Asks both about every path of a generated tree; returns how many there were.
    private func compare(_ project: Project, _ generator: inout IgnoreGenerator, _ seed: UInt64) throws -> Int {
        let (files, paths) = try generator.build(in: project.root)
        let list = paths.map { $0.path.bytes + [0] }.joined()
        try project.bench.write(Bytes(list), to: "paths")
        try project.within("git check-ignore --no-index -z --stdin < ../paths > ../ignored || test $? = 1")
        let name = try RelativePath(naming: "ignored")
        let ignored = Set(try #require(try Folder(project.bench.path).read(name)).split(separator: 0).map(Bytes.init))
        for (path, isFolder) in paths {
            let theirs = ignored.contains(path.bytes)
            expect(
                files.ignores(path, isFolder: isFolder), is: theirs,
                "seed \(seed): git says \(theirs) of '\(path)' (\(path.bytes)), folder: \(isFolder); \(generator.rules(above: path))"
            )
        }
        return paths.count
    }
}

/// Trees whose names and rules are made of the same few characters, so that they meet.
struct IgnoreGenerator {
    private var dice: Dice
    private var texts: [Bytes: Bytes] = [:]

    init(seed: UInt64) { dice = Dice(seed) }

    func rules(above path: RelativePath) -> [String] {
        var folder = Bytes()
        var found: [String] = []
        for name in path.components {
            if let text = texts[folder] {
                found.append("\(Path(bytes: folder)): \(String(decoding: text, as: UTF8.self).debugDescription)")
            }
            folder += (folder.isEmpty ? [] : [0x2F]) + name
        }
        return found
    }

    mutating func build(in root: Path) throws -> (IgnoreFiles, [(path: RelativePath, isFolder: Bool)]) {
        var files = IgnoreFiles()
        var paths: [(path: RelativePath, isFolder: Bool)] = []
        let top = try Folder(root)
        for index in 0..<60 {
            let folder = Bytes("r\(index)".utf8)
            try fill(top.makeFolder(folder), folder, depth: 0, &files, &paths)
        }
        return (files, paths)
    }

    private mutating func fill(
        _ folder: Folder, _ path: Bytes, depth: Int, _ files: inout IgnoreFiles,
        _ paths: inout [(path: RelativePath, isFolder: Bool)]
    ) throws {
        if depth == 0 || dice.roll(4) == 0 {
            let text = rules()
            texts[path] = text
            files.add(text, in: path)
            try folder.write(text, to: try RelativePath(naming: ".gitignore"), .renamed)
        }
        var names = Set<Bytes>()
        for _ in 0..<(depth == 0 ? 14 : 7) { names.insert(name()) }
        for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard name != [0x2E], name != [0x2E, 0x2E] else { continue }
            let inside = path + [0x2F] + name
            guard let relative = RelativePath(bytes: inside) else { continue }
            let isFolder = depth < 3 && dice.roll(3) == 0
            paths.append((relative, isFolder))
            if isFolder {
                try fill(folder.makeFolder(name), inside, depth: depth + 1, &files, &paths)
            } else {
                _ = try folder.makeFile(name)
            }
        }
    }

    private mutating func name() -> Bytes {
        (0...dice.roll(3)).flatMap { _ in
            Bytes(
                dice.pick(["a", "a", "b", "b", "c", ".", "-", " ", "*", "[", "]", "\\", "!", "#", "é", "A", "7"]).utf8)
        } + (dice.roll(40) == 0 ? [0xFF] : [])
    }

    private mutating func rules() -> Bytes {
        var text = dice.roll(20) == 0 ? Bytes([0xEF, 0xBB, 0xBF]) : []
        for _ in 0...dice.roll(4) {
            text += rule() + (dice.roll(10) == 0 ? [0x0D, 0x0A] : [0x0A])
        }
        return dice.roll(5) == 0 ? text.dropLast() : text
    }

    private mutating func rule() -> Bytes {
        let parts = [
            "a", "a", "b", "b", "c", "*", "*", "**", "?", "/", "/", "**/", "/**", "/**/", "[ab]", "[!a]", "[^b-]",
            "[a-c]",
            "[[:alpha:]]", "[[:punct:]]", "[[:space:]b]", "[[:nope:]]", "[]a]", "[!]]", "[\\]a]", "[a", "\\a", "\\*",
            "\\",
            " ", "\\ ", "!", "#", ".", "-", "é", "[é]", "7", "A", "[c-a]", "[[:a]", "[a-\\c]", "[--a]", "\\/", "*.",
            ".*",
        ]
        let begin = dice.pick(["", "", "", "", "!", "!", "/", "#", "!/"])
        let middle = (0...dice.roll(4)).map { _ in dice.pick(parts) }.joined()
        let end = dice.pick(["", "", "", "/", " ", "  ", "\\"])
        return Bytes((begin + middle + end).utf8)
    }
}

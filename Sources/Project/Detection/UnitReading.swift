import HarnessKit

/// One folder seen through the table of one ecosystem.
struct UnitReading {
    let tree: SourceTree
    let ecosystem: Ecosystem
    let folder: String
    let manifest: String
    let facts: Facts
    /// What its README starts.
    let readme: [ReadmeCall]
    private(set) var words: [String: [String]] = [:]

    /// Nil where the folder has no manifest of that ecosystem.
    init?(of ecosystem: Ecosystem, in folder: String, of tree: SourceTree) {
        let manifest = ecosystem.manifests.lazy.compactMap { name in
            name.contains("*") ? tree.expand(SourceTree.join(folder, name)).first : SourceTree.join(folder, name)
        }.first(where: tree.has)
        guard let manifest else { return nil }
        self.tree = tree
        self.ecosystem = ecosystem
        self.folder = folder
        self.manifest = manifest
        facts = Self.facts(of: ecosystem, in: folder, tree)
        readme = manifest.hasSuffix(".py") || ecosystem.name == "python" ? ReadmeCall.all(in: folder, of: tree) : []
        let runner = ecosystem.runners.first { reason(for: $0.sign) != nil }
        words = runner?.words ?? [:]
    }

    private static func facts(of ecosystem: Ecosystem, in folder: String, _ tree: SourceTree) -> Facts {
        var facts = Facts()
        for source in ecosystem.sources {
            for file in tree.expand(SourceTree.join(folder, source.name)) {
                guard let text = tree.text(of: file) else { continue }
                do {
                    try source.read(text, named: file, into: &facts)
                } catch {
                    tree.note(Failure(translating: error).message)
                }
            }
        }
        return facts
    }

    /// What speaks for a sign; nil where it is not there.
    func reason(for sign: Sign) -> Reason? {
        switch sign {
        case .manifest: Reason(file: manifest, line: nil, text: "")
        case .file(let name): file(name, in: [folder])
        case .above(let name): file(name, in: foldersUp)
        case .key(let name): facts.key(name).map(facts.reason)
        case .value(let name, let pattern):
            facts.key(name).flatMap { Self.find(pattern, in: $0.value) == nil ? nil : facts.reason($0) }
        case .valueWithout(let name, let pattern):
            facts.key(name).flatMap { Self.find(pattern, in: $0.value) == nil ? facts.reason($0) : nil }
        case .dependency(let name): facts.dependency(name).map(facts.reason)
        case .text(let pattern, let files): text(pattern, in: files).first.map { reason(in: $0) }
        case .both(let first, let second): reason(for: first) == nil ? nil : reason(for: second)
        }
    }

    func reason(forAny signs: [Sign]) -> Reason? { signs.lazy.compactMap { reason(for: $0) }.first }

    /// Whether this unit builds and tests the other.
    func isWorkspace(over other: UnitReading) -> Bool {
        guard ecosystem.name == other.ecosystem.name, folder != other.folder else { return false }
        let isAbove = folder.isEmpty || other.folder.hasPrefix(folder + "/")
        return isAbove && reason(forAny: ecosystem.workspace) != nil
    }

    /// Whether this is a last resort and another manifest speaks: a Makefile does not count, it starts anything.
    func isSurplus(beside others: [UnitReading]) -> Bool {
        guard ecosystem.isLastResort, ecosystem.name != Ecosystem.testScripts.name else { return false }
        return others.contains { other in
            if other.ecosystem.name == "python" { return true }
            if case .toAll = other.ecosystem.givesWay { return false }
            return other.folder.isEmpty
        }
    }

    /// A file in which something was found, and where.
    struct Found {
        let file: String
        let line: Int
        /// The first group of the pattern, or all that matched.
        let name: String
    }

    /// Each file in which the pattern stands, once.
    func text(_ pattern: String, in files: [String]) -> [Found] {
        var seen: Set<String> = []
        let paths = files.flatMap { tree.expand(SourceTree.join(folder, $0)) }.filter { seen.insert($0).inserted }
        return paths.compactMap { file in
            guard let text = tree.text(of: file), let found = Self.find(pattern, in: text) else { return nil }
            return Found(file: file, line: found.line, name: found.name)
        }
    }

    func reason(in found: Found) -> Reason { Reason(file: found.file, line: found.line, text: found.name) }

    static func find(_ pattern: String, in text: String) -> (line: Int, name: String)? {
        let bytes = Bytes(text.utf8)
        guard let match = try? Pattern(pattern).firstMatch(in: bytes) else { return nil }
        let group = match.groups.dropFirst().first.flatMap { $0 } ?? match.range
        let line = bytes[..<group.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1
        return (line, String(decoding: bytes[group], as: UTF8.self).trimmed)
    }

    private func file(_ name: String, in folders: [String]) -> Reason? {
        for folder in folders {
            let path = SourceTree.join(folder, name)
            let found = name.contains("*") ? tree.expand(path).first : tree.has(path) ? path : nil
            if let found { return Reason(file: found, line: nil, text: "") }
        }
        return nil
    }

    /// This folder and those above it, up to the project's top.
    private var foldersUp: [String] {
        let parts = folder.split(separator: "/").map(String.init)
        return (0...parts.count).reversed().map { parts.prefix($0).joined(separator: "/") }
    }
}

extension UnitReading {
    /// What the table makes of it.
    func unit(isMember: Bool) -> Unit {
        Unit(
            ecosystem: ecosystem.name, folder: folder, name: title, isMember: isMember, commands: commands,
            programs: programs,
            share: ecosystem.share.filter { reason(forAny: $0.signs) != nil }.map { SourceTree.join(folder, $0.folder) }
        )
    }

    /// The manifest's own name for it, else the folder's, else the project's.
    var title: String {
        let own = ecosystem.title.lazy.compactMap { facts.key($0)?.value }.first { !$0.isEmpty }
        let name = own ?? folder.split(separator: "/").last.map(String.init) ?? tree.name
        return name.split(separator: "/").last.map(String.init) ?? name
    }

    private var commands: [FoundCommand] {
        ecosystem.commands.compactMap { row in
            guard let why = reason(forAny: row.signs), reason(forAny: row.unless) == nil else { return nil }
            return FoundCommand(
                purpose: row.purpose, argv: filled(row.argv, words), folder: folder, reason: why,
                confidence: row.confidence)
        }
    }

    /// Words with what stands for `<run>` in them; one that is such a name alone may become several, or none.
    func filled(_ argv: [String], _ words: [String: [String]]) -> [String] {
        argv.flatMap { word -> [String] in
            if word.hasPrefix("<"), word.hasSuffix(">"), let value = words[String(word.dropFirst().dropLast())] {
                return value
            }
            return [
                words.reduce(word) { text, entry in
                    text.split(separator: "<\(entry.key)>", omittingEmptySubsequences: false)
                        .joined(separator: entry.value.joined(separator: " "))
                }
            ]
        }
    }
}

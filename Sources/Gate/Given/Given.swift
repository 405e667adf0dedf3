import HarnessKit
import Ledger
import Project
import Verifier
import Worktree

/// What the programs that are verified are given beside the project's files: variables, tools, files from elsewhere.
struct Given {
    let shop: Workshop
    let root: Path
    let words: GivenWords
    let tree: Manifest

    init(_ scenarios: [ScenarioSource], in shop: Workshop) throws {
        self.shop = shop
        root = shop.store.workspace.root
        tree = shop.tree.before
        var words = GivenWords()
        words.add(shop.project.json, of: "environment.json")
        if let validation = try ValidationSource.existing(in: shop.store.workspace) {
            words.add(validation.file.json, of: "validation.json")
        }
        for source in scenarios where source.isOwn {
            if let json = try? JSON.parse(source.bytes, .handwritten) { words.add(json, of: source.name) }
        }
        self.words = words
    }

    func notes() throws -> [NamedNote] {
        let callers = shop.store.context.environment
        let outside = OutsideFiles(root: root)
        let loaded = LoadedCode(root: root)
        let shadows = ShadowedTools(root: root)
        let handed = words.passed.compactMap { name, file in
            callers[name].map { GivenWords.Variable(name: name, value: $0, file: file) }
        }
        var found: [(code: String, message: String)] = []
        for variable in words.variables + handed {
            if let what = loaded.what(variable) { found.append((GateCode.loadsCode.rawValue, what)) }
            if variable.name == "PATH" {
                found += shadows.inFolders(variable.value, of: variable.file).map { (GateCode.shadowed.rawValue, $0) }
            }
        }
        found += try shop.project.sharedPaths().flatMap(loaded.startingUp).map { (GateCode.loadsCode.rawValue, $0) }
        found += shadows.inFolders(callers["PATH"] ?? "", of: "PATH").map { (GateCode.shadowed.rawValue, $0) }
        found += shadows.amongPackages().map { (GateCode.shadowed.rawValue, $0) }
        for command in words.commands {
            if let what = shadows.named(by: command) { found.append((GateCode.shadowed.rawValue, what)) }
            found += outside.named(by: command).map { (RunCode.outside.rawValue, $0) }
        }
        found += outside.links(in: tree).map { (RunCode.outside.rawValue, $0) }
        found += try outside.named(in: changed()).map { (RunCode.outside.rawValue, $0) }
        return found.reduce(into: [NamedNote]()) { notes, next in
            let note = NamedNote(next.code, next.message)
            if !notes.contains(note), notes.count < Self.mostNotes { notes.append(note) }
        }
    }

    private static let mostNotes = 20

    private func changed() throws -> [RelativePath] { shop.task.baseSnapshot == nil ? [] : try shop.changed() }
}

/// The variables and commands that settings and scenarios write down.
struct GivenWords {
    struct Variable {
        let name: String
        let value: String
        let file: String
    }

    struct Command {
        let words: [String]
        let file: String
    }

    private(set) var variables: [Variable] = []
    private(set) var commands: [Command] = []
    /// Names of variables that are handed on from the caller.
    private(set) var passed: [(name: String, file: String)] = []

    mutating func add(_ json: JSON, of file: String) {
        switch json {
        case .array(let items):
            for item in items { add(item, of: file) }
        case .object(let object):
            for member in object.members { add(member.name, member.value, of: file) }
        default: return
        }
    }

    private mutating func add(_ name: String, _ value: JSON, of file: String) {
        switch (name, value) {
        case ("env", .object(let object)):
            variables += object.members.compactMap { member in
                member.value.string.map { Variable(name: member.name, value: $0, file: file) }
            }
        case ("argv", .array(let items)):
            let words = items.compactMap(\.string)
            commands.append(Command(words: words, file: file))
            variables += Self.assignments(in: words).map { Variable(name: $0.name, value: $0.value, file: file) }
        case ("pass", .array(let items)), ("secrets", .array(let items)):
            passed += items.compactMap(\.string).map { ($0, file) }
        default: add(value, of: file)
        }
    }

    /// Every "NAME=value" among words, those of a shell's line too.
    private static func assignments(in words: [String]) -> [(name: String, value: String)] {
        words.flatMap { $0.split { " ;&|\t\n\"'(){}`".contains($0) } }.compactMap { word in
            guard let sign = word.firstIndex(of: "="), sign > word.startIndex else { return nil }
            let name = word[..<sign]
            guard name.allSatisfy({ $0.isUppercase || $0.isNumber || $0 == "_" }) else { return nil }
            return (String(name), String(word[word.index(after: sign)...]))
        }
    }
}

extension Path {
    /// What words name below a folder, where they may say {{project}} for it; nil where another name stands in them.
    static func named(_ text: String, below root: Path) -> Path? {
        let text = text.replacing("{{project}}", with: root.description)
        guard !text.isEmpty, !text.contains("{{"), !text.contains("\0") else { return nil }
        return root / Path(text)
    }
}

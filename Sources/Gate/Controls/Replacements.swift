import HarnessKit
import Worktree

/// Whether tests that the task brought put something else in the place of what it wrote, and so test that instead.
///
/// To replace what is far away is what tests do; what the work is about should be there when it is tested.
struct Replacements {
    let shop: Workshop

    private static let mostNotes = 5

    /// What the task wrote: names of functions and types, and of the files that hold them.
    struct Work {
        private(set) var names: Set<String> = []
        private(set) var files: Set<String> = []
        private(set) var modules: Set<String> = []

        init(_ files: [ChangedLines.File]) throws {
            let patterns = try Self.declarations.map { try Pattern($0) }
            for file in files {
                let name = Path(bytes: file.path.bytes).name
                self.files.insert(name)
                modules.insert(String(name.prefix { $0 != "." }))
                for line in file.lines where !line.isComment {
                    let text = Bytes(line.text.utf8)
                    for group in patterns.compactMap({ $0.firstMatch(in: text)?.groups.dropFirst().compactMap(\.self) })
                    {
                        names.formUnion(group.map { String(decoding: text[$0], as: UTF8.self) })
                    }
                }
            }
            modules.subtract(["index", "main", "mod", "lib", "__init__"])
            names.subtract(["constructor", "__init__", "init", "if", "for", "while", "switch", "catch", "return"])
        }

        private static let declarations = [
            #"\b(?:def|function|func|fn|class|fun)\s+(\w+)"#, #"\bexports\.(\w+)\s*="#,
            #"^(?:export\s+)?(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:function|\(|\w+\s*=>)"#,
            #"^(\w+)\s*=\s*lambda\b"#, #"^(?:async\s+|static\s+)*(\w+)\s*\([^()]*\)\s*\{$"#,
        ]
    }

    /// A line for each file of tests that does.
    func notes() throws -> [String] {
        let paths = try TestPaths()
        let tests = try ChangedLines(of: shop, where: paths.isTest)
        guard !tests.files.isEmpty else { return [] }
        let work = try Work(
            ChangedLines(of: shop) { path in
                guard case .code = paths.role(of: path) else { return false }
                return paths.language(of: path.description) != nil
            }.files)
        let found = try tests.files.compactMap { file in
            try Self.line(in: file, replacing: work).map {
                "\(file.path):\($0.number) puts something else in the place of what this task wrote: '\($0.shown)'"
            }
        }
        return Array(found.prefix(Self.mostNotes))
    }

    /// What replaces what is named behind it.
    private static let forms = [
        "setattr(", "patch(", "patch.object(", "patch.dict(", ".spyon(", "stub(", "sinon.replace(", "mock.method(",
        "td.replace(", "defineproperty(", "object.assign(", "stub_const", "to receive", "__dict__", "vars(",
    ]
    /// What replaces a whole module.
    private static let wholes = [
        "jest.mock(", "vi.mock(", "mock.module(", "sys.modules[", "proxyquire(",
    ]
    private static let writing = ["write", "\"w", "'w", "rename(", "replace(", "unlink(", "copy"]

    /// The first such line.
    static func line(in file: ChangedLines.File, replacing work: Work) throws -> ChangedLines.Line? {
        let assignment = try Pattern(#"^(\w+)(?:\.\w+)*\.(\w+)\s*=[^=]"#)
        return file.lines.first { line in
            guard !line.isComment else { return false }
            let (text, small) = (Bytes(line.text.utf8), line.text.lowercased())
            if let groups = assignment.firstMatch(in: text)?.groups, groups.count > 2, let owner = groups[1],
                let name = groups[2], !["self", "this", "cls"].contains(String(decoding: text[owner], as: UTF8.self)),
                work.names.contains(String(decoding: text[name], as: UTF8.self))
            {
                return true
            }
            let words = Set(line.text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
            if forms.contains(where: small.contains), !words.isDisjoint(with: work.names) { return true }
            if wholes.contains(where: small.contains), !words.isDisjoint(with: work.modules) { return true }
            return writing.contains(where: small.contains) && work.files.contains(where: line.text.contains)
        }
    }
}

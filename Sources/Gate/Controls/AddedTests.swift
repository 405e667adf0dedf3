import HarnessKit

/// Whether what came into a test file can do nothing to the tests that it had: further tests, and what only they use.
struct AddedTests {
    private let then: [DeclaredTest]
    private let now: [DeclaredTest]
    private let old: (outside: [String], words: Set<Substring>)
    private let outside: [String]
    private let groups: Set<String>
    private let language: TestLanguage

    init(from former: Bytes, to present: Bytes, of language: TestLanguage, in file: RelativePath) throws {
        self.language = language
        then = try DeclaredTest.all(in: former, of: language, file: file)
        now = try DeclaredTest.all(in: present, of: language, file: file)
        let lines = ChangedLines.lines(of: former).filter { !$0.isEmpty }
        old = (Self.outside(of: then, lines), Set(lines.flatMap { $0.split { !Self.isWord($0) } }))
        outside = Self.outside(of: now, ChangedLines.lines(of: present).filter { !$0.isEmpty })
        groups = Set(then.compactMap(\.group))
    }

    var areHarmless: Bool {
        let former = Dictionary(grouping: then, by: Self.key)
        let present = Dictionary(grouping: now, by: Self.key)
        // The last of two with one name is the one that counts.
        guard !then.isEmpty, former.allSatisfy({ present[$0.key]?.map(\.body) == $0.value.map(\.body) }),
            present.allSatisfy({ former[$0.key] != nil || $0.value.count == 1 })
        else { return false }
        var rest = old.outside[...]
        for line in outside {
            if line == rest.first { rest.removeFirst() } else if !isHarmless(line) { return false }
        }
        return rest.isEmpty
    }

    private static func key(_ test: DeclaredTest) -> String { "\(test.group ?? "")\0\(test.name)" }

    /// A line that belongs to no test: the end of a block, a remark, the head of a new group, an import of what is new.
    private func isHarmless(_ line: String) -> Bool {
        if line.allSatisfy({ ")}]};,".contains($0) }) { return true }
        if line.hasPrefix("//") || language.name == "python" && line.hasPrefix("#") { return true }
        if let group = now.compactMap(\.group).first(where: { line.contains($0) && !groups.contains($0) }),
            ["class ", "describe(", "suite(", "context("].contains(where: line.contains)
        {
            return old.words.isDisjoint(with: group.split { !Self.isWord($0) })
        }
        guard TestBody(Bytes(line.utf8)).isOnlyImport(line), !line.contains(" as "), !line.contains("*") else {
            return false
        }
        return old.words.isDisjoint(with: imported(by: line))
    }

    /// The names that an import brings; of a path only the last part is one.
    private func imported(by line: String) -> [Substring] {
        let names: Substring
        if let open = line.firstIndex(of: "{"), let close = line[open...].firstIndex(of: "}") {
            names = line[open..<close]
        } else if language.name == "python", let place = line.firstRange(of: "import ") {
            names = line[place.upperBound...]
        } else {
            names = line[...]
        }
        return names.split { !Self.isWord($0) }
    }

    private static func isWord(_ letter: Character) -> Bool {
        letter.isLetter || letter.isNumber || "_$".contains(letter)
    }

    /// The lines that stand in no test; each test's stand together, in their order.
    private static func outside(of tests: [DeclaredTest], _ lines: [String]) -> [String] {
        var (left, rest): ([String], ArraySlice<String>) = ([], lines[...])
        for test in tests {
            let body = test.body.map { String(decoding: $0, as: UTF8.self) }
            guard let first = body.first else { continue }
            while let line = rest.first, line != first || !rest.starts(with: body) {
                left.append(line)
                rest.removeFirst()
            }
            rest = rest.dropFirst(body.count)
        }
        return left + rest
    }
}

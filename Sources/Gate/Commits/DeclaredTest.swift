import HarnessKit

/// A test as it stands in a file.
struct DeclaredTest: Sendable {
    let name: String
    /// The class or block around it.
    let group: String?
    let file: RelativePath
    /// Its lines, without blanks around them.
    let body: [Bytes]
    /// Which of them its name stands in.
    let nameIndex: Int
    /// What stands before it and belongs to no other test: constants, helpers, tables.
    let prelude: [Bytes]
    /// Whether the name is any text and not a word of the language.
    let isText: Bool

    /// The tests of a file, in its order.
    static func all(in text: Bytes, of language: TestLanguage, file: RelativePath) throws -> [DeclaredTest] {
        let sheet = Sheet(text)
        let heads = try sheet.heads(language)
        let groups = try language.groups.map { try sheet.heads([$0]) } ?? []
        var tests: [DeclaredTest] = []
        var done = 0
        for (index, head) in heads.enumerated() {
            let next = heads.indices.contains(index + 1) ? heads[index + 1].line : sheet.lines.count
            let first = max(done, sheet.lead(of: head))
            let end = min(sheet.end(of: head), max(next, head.nameLine + 1))
            let group = groups.last { $0.line < head.line && sheet.indent($0.line) < sheet.indent(head.line) }
            tests.append(
                DeclaredTest(
                    name: head.name, group: group?.name, file: file, body: sheet.text(first..<max(first, end)),
                    nameIndex: sheet.text(first..<max(first, head.nameLine)).count,
                    prelude: sheet.text(done..<first),
                    isText: language.hasTextNames || head.name.contains { !$0.isLetter && !$0.isNumber && $0 != "_" }))
            done = max(done, end)
        }
        return tests
    }
}

/// A source file as lines, read by how they are indented.
private struct Sheet {
    let bytes: Bytes
    let lines: [Range<Int>]

    /// Where a declaration begins.
    struct Head {
        let line: Int
        let nameLine: Int
        let name: String
    }

    init(_ bytes: Bytes) {
        self.bytes = bytes
        var lines: [Range<Int>] = []
        var start = 0
        for index in bytes.indices where bytes[index] == newline {
            lines.append(start..<index)
            start = index + 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        self.lines = lines
    }

    func heads(_ language: TestLanguage) throws -> [Head] { try heads(language.declarations) }

    /// In order; of two patterns that match in one place, the first counts.
    func heads(_ patterns: [String]) throws -> [Head] {
        var found: [Int: Head] = [:]
        for text in patterns {
            let pattern = try Pattern(text)
            var start = 0
            while start <= bytes.count, let match = pattern.firstMatch(in: bytes, from: start) {
                if let group = match.groups.dropFirst().compactMap({ $0 }).first {
                    let first = bytes[match.range].firstIndex { !isBlank($0) && $0 != newline } ?? group.lowerBound
                    let head = Head(line: line(at: first), nameLine: line(at: group.lowerBound), name: name(in: group))
                    if !found.values.contains(where: { $0.nameLine == head.nameLine || $0.line == head.line }) {
                        found[first] = head
                    }
                }
                start = max(match.range.upperBound, start + 1)
            }
        }
        return found.values.sorted { $0.line < $1.line }
    }

    /// The text of a name, without what keeps its quotes and signs from meaning something.
    private func name(in range: Range<Int>) -> String {
        var name = Bytes()
        var isEscaped = false
        for byte in bytes[range] {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
                continue
            }
            if isEscaped, !Bytes("\"'`\\$".utf8).contains(byte) { name.append(UInt8(ascii: "\\")) }
            name.append(byte)
            isEscaped = false
        }
        return String(decoding: name, as: UTF8.self)
    }

    private func line(at offset: Int) -> Int {
        var (low, high) = (0, lines.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if lines[middle].lowerBound <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// How far a line is indented; nil for one without text.
    private func depth(_ line: Int) -> Int? {
        let range = lines[line]
        guard let first = bytes[range].firstIndex(where: { !isBlank($0) }) else { return nil }
        return first - range.lowerBound
    }

    func indent(_ line: Int) -> Int { depth(line) ?? 0 }

    private func starts(_ line: Int, with words: [String]) -> Bool {
        let text = bytes[lines[line]].drop { isBlank($0) }
        return words.contains { text.starts(with: $0.utf8) }
    }

    /// The first of the lines right above a declaration that belong to it: decorators, attributes, comments.
    func lead(of head: Head) -> Int {
        let own = indent(head.line)
        var (lead, line) = (head.line, head.line)
        while line > 0, let depth = depth(line - 1), depth >= own {
            line -= 1
            if depth == own, starts(line, with: ["@", "#", "//", "/*"]) { lead = line }
            if depth == own, !starts(line, with: ["@", "#", "//", "/*", ")", "]", "*"]) { break }
        }
        return lead
    }

    /// The line after the last one of a declaration.
    func end(of head: Head) -> Int {
        let own = indent(head.line)
        var line = head.nameLine + 1
        var last = line
        while line < lines.count {
            if let depth = depth(line) {
                if depth <= own {
                    if starts(line, with: ["}"]) { return depth == own ? line + 1 : last }
                    guard depth == own, starts(line, with: [")", "]", "{"]) else { return last }
                }
                last = line + 1
            }
            line += 1
        }
        return last
    }

    /// Lines without the blanks around them, those without text left out.
    func text(_ range: Range<Int>) -> [Bytes] {
        range.compactMap { line in
            let text = bytes[lines[line]].drop { isBlank($0) }
            let end = text.lastIndex { !isBlank($0) }
            return end.map { Bytes(text[...$0]) }
        }
    }
}

private let newline = UInt8(ascii: "\n")

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0x0D }

import HarnessKit
import Ledger

/// Finds the errors in what a step printed.
package struct ErrorReading {
    static let most = 500
    private static let longestLine = 4000

    /// Makes a path of the output one of the project's, where it is.
    let place: (String) -> String
    private(set) var errors: [PlacedError] = []
    private var seen: Set<String> = []
    private var rows: [Row]

    private struct Row {
        let tool: String
        let marks: [Bytes]
        let opening: Pattern?
        let reach: ErrorRow.Reach
        let pattern: Pattern
        /// What the opening found, and for how many more lines it holds.
        var held: (found: Found, lines: Int)?
    }

    private struct Found {
        var values: [String: String] = [:]

        func adding(_ other: Found) -> Found { Found(values: values.merging(other.values) { $1 }) }
    }

    init(_ table: [ErrorRow] = ErrorRow.all, place: @escaping (String) -> String = { $0 }) {
        self.place = place
        rows = table.compactMap { row in
            guard let pattern = try? Pattern(row.pattern) else { return nil }
            return Row(
                tool: row.tool, marks: row.marks.map { Bytes($0.utf8) },
                opening: row.opening.flatMap { try? Pattern($0) },
                reach: row.reach, pattern: pattern)
        }
    }

    /// The errors of an output, of all tools that are known, with their files as they are printed.
    package static func errors(in output: String) -> [PlacedError] {
        var reading = ErrorReading()
        reading.read(Bytes(output.utf8))
        return reading.errors
    }

    /// Reads one stream whole.
    mutating func read(_ output: Bytes) {
        for index in rows.indices { rows[index].held = nil }
        for line in output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard errors.count < Self.most else { return }
            read(line: Self.plain(line))
        }
    }

    private mutating func read(line: Bytes) {
        var isTaken = false
        for index in rows.indices {
            let row = rows[index]
            let hasMark = row.marks.isEmpty || row.marks.contains { line.offset(of: $0) != nil }
            if !isTaken, hasMark || row.held != nil, row.opening == nil || row.held != nil,
                let found = Self.match(row.pattern, line)
            {
                isTaken = true
                add((row.held?.found ?? Found()).adding(found), of: row.tool)
                if case .once = row.reach { rows[index].held = nil }
                continue
            }
            age(index, line)
            guard hasMark, let opening = row.opening, let found = Self.match(opening, line) else { continue }
            let lines = if case .once(let lines) = row.reach { lines } else { Int.max }
            rows[index].held = (found, lines)
        }
    }

    private mutating func age(_ index: Int, _ line: Bytes) {
        guard let held = rows[index].held else { return }
        let isOver = if case .paragraph = rows[index].reach { line.isEmpty } else { held.lines <= 1 }
        rows[index].held = isOver ? nil : (held.found, held.lines == .max ? .max : held.lines - 1)
    }

    private mutating func add(_ found: Found, of tool: String) {
        var error = PlacedError()
        error.message = found.values["message"].map { String($0.trimmed.prefix(500)) } ?? "failed"
        error.file = found.values["file"].map { place($0.trimmed) }
        error.line = found.values["line"].flatMap(Int.init)
        error.column = found.values["column"].flatMap(Int.init)
        error.tool = tool
        // Compilers say the same again for every target, and in both streams.
        if seen.insert(error.text).inserted { errors.append(error) }
    }

    private static func match(_ pattern: Pattern, _ line: Bytes) -> Found? {
        guard let match = pattern.firstMatch(in: line) else { return nil }
        var found = Found()
        for name in match.names.keys {
            if let range = match[name] { found.values[name] = String(decoding: line[range], as: UTF8.self) }
        }
        return found
    }

    /// A line without colours and without what is too much of it.
    static func plain(_ line: Bytes.SubSequence) -> Bytes {
        var line = line.prefix(longestLine)
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        guard line.contains(0x1B) else { return Bytes(line) }
        var (result, isEscape) = (Bytes(), false)
        for byte in line {
            if isEscape {
                // "\u{1B}[31;1m": up to the letter that ends it.
                if (0x40...0x7E).contains(byte), byte != UInt8(ascii: "[") { isEscape = false }
            } else if byte == 0x1B {
                isEscape = true
            } else {
                result.append(byte)
            }
        }
        return result
    }
}

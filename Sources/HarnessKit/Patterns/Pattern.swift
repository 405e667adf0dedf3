/// A regular expression over bytes whose matching takes linear time, whatever pattern and text are.
///
/// Greedy and lazy as in Perl, without what needs backtracking: no back-references, no look-around. `\d`, `\w`, `\s`,
/// `\b` and `(?i)` know ASCII only. `.` and classes take one whole character of valid UTF-8, and single bytes where
/// the text is none; `\xHH` is a byte. `$` also stands before a line feed that ends the text; `\z` does not.
package struct Pattern: Sendable {
    package let description: String
    private let program: PatternProgram

    /// Fails with the column of what it does not know, and what to write instead.
    package init(_ text: String) throws {
        description = text
        program = try PatternProgram(text)
    }

    /// Where a pattern was found.
    package struct Match: Sendable, Equatable {
        /// The whole first, then the groups in the order of their opening brackets.
        package let groups: [Range<Int>?]
        package let names: [String: Int]

        package var range: Range<Int> { groups.first.flatMap { $0 } ?? 0..<0 }

        /// Where the group of that name matched, if there is one and it did.
        package subscript(name: String) -> Range<Int>? {
            names[name].flatMap { groups[$0] }
        }
    }

    /// The leftmost match that begins at `start` or later; `^` and `\b` still see what stands before.
    package func firstMatch(in bytes: Bytes, from start: Int = 0) -> Match? {
        var machine = PatternMachine(program, bytes, capturing: true)
        guard let ends = machine.run(from: start) else { return nil }
        let groups = stride(from: 0, to: ends.count, by: 2).map { index -> Range<Int>? in
            let (start, end) = (ends[index], ends[index + 1])
            return start >= 0 && end >= start ? start..<end : nil
        }
        return Match(groups: groups, names: program.names)
    }

    /// Whether it is found anywhere.
    package func matches(_ bytes: Bytes) -> Bool {
        PatternMachine.matches(program, bytes)
    }

    /// The same, asked now and then whether to go on; nothing where that was denied.
    package func matches(_ bytes: Bytes, goesOn: @escaping () -> Bool) -> Bool? {
        var machine = PatternMachine(program, bytes, capturing: false)
        machine.goesOn = goesOn
        let isFound = machine.run(from: 0) != nil
        return machine.isGivenUp ? nil : isFound
    }
}

extension Pattern: Hashable {
    package static func == (left: Pattern, right: Pattern) -> Bool {
        left.description.hasSameBytes(as: right.description)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in description.utf8 { hasher.combine(byte) }
    }
}

extension Pattern: CustomStringConvertible, JSONConvertible {
    package static var schema: JSONSchema { .plain(["type": "string"]) }
    package var json: JSON { .string(description) }

    package init(json: JSON) throws {
        let text = try String(json: json)
        do {
            try self.init(text)
        } catch let failure as Failure {
            throw JSONMismatches(failure.message, hint: failure.hint)
        }
    }
}

import HarnessKit

/// What is left of a line of output while it is read, in bytes.
///
/// Nothing here traps, and each question costs at most the line's length.
struct Line: Equatable {
    private(set) var bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    init(_ text: String) { bytes = Bytes(text.utf8)[...] }

    var isEmpty: Bool { bytes.isEmpty }
    var first: UInt8? { bytes.first }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    static func == (line: Line, text: String) -> Bool { line.bytes.elementsEqual(text.utf8) }

    /// Most questions are settled by the first byte.
    func starts(with text: String) -> Bool { bytes.first == text.utf8.first && bytes.starts(with: text.utf8) }

    func ends(with text: String) -> Bool {
        let length = text.utf8.count
        return bytes.count >= length && bytes.suffix(length).elementsEqual(text.utf8)
    }

    func contains(_ text: String) -> Bool { place(of: text) != nil }

    /// Without blanks at either end.
    var trimmed: Line {
        var line = self
        line.skipBlanks()
        while let last = line.bytes.last, last == 0x20 || last == 0x09 { line.bytes.removeLast() }
        return line
    }

    // Taking from the left.

    mutating func take(_ text: String) -> Bool {
        guard starts(with: text) else { return false }
        bytes = bytes.dropFirst(text.utf8.count)
        return true
    }

    /// Takes the first of these that the line begins with.
    mutating func take(anyOf texts: [String]) -> String? {
        for text in texts where take(text) { return text }
        return nil
    }

    /// Takes blanks and says how many.
    @discardableResult
    mutating func skipBlanks() -> Int {
        let before = bytes.count
        bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        return before - bytes.count
    }

    /// Takes digits; nil when there are none, or more than any run has tests.
    mutating func number() -> Int? {
        let digits = bytes.prefix { $0 &- 0x30 < 10 }
        guard !digits.isEmpty, digits.count <= 9 else { return nil }
        bytes = bytes.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Takes what stands before the first such text, and the text; nil when it is not there.
    mutating func take(to text: String) -> Line? {
        guard let place = place(of: text) else { return nil }
        let before = Line(bytes[..<place])
        bytes = bytes[(place + text.utf8.count)...]
        return before
    }

    mutating func takeAll() -> Line {
        defer { bytes = [] }
        return self
    }

    // Taking from the right.

    mutating func dropLast(_ text: String) -> Bool {
        guard ends(with: text) else { return false }
        bytes = bytes.dropLast(text.utf8.count)
        return true
    }

    /// Takes what stands after the last such text, and the text.
    mutating func takeLast(from text: String) -> Line? {
        guard let place = lastPlace(of: text) else { return nil }
        let after = Line(bytes[(place + text.utf8.count)...])
        bytes = bytes[..<place]
        return after
    }

    /// Takes a time in brackets, such as " (1.2 s)" or " [0.04ms]", and says whether there was one.
    @discardableResult
    mutating func dropDuration(_ opening: String = " (", _ closing: String = ")") -> Bool {
        var line = self
        guard line.dropLast(closing), let inside = line.takeLast(from: opening), inside.isDuration else { return false }
        self = line
        return true
    }

    /// Whether this is digits, a unit of time, and blanks between them: "16 ms", "1.2s", "2 m 3 s".
    var isDuration: Bool {
        let units = ["ms", "s", "m", "h", "μs", "µs", "ns", "min", "seconds", "sec"]
        var line = trimmed
        guard !line.isEmpty, line.bytes.count <= 32 else { return false }
        while !line.isEmpty {
            let digits = line.bytes.prefix { $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") }
            guard digits.contains(where: { $0 &- 0x30 < 10 }) else { return false }
            line.bytes = line.bytes.dropFirst(digits.count)
            line.skipBlanks()
            let unit = Line(line.bytes.prefix { $0 != 0x20 && !($0 &- 0x30 < 10) })
            guard units.contains(where: { unit == $0 }) else { return false }
            line.bytes = line.bytes.dropFirst(unit.bytes.count)
            line.skipBlanks()
        }
        return true
    }

    // Finding.

    private func place(of text: String) -> Int? {
        text.isEmpty ? nil : bytes.offset(of: Bytes(text.utf8)).map { bytes.startIndex + $0 }
    }

    private func lastPlace(of text: String) -> Int? {
        let wanted = Bytes(text.utf8)
        guard let head = wanted.first, bytes.count >= wanted.count else { return nil }
        var end = bytes.endIndex - wanted.count
        while end >= bytes.startIndex, let found = bytes[...end].lastIndex(of: head) {
            if bytes[found...].starts(with: wanted) { return found }
            end = found - 1
        }
        return nil
    }
}

/// Reads the text of a query; never traps, whatever it is.
struct JSONPathParser {
    static let longest = 4096
    static let deepest = 50
    /// Whole numbers that every JSON reader keeps exactly.
    static let largest = 9_007_199_254_740_991

    let text: String
    let bytes: Bytes
    var index = 0
    private var depth = 0

    init(_ text: String) throws {
        guard text.utf8.count <= Self.longest else {
            throw Failure(
                .malformed, "a JSONPath query has \(text.utf8.count) bytes; it may have \(Self.longest)",
                hint: "ask in several shorter queries")
        }
        self.text = text
        bytes = Bytes(text.utf8)
    }

    mutating func query() throws -> [JSONPathSegment] {
        guard take("$") else { throw syntax("expected '$', found \(here)", hint: "begin with $, the whole value") }
        let segments = try segments()
        guard index == bytes.count else {
            throw syntax("expected '.' or '[', found \(here)", hint: "quote names of other characters: $['a b']")
        }
        return segments
    }

    mutating func segments() throws -> [JSONPathSegment] {
        var segments: [JSONPathSegment] = []
        while true {
            let end = index
            skipSpace()
            if take("..") {
                segments.append(JSONPathSegment(isDescendant: true, selectors: try descendants()))
            } else if take(".") {
                segments.append(JSONPathSegment(isDescendant: false, selectors: [try shorthand()]))
            } else if take("[") {
                segments.append(JSONPathSegment(isDescendant: false, selectors: try selectors()))
            } else {
                index = end
                return segments
            }
        }
    }

    private mutating func descendants() throws -> [JSONPathSelector] {
        take("[") ? try selectors() : [try shorthand()]
    }

    private mutating func shorthand() throws -> JSONPathSelector {
        if take("*") { return .wildcard }
        let start = index
        while let byte = peek, Self.isNameByte(byte), index > start || !ASCII.isDigit(byte) { index += 1 }
        guard index > start else {
            throw syntax(
                "expected a name or '*', found \(here)", hint: "write numbers and other names in brackets: [0], ['a b']"
            )
        }
        return .name(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    // In brackets.

    private mutating func selectors() throws -> [JSONPathSelector] {
        var selectors: [JSONPathSelector] = []
        repeat {
            skipSpace()
            selectors.append(try selector())
            skipSpace()
        } while take(",")
        guard take("]") else { throw syntax("expected ',' or ']', found \(here)") }
        return selectors
    }

    private mutating func selector() throws -> JSONPathSelector {
        switch peek {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .name(try quoted())
        case UInt8(ascii: "*"):
            index += 1
            return .wildcard
        case UInt8(ascii: "?"):
            index += 1
            skipSpace()
            return .filter(try condition())
        case let byte? where ASCII.isDigit(byte) || ":-".utf8.contains(byte): return try indexOrSlice()
        default:
            throw syntax(
                "expected a selector, found \(here)", hint: "write a 'name', an index, a slice 1:3, * or ?filter")
        }
    }

    private mutating func indexOrSlice() throws -> JSONPathSelector {
        let start = try whole()
        let end = index
        skipSpace()
        guard take(":") else {
            index = end
            return .index(start ?? 0)
        }
        skipSpace()
        let stop = try whole()
        var step: Int?
        skipSpace()
        if take(":") {
            skipSpace()
            step = try whole()
        }
        return .slice(JSONPathSlice(start: start, end: stop, step: step ?? 1))
    }

    private mutating func whole() throws -> Int? {
        let start = index
        let isNegative = take("-")
        var value = 0
        let digits = index
        while let byte = peek, ASCII.isDigit(byte) {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), Self.largest + 1)
            index += 1
        }
        guard index > digits else {
            guard isNegative else { return nil }
            throw syntax("expected a digit after '-', found \(here)")
        }
        guard bytes[digits] != UInt8(ascii: "0") || (index == digits + 1 && !isNegative) else {
            throw syntax("a number here is written without leading zeros, and zero without '-'", at: start)
        }
        guard value <= Self.largest else { throw syntax("a number here may be at most \(Self.largest)", at: start) }
        return isNegative ? -value : value
    }

    /// Runs a part that may hold itself.
    mutating func nested<Value>(_ body: (inout JSONPathParser) throws -> Value) throws -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw syntax("filters nest deeper than \(Self.deepest) levels") }
        return try body(&self)
    }
}

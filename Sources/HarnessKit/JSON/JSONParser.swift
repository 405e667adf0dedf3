/// Reads JSON text (RFC 8259) from bytes; never traps, whatever they are.
struct JSONParser {
    static let deepest = 512

    let bytes: UnsafeBufferPointer<UInt8>
    let options: JSON.Options
    private(set) var index = 0
    private var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ options: JSON.Options) {
        self.bytes = bytes
        self.options = options
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The one value of the text.
    mutating func document() throws -> JSON {
        let value = try value()
        try skipSpace()
        guard index == bytes.count else { throw syntax("unexpected \(here) after the end of the value") }
        return value
    }

    mutating func value() throws -> JSON {
        try skipSpace()
        guard let byte = peek else { throw syntax("expected a value, found \(here)") }
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw syntax("expected a value, found \(here)")
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws -> JSON) throws -> JSON {
        depth += 1
        guard depth <= Self.deepest else { throw syntax("nested deeper than \(Self.deepest) levels") }
        index += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws -> JSON {
        var members: [JSON.Member] = []
        var keys = KeySet()
        try skipSpace()
        if take(UInt8(ascii: "}")) { return .object(.init()) }
        members.reserveCapacity(8)
        while true {
            try skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw syntax("expected a key in double quotes, found \(here)") }
            let start = index
            let name = try string()
            try skipSpace()
            guard take(UInt8(ascii: ":")) else { throw syntax("expected ':' after the key '\(name)', found \(here)") }
            members.append(JSON.Member(name, try value()))
            if options.contains(.uniqueKeys), !keys.insert(name) {
                throw JSONSyntaxError(offset: start, message: "the key '\(name)' stands here a second time")
            }
            try skipSpace()
            if take(UInt8(ascii: "}")) { return .object(.init(members)) }
            guard take(UInt8(ascii: ",")) else { throw syntax("expected ',' or '}', found \(here)") }
            if try closes(with: UInt8(ascii: "}")) { return .object(.init(members)) }
        }
    }

    private mutating func array() throws -> JSON {
        var items: [JSON] = []
        try skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            items.append(try value())
            try skipSpace()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw syntax("expected ',' or ']', found \(here)") }
            if try closes(with: UInt8(ascii: "]")) { return .array(items) }
        }
    }

    /// Whether a comma was the last thing before the bracket, where that is allowed.
    private mutating func closes(with bracket: UInt8) throws -> Bool {
        guard options.contains(.trailingCommas) else { return false }
        try skipSpace()
        return take(bracket)
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws -> JSON {
        let end = index + word.utf8CodeUnitCount
        let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[index..<end].elementsEqual(wanted) else {
            throw syntax("expected a value, found \(here)")
        }
        index = end
        return value
    }

    // The characters of strings and numbers.

    mutating func string() throws -> String {
        index += 1
        let start = index
        var seen: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            seen |= byte
            switch byte {
            case UInt8(ascii: "\""):
                let part = UnsafeBufferPointer(rebasing: bytes[start..<index])
                let text = seen < 0x80 ? String(decoding: part, as: UTF8.self) : try text(part, at: start)
                index += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw syntax("a control character must be written as an escape in a string")
            default: index += 1
            }
        }
        throw syntax("the string that begins here has no end", at: start - 1)
    }

    private mutating func escapedString(from start: Int) throws -> String {
        var text = Bytes(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                let result = try text.withUnsafeBufferPointer { try self.text($0, at: start) }
                index += 1
                return result
            case UInt8(ascii: "\\"): try appendEscape(to: &text)
            case 0..<0x20: throw syntax("a control character must be written as an escape in a string")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw syntax("the string that begins here has no end", at: start - 1)
    }

    private mutating func appendEscape(to text: inout Bytes) throws {
        let start = index
        guard index + 1 < bytes.count else { throw syntax("the escape has no end") }
        let kind = bytes[index + 1]
        index += 2
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var unit = try unit(startingAt: start)
            if (0xD800..<0xDC00).contains(unit), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
                bytes[index + 1] == UInt8(ascii: "u")
            {
                let second = index
                index += 2
                let low = try self.unit(startingAt: second)
                if (0xDC00..<0xE000).contains(low) {
                    unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    index = second
                }
            }
            if let scalar = Unicode.Scalar(unit) {
                text.append(contentsOf: Character(scalar).utf8)
            } else if options.contains(.loneSurrogates) {
                text.append(contentsOf: [0xEF, 0xBF, 0xBD])
            } else {
                throw syntax("half of a surrogate pair is no character", at: start)
            }
        default: throw syntax("unknown escape '\\\(Self.name(of: kind))' in a string", at: start)
        }
    }

    private mutating func unit(startingAt start: Int) throws -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = HexDigits.value(of: byte) else {
                throw syntax("an escape \\u takes four hexadecimal digits", at: start)
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }

    private func text(_ part: UnsafeBufferPointer<UInt8>, at start: Int) throws -> String {
        guard let text = String(validating: part, as: UTF8.self) else {
            throw syntax("the string is not UTF-8", at: start - 1)
        }
        return text
    }

    private mutating func number() throws -> JSON {
        var number = JSONNumber()
        let start = index
        if take(UInt8(ascii: "-")) { number.isNegative = true }
        let digits = index
        while let digit { number.add(digit) }
        guard index > digits else { throw syntax("expected a digit, found \(here)") }
        guard index == digits + 1 || bytes[digits] != UInt8(ascii: "0") else {
            throw syntax("a number cannot begin with 0", at: digits)
        }
        if take(UInt8(ascii: ".")) {
            let fraction = index
            number.isWhole = false
            while let digit { number.addFraction(digit) }
            guard index > fraction else { throw syntax("expected a digit after the point, found \(here)") }
        }
        if peek.map({ $0 | 0x20 }) == UInt8(ascii: "e") {
            index += 1
            number.isWhole = false
            let isNegative = peek == UInt8(ascii: "-")
            if isNegative || peek == UInt8(ascii: "+") { index += 1 }
            let exponent = index
            while let digit { number.addExponent(digit, isNegative: isNegative) }
            guard index > exponent else { throw syntax("expected a digit in the exponent, found \(here)") }
        }
        return number.value(of: UnsafeBufferPointer(rebasing: bytes[start..<index]))
    }

    /// Takes the next digit.
    private var digit: Int? {
        mutating get {
            guard let byte = peek, ASCII.isDigit(byte) else { return nil }
            index += 1
            return Int(byte - UInt8(ascii: "0"))
        }
    }

    // Moving on.

    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    mutating func skipSpace() throws {
        while let byte = peek {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            case UInt8(ascii: "/") where options.contains(.comments): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws {
        let start = index
        index += 1
        if take(UInt8(ascii: "/")) {
            while let byte = peek, byte != 0x0A, byte != 0x0D { index += 1 }
        } else if take(UInt8(ascii: "*")) {
            while !(peek == UInt8(ascii: "*") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "/")) {
                guard peek != nil else { throw syntax("the comment that begins here has no end", at: start) }
                index += 1
            }
            index += 2
        } else {
            throw syntax("expected a value, found '/'", at: start)
        }
    }

    // Saying what is wrong.

    private var here: String {
        guard let byte = peek else { return "the end of the text" }
        return "'\(Self.name(of: byte))'"
    }

    private static func name(of byte: UInt8) -> String {
        if (0x21..<0x7F).contains(byte) { return String(Unicode.Scalar(byte)) }
        return "byte 0x" + String(decoding: HexDigits.lower(byte), as: UTF8.self)
    }

    private func syntax(_ message: String, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(offset: offset ?? index, message: message)
    }
}

/// Where and why a text is no JSON.
struct JSONSyntaxError: Error {
    let offset: Int
    let message: String
}

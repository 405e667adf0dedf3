extension JSONPathParser {
    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func take(_ word: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[index...].starts(with: wanted) else { return false }
        index += wanted.count
        return true
    }

    mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
    }

    /// A text in quotes of either kind; only its own kind needs a backslash.
    mutating func quoted() throws -> String {
        let start = index
        guard let quote = peek else { throw syntax("expected a text, found \(here)") }
        index += 1
        var text = Bytes()
        while let byte = peek {
            switch byte {
            case quote:
                index += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escape(within: quote)
            case 0..<0x20: throw syntax("a control character must be written as an escape in a text")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw syntax("the text that begins here has no end", at: start)
    }

    private mutating func escape(within quote: UInt8) throws -> Bytes {
        let start = index
        index += 1
        guard let kind = peek else { throw syntax("the escape has no end", at: start) }
        index += 1
        switch kind {
        case quote, UInt8(ascii: "\\"), UInt8(ascii: "/"): return [kind]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var unit = try unit(from: start)
            if (0xD800..<0xDC00).contains(unit), take("\\u") {
                let low = try self.unit(from: start)
                if (0xDC00..<0xE000).contains(low) { unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00) }
            }
            guard let scalar = Unicode.Scalar(unit) else {
                throw syntax("half of a surrogate pair is no character", at: start)
            }
            return Bytes(String(scalar).utf8)
        default:
            index = start
            throw syntax("unknown escape in a text", hint: "write a backslash as \\\\")
        }
    }

    private mutating func unit(from start: Int) throws -> UInt32 {
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

    // Saying what is wrong.

    var here: String {
        let rest = String(decoding: bytes[index...], as: UTF8.self)
        return rest.first.map { $0.isNewline || $0 == "\u{0}" ? "a control character" : "'\($0)'" } ?? "the end"
    }

    func syntax(_ message: String, at place: Int? = nil, hint: String? = nil) -> Failure {
        let before = String(decoding: bytes[..<(place ?? index)], as: UTF8.self)
        return .syntax("query", text, column: before, message, hint)
    }
}

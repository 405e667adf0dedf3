/// Questions about bytes that are the same in every language.
enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}

/// A byte as two hexadecimal digits.
enum HexDigits {
    static func lower(_ byte: UInt8) -> Bytes { [lower[Int(byte >> 4)], lower[Int(byte & 15)]] }

    static func upper(_ byte: UInt8) -> Bytes { [upper[Int(byte >> 4)], upper[Int(byte & 15)]] }

    /// What a digit of either case stands for, or nil.
    static func value(of digit: UInt8) -> UInt8? {
        if ASCII.isDigit(digit) { return digit - UInt8(ascii: "0") }
        let letter = digit | 0x20
        return ASCII.isLetter(digit) && letter <= UInt8(ascii: "f") ? letter - UInt8(ascii: "a") + 10 : nil
    }

    private static let lower = Bytes("0123456789abcdef".utf8)
    private static let upper = Bytes("0123456789ABCDEF".utf8)
}

extension Bytes {
    /// Two lower-case digits for each byte.
    package var hexadecimal: String { String(decoding: flatMap(HexDigits.lower), as: UTF8.self) }
}

extension Collection<UInt8> {
    /// Whether both are the same but for the case of ASCII letters.
    func equalsIgnoringCase(_ other: some Collection<UInt8>) -> Bool {
        count == other.count && zip(self, other).allSatisfy { ASCII.lowercased($0) == ASCII.lowercased($1) }
    }
}

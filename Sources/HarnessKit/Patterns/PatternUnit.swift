/// What stands at a place in a text: a character of valid UTF-8, or a byte that is part of none.
enum PatternUnit {
    case scalar(UInt32, length: Int)
    case loneByte
    /// The second or a later byte of a character: no class and no `.` begins there.
    case inside

    /// UTF-8 tells where its characters begin: nothing further away than three bytes decides.
    init(_ bytes: Bytes, at index: Int) {
        let byte = bytes[index]
        if byte < 0x80 {
            self = .scalar(UInt32(byte), length: 1)
        } else if let (scalar, length) = Self.scalar(bytes, at: index) {
            self = .scalar(scalar, length: length)
        } else {
            self = Self.isInside(bytes, index) ? .inside : .loneByte
        }
    }

    /// Whether the place splits a character.
    static func isInside(_ bytes: Bytes, _ index: Int) -> Bool {
        guard index < bytes.count, isContinuation(bytes[index]) else { return false }
        var lead = index - 1
        while lead >= 0, index - lead < 4 {
            if !isContinuation(bytes[lead]) {
                return scalar(bytes, at: lead).map { lead + $0.length > index } ?? false
            }
            lead -= 1
        }
        return false
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// A character beyond ASCII; neither overlong forms nor halves of surrogate pairs are any.
    private static func scalar(_ bytes: Bytes, at index: Int) -> (value: UInt32, length: Int)? {
        let lead = bytes[index]
        let length: Int
        let least: UInt32
        switch lead {
        case 0xC2...0xDF: (length, least) = (2, 0x80)
        case 0xE0...0xEF: (length, least) = (3, 0x800)
        case 0xF0...0xF4: (length, least) = (4, 0x10000)
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = bytes[index + offset]
            guard isContinuation(byte) else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= least, Unicode.Scalar(value) != nil else { return nil }
        return (value, length)
    }
}

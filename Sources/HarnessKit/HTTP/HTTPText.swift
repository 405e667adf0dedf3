/// What RFC 9110 and RFC 3986 call a token, a space and a character of a path.
enum HTTPText {
    static func isToken(_ bytes: some Collection<UInt8>) -> Bool { !bytes.isEmpty && bytes.allSatisfy(isTokenByte) }

    static func isTokenByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || tokenMarks.contains(byte)
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> Bytes {
        var rest = Bytes(bytes.drop(while: isSpace))
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }

    /// Bytes of somebody else's for a message: quoted, on one line, cut.
    static func quoted(_ bytes: some Collection<UInt8>) -> String {
        let limit = 60
        let text = String(decoding: bytes.prefix(limit), as: UTF8.self).unicodeScalars.map { scalar in
            switch scalar {
            case "\r": "\\r"
            case "\n": "\\n"
            case "\0": "\\0"
            default: scalar.properties.generalCategory == .control ? "\\u{\(hex(scalar))}" : String(scalar)
            }
        }.joined()
        return bytes.count > limit ? "'\(text)…'" : "'\(text)'"
    }

    /// Percent-encodes what may not stand in a path or query; what is encoded already stays as it is.
    ///
    /// A "#" is encoded too: a server is never sent a fragment, so whoever writes one means the character.
    package static func encoded(_ text: String) -> String {
        let bytes = Bytes(text.utf8)
        guard !bytes.allSatisfy(isTargetByte) else { return text }
        var result = Bytes()
        result.reserveCapacity(bytes.count + 16)
        for (index, byte) in bytes.enumerated() {
            let isEncoded =
                byte == UInt8(ascii: "%") && index + 2 < bytes.count && HexDigits.value(of: bytes[index + 1]) != nil
                && HexDigits.value(of: bytes[index + 2]) != nil
            if isTargetByte(byte) || isEncoded {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result += HexDigits.upper(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isTargetByte(_ byte: UInt8) -> Bool { ASCII.isAlphanumeric(byte) || targetMarks.contains(byte) }

    private static func hex(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16) }

    private static let tokenMarks = Bytes("!#$%&'*+-.^_`|~".utf8)
    private static let targetMarks = Bytes("-._~!$&'()*+,;=:@/?".utf8)
}

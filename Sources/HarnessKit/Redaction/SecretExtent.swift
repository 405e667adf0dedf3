import CHarness

/// How far a secret that has been recognised goes on, through however many reads.
enum SecretExtent: Sendable {
    /// To the end of the token.
    case run
    /// To the end of what base64 and bearer tokens are made of.
    case base64
    /// To the END line of a key, or to what cannot be part of one.
    case privateKey

    static let isTokenByte: @Sendable (UInt8) -> Bool = { byte in
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }

    static let isBearerByte: @Sendable (UInt8) -> Bool = { isTokenByte($0) || "+/~=".utf8.contains($0) }

    /// How many of the bytes belong to it.
    func length(in text: Slice<UnsafeRawBufferPointer>) -> Int {
        switch self {
        case .run: return text.prefix(while: Self.isTokenByte).count
        case .base64: return text.prefix(while: Self.isBearerByte).count
        case .privateKey:
            let key = text.prefix { byte in
                ASCII.isAlphanumeric(byte) || "+/=\r\n\\ \t:,-".utf8.contains(byte)
            }
            guard let end = Self.find("-----END ", in: key) else { return key.count }
            let closing = key[end...].dropFirst(9)
            let title = closing.prefix { $0 != UInt8(ascii: "-") }
            let dashes = closing.dropFirst(title.count).prefix(5).prefix { $0 == UInt8(ascii: "-") }
            return key.distance(from: key.startIndex, to: end) + 9 + title.count + dashes.count
        }
    }

    private static func find(_ part: String, in text: Slice<UnsafeRawBufferPointer>) -> Int? {
        let part = Bytes(part.utf8)
        return text.withContiguousStorageIfAvailable { buffer -> Int? in
            guard let base = buffer.baseAddress, let hit = harness_find(base, buffer.count, part, part.count) else {
                return nil
            }
            return text.startIndex + (hit - UnsafeRawPointer(base))
        } ?? nil
    }
}

import CHarness

/// One form that a secret's value can take in a text.
struct SecretPattern: Sendable {
    let bytes: Bytes
    let name: String

    /// The value itself, URL-encoded, escaped for JSON, in hexadecimal, and in base64 wherever it starts there.
    static func forms(of value: Bytes, named name: String) -> [SecretPattern] {
        var forms: Set<Bytes> = [value, hexadecimal(value)]
        forms.formUnion(percentEncodings(value))
        let quoted = JSON.string(String(decoding: value, as: UTF8.self)).bytes(.compact)
        forms.insert(Bytes(quoted.dropFirst().dropLast()))
        forms.formUnion(base64Forms(value))
        return forms.filter { $0.count >= Redactor.shortestSecret }.map { SecretPattern(bytes: $0, name: name) }
    }

    func findings(in text: UnsafeRawBufferPointer) -> [Redactor.Finding] {
        var found: [Redactor.Finding] = []
        guard let base = text.baseAddress else { return [] }
        var at = 0
        while let hit = harness_find(base + at, text.count - at, bytes, bytes.count) {
            let start = hit - base
            found.append(.init(range: start..<start + bytes.count, name: name))
            at = start + bytes.count
        }
        return found
    }

    private static func hexadecimal(_ value: Bytes) -> Bytes { value.flatMap { HexDigits.lower($0) } }

    private static func percentEncodings(_ value: Bytes) -> [Bytes] {
        func encode(_ digits: (UInt8) -> [UInt8], space: Bytes) -> Bytes {
            value.flatMap { byte -> Bytes in
                switch byte {
                case UInt8(ascii: " "): space
                case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"): [byte]
                case _ where ASCII.isAlphanumeric(byte): [byte]
                default: [UInt8(ascii: "%")] + digits(byte)
                }
            }
        }
        return [
            encode(HexDigits.upper, space: Bytes("%20".utf8)), encode(HexDigits.lower, space: Bytes("%20".utf8)),
            encode(HexDigits.upper, space: Bytes("+".utf8)),
        ]
    }

    /// The characters of the base64 text that do not depend on what stands around the value.
    private static func base64Forms(_ value: Bytes) -> [Bytes] {
        (0..<3).flatMap { offset -> [Bytes] in
            let padded = Bytes(repeating: 0, count: offset) + value
            let sure = padded.count / 3 * 4
            let start = [0, 2, 3][offset]
            let text = Bytes(Data(padded).base64EncodedString().utf8)
            let end = max(start, padded.count % 3 == 0 ? text.count : sure + (padded.count % 3 == 1 ? 1 : 2))
            let plain = Bytes(text[start..<min(end, text.count)])
            let urlSafe = plain.map { byte in
                byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
            }
            return [plain, urlSafe]
        }
    }
}

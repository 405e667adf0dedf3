import CHarness

/// One form that a secret's value can take in a text.
struct SecretPattern: Sendable {
    let bytes: Bytes
    let name: String

    /// The value as it is, and as programs commonly write it.
    static func forms(of value: String, named name: String) -> [SecretPattern] {
        let bytes = Bytes(value.utf8)
        var forms: Set<Bytes> = [bytes, bytes.flatMap(HexDigits.lower), bytes.flatMap(HexDigits.upper)]
        forms.formUnion(percentForms(bytes))
        // Our own requests leave alone what looks encoded already.
        forms.insert(Bytes(HTTPText.encoded(value).utf8))
        forms.formUnion(SecretEscapes.forms(of: value))
        forms.formUnion(base64Forms(bytes))
        return forms.filter { $0.count >= Redactor.shortestSecret }.map { SecretPattern(bytes: $0, name: name) }
    }

    /// Every place, also those that overlap.
    func findings(in text: UnsafeRawBufferPointer, from begin: Int) -> [Redactor.Finding] {
        var found: [Redactor.Finding] = []
        guard let base = text.baseAddress else { return [] }
        var at = begin
        while let hit = harness_find(base + at, text.count - at, bytes, bytes.count) {
            let start = hit - base
            found.append(.init(range: start..<start + bytes.count, name: name))
            at = start + 1
        }
        return found
    }

    /// What form encoders, `encodeURIComponent` and `urllib.parse.quote` make of it.
    private static func percentForms(_ value: Bytes) -> [Bytes] {
        let common = "-_.~"
        let dialects: [(kept: String, space: String)] = [
            (common, "%20"), (common, "+"), (common + "!*'()", "%20"), (common + "/", "%20"), ("-_.*", "+"),
            // encodeURI, what our own requests and browsers leave as it is, and Go's PathEscape.
            (common + "!*'();,/?:@&=+$#", "%20"), (common + "!*'();,/?:@&=+$", "%20"), (common + "$&+:=@", "%20"),
        ]
        return dialects.flatMap { dialect in
            [HexDigits.upper, HexDigits.lower].map { digits in
                value.flatMap { byte -> Bytes in
                    if ASCII.isAlphanumeric(byte) || dialect.kept.utf8.contains(byte) { return [byte] }
                    return byte == UInt8(ascii: " ") ? Bytes(dialect.space.utf8) : [UInt8(ascii: "%")] + digits(byte)
                }
            }
        }
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

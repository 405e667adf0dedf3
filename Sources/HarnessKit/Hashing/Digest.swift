/// A SHA-256 as a value; its text is 64 lower-case hexadecimal digits.
package struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let bytes: Bytes

    /// What a finished computation left.
    init(finished bytes: Bytes) {
        self.bytes = bytes
    }

    /// Fails unless there are exactly 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.bytes = Bytes(bytes)
    }

    /// Fails unless the text is what `description` gives.
    package init?(_ text: String) {
        let digits = Bytes(text.utf8)
        // One spelling only: digests are compared as text in files that people edit.
        guard digits.count == 64, !digits.contains(where: { (0x41..<0x5B).contains($0) }) else { return nil }
        var bytes = Bytes()
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = HexDigits.value(of: digits[index]), let low = HexDigits.value(of: digits[index + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    package var description: String { bytes.hexadecimal }

    package static func < (left: Digest, right: Digest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

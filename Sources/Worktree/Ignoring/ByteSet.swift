import HarnessKit

/// A set of bytes.
struct ByteSet: Sendable, Equatable {
    private var words = SIMD4<UInt64>()

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

    mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

    mutating func insert(_ bytes: ClosedRange<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    mutating func insert(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    mutating func remove(_ byte: UInt8) { words[Int(byte >> 6)] &= ~(1 << UInt64(byte & 63)) }

    mutating func invert() { words = ~words }

    /// What git means by `[:name:]`; nil for a name that it does not know.
    init?(named name: ArraySlice<UInt8>) {
        guard let ranges = Self.classes[String(decoding: name, as: UTF8.self)] else { return nil }
        for range in ranges { insert(range) }
    }

    init() {}

    private static let digits: ClosedRange<UInt8> = 0x30...0x39
    private static let upper: ClosedRange<UInt8> = 0x41...0x5A
    private static let lower: ClosedRange<UInt8> = 0x61...0x7A
    /// ASCII only, whatever the language of the user.
    private static let classes: [String: [ClosedRange<UInt8>]] = [
        "alnum": [digits, upper, lower], "alpha": [upper, lower], "blank": [0x20...0x20, 0x09...0x09],
        "cntrl": [0x00...0x1F, 0x7F...0x7F], "digit": [digits], "graph": [0x21...0x7E], "lower": [lower],
        "print": [0x20...0x7E], "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E],
        "space": [0x20...0x20, 0x09...0x0A, 0x0D...0x0D], "upper": [upper],
        "xdigit": [digits, 0x41...0x46, 0x61...0x66],
    ]
}

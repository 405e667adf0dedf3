import HarnessKit

extension Bytes {
    /// Adds a number in groups of seven bits, the lowest first.
    mutating func append(varint number: UInt32) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}

/// A run of a term's entries: for each the distance to the one before and how often the term stands there.
struct PostingList {
    /// How long a run grows before another begins, so that a row of the database fits into a page.
    static let mostBytes = 3500

    private(set) var bytes: Bytes
    private(set) var last: Int

    /// A run whose first entry comes after the one given, or one that goes on after what is stored.
    init(_ bytes: Bytes = [], after last: Int) {
        self.bytes = bytes
        self.last = last
    }

    var isFull: Bool { bytes.count >= Self.mostBytes }

    /// Adds an entry, whose number is higher than all others.
    mutating func append(_ number: Int, count: Int) {
        let few = min(count, 8)
        bytes.append(varint: UInt32(truncatingIfNeeded: (number - last) << 3 | (few - 1)))
        if few == 8 { bytes.append(varint: UInt32(truncatingIfNeeded: count - 8)) }
        last = number
    }

    /// Visits every entry; damaged bytes end it, and no number is higher than the last.
    @inline(__always)
    static func forEach(
        in bytes: Bytes, after first: Int, upTo last: Int, _ body: (_ number: Int, _ count: Int) -> Void
    ) {
        bytes.withUnsafeBytes { forEach(in: $0, after: first, upTo: last, body) }
    }

    @inline(__always)
    static func forEach(
        in buffer: UnsafeRawBufferPointer, after first: Int, upTo last: Int,
        _ body: (_ number: Int, _ count: Int) -> Void
    ) {
        var index = 0
        var number = first
        while index < buffer.count {
            let value = varint(buffer, &index)
            var count = value & 7 + 1
            if count == 8 { count += varint(buffer, &index) }
            number += value >> 3
            guard number <= last else { return }
            body(number, count)
        }
    }

    @inline(__always)
    private static func varint(_ buffer: UnsafeRawBufferPointer, _ index: inout Int) -> Int {
        let first = buffer[index]
        index += 1
        guard first >= 0x80 else { return Int(first) }
        var value = Int(first & 0x7F)
        var shift = 7
        while index < buffer.count, shift < 35 {
            let byte = buffer[index]
            index += 1
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        return value
    }
}

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

/// A term's entries within a block: for each the distance to the one before and how often the term stands there.
struct PostingList {
    /// How many entries a block has room for.
    static let blockSize = 4096

    private(set) var bytes: Bytes
    private var last: Int

    /// An empty list, or one that goes on after what is stored.
    init(_ bytes: Bytes = [], last: Int = -1) {
        self.bytes = bytes
        self.last = last
    }

    /// Adds an entry by its place in the block, behind all others.
    mutating func append(_ place: Int, count: Int) {
        let few = min(count, 8)
        bytes.append(varint: UInt32((place - last) << 3 | (few - 1)))
        if few == 8 { bytes.append(varint: UInt32(count - 8)) }
        last = place
    }

    /// Visits every entry of the list; damaged bytes end it.
    static func forEach(in bytes: Bytes, _ body: (_ place: Int, _ count: Int) -> Void) {
        bytes.withUnsafeBufferPointer { buffer in
            var index = 0
            var place = -1
            while index < buffer.count {
                let value = varint(buffer, &index)
                var count = value & 7 + 1
                if count == 8 { count += varint(buffer, &index) }
                place += value >> 3
                guard place < blockSize else { return }
                body(place, count)
            }
        }
    }

    /// The last place in stored bytes, or -1.
    static func last(in bytes: Bytes) -> Int {
        var last = -1
        forEach(in: bytes) { place, _ in last = place }
        return last
    }

    @inline(__always)
    private static func varint(_ buffer: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Int {
        var value = 0
        var shift = 0
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

import HarnessKit

/// Numbers and bytes in a row, as files of our own hold them.
struct Packing {
    private(set) var bytes = Bytes()

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func add(_ number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Adds bytes with their count before them.
    mutating func add(_ part: Bytes) {
        add(UInt64(part.count))
        bytes += part
    }

    mutating func addRaw(_ part: Bytes) { bytes += part }
}

/// Reads back what was packed; nothing where it ends too soon.
struct Unpacking {
    private let bytes: Bytes
    private var place: Int
    private let end: Int

    init(_ bytes: Bytes, from start: Int = 0, to end: Int? = nil) {
        self.bytes = bytes
        place = start
        self.end = end ?? bytes.count
    }

    var isAtEnd: Bool { place >= end }

    mutating func number() -> UInt64? {
        guard end - place >= 8 else { return nil }
        defer { place += 8 }
        return bytes.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt64.self)) }
    }

    /// The range of bytes that were packed with their count.
    mutating func range() -> Range<Int>? {
        guard let count = number(), count <= UInt64(max(0, end - place)) else { return nil }
        return raw(Int(count))
    }

    mutating func raw(_ count: Int) -> Range<Int>? {
        guard end - place >= count else { return nil }
        defer { place += count }
        return place..<(place + count)
    }
}

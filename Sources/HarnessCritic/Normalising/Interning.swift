import HarnessKit

/// Numbers for texts, equal ones for equal bytes; the bytes lie one after the other, without a string for each.
struct Interning: Sendable {
    private var bytes = Bytes()
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// Places by hash: a number and one, or nothing; a power of two, at most half full.
    private var table: [Int32]

    init(expecting count: Int = 0) {
        var size = 64
        while size < 2 * count { size *= 2 }
        table = Array(repeating: 0, count: size)
        ends.reserveCapacity(min(count, 1 << 20))
        hashes.reserveCapacity(min(count, 1 << 20))
    }

    var count: Int { ends.count }

    /// The number of a text, a new one where it was not seen before.
    mutating func number(of text: UnsafeBufferPointer<UInt8>) -> Int {
        let hash = Self.hash(text)
        var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
        while table[place] != 0 {
            let number = Int(table[place]) - 1
            if hashes[number] == hash, isSame(text, number) { return number }
            place = (place + 1) & (table.count - 1)
        }
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        hashes.append(hash)
        table[place] = Int32(truncatingIfNeeded: ends.count)
        if 2 * ends.count > table.count { grow() }
        return ends.count - 1
    }

    mutating func number(of text: String) -> Int {
        var text = text
        return text.withUTF8 { number(of: $0) }
    }

    func bytes(_ number: Int) -> ArraySlice<UInt8> {
        bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }

    func text(_ number: Int) -> String { String(decoding: bytes(number), as: UTF8.self) }

    private func isSame(_ text: UnsafeBufferPointer<UInt8>, _ number: Int) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        guard ends[number] - start == text.count, let other = text.baseAddress else {
            return text.isEmpty && ends[number] == start
        }
        return bytes.withUnsafeBytes { mine in
            mine.baseAddress.map { memcmp($0 + start, other, text.count) == 0 } ?? text.isEmpty
        }
    }

    private mutating func grow() {
        table = Array(repeating: 0, count: 2 * table.count)
        for (number, hash) in hashes.enumerated() {
            var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
            while table[place] != 0 { place = (place + 1) & (table.count - 1) }
            table[place] = Int32(truncatingIfNeeded: number + 1)
        }
    }

    /// Eight bytes at a time, each multiplied and folded; good enough to tell texts apart, and no secret.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(text.count)
        let raw = UnsafeRawBufferPointer(text)
        var index = 0
        while index + 8 <= raw.count {
            hash = fold(hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var rest: UInt64 = 0
        while index < raw.count {
            rest = rest << 8 | UInt64(raw[index])
            index += 1
        }
        return fold(hash ^ rest)
    }

    private static func fold(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return high ^ low
    }
}

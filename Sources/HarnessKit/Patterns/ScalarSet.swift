/// What a class such as `[^a-zé]` takes: characters, and bytes that are part of none.
struct ScalarSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    /// Beyond ASCII: in order, none touching the next.
    private(set) var ranges: [ClosedRange<UInt32>] = []
    private(set) var takesLoneBytes = false

    static let digits = ScalarSet([0x30...0x39])
    static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let spaces = ScalarSet([0x09...0x0D, 0x20...0x20])

    init(_ ranges: [ClosedRange<UInt32>] = []) {
        for range in ranges { insert(range) }
        normalise()
    }

    /// Whether it takes anything that is longer than a byte or no ASCII.
    var isWide: Bool { takesLoneBytes || !ranges.isEmpty }

    func contains(ascii byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return word >> UInt64(byte & 63) & 1 == 1
    }

    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return contains(ascii: UInt8(scalar)) }
        var (left, right) = (0, ranges.count)
        while left < right {
            let middle = (left + right) / 2
            if ranges[middle].upperBound < scalar { left = middle + 1 } else { right = middle }
        }
        return left < ranges.count && ranges[left].contains(scalar)
    }

    /// Adds without putting in order; `normalise` must follow.
    mutating func insert(_ range: ClosedRange<UInt32>) {
        var scalar = range.lowerBound
        while scalar < 0x80, scalar <= range.upperBound {
            if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
            scalar += 1
        }
        if scalar <= range.upperBound { ranges.append(scalar...range.upperBound) }
    }

    mutating func insert(_ other: ScalarSet) {
        low |= other.low
        high |= other.high
        ranges += other.ranges
        takesLoneBytes = takesLoneBytes || other.takesLoneBytes
    }

    mutating func normalise() {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }

    /// Everything else, of characters and of lone bytes.
    var inverted: ScalarSet {
        var result = ScalarSet()
        result.low = ~low
        result.high = ~high
        result.takesLoneBytes = !takesLoneBytes
        var next: UInt32 = 0x80
        for range in ranges {
            if next < range.lowerBound { result.ranges.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { result.ranges.append(next...0x10FFFF) }
        return result
    }

    /// With the other case of every ASCII letter.
    var folded: ScalarSet {
        var result = self
        let letters: UInt64 = 0x07FF_FFFE  // A to Z in the upper word; a to z are 32 further up
        result.high |= (high & letters) << 32 | (high >> 32) & letters
        return result
    }
}

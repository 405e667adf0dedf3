import HarnessKit

/// The numbers that ranking needs of an entry, without reading it.
struct Facts {
    struct Flags: OptionSet {
        let rawValue: UInt8
        /// Its file does not hold it any more.
        static let gone = Flags(rawValue: 1)
        static let forgotten = Flags(rawValue: 2)
        static let superseded = Flags(rawValue: 4)
        static let stale = Flags(rawValue: 8)
        /// It puts a question: what comes after it in its session may be the answer.
        static let asks = Flags(rawValue: 16)
        /// It counts only until some time, which the entry says.
        static let expires = Flags(rawValue: 32)
        static let dead: Flags = [.gone, .forgotten]
    }

    var milliseconds = 0
    /// Its weighted count of terms.
    var length = 0
    var group = 0
    var type = EntryType.episodic
    var outcome: Outcome?
    var helped = 0
    var hurt = 0
    var times = 1
    var flags: Flags = []

    var isAlive: Bool { flags.isDisjoint(with: .dead) }
}

/// The facts of all entries by their number: rows of the same width, stored in blocks and read where they lie.
struct FactTable {
    static let blockSize = 1024
    private static let width = 24
    private var bytes = Bytes()

    var count: Int { bytes.count / Self.width }

    subscript(number: Int) -> Facts {
        get { withRows { $0[number] } }
        set { bytes.replaceSubrange(number * Self.width..<(number + 1) * Self.width, with: Self.pack(newValue)) }
    }

    mutating func append(_ facts: Facts) { bytes += Self.pack(facts) }

    mutating func append(block: Bytes) { bytes += block }

    mutating func reserve(_ blocks: Int) { bytes.reserveCapacity(blocks * Self.blockSize * Self.width) }

    /// Lets blocks be put at the end where they lie.
    mutating func append(_ body: (inout Bytes) throws -> Void) rethrows { try body(&bytes) }

    /// A block as it is stored.
    func block(_ block: Int) -> Bytes {
        let size = Self.blockSize * Self.width
        return Bytes(bytes[min(block * size, bytes.count)..<min((block + 1) * size, bytes.count)])
    }

    private static func pack(_ fact: Facts) -> Bytes {
        var row = Bytes()
        row.reserveCapacity(width)
        withUnsafeBytes(of: Int64(fact.milliseconds).littleEndian) { row += $0 }
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: fact.group).littleEndian) { row += $0 }
        withUnsafeBytes(of: UInt32(clamping: fact.length).littleEndian) { row += $0 }
        row.append(UInt8(EntryType.allCases.firstIndex(of: fact.type) ?? 0))
        row.append(fact.outcome.flatMap { Outcome.allCases.firstIndex(of: $0) }.map { UInt8($0 + 1) } ?? 0)
        row += [UInt8(clamping: fact.helped), UInt8(clamping: fact.hurt), UInt8(clamping: fact.times)]
        return row + [fact.flags.rawValue, 0, 0]
    }

    func withRows<Value>(_ body: (Rows) throws -> Value) rethrows -> Value {
        try bytes.withUnsafeBytes { try body(Rows(raw: $0, count: count)) }
    }

    /// The rows where they lie; for loops over all of them.
    struct Rows {
        fileprivate let raw: UnsafeRawBufferPointer
        let count: Int

        @inline(__always)
        func milliseconds(_ number: Int) -> Int {
            Int(Int64(littleEndian: raw.loadUnaligned(fromByteOffset: number * width, as: Int64.self)))
        }

        @inline(__always)
        func group(_ number: Int) -> Int32 {
            Int32(
                truncatingIfNeeded: raw.loadUnaligned(fromByteOffset: number * width + 8, as: UInt32.self).littleEndian)
        }

        @inline(__always)
        func length(_ number: Int) -> Int {
            Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: number * width + 12, as: UInt32.self)))
        }

        @inline(__always)
        func flags(_ number: Int) -> Facts.Flags { Facts.Flags(rawValue: raw[number * width + 21]) }

        subscript(number: Int) -> Facts {
            let types = EntryType.allCases, outcomes = Outcome.allCases
            let start = number * width
            var fact = Facts()
            fact.milliseconds = milliseconds(number)
            fact.group = Int(group(number))
            fact.length = length(number)
            fact.type = types[min(Int(raw[start + 16]), types.count - 1)]
            let outcome = Int(raw[start + 17])
            fact.outcome = outcome == 0 || outcome > outcomes.count ? nil : outcomes[outcome - 1]
            fact.helped = Int(raw[start + 18])
            fact.hurt = Int(raw[start + 19])
            fact.times = Int(raw[start + 20])
            fact.flags = flags(number)
            return fact
        }
    }
}

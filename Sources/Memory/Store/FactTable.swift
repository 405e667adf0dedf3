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

    var isAlive: Bool { flags.isDisjoint(with: [.gone, .forgotten]) }
}

/// The facts of all entries by their number, as blocks of rows of the same width.
struct FactTable {
    static let blockSize = 1024
    private static let width = 24

    static func pack(_ facts: some Collection<Facts>) -> Bytes {
        var bytes = Bytes()
        bytes.reserveCapacity(facts.count * width)
        for fact in facts {
            withUnsafeBytes(of: Int64(fact.milliseconds).littleEndian) { bytes += $0 }
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: fact.group).littleEndian) { bytes += $0 }
            withUnsafeBytes(of: UInt32(clamping: fact.length).littleEndian) { bytes += $0 }
            let types = EntryType.allCases, outcomes = Outcome.allCases
            bytes.append(UInt8(types.firstIndex(of: fact.type) ?? 0))
            bytes.append(fact.outcome.flatMap { outcomes.firstIndex(of: $0) }.map { UInt8($0 + 1) } ?? 0)
            bytes += [UInt8(clamping: fact.helped), UInt8(clamping: fact.hurt), UInt8(clamping: fact.times)]
            bytes += [fact.flags.rawValue, 0, 0]
        }
        return bytes
    }

    static func unpack(_ bytes: Bytes, into facts: inout [Facts]) {
        let types = EntryType.allCases, outcomes = Outcome.allCases
        bytes.withUnsafeBytes { raw in
            for start in stride(from: 0, to: raw.count - width + 1, by: width) {
                var fact = Facts()
                fact.milliseconds = Int(Int64(littleEndian: raw.loadUnaligned(fromByteOffset: start, as: Int64.self)))
                fact.group = Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: start + 8, as: UInt32.self)))
                fact.length = Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self)))
                fact.type = types[min(Int(raw[start + 16]), types.count - 1)]
                let outcome = Int(raw[start + 17])
                fact.outcome = outcome == 0 || outcome > outcomes.count ? nil : outcomes[outcome - 1]
                fact.helped = Int(raw[start + 18])
                fact.hurt = Int(raw[start + 19])
                fact.times = Int(raw[start + 20])
                fact.flags = Facts.Flags(rawValue: raw[start + 21])
                facts.append(fact)
            }
        }
    }
}

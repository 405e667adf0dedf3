/// What came of a body: its beginning, its length, its digest; bounded, however much comes.
struct HTTPBody {
    private(set) var kept = Bytes()
    private(set) var length = 0
    private var hash = SHA256()
    private let limits: HTTPLimits

    init(_ limits: HTTPLimits) {
        self.limits = limits
    }

    var digest: Digest { hash.finished() }

    /// Makes room once for what is announced; an announcement alone costs no memory to speak of.
    mutating func expect(_ count: Int) throws {
        guard count <= limits.mostBytes - length else {
            throw HTTPTrouble.Reason.tooLarge("its body exceeds \(limits.mostBytes) bytes")
        }
        if kept.isEmpty { kept.reserveCapacity(min(count, limits.bodyLimit, 64 * 1024)) }
    }

    mutating func add(_ part: UnsafeRawBufferPointer) throws {
        guard part.count <= limits.mostBytes - length else {
            throw HTTPTrouble.Reason.tooLarge("its body exceeds \(limits.mostBytes) bytes")
        }
        length += part.count
        hash.add(part)
        let room = limits.bodyLimit - kept.count
        if room > 0 { kept.append(contentsOf: part.prefix(room)) }
    }
}

/// What a stream said: its first and last part, its whole length and digest; bounded, however much it says.
package struct Capture: Sendable {
    package private(set) var head = Bytes()
    package private(set) var length = 0
    private var tail = Bytes()
    private var hash = SHA256()
    private let limit: Int

    /// Keeps the first and the last `limit` bytes.
    package init(limit: Int = 256 * 1024) {
        self.limit = limit
    }

    package mutating func add(_ bytes: Bytes) {
        hash.add(bytes)
        length += bytes.count
        let room = limit - head.count
        head += bytes.prefix(room)
        tail += bytes.dropFirst(room)
        if tail.count > 2 * limit { tail.removeFirst(tail.count - limit) }
    }

    /// How many bytes in the middle were not kept.
    package var omitted: Int { max(0, length - 2 * limit) }

    package var digest: Digest { hash.finished() }

    /// What was kept, with a line in the middle that says how much is missing.
    package var bytes: Bytes {
        guard omitted > 0 else { return head + tail }
        return head + Bytes("\n[… \(omitted) bytes left out …]\n".utf8) + tail.suffix(limit)
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

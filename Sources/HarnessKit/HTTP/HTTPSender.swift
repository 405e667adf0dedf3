/// Sends a request as fast as the server takes it.
struct HTTPSender {
    private let head: Bytes
    private let body: Bytes
    private(set) var sent = 0
    /// Whether the server takes no more of it.
    private(set) var isBroken = false

    init(head: Bytes, body: Bytes) {
        // What fits goes out in one piece.
        let isSmall = body.count <= 32 * 1024
        self.head = isSmall ? head + body : head
        self.body = isSmall ? [] : body
    }

    var total: Int { head.count + body.count }
    var isUnderway: Bool { sent < total && !isBroken }

    /// Sends until the server takes no more for now, but not for long: it may be answering.
    mutating func push(into stream: TCPStream) {
        let goal = sent + 256 * 1024
        while isUnderway, sent < goal {
            let transfer =
                sent < head.count
                ? Self.send(head, from: sent, stream) : Self.send(body, from: sent - head.count, stream)
            switch transfer {
            case .moved(let count): sent += count
            case .notNow: return
            case .broken: isBroken = true
            }
        }
    }

    private static func send(_ bytes: Bytes, from start: Int, _ stream: TCPStream) -> TCPStream.Transfer {
        bytes.withUnsafeBytes { stream.sendSome(UnsafeRawBufferPointer(rebasing: $0[start...].prefix(128 * 1024))) }
    }
}

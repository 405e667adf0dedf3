/// One request and its answer on one connection: sent and read at the same time.
struct HTTPExchange {
    let stream: TCPStream
    let loop: PollLoop
    let buffer: UnsafeMutableRawBufferPointer
    var sender: HTTPSender
    var reader: HTTPReader
    let started: Duration
    let connect: Duration?
    let deadline: Duration
    private var firstByte: Duration?
    private var hasExcess = false

    init(
        stream: TCPStream, loop: PollLoop, buffer: UnsafeMutableRawBufferPointer, sender: HTTPSender,
        reader: HTTPReader, started: Duration, connect: Duration?, deadline: Duration
    ) {
        self.stream = stream
        self.loop = loop
        self.buffer = buffer
        self.sender = sender
        self.reader = reader
        self.started = started
        self.connect = connect
        self.deadline = deadline
    }

    /// Whether the connection is fit for another request.
    var keepsConnection: Bool { reader.keepsConnection && sender.sent == sender.total && !hasExcess }

    mutating func run() throws -> HTTPResponse {
        do {
            while !reader.isComplete { try turn() }
        } catch let reason as HTTPTrouble.Reason {
            throw trouble(reason)
        }
        guard let response = reader.response(timings) else { throw trouble(.closedEarly) }
        try finishSending()
        return response
    }

    private var timings: HTTPTimings {
        let now = loop.now
        return HTTPTimings(connect: connect, firstByte: (firstByte ?? now) - started, whole: now - started)
    }

    private mutating func turn() throws {
        sender.push(into: stream)
        guard try stream.wait(for: sender.isUnderway ? .both : .receiving, until: deadline) else {
            throw HTTPTrouble.Reason.timedOut(after: deadline - started)
        }
        switch stream.receiveSome(into: buffer) {
        case .moved(0): try reader.end()
        case .moved(let count):
            if firstByte == nil { firstByte = loop.now }
            let taken = try reader.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            hasExcess = taken < count
        case .notNow: break
        case .broken(let number): throw HTTPTrouble.Reason.broken(number)
        }
    }

    /// A server that answers well before it has read everything may still want the rest.
    private mutating func finishSending() throws {
        guard reader.keepsConnection, let status = reader.status, status < 400 else { return }
        while sender.isUnderway {
            sender.push(into: stream)
            guard sender.isUnderway, try stream.wait(for: .sending, until: deadline) else { return }
        }
    }

    private func trouble(_ reason: HTTPTrouble.Reason) -> HTTPTrouble {
        var progress = reader.progress
        progress.sent = sender.sent
        progress.request = sender.total
        let isSending = reader.stage == .waiting && sender.sent < sender.total
        var trouble = HTTPTrouble(isSending ? .sending : reader.stage, reason, stream.endpoint, progress)
        trouble.partial = reader.response(timings)
        return trouble
    }
}

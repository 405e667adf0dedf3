/// Reads one answer from bytes as they come, however they are cut; never waits, never traps.
package struct HTTPReader {
    private enum State {
        case head
        case sized(left: Int)
        case chunked
        case untilClose
        case complete
    }

    private let isHead: Bool
    private let limits: HTTPLimits
    private var state = State.head
    private var section = HTTPLines("headers")
    private var interim = 0
    private var head: HTTPHead?
    private var framing = HTTPFraming.none
    private var body: HTTPBody
    private var chunks = HTTPChunks()
    private var notes: [String] = []
    private var received = 0

    /// Reads the answer to a request; that to HEAD has no body whatever its headers say.
    package init(to method: String, limits: HTTPLimits) {
        isHead = method == "HEAD"
        self.limits = limits
        body = HTTPBody(limits)
    }

    package var isComplete: Bool {
        if case .complete = state { return true }
        return false
    }

    /// How far it got.
    var stage: HTTPTrouble.Stage { received == 0 ? .waiting : head == nil ? .headers : .body }

    var progress: HTTPTrouble.Progress {
        var announced: Int?
        if case .sized(let count) = framing { announced = count }
        return HTTPTrouble.Progress(headers: received, body: body.length, announced: announced)
    }

    /// The status, once the headers are whole.
    var status: Int? { head?.status }

    /// Whether the server lets the connection be used again, as far as the answer says.
    var keepsConnection: Bool {
        guard let head, isComplete, framing != .untilClose, head.status != 101, notes.isEmpty else { return false }
        let words = head.headers.words("Connection")
        return head.isVersion10 ? words.contains("keep-alive") : !words.contains("close")
    }

    /// Takes bytes; returns how many, all of them unless the answer has ended.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) throws -> Int {
        var position = 0
        while position < bytes.count, !isComplete {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
            switch state {
            case .head:
                received += rest.count
                let taken = try section.take(rest)
                received -= rest.count - taken.count
                try checkBeginning()
                position += taken.count
                if taken.hasEnded { try finishHead() }
            case .sized(let left):
                let count = min(left, rest.count)
                try body.add(UnsafeRawBufferPointer(rebasing: rest[..<count]))
                position += count
                state = count == left ? .complete : .sized(left: left - count)
            case .chunked:
                position += try chunks.take(rest, into: &body)
                if chunks.isComplete { state = .complete }
            case .untilClose:
                try body.add(rest)
                position = bytes.count
            case .complete: break
            }
        }
        return position
    }

    /// The server has closed: the end of some answers, too early for others.
    package mutating func end() throws {
        switch state {
        case .untilClose, .complete: state = .complete
        default: throw HTTPTrouble.Reason.closedEarly
        }
    }

    /// What has come, once the headers are whole.
    package func response(_ timings: HTTPTimings) -> HTTPResponse? {
        guard let head else { return nil }
        return HTTPResponse(
            version: head.version, status: head.status, reason: head.reason, headers: head.headers, body: body.kept,
            length: body.length, sha256: body.digest, trailers: chunks.trailers, notes: notes, timings: timings)
    }

    /// Something that is no HTTP is told by its first bytes; it may never send a line.
    private func checkBeginning() throws {
        guard !section.bytes.starts(with: HTTPHead.beginning),
            !HTTPHead.beginning.starts(with: section.bytes)
        else { return }
        let isTLS = section.bytes.count > 1 && (0x14...0x17).contains(section.bytes[0]) && section.bytes[1] == 3
        let what = isTLS ? "a TLS record" : HTTPText.quoted(section.bytes.prefix { $0 != 0x0A && $0 != 0x0D })
        throw HTTPTrouble.Reason.malformed("it begins with \(what), not with HTTP/")
    }

    private mutating func finishHead() throws {
        let head = try HTTPHead(section.bytes)
        if head.status < 200, head.status != 101 {
            interim += 1
            guard interim <= HTTPLimits.interimAnswers else {
                throw HTTPTrouble.Reason.malformed("more than \(HTTPLimits.interimAnswers) interim answers (1xx)")
            }
            section = HTTPLines("headers")
            return
        }
        framing = try HTTPFraming(head, isHead: isHead, notes: &notes)
        self.head = head
        switch framing {
        case .none, .sized(0): state = .complete
        case .sized(let count):
            try body.expect(count)
            state = .sized(left: count)
        case .chunked: state = .chunked
        case .untilClose: state = .untilClose
        }
    }
}

/// One client: what it has sent, and what it has yet to be sent. Never waits.
///
/// The next request is answered only when the last answer is on its way, so that a client which sends
/// and does not read costs one answer's memory and no more.
final class Connection {
    static let idleTime = Duration.seconds(30)
    static let lingerTime = Duration.seconds(2)

    let descriptor: Int32
    private(set) var deadline: ContinuousClock.Instant
    private var reader = RequestReader()
    private var output: ArraySlice<UInt8> = []
    private var phase = Phase.open

    private enum Phase {
        /// Requests are welcome.
        case open
        /// What is in `output` is the last answer.
        case closing
        /// Everything is sent. Reads on, so that the system does not throw the answer away with the unread bytes.
        case lingering
        case closed
    }

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        deadline = .now + Self.idleTime
        makeNonBlocking(descriptor)
    }

    deinit {
        close(descriptor)
    }

    var isClosed: Bool { phase == .closed || deadline <= .now }

    /// True while a client waits for the end of something that it or we began.
    var isBusy: Bool { !output.isEmpty || phase == .lingering || (phase == .open && reader.isMidway) }

    /// What to wait for: room for the rest of the answer, or else more bytes.
    var interest: Int16 { Int16(output.isEmpty ? POLLIN : POLLOUT) }

    /// Reads, answers and writes as far as that goes without waiting.
    func advance(_ answer: (Request) -> Response) {
        if output.isEmpty { receive() }
        flush()
        while phase == .open, output.isEmpty, let (response, isHead) = nextResponse(answer) {
            if response.closes { phase = .closing }
            output = response.bytes(toHead: isHead)[...]
            flush()
        }
        if phase == .closing, output.isEmpty { linger() }
    }

    private func nextResponse(_ answer: (Request) -> Response) -> (response: Response, isHead: Bool)? {
        do throws(RequestReader.Refusal) {
            guard let request = try reader.next() else { return nil }
            var response = answer(request)
            if !request.keepsAlive { response.closes = true }
            return (response, request.method == "HEAD")
        } catch {
            var response = Response.error(error.message, error.status)
            response.closes = true
            return (response, false)
        }
    }

    private func receive() {
        var bytes = [UInt8](repeating: 0, count: 16 * 1024)
        let count = read(descriptor, &bytes, bytes.count)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        if count <= 0 {
            // The end, or a broken connection. Nobody waits for an answer: a whole request is answered before
            // more is read.
            phase = .closed
        } else if phase == .open {
            reader.append(bytes.prefix(count))
            deadline = .now + Self.idleTime
        }
    }

    private func flush() {
        while !output.isEmpty, phase != .closed {
            let count = output.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                output = output.dropFirst(count)
                deadline = .now + Self.idleTime
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                phase = .closed
            }
        }
    }

    private func linger() {
        phase = .lingering
        deadline = .now + Self.lingerTime
        shutdown(descriptor, Int32(SHUT_WR))
    }
}

/// A connection to an HTTP/1.1 server, kept open from one request to the next; redirects are never followed.
package final class HTTPConnection {
    package let endpoint: Endpoint
    private let loop: PollLoop
    private let buffer: UnsafeMutableRawBufferPointer
    private var stream: TCPStream?

    package init(to endpoint: Endpoint, on loop: PollLoop) {
        self.endpoint = endpoint
        self.loop = loop
        buffer = .allocate(byteCount: 64 * 1024, alignment: 16)
    }

    /// Takes an IP address or "localhost"; connects with the first request.
    package convenience init(host: String, port: UInt16, on loop: PollLoop) throws {
        self.init(to: try Endpoint(host: host, port: port), on: loop)
    }

    deinit {
        buffer.deallocate()
    }

    /// Closes it; the next request opens another.
    package func close() {
        stream = nil
    }

    /// Sends a request and reads its answer, all by a moment of the loop's clock. Throws `HTTPTrouble`.
    ///
    /// A server may close a kept connection at any time. Seen before sending, or when not a byte of the request was
    /// taken, a new connection is made for any method; when it closes before answering a byte, only for one that may
    /// be repeated (GET, HEAD, PUT, DELETE, OPTIONS, TRACE), and only once.
    package func send(_ request: HTTPRequest, deadline: Duration, limits: HTTPLimits = HTTPLimits()) throws
        -> HTTPResponse
    {
        let head = try request.head(for: endpoint)
        let started = loop.now
        if let kept = stream, kept.isIdle {
            do {
                return try exchange(request, head, on: kept, limits, started: started, connect: nil, deadline: deadline)
            } catch let trouble as HTTPTrouble where Self.isWorthRepeating(request, trouble) {}
        }
        stream = nil
        let fresh = try TCPStream(to: endpoint, on: loop, deadline: deadline)
        let connect = loop.now - started
        return try exchange(request, head, on: fresh, limits, started: started, connect: connect, deadline: deadline)
    }

    private func exchange(
        _ request: HTTPRequest, _ head: Bytes, on stream: TCPStream, _ limits: HTTPLimits, started: Duration,
        connect: Duration?, deadline: Duration
    ) throws -> HTTPResponse {
        // Only an exchange that ended well leaves a connection behind, whatever is thrown.
        self.stream = nil
        var exchange = HTTPExchange(
            stream: stream, loop: loop, buffer: buffer, sender: HTTPSender(head: head, body: request.body),
            reader: HTTPReader(to: request.method, limits: limits), started: started, connect: connect,
            deadline: deadline)
        let response = try exchange.run()
        if exchange.keepsConnection, !request.headers.words("Connection").contains("close") { self.stream = stream }
        return response
    }

    private static func isWorthRepeating(_ request: HTTPRequest, _ trouble: HTTPTrouble) -> Bool {
        guard trouble.reason == .closedEarly || trouble.reason == .reset else { return false }
        switch trouble.stage {
        case .sending: return trouble.progress.sent == 0 || request.isIdempotent
        case .waiting: return request.isIdempotent
        default: return false
        }
    }
}

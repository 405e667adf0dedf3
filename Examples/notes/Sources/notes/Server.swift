/// Listens on the loopback address and serves all clients from one poll loop.
final class Server {
    static let mostConnections = 200
    static let graceTime = Duration.seconds(5)

    /// The port that was given, or that the system chose for 0.
    let port: UInt16
    private var listener: Int32
    private let answer: (Request) -> Response
    private var connections: [Connection] = []

    init(port: UInt16, answer: @escaping (Request) -> Response) throws {
        listener = socket(AF_INET, streamSocket, 0)
        guard listener >= 0 else { throw SystemError(call: "socket") }
        makeNonBlocking(listener)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        self.port = try Self.claim(port, for: listener)
        guard listen(listener, 128) == 0 else { throw SystemError(call: "listen") }
        self.answer = answer
    }

    deinit {
        close(listener)
    }

    private static func claim(_ port: UInt16, for descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                guard bind(descriptor, $0, size) == 0 else { throw SystemError(call: "bind to port \(port)") }
                getsockname(descriptor, $0, &size)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
    }

    /// Serves until a byte can be read from `stop`; then whoever is in the middle of something may finish it.
    func run(until stop: Int32) {
        while !turn(stop: stop) {}
        close(listener)  // whoever knocks now is told at once
        listener = -1
        let end = ContinuousClock.now + Self.graceTime
        while true {
            connections.removeAll { !$0.isBusy }
            if connections.isEmpty || .now >= end { return }
            _ = turn(stop: nil)
        }
    }

    /// Waits once, at most a second, and advances whoever can; without a `stop` nobody new comes in.
    ///
    /// True when it is time to stop.
    private func turn(stop: Int32?) -> Bool {
        let accepts = stop != nil && connections.count < Self.mostConnections
        // The system passes over descriptors below zero.
        var waits = [
            pollfd(fd: stop ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: accepts ? listener : -1, events: Int16(POLLIN), revents: 0),
        ]
        waits += connections.map { pollfd(fd: $0.descriptor, events: $0.interest, revents: 0) }
        let hasNews = poll(&waits, nfds_t(waits.count), 1000) > 0
        if hasNews {
            for (connection, wait) in zip(connections, waits.dropFirst(2)) where wait.revents != 0 {
                connection.advance(answer)
            }
            if waits[1].revents != 0 { welcome() }
        }
        connections.removeAll(where: \.isClosed)
        return hasNews && waits[0].revents != 0
    }

    private func welcome() {
        let descriptor = accept(listener, nil, nil)
        if descriptor >= 0 { connections.append(Connection(descriptor)) }
    }
}

import CHarness

/// A TCP connection whose every wait ends at a deadline.
package final class TCPStream {
    package let endpoint: Endpoint
    /// The port at our end.
    package let localPort: UInt16
    private let descriptor: Descriptor
    private let loop: PollLoop

    /// Connects; "localhost" means 127.0.0.1, then ::1.
    package init(to endpoint: Endpoint, on loop: PollLoop, deadline: Duration) throws {
        self.endpoint = endpoint
        self.loop = loop
        descriptor = try Self.connect(to: endpoint, on: loop, deadline: deadline)
        localPort = harness_local_port(descriptor.number)
    }

    /// What one attempt to move bytes came to.
    enum Transfer {
        case moved(Int)
        case notNow
        case broken(Int32)
    }

    package enum Direction { case receiving, sending, both }

    /// Whether it is open and nothing has come: a request may be sent.
    var isIdle: Bool { harness_is_idle(descriptor.number) != 0 }

    package func close() {
        descriptor.end()
    }

    /// Tells the other end that no more will come; it can still answer.
    package func endSending() {
        shutdown(descriptor.number, Int32(SHUT_WR))
    }

    /// Sends all bytes.
    package func send(_ bytes: Bytes, deadline: Duration) throws {
        let started = loop.now
        var sent = 0
        while sent < bytes.count {
            let transfer = bytes.withUnsafeBytes { sendSome(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
            let progress = HTTPTrouble.Progress(sent: sent, request: bytes.count)
            switch transfer {
            case .moved(let count): sent += count
            case .broken(let number):
                throw HTTPTrouble(.sending, .broken(number), endpoint, progress)
            case .notNow:
                guard try wait(for: .sending, until: deadline) else {
                    throw HTTPTrouble(.sending, .timedOut(after: deadline - started), endpoint, progress)
                }
            }
        }
    }

    /// Receives at most `capacity` of the bytes that come next; none once the other end has closed.
    package func receive(upTo capacity: Int = 16 * 1024, deadline: Duration) throws -> Bytes {
        try receive(upTo: capacity, after: 0, started: loop.now, deadline: deadline)
    }

    /// Receives until the other end closes; more than `limit` bytes are an error.
    package func receiveAll(limit: Int = 8 << 20, deadline: Duration) throws -> Bytes {
        let started = loop.now
        var all = Bytes()
        while true {
            let part = try receive(upTo: 64 * 1024, after: all.count, started: started, deadline: deadline)
            if part.isEmpty { return all }
            all += part
            guard all.count <= limit else {
                throw HTTPTrouble(.body, .tooLarge("more than \(limit) bytes came"), endpoint)
            }
        }
    }

    /// Waits until bytes can move; false where the deadline came first. Other watches of the loop are served.
    func wait(for direction: Direction, until deadline: Duration) throws -> Bool {
        var isReady = false
        var tokens: [PollLoop.Token] = []
        defer { for token in tokens { loop.remove(token) } }
        if direction != .sending { tokens.append(loop.onReadable(descriptor.number) { isReady = true }) }
        if direction != .receiving { tokens.append(loop.onWritable(descriptor.number) { isReady = true }) }
        return try loop.run(until: deadline) { isReady }
    }

    func sendSome(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        Self.transfer(harness_send(descriptor.number, bytes.baseAddress, bytes.count))
    }

    /// Moves what is there into the buffer; zero bytes are the end.
    func receiveSome(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        Self.transfer(retrying { recv(descriptor.number, buffer.baseAddress, buffer.count, 0) })
    }

    private static func transfer(_ count: Int) -> Transfer {
        if count >= 0 { return .moved(count) }
        return errno == EAGAIN || errno == EWOULDBLOCK ? .notNow : .broken(errno)
    }

    private func receive(upTo capacity: Int, after count: Int, started: Duration, deadline: Duration) throws -> Bytes {
        let stage = count == 0 ? HTTPTrouble.Stage.waiting : .body
        let progress = HTTPTrouble.Progress(body: count)
        while try wait(for: .receiving, until: deadline) {
            var transfer = Transfer.notNow
            let part = Bytes(unsafeUninitializedCapacity: max(1, capacity)) { buffer, filled in
                transfer = receiveSome(into: UnsafeMutableRawBufferPointer(buffer))
                if case .moved(let count) = transfer { filled = count }
            }
            switch transfer {
            case .moved: return part
            case .notNow: continue
            case .broken(let number): throw HTTPTrouble(stage, .broken(number), endpoint, progress)
            }
        }
        throw HTTPTrouble(stage, .timedOut(after: deadline - started), endpoint, progress)
    }

    private static func connect(to endpoint: Endpoint, on loop: PollLoop, deadline: Duration) throws -> Descriptor {
        let started = loop.now
        var problems: [Int32] = []
        for address in endpoint.addresses {
            var number: Int32 = -1
            var problem = harness_connect(address, endpoint.port, &number)
            let descriptor = Descriptor(owning: number)
            if problem == EINPROGRESS {
                var isDecided = false
                let token = loop.onWritable(number) { isDecided = true }
                defer { loop.remove(token) }
                guard try loop.run(until: deadline, { isDecided }) else {
                    throw HTTPTrouble(.connecting, .timedOut(after: deadline - started), endpoint)
                }
                problem = harness_connected(number)
            }
            if problem == 0 { return descriptor }
            problems.append(problem)
        }
        // A machine without IPv6 says so for ::1, which is not what the user wants to know.
        let problem = problems.first ?? EINVAL
        throw HTTPTrouble(.connecting, .broken(problem), endpoint)
    }
}

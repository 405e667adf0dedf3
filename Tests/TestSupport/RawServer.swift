import HarnessKit
import Synchronization

/// A server on a loopback address whose every byte a test scripts; each connection has a thread of its own.
package final class RawServer: Sendable {
    package let port: UInt16
    private let listener: Int32
    private let accepts: Bool
    private let log = RequestLog()

    /// The heads and bodies that were read, in the order of their ends.
    package var requests: [String] { log.requests.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }

    package init(
        onIPv6: Bool = false, backlog: Int32 = 256, _ script: (@Sendable (RawConnection) throws -> Void)?
    ) throws {
        accepts = script != nil
        listener = socket(onIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        port = try Self.bind(listener, onIPv6: onIPv6)
        guard listen(listener, backlog) == 0 else { throw SystemError("listen on", "a port") }
        guard let script else { return }
        let listener = listener
        let log = log
        Worker.start {
            var number = 0
            while true {
                let accepted = accept(listener, nil, nil)
                if accepted < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard accepted >= 0 else {
                    close(listener)
                    return
                }
                _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
                let index = number
                number += 1
                Worker.start {
                    let connection = RawConnection(accepted, number: index, log: log)
                    try? script(connection)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        // Else the thread that accepts closes it: before, its number must not become somebody else's.
        if !accepts { close(listener) }
    }

    private static func bind(_ listener: Int32, onIPv6: Bool) throws -> UInt16 {
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, 4)
        // Family, port, and the loopback address in network order; on 16 and 28 bytes.
        var address = Bytes(repeating: 0, count: onIPv6 ? 28 : 16)
        address[0] = UInt8(onIPv6 ? AF_INET6 : AF_INET)
        if onIPv6 { address[23] = 1 } else { address.replaceSubrange(4..<8, with: [127, 0, 0, 1]) }
        var length = socklen_t(address.count)
        let isBound = address.withUnsafeMutableBytes { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return bindSocket(listener, pointer, length) == 0 && getsockname(listener, pointer, &length) == 0
        }
        guard isBound else { throw SystemError("bind", "a port") }
        return UInt16(address[2]) << 8 | UInt16(address[3])
    }
}

private func bindSocket(_ socket: Int32, _ address: UnsafeMutablePointer<sockaddr>?, _ length: socklen_t) -> Int32 {
    guard let address else { return -1 }
    return bind(socket, address, length)
}

/// What all connections of a server have read.
private final class RequestLog: Sendable {
    let requests = Mutex<[Bytes]>([])

    func note(_ request: Bytes) { requests.withLock { $0.append(request) } }
}

/// The server's end of a connection.
package final class RawConnection {
    /// Which connection of its server, from 0.
    package let number: Int
    private var descriptor: Int32
    private var rest = Bytes()
    private let log: RequestLog

    fileprivate init(_ descriptor: Int32, number: Int, log: RequestLog) {
        self.descriptor = descriptor
        self.number = number
        self.log = log
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
    }

    deinit {
        end()
    }

    package func end() {
        guard descriptor >= 0 else { return }
        // A process that another test starts at this moment may hold a copy.
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        descriptor = -1
    }

    /// Ends it so that the other end is told of a reset.
    package func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
        descriptor = -1
    }

    /// Sends nothing more, but goes on receiving.
    package func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    package func send(_ text: String) throws { try send(Bytes(text.utf8)) }

    package func send(_ bytes: Bytes) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                sendSome(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
            }
            guard count > 0 else { throw SystemError("send to", "a client") }
            sent += count
        }
    }

    package func pause(_ milliseconds: UInt32) { usleep(milliseconds * 1000) }

    /// What comes next; nothing at the end.
    package func receive() -> Bytes {
        guard rest.isEmpty else {
            defer { rest = [] }
            return rest
        }
        return receiveNew()
    }

    private func receiveNew() -> Bytes {
        Bytes(unsafeUninitializedCapacity: 64 * 1024) { buffer, count in
            count = max(0, retrying { read(descriptor, buffer.baseAddress, buffer.count) })
        }
    }

    /// Reads so many bytes and no more; false at the end.
    package func skip(_ count: Int) -> Bool {
        var left = count
        while left > 0 {
            let part = receive()
            if part.isEmpty { return false }
            if part.count > left { rest = Bytes(part[left...]) }
            left -= part.count
        }
        return true
    }

    /// Waits for the client to close.
    package func waitForEnd() {
        while !receive().isEmpty {}
    }

    /// Reads a head and, without its body, leaves what follows; false at the end.
    package func readHead() -> Bool {
        guard let end = readToEmptyLine() else { return false }
        log.note(Bytes(rest[..<end]))
        rest.removeFirst(end)
        return true
    }

    /// Reads a whole request whose body has a Content-Length; false at the end.
    package func readRequest() -> Bool {
        guard let end = readToEmptyLine() else { return false }
        let head = String(decoding: rest[..<end], as: UTF8.self).lowercased()
        let length =
            head.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
            .flatMap { Int($0.dropFirst(16)) } ?? 0
        while rest.count < end + length {
            let part = receiveNew()
            if part.isEmpty { return false }
            rest += part
        }
        log.note(Bytes(rest[..<(end + min(length, 4096))]))
        rest.removeFirst(end + length)
        return true
    }

    private func readToEmptyLine() -> Int? {
        while true {
            if let end = rest.indices.first(where: { rest[$0...].starts(with: [13, 10, 13, 10]) }) { return end + 4 }
            let part = receiveNew()
            if part.isEmpty { return nil }
            rest += part
        }
    }
}

private func sendSome(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    retrying { send(descriptor, bytes, count, Int32(MSG_NOSIGNAL)) }
}

import HarnessKit

/// Serves a stand-in's answers on a port until it is ended.
final class StandInServer {
    private let listener: TCPListener
    private let loop: PollLoop
    private var mind: StandInMind
    private var connections: [Int32: Connection] = [:]

    private final class Connection {
        let descriptor: Descriptor
        var token: PollLoop.Token?
        var received = Bytes()

        init(_ descriptor: Descriptor) {
            self.descriptor = descriptor
        }
    }

    init(_ mind: StandInMind, on port: UInt16, loop: PollLoop) throws {
        self.mind = mind
        self.loop = loop
        listener = try TCPListener(on: port)
    }

    func serve() throws {
        let token = loop.onReadable(listener.number) { [unowned self] in accept() }
        defer { loop.remove(token) }
        while true { try loop.turn(until: nil) }
    }

    private func accept() {
        while let descriptor = listener.accept() {
            let connection = Connection(descriptor)
            connections[descriptor.number] = connection
            connection.token = loop.onReadable(descriptor.number) { [unowned self] in receive(connection) }
        }
    }

    private func receive(_ connection: Connection) {
        guard let part = try? connection.descriptor.receive(upTo: 64 * 1024, from: "a client"), !part.isEmpty else {
            return end(connection)
        }
        connection.received += part
        do {
            while let (request, length) = try RequestText(connection.received).request {
                connection.received.removeFirst(length)
                try send(mind.answer(to: request), to: connection, isHead: request.method == "HEAD")
            }
        } catch is RequestText.NotHTTP {
            try? connection.descriptor.send(mind.answer(to: connection.received), to: "a client")
            end(connection)
        } catch {
            end(connection)
        }
    }

    private func send(_ answer: StandInAnswer, to connection: Connection, isHead: Bool) throws {
        let body = Bytes(answer.body.utf8)
        var head = "HTTP/1.1 \(answer.status) \(answer.status < 400 ? "OK" : "Error")\r\n"
        for (name, value) in answer.headers.sorted(by: { $0.key.precedes($1.key) }) { head += "\(name): \(value)\r\n" }
        if answer.status != 204 { head += "Content-Length: \(body.count)\r\n" }
        let hasBody = answer.status != 204 && answer.status != 304 && !isHead
        try connection.descriptor.send(Bytes("\(head)\r\n".utf8) + (hasBody ? body : []), to: "a client")
    }

    private func end(_ connection: Connection) {
        if let token = connection.token { loop.remove(token) }
        connections[connection.descriptor.number] = nil
        connection.descriptor.end()
    }
}

/// What a client has sent so far, as the request that it begins with.
struct RequestText {
    private let bytes: Bytes

    struct NotHTTP: Error {}

    init(_ bytes: Bytes) {
        self.bytes = bytes
    }

    private static let methods = ["GET ", "HEAD ", "POST ", "PUT ", "PATCH ", "DELETE ", "OPTIONS "]

    /// The request and how long it is; nil while it is not whole.
    var request: (HTTPRequest, length: Int)? {
        get throws {
            guard !bytes.isEmpty else { return nil }
            guard Self.methods.contains(where: { bytes.starts(with: $0.utf8.prefix(bytes.count)) }) else {
                throw NotHTTP()
            }
            guard let end = bytes.offset(of: Bytes("\r\n\r\n".utf8)) else { return nil }
            let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
            let words = (lines.first ?? "").split(separator: " ")
            guard words.count == 3 else { throw NotHTTP() }
            var request = HTTPRequest(String(words[0]), String(words[1]))
            for line in lines.dropFirst() {
                let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard sides.count == 2 else { continue }
                let value = sides[1].drop { $0 == " " }
                request.headers.append(HTTPHeader(String(sides[0]), String(value)))
            }
            let length = request.headers.first("Content-Length").flatMap { Int($0) } ?? 0
            let whole = end + 4 + max(0, length)
            guard bytes.count >= whole else { return nil }
            request.body = Bytes(bytes[(end + 4)..<whole])
            return (request, whole)
        }
    }
}

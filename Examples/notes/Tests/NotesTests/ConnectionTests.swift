import Testing

@testable import notes

/// A connection at one end of a pair of sockets, a client at the other.
struct ConnectionTests {
    private let client: Int32
    private let connection: Connection

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, streamSocket, 0, &ends) == 0)
        (client, connection) = (ends[0], Connection(ends[1]))
        makeNonBlocking(client)
    }

    private func send(_ text: String) {
        #expect(write(client, text, text.utf8.count) == text.utf8.count)
    }

    private func answers() -> String {
        connection.advance { Response.json([$0.target]) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(client, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func `A connection lives on after an answer`() {
        defer { close(client) }
        send("GET /a HTTP/1.1\r\n")
        #expect(answers() == "")
        #expect(connection.isBusy)
        send("\r\n")
        #expect(answers().hasSuffix("Content-Length: 6\r\nConnection: keep-alive\r\n\r\n[\"/a\"]"))
        #expect(!connection.isBusy && !connection.isClosed)
        send("GET /b HTTP/1.1\r\n\r\nHEAD /c HTTP/1.1\r\nConnection: close\r\n\r\n")
        let answers = answers()
        #expect(answers.contains("[\"/b\"]HTTP/1.1 200 OK"))
        #expect(answers.hasSuffix("Content-Length: 6\r\nConnection: close\r\n\r\n"))
    }

    @Test func `A refused request is answered, and what follows it is not`() {
        send("nonsense\r\n\r\nGET /a HTTP/1.1\r\n\r\n")
        let answers = answers()
        #expect(answers.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(answers.hasSuffix("Connection: close\r\n\r\n{\"error\":\"the request line is malformed\"}"))
        close(client)
        connection.advance { _ in Response(status: .ok) }
        #expect(connection.isClosed)
    }

    @Test func `A client that hangs up closes the connection`() {
        close(client)
        connection.advance { _ in Response(status: .ok) }
        #expect(connection.isClosed)
    }
}

import HarnessKit
import TestSupport
import Testing

/// What a server sends, and what we make of it.
@Suite(.timeLimit(.minutes(30))) struct HTTPTests {
    let loop = PollLoop(clock: .system)

    private func connection(_ server: RawServer) throws -> HTTPConnection {
        try HTTPConnection(host: "127.0.0.1", port: server.port, on: loop)
    }

    /// A server that reads each request and answers with these pieces, a moment apart.
    private func server(_ pieces: String..., thenCloses: Bool = false) throws -> RawServer {
        try RawServer { connection in
            while connection.readRequest() {
                for piece in pieces {
                    try connection.send(piece)
                    if pieces.count > 1 { connection.pause(3) }
                }
                if thenCloses { return }
            }
        }
    }

    private func answer(
        _ request: HTTPRequest = HTTPRequest("GET", "/"), from server: RawServer, within span: Duration = .seconds(10),
        limits: HTTPLimits = HTTPLimits()
    ) throws -> HTTPResponse {
        try connection(server).send(request, deadline: loop.now + span, limits: limits)
    }

    /// The message of what must fail; the port is a word.
    private func trouble(
        _ request: HTTPRequest = HTTPRequest("GET", "/"), from server: RawServer, within span: Duration = .seconds(10),
        limits: HTTPLimits = HTTPLimits()
    ) -> String {
        do {
            let response = try answer(request, from: server, within: span, limits: limits)
            return "no trouble: \(response.status) \(text(response))"
        } catch {
            let failure = Failure(translating: error)
            expect(failure.code == .unavailable && failure.hint != nil)
            return failure.message.split(separator: ":\(server.port)").joined(separator: ":PORT")
        }
    }

    private func trouble(_ pieces: String, within span: Duration = .seconds(10)) throws -> String {
        try trouble(from: server(pieces, thenCloses: true), within: span)
    }

    private func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    // What is sent

    @Test func `A request is sent with what it needs and nothing twice`() throws {
        let server = try server("HTTP/1.1 204 No Content\r\n\r\n")
        let connection = try connection(server)
        _ = try connection.send(HTTPRequest("GET", "/a?b=c"), deadline: loop.now + .seconds(5))
        let own = [("host", "me"), ("USER-AGENT", "x"), ("Accept-encoding", "gzip"), ("Connection", "close")]
            .map { HTTPHeader($0.0, $0.1) }
        let post = HTTPRequest("POST", "/", headers: own, body: Bytes("hello".utf8))
        _ = try connection.send(post, deadline: loop.now + .seconds(5))
        expect(
            server.requests,
            is: [
                "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nUser-Agent: Mozilla/5.0 (compatible)\r\n"
                    + "Accept-Encoding: identity\r\nConnection: keep-alive\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 5\r\nhost: me\r\nUSER-AGENT: x\r\nAccept-encoding: gzip\r\n"
                    + "Connection: close\r\n\r\nhello",
            ])
    }

    @Test func `What would become another line is refused before anything is sent`() throws {
        let server = try server("HTTP/1.1 204 No Content\r\n\r\n")
        func message(_ request: HTTPRequest) -> String {
            do {
                _ = try answer(request, from: server)
                return ""
            } catch {
                expect((error as? Failure)?.code, is: .malformed)
                return Failure(translating: error).message
            }
        }
        expect(message(HTTPRequest("GET\r\nX: y", "/")), is: "method 'GET\\r\\nX: y' is no HTTP method")
        expect(message(HTTPRequest("", "/")), is: "method '' is no HTTP method")
        expect(message(HTTPRequest("CONNECT", "a:1")), is: "method 'CONNECT' is not supported")
        expect(
            message(HTTPRequest("GET", "/a b")), is: "target '/a b' is empty or holds a space or control character")
        expect(
            message(HTTPRequest("GET", "/\0")), is: "target '/\\0' is empty or holds a space or control character")
        let headers = { HTTPRequest("GET", "/", headers: [HTTPHeader($0, $1)]) }
        expect(message(headers("A\nB", "c")), is: "'A\\nB' is no name of a header")
        expect(message(headers("A", "c\r\nB: d")), is: "the value of header 'A' holds a line end or NUL")
        expect(message(headers("A", "c\0")), is: "the value of header 'A' holds a line end or NUL")
        expect(server.requests.isEmpty)
    }

    @Test(
        arguments: [
            ("/a b", "/a%20b"), ("/ü/ñ?q=né", "/%C3%BC/%C3%B1?q=n%C3%A9"), ("/a%20b%C3%BC", "/a%20b%C3%BC"),
            ("/100%", "/100%25"), ("/%zz%4", "/%25zz%254"), ("/a?x=[1]&y={2}#z", "/a?x=%5B1%5D&y=%7B2%7D%23z"),
            ("/a\r\nb", "/a%0D%0Ab"), ("/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@"), ("", ""),
        ])
    func `A path is encoded where it must be and only there`(path: String, encoded: String) {
        expect(HTTPRequest.encodedTarget(path), is: encoded)
        expect(HTTPRequest.encodedTarget(encoded), is: encoded)
    }

    @Test func `Names are not looked up`() throws {
        for host in ["example.org", "", "127.0.0.1:80", "127.0.0.1\0", "[]", "fe80::1%lo"] {
            #expect {
                try HTTPConnection(host: host, port: 80, on: loop)
            } throws: {
                Failure(translating: $0).message == "host '\(host)' is no IP address, and names are not looked up"
            }
        }
        try expect(Endpoint(host: "[::1]", port: 80).description, is: "[::1]:80")
    }

    @Test func `A server on ::1 alone is found under localhost`() throws {
        let server = try RawServer(onIPv6: true) { connection in
            while connection.readRequest() { try connection.send("HTTP/1.1 204 No Content\r\n\r\n") }
        }
        for host in ["localhost", "::1", "[::1]", "LocalHost"] {
            let connection = try HTTPConnection(host: host, port: server.port, on: loop)
            try expect(connection.send(HTTPRequest("GET", "/"), deadline: loop.now + .seconds(5)).status, is: 204)
        }
        expect(server.requests[1].contains("\r\nHost: [::1]:\(server.port)\r\n"))
    }

    // What an answer looks like

    @Test func `Status, headers, body and times arrive as they were sent`() throws {
        let response = try answer(
            from: server(
                "HTTP/1.1 201 Made  it\r\nX-A: 1\r\nContent-Type:text/plain \r\nx-a:\t2\r\n"
                    + "Content-Length: 5\r\n\r\nhello"
            ))
        expect(response.version == "HTTP/1.1" && response.status == 201 && response.reason == "Made  it")
        expect(response.headers.map(\.name), is: ["X-A", "Content-Type", "x-a", "Content-Length"])
        expect(response.headers.first("content-type") == "text/plain" && response.headers.all("X-a") == ["1", "2"])
        expect(response.headers.first("Location") == nil)
        expect(text(response) == "hello" && response.length == 5 && !response.isTruncated)
        expect(response.sha256 == SHA256.digest(of: Bytes("hello".utf8)) && response.notes.isEmpty)
        let times = response.timings
        let connect = try #require(times.connect)
        expect(connect <= times.firstByte && times.firstByte <= times.whole && times.whole < .seconds(30))
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok"),
            ("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
            ("HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
            ("HTTP/1.1 299 \u{E9}\r\nContent-Length : 2\r\n\r\nok", 299, "ok"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok", 200, "ok"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""),
            ("HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n", 204, ""),
            ("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", 304, ""),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                200, "ok"
            ),
            ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u{1}\u{2}", 101, ""),
            ("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 2\r\n\r\nno", 302, "no"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + "3\r\nabc\r\n00A;x=\"y\"\r\n0123456789\r\n0\r\n\r\n",
                200, "abc0123456789"
            ),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3 \nabc\n0\n\n", 200, "abc"),
            ("HTTP/1.1 999 ?\r\nContent-Length: 1\r\n\r\n?", 999, "?"),
        ])
    func `An answer is understood, whole or cut to bytes, and the connection is kept`(
        bytes: String, status: Int, body: String
    ) throws {
        let server = try server(bytes)
        let connection = try connection(server)
        for _ in 0..<2 {
            let response = try connection.send(HTTPRequest("GET", "/"), deadline: loop.now + .seconds(5))
            expect(response.status == status && text(response) == body && response.notes.isEmpty)
        }
        let again = try connection.send(HTTPRequest("GET", "/"), deadline: loop.now + .seconds(5))
        withExtendedLifetime(server) {}
        expect((again.timings.connect == nil), is: (status != 101))
        var reader = HTTPReader(to: "GET", limits: HTTPLimits())
        for byte in Bytes(bytes.utf8) where !reader.isComplete {
            _ = try withUnsafeBytes(of: byte) { try reader.add($0) }
        }
        let slow = try #require(reader.response(again.timings))
        expect(reader.isComplete && slow.status == status && text(slow) == body)
    }

    @Test func `HEAD has no body, whatever it announces`() throws {
        let server = try server("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        let connection = try connection(server)
        for _ in 0..<3 {
            let response = try connection.send(HTTPRequest("HEAD", "/"), deadline: loop.now + .seconds(5))
            expect(response.length == 0 && response.headers.first("Content-Length") == "99999999999")
        }
    }

    @Test func `A body without a length ends with the connection`() throws {
        let server = try server("HTTP/1.1 200 OK\r\n\r\n", "until ", "the end", thenCloses: true)
        let connection = try connection(server)
        for _ in 0..<2 {
            let response = try connection.send(HTTPRequest("POST", "/"), deadline: loop.now + .seconds(5))
            expect(text(response) == "until the end" && response.timings.connect != nil)
        }
    }

    @Test func `An answer of version 1 point 0 closes unless it says otherwise`() throws {
        let closingServer = try server("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")
        let closing = try connection(closingServer)
        let keepingServer = try server("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok")
        let keeping = try connection(keepingServer)
        for index in 0..<2 {
            let first = try closing.send(HTTPRequest("GET", "/"), deadline: loop.now + .seconds(5))
            expect(first.version == "HTTP/1.0" && first.timings.connect != nil)
            let second = try keeping.send(HTTPRequest("GET", "/"), deadline: loop.now + .seconds(5))
            expect((second.timings.connect != nil), is: (index == 0))
            withExtendedLifetime((closingServer, keepingServer)) {}
        }
    }

    @Test func `Trailers are kept apart from headers`() throws {
        let response = try answer(
            from: server(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n"))
        expect(response.trailers.all("x-sum") == ["1", "2"] && response.headers.first("X-Sum") == nil)
    }

    @Test func `A header that goes on in the next line is one header`() throws {
        let response = try answer(
            from: server("HTTP/1.1 200 OK\r\nX-Long: one\r\n  two\r\n\tthree \r\nContent-Length: 0\r\n\r\n"))
        expect(response.headers.first("X-Long") == "one two three" && response.headers.count == 2)
    }

    @Test func `Where both lengths stand, chunked counts, and it is noted`() throws {
        let server = try server(
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
        let connection = try connection(server)
        for _ in 0..<2 {
            let response = try connection.send(HTTPRequest("GET", "/"), deadline: loop.now + .seconds(5))
            expect(text(response) == "ok" && response.timings.connect != nil)
            expect(response.notes, is: ["both Content-Length and Transfer-Encoding: the latter counts"])
        }
    }

    @Test func `A coding that is not undone is noted, and the body is what came`() throws {
        let response = try answer(
            from: server(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nContent-Encoding: br\r\n\r\n"
                    + "2\r\n\u{1}\u{2}\r\n0\r\n\r\n"
            ))
        expect(response.body == [1, 2] && response.headers.first("Content-Encoding") == "br")
        expect(response.notes, is: ["transfer codings that are not undone: gzip, chunked"])
    }

    @Test func `Bytes that are no UTF-8 stay what they are`() throws {
        let server = try RawServer { connection in
            _ = connection.readRequest()
            try connection.send(
                Bytes("HTTP/1.1 200 OK\r\nX: caf".utf8) + [0xE9] + Bytes("\r\nContent-Length: 1\r\n\r\n".utf8) + [0xFF])
        }
        let response = try answer(from: server)
        expect(response.headers[0].valueBytes == Bytes("caf".utf8) + [0xE9] && response.body == [0xFF])
        expect(response.headers[0].value, is: "caf\u{FFFD}")
    }

    // What is no answer

    @Test(
        arguments: [
            ("SSH-2.0-OpenSSH_9\r\n", "it begins with 'SSH-2.0-OpenSSH_9', not with HTTP/"),
            ("\u{15}\u{3}\u{1}", "it begins with a TLS record, not with HTTP/"),
            ("\r\nHTTP/1.1 200 OK\r\n\r\n", "it begins with '', not with HTTP/"),
            ("HTTP/1.1 20 OK\r\n\r\n", "the status line is 'HTTP/1.1 20 OK'"),
            ("HTTP/1.1 2000 OK\r\n\r\n", "the status line is 'HTTP/1.1 2000 OK'"),
            ("HTTP/1.1 099 OK\r\n\r\n", "the status line is 'HTTP/1.1 099 OK'"),
            ("HTTP/1.1  200 OK\r\n\r\n", "the status line is 'HTTP/1.1  200 OK'"),
            ("HTTP/1.1\r\n\r\n", "the status line is 'HTTP/1.1'"),
            ("HTTP/2.0 200 OK\r\n\r\n", "the version is 'HTTP/2.0'"),
            ("HTTP/1.1 200 O\0K\r\n\r\n", "the status line is 'HTTP/1.1 200 O\\0K'"),
            ("HTTP/1.1 200 OK\r\nnothing\r\n\r\n", "the header line 'nothing' has no colon"),
            ("HTTP/1.1 200 OK\r\n: x\r\n\r\n", "'' is no name of a header"),
            ("HTTP/1.1 200 OK\r\na b: x\r\n\r\n", "'a b' is no name of a header"),
            ("HTTP/1.1 200 OK\r\n a: x\r\n\r\n", "the first header line begins with a space"),
            ("HTTP/1.1 200 OK\r\na: x\0y\r\n\r\n", "the header line 'a: x\\0y' holds a carriage return or NUL"),
            ("HTTP/1.1 200 OK\r\na: x\ry\r\n\r\n", "the header line 'a: x\\ry' holds a carriage return or NUL"),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "conflicting Content-Lengths: 5 and 6"
            ),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n", "conflicting Content-Lengths: 5 and 6"),
            ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "Content-Length is '-5'"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n", "Content-Length is '0x5'"),
            ("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", "Content-Length is ''"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
                "Transfer-Encoding names 'chunked' twice"
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "the size of a chunk is 'xyz'"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "the size of a chunk is '-1'"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", "the size of a chunk is ''"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
                "a chunk is followed by 'bc', not a line end"
            ),
        ])
    func `A malformed answer is named`(bytes: String, what: String) throws {
        try expect(trouble(bytes), is: "malformed answer from 127.0.0.1:PORT: \(what)")
    }

    @Test func `An answer that is too large is named`() throws {
        let ok = "HTTP/1.1 200 OK\r\n"
        let long = String(repeating: "x", count: 40_000)
        let cases = [
            (ok + "A: \(long)\r\n", "a line of the headers exceeds 32768 bytes"),
            (ok + long, "a line of the headers exceeds 32768 bytes"),
            (ok + String(repeating: "A: b\r\n", count: 12_000), "the headers exceed 65536 bytes"),
            (ok + "Content-Length: 1073741825\r\n\r\n", "its body exceeds 1073741824 bytes"),
            (ok + "Content-Length: 99999999999999999999\r\n\r\n", "Content-Length is '99999999999999999999'"),
            (ok + "Transfer-Encoding: chunked\r\n\r\n40000001\r\n", "its body exceeds 1073741824 bytes"),
            (
                ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
                "the size of a chunk is 'fffffffffffffffff'"
            ),
            (ok + "Transfer-Encoding: chunked\r\n\r\n1;\(long)", "the line of a chunk's size exceeds 4096 bytes"),
            (ok + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: \(long)", "a line of the trailers exceeds 32768 bytes"),
        ]
        for (bytes, what) in cases {
            try expect(trouble(bytes), is: "too large an answer from 127.0.0.1:PORT: \(what)")
        }
    }

    @Test func `Endless interim answers are an error`() throws {
        let bytes = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 17)
        try expect(
            trouble(bytes), is: "malformed answer from 127.0.0.1:PORT: more than 16 interim answers (1xx)")
    }

    @Test func `An early end is told by how far it got`() throws {
        let cases = [
            ("", "before it answered a byte"), ("HTTP/1.1 200 OK\r\nContent-Le", "within the headers, after 27 bytes"),
            ("HTTP/1.1 100 Continue\r\n\r\n", "within the headers, after 25 bytes"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhell", "after 4 of 10 bytes of the body"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "after 3 bytes of the body"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "after 5 bytes of the body"),
        ]
        for (bytes, place) in cases {
            try expect(trouble(bytes), is: "127.0.0.1:PORT closed the connection \(place)")
        }
        let resetting = try RawServer { connection in
            _ = connection.readRequest()
            try connection.send("HTTP/1.1 200 OK\r\n\r\npart")
            connection.pause(50)
            connection.reset()
        }
        expect(trouble(from: resetting), is: "127.0.0.1:PORT reset the connection after 4 bytes of the body")
    }

    @Test func `What had come of an answer goes with the trouble`() throws {
        let server = try server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhell", thenCloses: true)
        do {
            _ = try answer(from: server)
            Issue.record("no trouble")
        } catch let trouble as HTTPTrouble {
            expect(trouble.stage == .body && trouble.reason == .closedEarly)
            let partial = try #require(trouble.partial)
            expect(partial.status == 200 && text(partial) == "hell")
        }
    }

    @Test func `A refused connection is told so at once`() throws {
        let port = try FreePort.pick()
        for host in ["127.0.0.1", "::1", "localhost"] {
            let connection = try HTTPConnection(host: host, port: port, on: loop)
            #expect {
                try connection.send(HTTPRequest("GET", "/"), deadline: loop.now + .seconds(5))
            } throws: {
                Failure(translating: $0).message
                    == "connection refused on \(host == "::1" ? "[::1]" : host):\(port)"
            }
        }
    }
}

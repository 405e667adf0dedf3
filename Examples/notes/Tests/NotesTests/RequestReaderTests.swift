import Testing

@testable import notes

struct RequestReaderTests {
    private func requests(in text: String, pieces size: Int = .max) throws -> [Request] {
        var reader = RequestReader()
        var rest = Array(text.utf8)[...]
        var requests: [Request] = []
        while !rest.isEmpty {
            reader.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            while let request = try reader.next() { requests.append(request) }
        }
        #expect(!reader.isMidway)
        return requests
    }

    private static let three = """
        GET /notes?q=a HTTP/1.1\r\nHost: x\r\n\r\n\
        POST /notes HTTP/1.1\r\nContent-Length:  4 \r\n\r\nabcd\
        POST /notes HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3;why=not\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n
        """

    @Test(arguments: [1, 2, 7, Int.max])
    func `Requests are the same in whatever pieces they arrive`(size: Int) throws {
        let requests = try requests(in: Self.three, pieces: size)
        #expect(requests.map(\.method) == ["GET", "POST", "POST"])
        #expect(requests.map { String(decoding: $0.body, as: UTF8.self) } == ["", "abcd", "abc0123456789"])
    }

    @Test func `Who closes is told by version and header`() throws {
        let heads = ["1.1\r\n", "1.0\r\n", "1.1\r\nConnection: Close\r\n", "1.0\r\nconnection: keep-alive\r\n"]
        let answers = try heads.flatMap { try requests(in: "GET / HTTP/\($0)\r\n").map(\.keepsAlive) }
        #expect(answers == [true, false, false, true])
    }

    @Test(arguments: [
        ("GET /\r\n\r\n", 400), ("G T / HTTP/1.1\r\n\r\n", 400), ("GET x HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\n\r\n", 505), ("GET / HTTP/1.1\r\nno header\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nA : b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n", 413),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 413),
        ("GET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n", 417),
        ("GET /" + String(repeating: "x", count: 9000), 414),
        ("GET / HTTP/1.1\r\nA: " + String(repeating: "x", count: 9000), 431),
        ("GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 65), 431),
    ])
    func `What is malformed or too long is refused`(text: String, status: Int) {
        #expect { try requests(in: text) } throws: { ($0 as? RequestReader.Refusal)?.status.code == status }
    }

    @Test func `Paths and queries are decoded, or refused`() {
        let request = Request(method: "GET", target: "/n%C3%B6tes/a+b?q=%26+%E2%9C%93&x&q=2")
        #expect(request.path == ["nötes", "a+b"])
        #expect(request.query("q") == ["& ✓", "2"])
        #expect(request.query("x") == [""])
        #expect(Request(method: "GET", target: "/%zz").path == nil)
        #expect(Request(method: "GET", target: "/%ff").path == nil)
        #expect(Request(method: "GET", target: "/?q=%4").query("q") == nil)
    }
}

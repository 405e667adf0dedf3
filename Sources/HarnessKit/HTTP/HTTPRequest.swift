/// A request, its headers in their order.
package struct HTTPRequest: Sendable, Hashable {
    package var method: String
    /// Path and query as they are sent; see `encodedTarget`.
    package var target: String
    package var headers: [HTTPHeader]
    package var body: Bytes

    package init(_ method: String, _ target: String, headers: [HTTPHeader] = [], body: Bytes = []) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// Percent-encodes what may not stand in a path or query; what is encoded already stays as it is.
    package static func encodedTarget(_ text: String) -> String { HTTPText.encoded(text) }

    /// An ordinary one: a program must not be able to tell that it is being verified.
    private static let userAgent = "Mozilla/5.0 (compatible)"

    /// Whether sending it twice is as good as sending it once.
    var isIdempotent: Bool { ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method) }

    /// The head as it is sent. Host, Content-Length and three more are added unless they are given.
    func head(for endpoint: Endpoint) throws -> Bytes {
        try check()
        var bytes = Bytes()
        bytes.reserveCapacity(512)
        bytes += "\(method) \(target) HTTP/1.1\r\n".utf8
        if !has("Host") {
            bytes += "Host: \(endpoint.port == 80 ? endpoint.bracketedHost : endpoint.description)\r\n".utf8
        }
        if !has("User-Agent") { bytes += "User-Agent: \(Self.userAgent)\r\n".utf8 }
        if !has("Accept-Encoding") { bytes += "Accept-Encoding: identity\r\n".utf8 }
        if !has("Connection") { bytes += "Connection: keep-alive\r\n".utf8 }
        if needsLength { bytes += "Content-Length: \(body.count)\r\n".utf8 }
        for header in headers {
            bytes += header.nameBytes
            bytes += ": ".utf8
            bytes += header.valueBytes
            bytes += "\r\n".utf8
        }
        bytes += "\r\n".utf8
        return bytes
    }

    private func has(_ name: String) -> Bool { headers.contains { $0.nameBytes.equalsIgnoringCase(name.utf8) } }

    private var needsLength: Bool {
        (!body.isEmpty || ["POST", "PUT", "PATCH"].contains(method)) && !has("Content-Length")
            && !has("Transfer-Encoding")
    }

    /// Refuses what would end a line early and so become another request.
    private func check() throws {
        guard HTTPText.isToken(method.utf8) else {
            throw Failure(
                .malformed, "method \(HTTPText.quoted(method.utf8)) is no HTTP method", hint: "write one such as GET")
        }
        guard method != "CONNECT" else {
            throw Failure(.malformed, "method 'CONNECT' is not supported", hint: "connect to the server itself")
        }
        guard !target.isEmpty, !target.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw Failure(
                .malformed, "target \(HTTPText.quoted(target.utf8)) is empty or holds a space or control character",
                hint: "begin it with / and percent-encode the rest")
        }
        for header in headers {
            guard HTTPText.isToken(header.nameBytes) else {
                throw Failure(
                    .malformed, "\(HTTPText.quoted(header.nameBytes)) is no name of a header",
                    hint: "use letters, digits and hyphens")
            }
            guard !header.valueBytes.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
                throw Failure(
                    .malformed, "the value of header '\(header.name)' holds a line end or NUL",
                    hint: "give it as one line")
            }
        }
    }
}

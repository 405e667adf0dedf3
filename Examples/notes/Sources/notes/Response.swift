/// An answer, and how it stands on the wire.
struct Response: Equatable {
    var status: Status
    var headers: [String] = []
    var body: [UInt8] = []
    var closes = false

    struct Status: Equatable {
        let code: Int
        let reason: String

        init(_ code: Int, _ reason: String) {
            (self.code, self.reason) = (code, reason)
        }

        static let ok = Status(200, "OK")
        static let created = Status(201, "Created")
        static let noContent = Status(204, "No Content")
        static let badRequest = Status(400, "Bad Request")
        static let notFound = Status(404, "Not Found")
        static let methodNotAllowed = Status(405, "Method Not Allowed")
        static let tooLarge = Status(413, "Content Too Large")
        static let targetTooLong = Status(414, "URI Too Long")
        static let expectationFailed = Status(417, "Expectation Failed")
        static let unprocessable = Status(422, "Unprocessable Content")
        static let headTooLarge = Status(431, "Request Header Fields Too Large")
        static let failed = Status(500, "Internal Server Error")
        static let notImplemented = Status(501, "Not Implemented")
        static let versionNotSupported = Status(505, "HTTP Version Not Supported")
    }

    /// An answer that holds a value as JSON.
    static func json(_ value: some Encodable, _ status: Status = .ok, headers: [String] = []) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(value) else { return Response(status: .failed) }
        return Response(status: status, headers: ["Content-Type: application/json"] + headers, body: [UInt8](body))
    }

    /// `{"error": message}`
    static func error(_ message: String, _ status: Status, headers: [String] = []) -> Response {
        json(["error": message], status, headers: headers)
    }

    /// The bytes on the wire. An answer to HEAD has the head of the answer to GET, and no body.
    func bytes(toHead isHead: Bool = false) -> [UInt8] {
        var lines = ["HTTP/1.1 \(status.code) \(status.reason)"] + headers
        if status != .noContent { lines.append("Content-Length: \(body.count)") }
        lines.append("Connection: \(closes ? "close" : "keep-alive")")
        let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        return isHead ? head : head + body
    }
}

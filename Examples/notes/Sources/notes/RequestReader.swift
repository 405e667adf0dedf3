/// Makes requests of bytes, in whatever pieces they arrive.
struct RequestReader {
    static let longestLine = 8 * 1024
    static let mostHeaders = 64
    static let longestBody = 64 * 1024

    /// Why no request can be made of these bytes; the connection is of no use afterwards.
    struct Refusal: Error, Equatable {
        let status: Response.Status
        let message: String

        init(_ status: Response.Status, _ message: String) {
            (self.status, self.message) = (status, message)
        }
    }

    private enum State {
        case requestLine
        case headers(Request)
        case body(Request, count: Int)
        case chunkSize(Request)
        case chunk(Request, count: Int)
        case trailers(Request, count: Int)
    }

    private var state = State.requestLine
    private var buffer: [UInt8] = []

    /// True between the first byte of a request and its last.
    var isMidway: Bool {
        if case .requestLine = state { return !buffer.isEmpty }
        return true
    }

    mutating func append(_ bytes: some Sequence<UInt8>) {
        buffer += bytes
    }

    /// The next whole request, or nil where more bytes are needed.
    mutating func next() throws(Refusal) -> Request? {
        while true {
            switch state {
            case .requestLine:
                guard let line = try takeLine(tooLong: .targetTooLong) else { return nil }
                if line.isEmpty { continue }  // some clients end a body with one line end too many
                state = .headers(try request(ofLine: line))
            case .headers(var request):
                guard let line = try takeLine(tooLong: .headTooLarge) else { return nil }
                if line.isEmpty {
                    state = try stateAfterHead(of: &request)
                } else {
                    request.headers.append(try header(ofLine: line))
                    guard request.headers.count <= Self.mostHeaders else {
                        throw Refusal(.headTooLarge, "more than \(Self.mostHeaders) headers")
                    }
                    state = .headers(request)
                }
            case .body(var request, let count):
                guard let body = take(count) else { return nil }
                request.body = body
                state = .requestLine
                return request
            case .chunkSize(let request):
                guard let line = try takeLine(tooLong: .badRequest) else { return nil }
                let size = try chunkSize(ofLine: line)
                guard request.body.count + size <= Self.longestBody else { throw Self.bodyIsTooLong }
                state = size == 0 ? .trailers(request, count: 0) : .chunk(request, count: size)
            case .chunk(var request, let count):
                guard let data = take(count + 2) else { return nil }
                guard data.suffix(2) == [0x0D, 0x0A] else { throw Refusal(.badRequest, "a chunk is cut") }
                request.body += data.dropLast(2)
                state = .chunkSize(request)
            case .trailers(let request, let count):
                guard let line = try takeLine(tooLong: .headTooLarge) else { return nil }
                guard count <= Self.mostHeaders else { throw Refusal(.headTooLarge, "too many trailers") }
                state = .trailers(request, count: count + 1)
                if line.isEmpty {
                    state = .requestLine
                    return request
                }
            }
        }
    }

    // The grammar, RFC 9112.

    private func request(ofLine line: String) throws(Refusal) -> Request {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3, Self.isToken(words[0]), words[2].hasPrefix("HTTP/") else {
            throw Refusal(.badRequest, "the request line is malformed")
        }
        guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else {
            throw Refusal(.versionNotSupported, "only HTTP/1.1 is spoken here")
        }
        guard words[1].hasPrefix("/"), words[1].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Refusal(.badRequest, "the request's target is malformed")
        }
        return Request(method: words[0], target: words[1], keepsAlive: words[2] == "HTTP/1.1")
    }

    private func header(ofLine line: String) throws(Refusal) -> Request.Header {
        let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, Self.isToken(String(sides[0])) else {
            throw Refusal(.badRequest, "a header is malformed")
        }
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let value = sides[1].drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return Request.Header(name: sides[0].lowercased(), value: String(value))
    }

    private func stateAfterHead(of request: inout Request) throws(Refusal) -> State {
        let options = (request.header("connection") ?? "").lowercased()
        if options.contains("close") { request.keepsAlive = false }
        if options.contains("keep-alive") && !options.contains("close") { request.keepsAlive = true }
        guard request.header("expect") == nil else {
            throw Refusal(.expectationFailed, "send the body without asking first")
        }
        switch (request.header("transfer-encoding")?.lowercased(), request.header("content-length")) {
        case (nil, nil): return .body(request, count: 0)
        case ("chunked", nil): return .chunkSize(request)
        case (_?, nil): throw Refusal(.notImplemented, "the only transfer encoding here is 'chunked'")
        case (_?, _?): throw Refusal(.badRequest, "a body has one length")
        case (nil, let length?):
            guard length.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !length.isEmpty else {
                throw Refusal(.badRequest, "'\(length)' is no length")
            }
            // Digits that do not fit an Int are too long as well.
            guard let count = Int(length), count <= Self.longestBody else { throw Self.bodyIsTooLong }
            return .body(request, count: count)
        }
    }

    private func chunkSize(ofLine line: String) throws(Refusal) -> Int {
        let digits = line.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            throw Refusal(.badRequest, "a chunk has no size")
        }
        guard digits.count <= 8, let size = Int(digits, radix: 16) else { throw Self.bodyIsTooLong }
        return size
    }

    private static let bodyIsTooLong = Refusal(.tooLarge, "a body has at most \(longestBody) bytes")

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "!#$%&'*+-.^_`|~".contains($0)) }
    }

    // The buffer.

    /// Takes a line without its end. Headers are Latin-1 by tradition; what is not UTF-8 is refused here.
    private mutating func takeLine(tooLong: Response.Status) throws(Refusal) -> String? {
        let end = buffer.prefix(Self.longestLine).firstIndex(of: 0x0A)
        guard let end else {
            guard buffer.count < Self.longestLine else {
                throw Refusal(tooLong, "a line has at most \(Self.longestLine) bytes")
            }
            return nil
        }
        var line = buffer[..<end]
        if line.last == 0x0D { line.removeLast() }
        guard let text = String(validating: line, as: UTF8.self), !line.contains(where: { $0 < 0x20 && $0 != 0x09 })
        else { throw Refusal(.badRequest, "a line is no text") }
        buffer.removeFirst(end + 1)
        return text
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
        guard buffer.count >= count else { return nil }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }
}

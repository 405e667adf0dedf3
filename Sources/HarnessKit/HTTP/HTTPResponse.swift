/// A server's answer, as it was sent.
package struct HTTPResponse: Sendable {
    /// "HTTP/1.1".
    package let version: String
    package let status: Int
    /// What stood behind the status, perhaps nothing.
    package let reason: String
    /// In their order, repeated ones too.
    package let headers: [HTTPHeader]
    /// The first bytes of the body, not decoded, as many as the limit allowed.
    package let body: Bytes
    /// How long all of the body is.
    package let length: Int
    /// Of all of the body.
    package let sha256: Digest
    package let trailers: [HTTPHeader]
    /// What was odd about it, though it could be understood.
    package let notes: [String]
    package let timings: HTTPTimings

    /// Whether the body is longer than what was kept.
    package var isTruncated: Bool { length > body.count }
}

/// When what came, counted from the beginning of the request.
package struct HTTPTimings: Sendable, Equatable {
    /// How long connecting took; nil where an open connection was used.
    package var connect: Duration?
    package var firstByte: Duration
    package var whole: Duration

    package init(connect: Duration? = nil, firstByte: Duration, whole: Duration) {
        self.connect = connect
        self.firstByte = firstByte
        self.whole = whole
    }
}

/// How much of an answer is taken.
package struct HTTPLimits: Sendable, Equatable {
    /// How many bytes of the body are kept; the rest is counted and hashed.
    package var bodyLimit: Int
    /// How long a body may be at all.
    package var mostBytes: Int

    package init(bodyLimit: Int = 8 << 20, mostBytes: Int = 1 << 30) {
        self.bodyLimit = max(0, bodyLimit)
        self.mostBytes = max(0, mostBytes)
    }

    static let section = 64 * 1024
    static let line = 32 * 1024
    static let chunkLine = 4 * 1024
    static let interimAnswers = 16
}

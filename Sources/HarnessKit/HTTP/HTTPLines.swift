/// Gathers the lines of a header section up to the empty one, however they arrive, within limits.
struct HTTPLines {
    private(set) var bytes = Bytes()
    private var lineStart = 0

    /// What the limits are said to be exceeded by.
    let subject: String

    init(_ subject: String) {
        self.subject = subject
    }

    /// Takes bytes up to the end of the section; returns how many, and whether it has ended.
    mutating func take(_ part: UnsafeRawBufferPointer) throws -> (count: Int, hasEnded: Bool) {
        var position = 0
        while let end = HTTPBytes.lineEnd(in: part, from: position) {
            bytes.append(contentsOf: part[position...end])
            position = end + 1
            let length = bytes.count - lineStart
            try checkLimits()
            let isEmpty = length == 1 || (length == 2 && bytes[lineStart] == 0x0D)
            lineStart = bytes.count
            if isEmpty { return (position, true) }
        }
        bytes.append(contentsOf: part[position...])
        try checkLimits()
        return (part.count, false)
    }

    private func checkLimits() throws {
        guard bytes.count - lineStart <= HTTPLimits.line else {
            throw HTTPTrouble.Reason.tooLarge("a line of the \(subject) exceeds \(HTTPLimits.line) bytes")
        }
        guard bytes.count <= HTTPLimits.section else {
            throw HTTPTrouble.Reason.tooLarge("the \(subject) exceed \(HTTPLimits.section) bytes")
        }
    }
}

/// Searching in bytes that lie elsewhere.
enum HTTPBytes {
    /// The place of the next line feed.
    static func lineEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, 0x0A, bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// Lines without their ends, LF or CR LF, and without the empty one at the end of a section.
    static func lines(of section: Bytes) -> [Range<Int>] {
        section.withUnsafeBytes { bytes in
            var lines: [Range<Int>] = []
            var start = 0
            while let feed = lineEnd(in: bytes, from: start) {
                let end = feed > start && bytes[feed - 1] == 0x0D ? feed - 1 : feed
                if end > start { lines.append(start..<end) }
                start = feed + 1
            }
            return lines
        }
    }
}

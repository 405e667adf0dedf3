/// A status line and the headers below it.
struct HTTPHead {
    let version: String
    let isVersion10: Bool
    let status: Int
    let reason: String
    let headers: [HTTPHeader]

    /// What every answer begins with.
    static let beginning = Bytes("HTTP/".utf8)

    init(_ section: Bytes) throws {
        let lines = HTTPBytes.lines(of: section)
        let first = section[lines.first ?? 0..<0]
        // "HTTP/1.1 200 OK"; the reason and the space before it may be missing
        let fields = first.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count >= 2, fields[0].count == 8, fields[0].starts(with: Self.beginning),
            let status = Self.status(fields[1])
        else { throw HTTPTrouble.Reason.malformed("the status line is \(HTTPText.quoted(first))") }
        version = String(decoding: fields[0], as: UTF8.self)
        guard fields[0].dropFirst(5).elementsEqual("1.1".utf8) || fields[0].dropFirst(5).elementsEqual("1.0".utf8)
        else { throw HTTPTrouble.Reason.malformed("the version is \(HTTPText.quoted(fields[0]))") }
        isVersion10 = fields[0].last == UInt8(ascii: "0")
        self.status = status
        let words = fields.count > 2 ? fields[2] : []
        guard !words.contains(where: Self.breaksLine) else {
            throw HTTPTrouble.Reason.malformed("the status line is \(HTTPText.quoted(first))")
        }
        reason = String(decoding: words, as: UTF8.self)
        headers = try Self.headers(section, lines.dropFirst())
    }

    /// Header lines; one that begins with a space goes on with the value before it.
    static func headers(_ section: Bytes, _ lines: some Sequence<Range<Int>>) throws -> [HTTPHeader] {
        var headers: [HTTPHeader] = []
        for range in lines {
            let line = section[range]
            guard !line.contains(where: breaksLine) else {
                throw HTTPTrouble.Reason.malformed(
                    "the header line \(HTTPText.quoted(line)) holds a carriage return or NUL")
            }
            if let first = line.first, HTTPText.isSpace(first) {
                guard let last = headers.popLast() else {
                    throw HTTPTrouble.Reason.malformed("the first header line begins with a space")
                }
                let value = last.valueBytes + [0x20] + HTTPText.trimmed(line)
                headers.append(HTTPHeader(name: last.nameBytes, value: HTTPText.trimmed(value)))
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                throw HTTPTrouble.Reason.malformed("the header line \(HTTPText.quoted(line)) has no colon")
            }
            let name = HTTPText.trimmed(line[..<colon])
            guard HTTPText.isToken(name) else {
                throw HTTPTrouble.Reason.malformed("\(HTTPText.quoted(name)) is no name of a header")
            }
            headers.append(HTTPHeader(name: name, value: HTTPText.trimmed(line[(colon + 1)...])))
        }
        return headers
    }

    /// Whether no body follows, whatever the headers say.
    var hasNoBody: Bool { status < 200 || status == 204 || status == 304 }

    private static func status(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.count == 3, digits.allSatisfy(ASCII.isDigit) else { return nil }
        let status = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return status >= 100 ? status : nil
    }

    private static func breaksLine(_ byte: UInt8) -> Bool { byte == 0 || byte == 0x0D }
}

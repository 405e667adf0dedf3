/// Writes an array of flat objects, member by member and part by part, so that a long one is never in memory as a whole.
package struct JSONItems {
    private var part = Bytes()
    private var isFirst = true
    private var isFirstMember = true
    private let secrets: Redactor
    private let send: (Bytes) throws -> Void
    private static let length = 64 * 1024

    init(hiding secrets: Redactor, sending send: @escaping (Bytes) throws -> Void) {
        self.secrets = secrets
        self.send = send
        part.reserveCapacity(Self.length + 4096)
        part.append(UInt8(ascii: "["))
    }

    /// Adds an object; the body adds its members in the order of their names.
    package mutating func object(_ body: (inout JSONItems) -> Void) throws {
        if !isFirst { part.append(UInt8(ascii: ",")) }
        isFirst = false
        isFirstMember = true
        part.append(UInt8(ascii: "{"))
        body(&self)
        part.append(UInt8(ascii: "}"))
        guard part.count >= Self.length else { return }
        try send(part)
        part.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws {
        try send(part + "]\n".utf8)
    }

    /// Adds text that somebody wrote: secrets are taken out.
    package mutating func member(_ name: StaticString, text: Slice<UnsafeRawBufferPointer>) {
        begin(name)
        let start = part.count
        part.append(UInt8(ascii: "\""))
        let text = UnsafeRawBufferPointer(rebasing: text)
        if Self.isPlain(text) {
            part.append(contentsOf: text)
            part.append(UInt8(ascii: "\""))
            guard secrets.mayHoldSecret(part, from: start) else { return }
        }
        part.removeSubrange(start...)
        JSONWriter.append(.string(secrets.redact(String(decoding: text, as: UTF8.self))), to: &part)
    }

    package mutating func member(_ name: StaticString, text: String) {
        var text = text
        text.withUTF8 { member(name, text: UnsafeRawBufferPointer($0)[...]) }
    }

    /// Adds a word of ours, which needs neither escapes nor a look for secrets.
    package mutating func member(_ name: StaticString, word: String) {
        begin(name)
        part.append(UInt8(ascii: "\""))
        part.append(contentsOf: word.utf8)
        part.append(UInt8(ascii: "\""))
    }

    /// Adds how far something is: "2/3".
    package mutating func member(_ name: StaticString, _ part: Int, of whole: Int) {
        begin(name)
        self.part.append(UInt8(ascii: "\""))
        append(part)
        self.part.append(UInt8(ascii: "/"))
        append(whole)
        self.part.append(UInt8(ascii: "\""))
    }

    package mutating func member(_ name: StaticString, _ value: Bool) {
        begin(name)
        part.append(contentsOf: (value ? "true" : "false").utf8)
    }

    package mutating func member(_ name: StaticString, _ moment: Date) {
        begin(name)
        part.append(UInt8(ascii: "\""))
        moment.appendISO8601(to: &part)
        part.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ number: Int) {
        if let digit = UInt8(exactly: number), digit < 10 {
            part.append(UInt8(ascii: "0") + digit)
        } else {
            part.append(contentsOf: String(number).utf8)
        }
    }

    private mutating func begin(_ name: StaticString) {
        if !isFirstMember { part.append(UInt8(ascii: ",")) }
        isFirstMember = false
        part.append(UInt8(ascii: "\""))
        part.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        part.append(UInt8(ascii: "\""))
        part.append(UInt8(ascii: ":"))
    }

    /// Whether a text stands in JSON as it is; without a branch for each byte, so that it is looked at many at a time.
    private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
        var special: UInt8 = 0
        for byte in text {
            special |= byte >> 7 | (byte < 0x20 ? 1 : 0)
            special |= (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
        }
        return special == 0
    }
}

import HarnessKit

/// A message without what differs from one time to the next: paths, numbers, ids, quoted texts, times.
///
/// One pass over the bytes; two messages with the same shape are the same complaint.
struct MessageShape {
    private static let longest = 240

    static func of(_ message: String) -> String {
        var reading = ShapeReading()
        return reading.withShape(of: message) { String(decoding: $0, as: UTF8.self) }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private(set) var output: Bytes

    /// Writes into a buffer that somebody has, so that a hundred thousand messages need one.
    fileprivate init(_ bytes: UnsafeBufferPointer<UInt8>, into buffer: consuming Bytes) {
        self.bytes = bytes
        output = buffer
        run()
    }

    private mutating func run() {
        while index < bytes.count, output.count < Self.longest {
            let byte = bytes[index]
            if byte == 0x1B {
                skipEscape()
            } else if byte <= 0x20 {
                skipSpace()
            } else if let close = Self.closing(of: byte), let end = end(ofQuotation: close) {
                put("<text>")
                index = end + 1
            } else if Self.isPlain(byte) {
                word()
            } else {
                output.append(byte)
                index += 1
            }
        }
        while output.last == 0x20 { output.removeLast() }
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] <= 0x20, bytes[index] != 0x1B { index += 1 }
        if !output.isEmpty, output.last != 0x20 { output.append(0x20) }
    }

    /// Colours of a terminal.
    private mutating func skipEscape() {
        index += 1
        guard index < bytes.count, bytes[index] == UInt8(ascii: "[") else { return }
        index += 1
        while index < bytes.count, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
        index += 1
    }

    private mutating func put(_ placeholder: StaticString) {
        output.append(
            contentsOf: UnsafeBufferPointer(start: placeholder.utf8Start, count: placeholder.utf8CodeUnitCount))
    }

    private static func closing(of byte: UInt8) -> UInt8? {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") ? byte : nil
    }

    /// Where a quotation that begins here ends, on the same line and not far away.
    private func end(ofQuotation close: UInt8) -> Int? {
        let limit = min(bytes.count, index + 200)
        var place = index + 1
        while place < limit, bytes[place] != UInt8(ascii: "\n") {
            if bytes[place] == close { return place }
            place += 1
        }
        return nil
    }

    /// What a word is made of; everything else ends it.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        case UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: ":"), UInt8(ascii: "~"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "%"),
            UInt8(ascii: "#"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    private mutating func word() {
        let start = index
        // An apostrophe within a word is no quotation.
        while index < bytes.count, Self.isPlain(bytes[index]) || isApostrophe(at: index, after: start) { index += 1 }
        var end = index
        while end > start, Self.isEnd(bytes[end - 1]) { end -= 1 }
        if end > start {
            switch WordKind(of: UnsafeBufferPointer(rebasing: bytes[start..<end])) {
            case .path: put("<path>")
            case .time: put("<time>")
            case .identity: put("<id>")
            case .number: put("<n>")
            case .plain: append(start..<end)
            }
        }
        output.append(contentsOf: bytes[end..<index])
    }

    private func isApostrophe(at place: Int, after start: Int) -> Bool {
        bytes[place] == UInt8(ascii: "'") && place > start && place + 1 < bytes.count
            && bytes[place - 1] | 0x20 &- 0x61 < 26 && bytes[place + 1] | 0x20 &- 0x61 < 26
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-")
    }

    /// Lower case, each run of digits as one sign.
    private mutating func append(_ range: Range<Int>) {
        for byte in bytes[range] {
            if byte &- 0x30 < 10 {
                if output.last != UInt8(ascii: "#") { output.append(UInt8(ascii: "#")) }
            } else {
                output.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
            }
        }
    }
}

/// Makes shapes one after the other.
struct ShapeReading {
    private var buffer = Bytes()

    mutating func withShape<Value>(of message: String, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        var message = message
        return message.withUTF8 { bytes in
            var buffer = Bytes()
            swap(&buffer, &self.buffer)
            buffer.removeAll(keepingCapacity: true)
            let shape = MessageShape(bytes, into: buffer)
            buffer = shape.output
            defer { swap(&buffer, &self.buffer) }
            return buffer.withUnsafeBufferPointer(body)
        }
    }
}

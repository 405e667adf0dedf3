extension JSON {
    package enum Layout: Sendable { case compact, indented }

    /// The value as text: keys in byte order, so that the order in which they came makes no difference.
    package func text(_ layout: Layout) -> String {
        String(decoding: bytes(layout), as: UTF8.self)
    }

    package func bytes(_ layout: Layout) -> Bytes {
        var writer = JSONWriter(isIndented: layout == .indented)
        writer.write(self)
        return writer.bytes
    }
}

struct JSONWriter {
    private(set) var bytes = Bytes()
    private let isIndented: Bool
    private var depth = 0

    init(isIndented: Bool) {
        self.isIndented = isIndented
    }

    /// Adds a value in its compact form.
    static func append(_ value: JSON, to bytes: inout Bytes) {
        var writer = JSONWriter(isIndented: false)
        swap(&writer.bytes, &bytes)
        writer.write(value)
        swap(&writer.bytes, &bytes)
    }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += value.description.utf8
        case .number(let value): bytes += (value.isFinite ? value.description : "null").utf8
        case .literal(let text): bytes += text.utf8
        case .string(let text): write(text)
        case .array(let items):
            open(UInt8(ascii: "["))
            var isFirst = true
            for item in items {
                beginItem(isFirst: isFirst)
                isFirst = false
                write(item)
            }
            close(UInt8(ascii: "]"), isEmpty: isFirst)
        case .object(let object):
            open(UInt8(ascii: "{"))
            var isFirst = true
            object.forEachSorted { member in
                beginItem(isFirst: isFirst)
                isFirst = false
                write(member.name)
                bytes.append(UInt8(ascii: ":"))
                if isIndented { bytes.append(UInt8(ascii: " ")) }
                write(member.value)
            }
            close(UInt8(ascii: "}"), isEmpty: isFirst)
        }
    }

    private mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        depth += 1
    }

    private mutating func beginItem(isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        breakLine()
    }

    private mutating func close(_ bracket: UInt8, isEmpty: Bool) {
        depth -= 1
        if !isEmpty { breakLine() }
        bytes.append(bracket)
    }

    private mutating func breakLine() {
        guard isIndented else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let isPlain = text.utf8.withContiguousStorageIfAvailable { part in
            guard !part.contains(where: Self.needsEscape) else { return false }
            bytes.append(contentsOf: part)
            return true
        }
        if isPlain != true {
            for byte in text.utf8 { escape(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x0A: bytes += "\\n".utf8
        case 0x0D: bytes += "\\r".utf8
        case 0x09: bytes += "\\t".utf8
        case 0..<0x20: bytes += "\\u00".utf8 + HexDigits.lower(byte)
        default: bytes.append(byte)
        }
    }
}

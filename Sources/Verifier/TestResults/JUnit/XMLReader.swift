import HarnessKit

/// A piece of an XML document.
enum XMLEvent: Equatable {
    case start(String, attributes: [String: String])
    case end(String)
    case text(String)
}

/// Why a text is no XML that we read.
struct XMLError: Error, Equatable {
    let line: Int
    let message: String
}

/// Reads XML from its beginning to its end, without document types and entities of its own.
///
/// What it costs is linear in the size; nothing is ever fetched or defined.
struct XMLReader {
    static let deepest = 100

    private let bytes: Bytes
    private var index = 0
    private var open: [String] = []
    private var hasRoot = false
    /// The end of an element that was written as "<name/>".
    private var closing: String?

    init(_ bytes: Bytes) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The next piece; nil at the end of a whole document.
    mutating func next() throws(XMLError) -> XMLEvent? {
        if let name = closing {
            closing = nil
            open.removeLast()
            return .end(name)
        }
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<") else {
                if let text = try text() { return .text(text) }
                continue
            }
            if take("<!--") {
                try skip(to: "-->", "a comment")
            } else if take("<?") {
                try skip(to: "?>", "an instruction")
            } else if take("<![CDATA[") {
                let start = index
                try skip(to: "]]>", "a CDATA section")
                return .text(String(decoding: bytes[start..<(index - 3)], as: UTF8.self))
            } else if take("<!") {
                throw error("document types are not read")
            } else if take("</") {
                return try end()
            } else {
                return try start()
            }
        }
        if let name = open.last { throw error("the element '\(name)' has no end") }
        guard hasRoot else { throw error("there is no element") }
        return nil
    }

    // Elements.

    private mutating func start() throws(XMLError) -> XMLEvent {
        index += 1
        let name = try name()
        guard !open.isEmpty || !hasRoot else { throw error("a second element '\(name)' follows the first") }
        hasRoot = true
        var attributes: [String: String] = [:]
        while true {
            let isSpaced = skipSpace()
            if take("/>") {
                closing = name
            } else if !take(">") {
                guard isSpaced else { throw error("the start of '\(name)' has no end") }
                let key = try self.name()
                _ = skipSpace()
                guard take("=") else { throw error("the attribute '\(key)' has no value") }
                _ = skipSpace()
                attributes[key] = try value(of: key)
                continue
            }
            guard open.count < Self.deepest else { throw error("nested deeper than \(Self.deepest) levels") }
            open.append(name)
            return .start(name, attributes: attributes)
        }
    }

    private mutating func end() throws(XMLError) -> XMLEvent {
        let name = try name()
        _ = skipSpace()
        guard take(">") else { throw error("the end of '\(name)' lacks its '>'") }
        guard let last = open.popLast() else { throw error("'\(name)' ends and never began") }
        guard last == name else { throw error("'\(name)' ends where '\(last)' is open") }
        return .end(name)
    }

    private mutating func name() throws(XMLError) -> String {
        let start = index
        while index < bytes.count, Self.isName(bytes[index]) { index += 1 }
        guard index > start else { throw error("a name is missing") }
        guard index - start <= 200 else { throw error("a name is longer than 200 bytes") }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80
            || [0x3A, 0x5F, 0x2D, 0x2E].contains(byte)
    }

    private mutating func value(of key: String) throws(XMLError) -> String {
        guard index < bytes.count, bytes[index] == 0x22 || bytes[index] == 0x27 else {
            throw error("the value of '\(key)' is not in quotes")
        }
        let quote = bytes[index]
        index += 1
        guard let end = bytes[index...].firstIndex(of: quote) else { throw error("the value of '\(key)' has no end") }
        defer { index = end + 1 }
        return try decoded(bytes[index..<end])
    }

    // Text.

    private mutating func text() throws(XMLError) -> String? {
        let end = bytes[index...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        let part = bytes[index..<end]
        let isBlank = part.allSatisfy { $0 == 0x20 || 0x09...0x0D ~= $0 }
        guard isBlank || !open.isEmpty else { throw error("there is text outside of the elements") }
        let text = isBlank ? nil : try decoded(part)
        index = end
        return text
    }

    /// The text with its entities resolved: the five of XML, and numbers.
    private func decoded(_ part: ArraySlice<UInt8>) throws(XMLError) -> String {
        guard part.contains(UInt8(ascii: "&")) else { return String(decoding: part, as: UTF8.self) }
        var result = Bytes()
        var rest = part
        while let place = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<place]
            rest = rest[(place + 1)...]
            guard let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
                throw error("an '&' begins no entity")
            }
            let entity = String(decoding: rest[..<end], as: UTF8.self)
            guard let scalar = Self.scalar(entity) else { throw error("the entity '&\(entity);' is not known") }
            result += Bytes(Character(scalar).utf8)
            rest = rest[(end + 1)...]
        }
        return String(decoding: result + rest, as: UTF8.self)
    }

    private static func scalar(_ entity: String) -> Unicode.Scalar? {
        switch entity {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard entity.hasPrefix("#") else { return nil }
        let isHexadecimal = entity.hasPrefix("#x") || entity.hasPrefix("#X")
        let digits = entity.dropFirst(isHexadecimal ? 2 : 1)
        guard let value = UInt32(digits, radix: isHexadecimal ? 16 : 10) else { return nil }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    // Moving on.

    private mutating func take(_ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes.count - index >= wanted.count, bytes[index..<(index + wanted.count)].elementsEqual(wanted) else {
            return false
        }
        index += wanted.count
        return true
    }

    private mutating func skipSpace() -> Bool {
        let start = index
        while index < bytes.count, bytes[index] == 0x20 || 0x09...0x0D ~= bytes[index] { index += 1 }
        return index > start
    }

    private mutating func skip(to end: StaticString, _ what: String) throws(XMLError) {
        while index < bytes.count {
            if take(end) { return }
            index += 1
        }
        throw error("\(what) has no end")
    }

    private func error(_ message: String) -> XMLError {
        let before = bytes.prefix(index)
        return XMLError(line: before.count { $0 == 0x0A } + 1, message: message)
    }
}

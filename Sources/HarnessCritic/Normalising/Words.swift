import HarnessKit

/// A text as its words alone, lower case, one space around each: a word inside another word is not found.
struct Words: Sendable {
    let bytes: Bytes

    init(_ text: some StringProtocol) {
        var bytes: Bytes = [space]
        bytes.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            if byte &- 0x41 < 26 {
                bytes.append(byte | 0x20)
            } else if byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80 {
                bytes.append(byte)
            } else if bytes.last != space {
                bytes.append(space)
            }
        }
        if bytes.last != space { bytes.append(space) }
        self.bytes = bytes
    }

    /// Whether the words of a phrase stand in it one after the other.
    func has(_ phrase: String) -> Bool {
        bytes.offset(of: [space] + Bytes(phrase.utf8) + [space]) != nil
    }

    func hasAny(of phrases: [String]) -> Bool { phrases.contains { has($0) } }

    func hasAny(of phrases: Phrases) -> Bool {
        phrases.needles.contains { bytes.offset(of: $0) != nil }
    }

    var each: [String] { bytes.split(separator: space).map { String(decoding: $0, as: UTF8.self) } }
}

/// Phrases made ready to be looked for often.
struct Phrases: Sendable, ExpressibleByArrayLiteral {
    let needles: [Bytes]

    init(arrayLiteral phrases: String...) {
        needles = phrases.map { Words($0).bytes }
    }
}

private let space = UInt8(ascii: " ")

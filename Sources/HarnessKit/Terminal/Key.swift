/// What a person pressed.
package enum Key: Equatable, Sendable {
    case up, down, left, right, pageUp, pageDown, home, end
    case enter, escape, tab, backspace, interrupt, suspend, redraw
    case character(Character)
    /// A sequence that we have no use for.
    case other
}

/// Makes keys of the bytes that a terminal sends, however they are cut.
package struct KeyReader {
    private var rest = Bytes()

    package init() {}

    /// Whether an escape came that may be a key of its own or the beginning of one.
    package var isWaiting: Bool { !rest.isEmpty }

    /// The keys that are whole by now.
    package mutating func read(_ bytes: Bytes) -> [Key] {
        rest += bytes
        var keys: [Key] = []
        while let (key, length) = first() {
            rest.removeFirst(length)
            keys.append(key)
        }
        return keys
    }

    /// Nothing more comes: what waits is what was pressed.
    package mutating func giveUp() -> [Key] {
        guard !rest.isEmpty else { return [] }
        let isEscape = rest == [0x1B]
        rest = []
        return [isEscape ? .escape : .other]
    }

    /// The first key and how many bytes it has; nil where it is not whole.
    private func first() -> (Key, Int)? {
        guard let byte = rest.first else { return nil }
        switch byte {
        case 0x1B: return sequence()
        case 0x0D, 0x0A: return (.enter, 1)
        case 0x09: return (.tab, 1)
        case 0x08, 0x7F: return (.backspace, 1)
        case 0x03: return (.interrupt, 1)
        case 0x1A: return (.suspend, 1)
        case 0x0C: return (.redraw, 1)
        case 0..<0x20: return (.other, 1)
        case 0x20..<0x7F: return (.character(Character(Unicode.Scalar(byte))), 1)
        default: return letter(startingWith: byte)
        }
    }

    private func letter(startingWith byte: UInt8) -> (Key, Int)? {
        let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
        guard length > 1 else { return (.other, 1) }
        guard rest.count >= length else { return nil }
        guard let text = String(validating: rest.prefix(length), as: UTF8.self), let character = text.first else {
            return (.other, 1)
        }
        return (.character(character), length)
    }

    /// "ESC [ A", "ESC O A", "ESC [ 5 ~", "ESC [ 1 ; 5 A".
    private func sequence() -> (Key, Int)? {
        guard rest.count > 1 else { return nil }
        switch rest[1] {
        case 0x1B: return (.escape, 1)
        case UInt8(ascii: "O"):
            guard rest.count > 2 else { return nil }
            return (Self.letters[rest[2]] ?? .other, 3)
        case UInt8(ascii: "["):
            guard let end = rest.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
                // Nothing that a keyboard sends is longer: better a lost key than one that swallows all.
                return rest.count > 32 ? (.other, rest.count) : nil
            }
            if rest[end] == UInt8(ascii: "~") {
                let number = String(decoding: rest[2..<end].prefix(while: ASCII.isDigit), as: UTF8.self)
                return (Self.numbers[number] ?? .other, end + 1)
            }
            return (Self.letters[rest[end]] ?? .other, end + 1)
        default: return (.other, 2)
        }
    }

    private static let letters: [UInt8: Key] = [
        UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
        UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "M"): .enter,
    ]
    private static let numbers: [String: Key] = [
        "1": .home, "4": .end, "5": .pageUp, "6": .pageDown, "7": .home, "8": .end,
    ]
}

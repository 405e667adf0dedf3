import HarnessKit

/// Values that no application can know beforehand, and that look like any others.
package enum FreshKind: String, CaseIterable, JSONConvertible, Sendable {
    case word, name, email, uuid, int, hex

    /// A new value; the same randomness gives the same value.
    func value(from random: (Int) -> Bytes) -> JSON {
        switch self {
        case .word: .string(Self.word(random))
        case .name: .string(Self.capitalised(Self.word(random)) + " " + Self.capitalised(Self.word(random)))
        case .email: .string("\(Self.word(random)).\(Self.word(random))@example.com")
        case .uuid: .string(Self.uuid(random(16)))
        case .int: .integer(100_000 + Self.number(random(8), below: 900_000_000))
        case .hex: .string(Self.hexadecimal(random(17)))
        }
    }

    private static let consonants = Array("bdfghjklmnprstvz")
    private static let vowels = Array("aeiou")

    /// Four syllables: over sixteen million words.
    private static func word(_ random: (Int) -> Bytes) -> String {
        String(
            random(4).flatMap { byte -> [Character] in
                let number = Int(byte)
                return [consonants[number % 16], vowels[number / 16 % 5]]
            } + [consonants[number(random(1), below: 16)]])
    }

    private static func capitalised(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    private static func number(_ bytes: some Sequence<UInt8>, below limit: Int) -> Int {
        Int(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % UInt64(limit))
    }

    /// 12 to 32 digits, also an odd number of them: whoever knows the length knows no value by it.
    private static func hexadecimal(_ random: Bytes) -> String {
        String(random.dropLast().hexadecimal.prefix(12 + number(random.suffix(1), below: 21)))
    }

    private static func uuid(_ random: Bytes) -> String {
        var bytes = random
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(bytes.hexadecimal)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}

/// Randomness that a seed gives again: SHA-256 of the seed, a purpose and a counter.
struct SeededRandom: Sendable {
    let seed: String
    let purpose: String

    func bytes(_ count: Int, _ round: inout Int) -> Bytes {
        var bytes = Bytes()
        while bytes.count < count {
            bytes += SHA256.digest(of: Bytes("\(seed)/\(purpose)/\(round)".utf8)).bytes
            round += 1
        }
        return Bytes(bytes.prefix(count))
    }

    func value(_ kind: FreshKind) -> JSON {
        var round = 0
        return kind.value { bytes($0, &round) }
    }
}

import HarnessKit

/// A pattern as git's `wildmatch` reads it, on bytes.
///
/// The work is at most the pattern's length times the text's: of the stars that were passed only the last one
/// within a name, and the last one across names, can ever need another try.
struct Glob: Sendable {
    enum Token: Sendable, Equatable {
        case byte(UInt8)
        /// `?`
        case any
        case set(ByteSet)
        /// `*`: anything but a slash.
        case star
        /// `**` at the end: anything.
        case everything
        /// `**/`: nothing, or anything that ends with a slash.
        case folders
        /// What git finds malformed, and never matches.
        case never
    }

    /// What the text begins with.
    private let prefix: Bytes
    private let tokens: [Token]
    /// What the text ends with, where the tokens are a star and then only this.
    private let suffix: Bytes?

    init(_ pattern: ArraySlice<UInt8>) {
        let special = pattern.firstIndex { Self.specials.contains($0) } ?? pattern.endIndex
        prefix = Bytes(pattern[..<special])
        var parser = GlobParser(pattern[special...])
        tokens = parser.parse()
        let rest = tokens.dropFirst().compactMap { if case .byte(let byte) = $0 { byte } else { nil } }
        suffix = tokens.first == .star && rest.count == tokens.count - 1 && !rest.contains(slash) ? rest : nil
    }

    private static let specials = Bytes("*?[\\".utf8)

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= prefix.count else { return false }
        if tokens.isEmpty { return text.count == prefix.count && Self.begins(text, with: prefix) }
        guard Self.begins(text, with: prefix) else { return false }
        let rest = UnsafeBufferPointer(rebasing: text[prefix.count...])
        guard let suffix else { return tokens.withUnsafeBufferPointer { Self.matches($0, rest) } }
        guard rest.count >= suffix.count else { return false }
        let star = rest.count - suffix.count
        return Self.begins(UnsafeBufferPointer(rebasing: rest[star...]), with: suffix)
            && !rest[..<star].contains(slash)
    }

    private static func begins(_ text: UnsafeBufferPointer<UInt8>, with part: Bytes) -> Bool {
        var index = part.count - 1
        while index >= 0 {
            // From behind: names differ at their ends sooner.
            if text[index] != part[index] { return false }
            index -= 1
        }
        return true
    }

    private static func matches(_ tokens: UnsafeBufferPointer<Token>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var (token, place) = (0, 0)
        var star: (token: Int, place: Int)?
        var wide: (token: Int, place: Int, isFolders: Bool)?
        while true {
            if token == tokens.count {
                if place == text.count { return true }
            } else {
                switch tokens[token] {
                case .star:
                    token += 1
                    star = (token, place)
                    continue
                case .everything, .folders:
                    let isFolders = tokens[token] == .folders
                    token += 1
                    (wide, star) = ((token, place, isFolders), nil)
                    continue
                case let single where place < text.count && takes(single, text[place]):
                    token += 1
                    place += 1
                    continue
                default: break
                }
            }
            if let last = star, last.place < text.count, text[last.place] != slash {
                star = (last.token, last.place + 1)
                (token, place) = (last.token, last.place + 1)
            } else if let last = wide, let next = next(after: last.place, last.isFolders, text) {
                (wide, star) = ((last.token, next, last.isFolders), nil)
                (token, place) = (last.token, next)
            } else {
                return false
            }
        }
    }

    /// Where what follows a wide star may begin next.
    private static func next(after place: Int, _ isFolders: Bool, _ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard place < text.count else { return nil }
        guard isFolders else { return place + 1 }
        return text[place...].firstIndex(of: slash).map { $0 + 1 }
    }

    private static func takes(_ token: Token, _ byte: UInt8) -> Bool {
        switch token {
        case .byte(let wanted): wanted == byte
        case .any: byte != slash
        case .set(let set): set.contains(byte)
        case .star, .everything, .folders, .never: false
        }
    }
}

private let slash = UInt8(ascii: "/")

import HarnessKit

/// Reads the part of a pattern that begins with its first special byte, with git's own notion of each oddity.
struct GlobParser {
    private let pattern: ArraySlice<UInt8>
    private var place: Int

    init(_ pattern: ArraySlice<UInt8>) {
        self.pattern = pattern
        place = pattern.startIndex
    }

    mutating func parse() -> [Glob.Token] {
        var tokens: [Glob.Token] = []
        while let byte = byte(at: place) {
            switch byte {
            case UInt8(ascii: "*"): tokens.append(parseStars())
            case UInt8(ascii: "?"):
                tokens.append(.any)
                place += 1
            case UInt8(ascii: "["):
                place += 1
                guard let set = parseSet() else { return [.never] }
                tokens.append(.set(set))
            case UInt8(ascii: "\\"):
                guard let escaped = self.byte(at: place + 1) else { return [.never] }
                tokens.append(.byte(escaped))
                place += 2
            default:
                tokens.append(.byte(byte))
                place += 1
            }
        }
        return tokens
    }

    private func byte(at index: Int) -> UInt8? { index < pattern.endIndex ? pattern[index] : nil }

    /// Two stars and more cross slashes only where they stand for whole names.
    ///
    /// At the start of what is read here they do, even after letters: git compares those before it looks at stars.
    private mutating func parseStars() -> Glob.Token {
        let start = place
        while byte(at: place) == UInt8(ascii: "*") { place += 1 }
        let isBegin = start == pattern.startIndex || pattern[start - 1] == UInt8(ascii: "/")
        guard place - start > 1, isBegin else { return .star }
        switch byte(at: place) {
        case nil: return .everything
        case UInt8(ascii: "/"):
            place += 1
            return .folders
        case UInt8(ascii: "\\") where byte(at: place + 1) == UInt8(ascii: "/"): return .everything
        default: return .star
        }
    }

    /// What stands in brackets, the first of which has been read; nil where they do not end or name no class.
    private mutating func parseSet() -> ByteSet? {
        var set = ByteSet()
        let isInverted = byte(at: place) == UInt8(ascii: "!") || byte(at: place) == UInt8(ascii: "^")
        if isInverted { place += 1 }
        var former: UInt8?
        repeat {
            guard var byte = byte(at: place) else { return nil }
            if byte == UInt8(ascii: "\\") {
                place += 1
                guard let escaped = self.byte(at: place) else { return nil }
                byte = escaped
                set.insert(byte)
            } else if byte == UInt8(ascii: "-"), let low = former, let next = self.byte(at: place + 1),
                next != UInt8(ascii: "]")
            {
                place += next == UInt8(ascii: "\\") ? 2 : 1
                guard let high = self.byte(at: place) else { return nil }
                if low <= high { set.insert(low...high) }
                former = nil
                place += 1
                continue
            } else if byte == UInt8(ascii: "["), self.byte(at: place + 1) == UInt8(ascii: ":") {
                switch parseClass() {
                case .malformed: return nil
                case .none: set.insert(byte)
                case .found(let members):
                    set.insert((0...255).filter(members.contains))
                    former = nil
                    continue
                }
            } else {
                set.insert(byte)
            }
            former = byte
            place += 1
        } while byte(at: place) != UInt8(ascii: "]")
        place += 1
        if isInverted { set.invert() }
        set.remove(UInt8(ascii: "/"))
        return set
    }

    private enum Class { case found(ByteSet), none, malformed }

    /// Reads `[:name:]`; where it is none, the bracket stands for itself and the place is left as it was.
    private mutating func parseClass() -> Class {
        let start = place + 2
        guard let end = pattern[min(start, pattern.endIndex)...].firstIndex(of: UInt8(ascii: "]")) else {
            return .malformed
        }
        guard end > start, pattern[end - 1] == UInt8(ascii: ":") else { return .none }
        guard let set = ByteSet(named: pattern[start..<(end - 1)]) else { return .malformed }
        place = end + 1
        return .found(set)
    }
}
